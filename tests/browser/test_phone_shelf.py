"""A phone whose browser fails it, whose centre refuses it, or that comes to what stood before."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Look
from tests.browser.phone import (
    count_panics,
    enrolled,
    hold,
    in_hand,
    link_for,
    look_and_measure,
    start_visit,
    wanda,
)
from tests.browser.test_phone import IS_KEPT
from tests.browser.test_thread import heading, press
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Opening it fails, or reading what it opened, and the second shelf is empty.
SHUT = "IDBFactory.prototype.open = () => { throw new DOMException('shut'); };"
UNREADABLE = "IDBObjectStore.prototype.getAll = () => { throw new DOMException('broken'); };"
EMPTY = "localStorage.clear();"
REFUSAL = """{"type": "https://tocsin.example/problems/malformed", "title": "No",
    "detail": "Northgate cannot read this.", "status": 422}"""


@contextmanager
def without_signal(page: Page) -> Iterator[None]:
    assert page.evaluate(IS_KEPT) in ("activating", "activated")
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


@pytest.mark.parametrize("fault", [SHUT, UNREADABLE])
def test_without_its_store_and_without_signal_a_phone_still_calls_for_help(
    demo: RunningDemo, chromium: Browser, fault: str
) -> None:
    """What it was told last stands on a second shelf."""
    page = enrolled(chromium, demo)
    page.add_init_script(fault)
    with without_signal(page):
        page.reload()
        heading(page, "Not protected")
        expect(page.get_by_text("This browser keeps nothing.")).to_be_visible()
        hold(page)
        heading(page, "Not sent yet")
    heading(page, "Stored at Northgate")
    assert count_panics(demo) == 1


def test_a_phone_that_knows_nothing_of_itself_still_calls_for_help(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = enrolled(chromium, demo)
    page.add_init_script(SHUT + EMPTY)
    with without_signal(page):
        page.reload()
        heading(page, "No connection")
        look_and_measure(page, look, "worker-unknown")
        hold(page)
        heading(page, "Not sent yet")
        look_and_measure(page, look, "worker-unknown-pressed")
    heading(page, "Stored at Northgate")
    assert count_panics(demo) == 1


def test_a_refused_panic_leaves_the_button_and_the_telephone(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = enrolled(chromium, demo)

    def refuse(route: Route) -> None:
        route.fulfill(status=422, content_type="application/problem+json", body=REFUSAL)

    page.route("**/api/v1/worker/panic", refuse)
    hold(page)
    heading(page, "Northgate Monitoring Centre did not take it")
    expect(page.get_by_text("Northgate cannot read this.").first).to_be_visible()
    expect(
        page.get_by_role("link", name="Northgate Monitoring Centre, 01632 960100")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Put away")).to_be_visible()
    look_and_measure(page, look, "worker-panic-refused")
    page.unroute("**/api/v1/worker/panic")
    hold(page)
    heading(page, "Stored at Northgate")


def test_what_one_window_keeps_the_other_sees_and_sends_once(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = enrolled(chromium, demo)
    other = page.context.new_page()
    other.goto(f"{demo.address}/worker/")
    heading(other, "Not protected")
    with without_signal(page):
        hold(page)
        heading(page, "Not sent yet")
        heading(other, "Not sent yet")
    for window in (page, other):
        heading(window, "Stored at Northgate")
    assert count_panics(demo) == 1


def test_what_was_kept_for_one_is_never_sent_for_the_next(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = enrolled(chromium, demo)
    start_visit(page)
    page.route("**/api/v1/worker/check-in", lambda route: route.abort())
    press(page, "I am all right")
    expect(page.get_by_text("1 thing kept on this phone.")).to_be_visible()
    with wanda(demo) as asking:
        given = {
            "customer_id": str(story.CALDER_VALE),
            "name": "Bo Lindqvist",
            "time_zone": "Europe/London",
        }
        key = {"Idempotency-Key": str(uuid4())}
        made = asking.post("/lone-workers", json=given, headers=key).json()
        link = asking.post(f"/lone-workers/{made['id']}/enrolments", json={}).json()["link"]
    page.goto(link)
    press(page, "Enrol this phone")
    page.unroute("**/api/v1/worker/check-in")
    heading(page, "Choose two PINs")
    page.get_by_label("Safe PIN", exact=True).fill("2580")
    page.get_by_label("Safe PIN once more").fill("2580")
    page.get_by_label("Duress PIN", exact=True).fill("7913")
    page.get_by_label("Duress PIN once more").fill("7913")
    press(page, "Keep these PINs")
    press(page, "Not now")
    kept = page.get_by_text(re.compile("Check-in kept for Marguerite .*, never sent. Tell"))
    expect(kept).to_be_visible()
    look_and_measure(page, look, "worker-not-theirs")


def test_a_phone_that_comes_to_an_alert_says_what_stands_and_lets_pins_be_chosen(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    first = enrolled(chromium, demo)
    start_visit(first)
    hold(first)
    heading(first, "Stored at Northgate")
    page = in_hand(chromium).new_page()
    page.goto(link_for(demo))
    press(page, "Enrol this phone")
    heading(page, "An alert about you is open")
    expect(page.get_by_role("button", name="Hold for help")).to_be_visible()
    expect(page.get_by_role("button", name="I am all right")).to_be_visible()
    look_and_measure(page, look, "worker-alert-before")
    press(page, "Choose PINs")
    heading(page, "Choose two PINs")
    press(page, "Back")
    heading(page, "An alert about you is open")
