"""A lone worker and their phone: enrolled, on a visit, in danger, out of signal, and safe again."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import at_desk, enter, shifts
from tests.browser.conftest import Look
from tests.browser.phone import (
    DURESS,
    SAFE,
    call_in_the_dark,
    count_panics,
    enrolled,
    enter_pin,
    hold,
    in_hand,
    let_go,
    look_and_measure,
    start_visit,
    withdraw_phones,
)
from tests.browser.test_thread import heading, press
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOUR_MINUTES_LATER = "() => { const now = Date.now; Date.now = () => now() + 240_000; }"
IS_KEPT = "() => navigator.serviceWorker.ready.then(({ active }) => active.state)"
# What the hand feels: the browser of a test cannot shake.
FEEL = "() => { window.felt = []; navigator.vibrate = (felt) => window.felt.push(felt) > 0; }"
SENT_AND_STORED = [80, 120, 80]
# All that a page shows, without its times of day and how long ago something was.
SHOWN = """() => document.body.innerHTML
  .replaceAll(/[0-9]+:[0-9]+(:[0-9]+)?/g, '').replaceAll(/[0-9]+ (s|min) ago/g, '')"""


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


def test_without_signal_everything_is_kept_and_sent_once(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = enrolled(chromium, demo)
    start_visit(page)
    assert page.evaluate(IS_KEPT) in ("activating", "activated")
    page.context.set_offline(True)
    press(page, "I am all right")
    told = page.get_by_text("No signal. 1 thing kept on this phone.")
    expect(told).to_be_visible(timeout=15_000)
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
