"""Whose incident it is, between several desks; and what a desk does when the server goes silent."""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Look
from tests.browser.test_help import PHONE
from tests.browser.test_thread import DESK, heading, press, send_burglary, sign_in
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID_WITHIN_MS = 5_000  # "Not connected": screens and console alike promise it
SILENT_PART_SAID_WITHIN_S = 15.0  # P12
SITE = "Call Hargreaves & Daughters, Canalside warehouse"
BURGLARY = re.compile("Burglary")
PARKED = re.compile("^Parked until")


def desk(chromium: Browser, demo: RunningDemo, name: str) -> Page:
    page = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    sign_in(page, demo, f"{name}@northgate.example")
    quiet = page.get_by_role("heading", name="Nothing is waiting")
    expect(quiet).to_be_visible(timeout=20_000)  # a password is slow to check, on purpose
    return page


def open_burglary(page: Page) -> None:
    page.get_by_role("link", name=BURGLARY).click()


def take_burglary(page: Page) -> None:
    open_burglary(page)
    press(page, "Take it")
    heading(page, SITE)


def group_of(page: Page, name: str) -> None:
    queue = page.get_by_role("navigation", name="Queue")
    expect(queue.get_by_role("heading", name=re.compile(f"^{name}"))).to_be_visible()


def park_for(page: Page, demo: RunningDemo, seconds: int) -> None:
    """Park the open incident for less than the dialog offers, as the page itself would."""
    found = re.search(r"incident=([0-9a-f-]+)", page.url)
    assert found is not None
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    cookies = {c["name"]: c["value"] for c in page.context.cookies()}
    httpx.post(
        f"{demo.address}/api/v1/incidents/{found[1]}/park",
        cookies=cookies,
        headers={"X-Tocsin-App": "console", "Idempotency-Key": str(uuid4())},
        json={"until": until.isoformat(), "because": "The manager rings back"},
    ).raise_for_status()


def test_a_parked_incident_comes_back_by_itself_and_rings(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive, dev = desk(chromium, demo, "olive"), desk(chromium, demo, "dev")
    send_burglary(demo)
    take_burglary(olive)
    olive.keyboard.press("p")
    press(olive, "Park it")
    expect(olive.get_by_text("Say why, in a few words.")).to_be_visible()
    look(olive, "park")
    olive.get_by_text("30 min").click()
    olive.get_by_label("Why").fill("The manager rings back")
    press(olive, "Park it")
    expect(olive.get_by_role("heading", name=PARKED)).to_be_visible()
    for page in (olive, dev):
        group_of(page, "Parked")
        expect(page.get_by_text(re.compile("back at .*The manager rings back"))).to_be_visible()
    expect(olive.locator(".step-card")).to_contain_text("Back by itself in")
    look(olive, "parked")
    press(olive, re.compile("^Take it up again"))
    heading(olive, SITE)
    park_for(olive, demo, 3)
    expect(olive.get_by_role("heading", name=PARKED)).to_be_visible()
    heading(olive, "Take it up again")
    look(olive, "returned")
    open_burglary(dev)
    expect(dev.get_by_text(re.compile("^Only Olive Brandt can take note"))).to_be_visible()
    press(olive, "I have seen it")
    heading(olive, SITE)


def test_what_is_refused_alike_is_said_once_and_belongs_to_every_button(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    wanda = desk(chromium, demo, "wanda")
    send_burglary(demo)
    open_burglary(wanda)
    heading(wanda, "Take this incident")
    why = "Only the centre's operators do this."
    said = wanda.get_by_text(why)
    expect(said.locator("visible=true").and_(wanda.locator(":not(.sr)"))).to_have_count(1)
    buttons = wanda.locator('.inc button[aria-disabled="true"]')
    for n in range(buttons.count()):
        expect(buttons.nth(n)).to_have_accessible_description(why)
    assert buttons.count() > 6
    expect(wanda.get_by_placeholder(why)).to_have_count(0)
    for screen in (DESK, PHONE):
        wanda.set_viewport_size(screen)
        look(wanda, f"refused-alike-{screen['width']}")


def test_what_is_handed_over_rings_for_everybody(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive, dev = desk(chromium, demo, "olive"), desk(chromium, demo, "dev")
    send_burglary(demo)
    take_burglary(olive)
    open_burglary(dev)
    expect(dev.get_by_text(re.compile("You can watch, or ask them to hand over"))).to_be_visible()
    olive.keyboard.press("h")
    expect(olive.get_by_text(re.compile("It rings for everybody again"))).to_be_visible()
    look(olive, "hand-over")
    olive.keyboard.press("Escape")
    expect(olive.get_by_text(re.compile("It rings for everybody again"))).to_have_count(0)
    heading(olive, SITE)
    olive.keyboard.press("h")
    press(olive, "Hand it back")
    for page in (olive, dev):
        group_of(page, "Waiting")
        heading(page, "Take this incident")
    press(dev, "Take it")
    heading(dev, SITE)
    expect(olive.get_by_text("Dev Patel has it")).to_be_visible()


def test_a_supervisor_takes_over_from_an_operator_who_is_there(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive, priya = desk(chromium, demo, "olive"), desk(chromium, demo, "priya")
    send_burglary(demo)
    take_burglary(olive)
    open_burglary(priya)
    press(priya, "Take over")
    look(priya, "take-over")
    press(priya, "Take it over")
    expect(olive.get_by_text("Priya Nair has it")).to_be_visible()
    expect(priya.get_by_text("You took it over from Olive Brandt")).to_be_visible()


def test_a_lost_connection_is_said_and_costs_no_word(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive = desk(chromium, demo, "olive")
    send_burglary(demo)
    take_burglary(olive)
    with stopped(demo, "web"):
        expect(olive.get_by_text(re.compile("^Not connected for"))).to_be_visible(
            timeout=SAID_WITHIN_MS
        )
        olive.get_by_placeholder("Write what you hear or do").fill("Glass broke at the back")
        olive.keyboard.press("Enter")
        expect(olive.get_by_text("kept, not sent yet")).to_be_visible()
        expect(olive.get_by_role("link", name="Call 01632 960151")).to_be_visible()
        look(olive, "not-connected")
    expect(olive.get_by_text("kept, not sent yet")).to_have_count(0, timeout=20_000)
    expect(olive.get_by_text(re.compile("^Not connected for"))).to_have_count(0)
    with demo.program() as program:
        number = program.get("/incidents").json()["items"][0]["id"]
        lines = program.get(f"/incidents/{number}").json()["journal"]
    said = [line["said"] for line in lines if "Glass broke" in (line["said"] or "")]
    assert len(said) == 1
    assert "while not connected" in said[0]


def test_a_part_that_falls_silent_is_said_on_the_board(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    """P12: the board says it within 15 seconds, and stops saying it when the part is heard."""
    olive = desk(chromium, demo, "olive")
    banner = olive.get_by_role("region", name="What is not being done")
    expect(banner).to_have_count(0)
    stopped_at = time.monotonic()
    with stopped(demo, "loops"):
        expect(banner).to_contain_text("Deadlines are not being watched", timeout=20_000)
        assert time.monotonic() - stopped_at < SILENT_PART_SAID_WITHIN_S
        expect(banner).to_contain_text("Tell whoever runs Tocsin")
        heading(olive, "Not known what is waiting")
        look(olive, "part-silent")
    expect(banner).to_have_count(0, timeout=20_000)
    heading(olive, "Nothing is waiting")


@contextmanager
def stopped(demo: RunningDemo, part: str) -> Iterator[None]:
    """Let one process of the demo hang for a while, as a machine that swaps does."""
    pid = demo.process_of(part)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
