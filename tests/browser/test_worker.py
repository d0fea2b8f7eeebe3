"""A lone worker and their phone: enrolled, on a visit, in danger, out of signal, and safe again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.board import (
    MEASURE,
    PHONE,
    TELEPHONE,
    at_desk,
    cut_off,
    enter,
    is_as_wide_as_its_window,
    shifts,
    small_targets,
)
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LEAST_FOR_A_THUMB = 48
SAFE, DURESS = "2580", "7913"
MARGUERITE = f"/lone-workers/{story.MARGUERITE}"
FROM_A_PAGE = {"x-tocsin-app": "console"}
FOUR_MINUTES_LATER = "() => { const now = Date.now; Date.now = () => now() + 240_000; }"
IS_KEPT = "() => navigator.serviceWorker.ready.then(({ active }) => active.state)"
# What the hand feels: the browser of a test cannot shake.
FEEL = "() => { window.felt = []; navigator.vibrate = (felt) => window.felt.push(felt) > 0; }"
SENT_AND_STORED = [80, 120, 80]
PANICS = "select count(*) from signal where convert_from(raw, 'utf8') like '%panic%'"
# All that a page shows, without its times of day and how long ago something was.
SHOWN = """() => document.body.innerHTML
  .replaceAll(/[0-9]+:[0-9]+(:[0-9]+)?/g, '').replaceAll(/[0-9]+ (s|min) ago/g, '')"""


def link_for(demo: RunningDemo) -> str:
    """Have Wanda make a link for Marguerite's phone."""
    with wanda(demo) as asking:
        offered = asking.post(f"{MARGUERITE}/enrolments", json={"new_pins": True})
        assert offered.status_code == 201, offered.text
        link: str = offered.json()["link"]
        return link


def withdraw_phones(demo: RunningDemo) -> None:
    with wanda(demo) as asking:
        for phone in asking.get(f"{MARGUERITE}/devices").json()["items"]:
            assert asking.post(f"/devices/{phone['id']}/withdraw", json={}).is_success


@contextmanager
def wanda(demo: RunningDemo) -> Iterator[httpx.Client]:
    """Ask as the administrator does."""
    with httpx.Client(base_url=f"{demo.address}/api/v1", headers=FROM_A_PAGE) as asking:
        who = {"email": "wanda@northgate.example", "password": "demo"}
        assert asking.post("/sign-in", json=who).is_success
        yield asking


def in_hand(chromium: Browser, scheme: str = "light") -> BrowserContext:
    """Give a phone of the commonest size that may say where it is."""
    context = chromium.new_context(
        viewport=TELEPHONE,
        device_scale_factor=1,
        color_scheme="dark" if scheme == "dark" else "light",
        permissions=["geolocation"],
        geolocation={"latitude": 60.1727, "longitude": 24.9486, "accuracy": 6},
    )
    context.add_init_script(path=MEASURE)
    return context


def enrolled(chromium: Browser, demo: RunningDemo, look: Look | None = None) -> Page:
    """Enrol a phone by a link, choose both PINs, and see what it can do."""
    page = in_hand(chromium).new_page()
    page.goto(link_for(demo))
    heading(page, "Enrol this phone")
    if look is not None:
        look_and_measure(page, look, "worker-enrol")
    press(page, "Enrol this phone")
    heading(page, "Choose two PINs")
    choose_pins(page, look)
    heading(page, "What this phone can do")
    if look is not None:
        press(page, "Try it now")
        expect(page.get_by_role("button", name="Done")).to_be_visible(timeout=20_000)
        look_and_measure(page, look, "worker-abilities")
        press(page, "Done")
    else:
        press(page, "Not now")
    heading(page, "Not protected")
    return page


def choose_pins(page: Page, look: Look | None) -> None:
    if look is not None:
        fill_pins(page, SAFE, "2581")
        press(page, "Keep these PINs")
        expect(page.get_by_text("Too near to the safe PIN")).to_be_visible()
        look_and_measure(page, look, "worker-pins")
    fill_pins(page, SAFE, DURESS)
    press(page, "Keep these PINs")


def fill_pins(page: Page, safe: str, duress: str) -> None:
    for name, pin in (("Safe PIN", safe), ("Duress PIN", duress)):
        page.get_by_label(name, exact=True).fill(pin)
        page.get_by_label(f"{name} once more").fill(pin)


def look_and_measure(page: Page, look: Look, name: str) -> None:
    """Photograph the phone; nothing too small for a thumb, cut off, or wider than 320 pixels."""
    look(page, name)
    for size in (TELEPHONE, PHONE):
        page.set_viewport_size(size)
        assert small_targets(page, LEAST_FOR_A_THUMB) == []
        assert cut_off(page) == []
        assert is_as_wide_as_its_window(page)
    page.set_viewport_size(TELEPHONE)


def start_visit(page: Page, look: Look | None = None) -> None:
    press(page, "Start a visit")
    page.get_by_label("What are you doing?").fill("Visiting Mrs Featherstonehaugh-Cholmondeley")
    page.get_by_label("Where?").fill("12 Mill Lane, Luddendale, the back door on the left")
    if look is not None:
        look_and_measure(page, look, "worker-begin")
    press(page, "Start the visit")
    heading(page, "You are protected")


def hold(page: Page, look: Look | None = None) -> None:
    """Hold the button as long as it takes."""
    box = page.get_by_role("button", name="Hold for help").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(page.get_by_text("Keep holding")).to_be_visible()
    if look is not None:
        look(page, "worker-panic")
    expect(page.get_by_text("Keep holding")).to_be_hidden(timeout=3_000)
    page.mouse.up()


