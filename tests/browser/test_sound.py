"""A desk that cannot be heard says so, over everything, until it can."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import at_desk, enter
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, send_burglary
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFF = "Sound is off. You will not hear an alarm."


# A browser that knows the page lets it sound at once. This one stands in for one that does not:
# as the Web Audio API has it, a context is suspended, and resumes only after a press.
HELD_BACK = """
    const Real = window.AudioContext;
    let pressed = false;
    addEventListener('pointerdown', () => { pressed = true; }, true);
    window.AudioContext = class extends Real {
        constructor() { super(); void super.suspend(); }
        get state() { return pressed ? super.state : 'suspended'; }
        resume() { return pressed ? super.resume() : new Promise(() => {}); }
    };
"""


def test_a_browser_that_holds_sound_back_is_said_loudly_until_somebody_presses(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    context = at_desk(chromium, demo)
    first = context.new_page()
    enter(first, demo)
    expect(first.get_by_role("button", name="Sound on")).to_be_visible()
    page = context.new_page()  # nobody has touched this one yet
    page.add_init_script(HELD_BACK)
    page.goto(first.url)
    heading(page, "Nothing is waiting")
    # Nothing may be evaluated in the page before: that counts as a press of a person's.
    expect(page.get_by_text(OFF)).to_be_visible()
    send_burglary(demo)
    row = page.get_by_role("link", name=re.compile("Burglary"))
    expect(row).to_be_visible()
    look(page, "sound-off")
    row.click()
    expect(page.get_by_text(OFF)).to_have_count(0)
    heading(page, "Take this incident")


def test_a_mute_is_counted_down_and_ends_for_a_danger_to_life(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    send_burglary(demo)
    expect(page.get_by_role("link", name=re.compile("Burglary"))).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("button", name=re.compile(r"^Muted 1:5"))).to_be_visible()
    with demo.program() as program:
        fire = {"site": str(story.CANALSIDE), "scheme": "SIA", "code": "FA", "zone": "1"}
        program.post("/signals", json=fire).raise_for_status()
    expect(page.get_by_role("button", name="Sound on")).to_be_visible()