def let_go(page: Page) -> None:
    """Hold it a little and let go: nothing is sent."""
    button = page.get_by_role("button", name="Hold for help")
    button.focus()
    page.keyboard.down("Space")
    expect(page.get_by_text("Keep holding")).to_be_visible()
    page.keyboard.up("Space")
    expect(page.get_by_text("Keep holding")).to_be_hidden()


def enter_pin(page: Page, pin: str) -> None:
    heading(page, "Enter your PIN")
    page.keyboard.type(pin)
    press(page, "Enter")


def count_panics(demo: RunningDemo) -> int:
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        row = owner.execute(PANICS).fetchone()
        assert row is not None
        count: int = row[0]
        return count


def test_a_phone_is_enrolled_and_keeps_a_visit(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = enrolled(chromium, demo, look)
    look_and_measure(page, look, "worker-idle")
    start_visit(page, look)
    shifts(page)
    expect(page.get_by_text("±6 m")).to_be_visible()
    assert shifts(page) == []
    look_and_measure(page, look, "worker-protected")
    page.emulate_media(color_scheme="dark")
    look(page, "worker-protected-dark")
    let_go(page)
    press(page, "I am all right")
    press(page, "More time")
    heading(page, "More time")
    look_and_measure(page, look, "worker-more")
    press(page, "Give me more time")
    heading(page, "You are protected")
    press(page, "End visit")
    page.keyboard.type("25")
    look_and_measure(page, look, "worker-pin")
    page.keyboard.type("00")
    press(page, "Enter")
    expect(page.get_by_text("That PIN is not right. 2 tries left.")).to_be_visible()
    enter_pin(page, SAFE)
    heading(page, "Not protected")
    assert count_panics(demo) == 0
    withdraw_phones(demo)
    page.reload()
    heading(page, "This phone is not enrolled any longer")
    look_and_measure(page, look, "worker-withdrawn")


def test_a_phone_that_may_not_be_enrolled_is_told_why(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = in_hand(chromium, "dark").new_page()
    page.goto(f"{demo.address}/worker/")
    page.get_by_label("Code").fill("aaaabbbbcccc")
    press(page, "Enrol this phone")
    expect(page.get_by_role("alert")).to_be_visible()
    look_and_measure(page, look, "worker-refused")
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("over plain http")
    expect(page.get_by_role("button", name="Enrol this phone")).to_have_count(0)


def test_whoever_holds_the_button_sees_who_has_their_alert(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = enrolled(chromium, demo)
    start_visit(page)
    hold(page, look)
    expect(page.get_by_text("Stored at Northgate").first).to_be_visible()
    expect(page.get_by_text("Taken by an operator")).to_be_visible()
    look_and_measure(page, look, "worker-stored")
    desk = at_desk(chromium, demo).new_page()
    enter(desk, demo)
    desk.locator(".q[data-incident]").first.click()
    press(desk, "Take it")
    expect(page.get_by_role("heading", name=re.compile("Olive has your alert"))).to_be_visible(
        timeout=15_000
    )
    look_and_measure(page, look, "worker-alert")
    press(page, "Go dark")
    expect(page.get_by_text("Two taps here lead back")).to_be_visible()
    page.get_by_role("button", name="Two taps here lead back").dblclick()
    press(page, "I am safe")
    enter_pin(page, SAFE)
    heading(page, "You are protected")


def test_both_pins_look_the_same_to_whoever_watches(demo: RunningDemo, chromium: Browser) -> None:
    """P13: what is shown after the one is what is shown after the other."""
    page = enrolled(chromium, demo)
    page.evaluate(FEEL)
    shown = []
    for pin in (SAFE, DURESS):
        start_visit(page)
        call_in_the_dark(page)
        press(page, "I am safe")
        enter_pin(page, pin)
        heading(page, "You are protected")
        press(page, "End visit")
        enter_pin(page, pin)
        heading(page, "Not protected")
        shown.append((page.evaluate(SHOWN), page.evaluate("() => window.felt.splice(0)")))
    assert shown[0] == shown[1]
    assert shown[0][1] == [SENT_AND_STORED]


def call_in_the_dark(page: Page) -> None:
    """Tap three times on a black screen: nothing changes on it."""
    press(page, "Go dark")
    dark = page.get_by_role("button", name="Three taps, or one long one")
    with page.expect_response("**/api/v1/worker/panic"):
        for _ in range(3):
            dark.click()
    expect(dark).to_be_visible()
    page.get_by_role("button", name="Two taps here lead back").dblclick()
    heading(page, "Stored at Northgate")


def test_without_signal_everything_is_kept_and_sent_once(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = enrolled(chromium, demo)
    start_visit(page)
    assert page.evaluate(IS_KEPT) in ("activating", "activated")
    page.context.set_offline(True)
    press(page, "I am all right")
    expect(page.get_by_text("No signal. 1 thing kept on this phone.")).to_be_visible()
    page.reload()
    heading(page, "You are protected")
    page.evaluate(FOUR_MINUTES_LATER)
    heading(page, "Not protected")
    expect(page.get_by_text("1 check-in is kept on this phone")).to_be_visible()
    look_and_measure(page, look, "worker-offline")
    page.reload()
    hold(page)
    heading(page, "Not sent yet")
    press(page, "I am safe")
    enter_pin(page, SAFE)
    expect(page.get_by_text("Kept, not sent: the alert stands.")).to_be_visible()
    look_and_measure(page, look, "worker-kept")
    page.context.set_offline(False)
    heading(page, "You are protected")
    expect(page.get_by_text("kept on this phone")).to_have_count(0)
    assert count_panics(demo) == 1
