"""What a single key does at the desk: it says what it does, and no slip of a finger dials."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import STEP, at_desk, enter, shifts, take_burglary
from tests.browser.conftest import Look
from tests.browser.test_help import PHONE
from tests.browser.test_thread import heading
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_g_brings_the_focus_to_the_next_step_and_enter_presses_it(
    demo: RunningDemo, chromium: Browser, look: Look, scheme: str
) -> None:
    page = at_desk(chromium, demo, scheme=scheme).new_page()
    take_burglary(page, demo)
    button = page.locator(".next button").filter(has_text="Call Hargreaves")
    letter, enter_key = button.locator("kbd").nth(0), button.locator("kbd").nth(1)
    expect(letter).to_be_visible()
    expect(enter_key).to_be_hidden()
    before = button.bounding_box()
    page.wait_for_timeout(600)
    shifts(page)
    page.keyboard.press("g")
    expect(button).to_be_focused()
    expect(enter_key).to_be_visible()
    expect(letter).to_be_hidden()
    assert button.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
    assert button.bounding_box() == before
    expect(page.get_by_role("heading", name=STEP)).to_be_visible()
    look(page, f"keys-go-{scheme}")
    page.set_viewport_size(PHONE)
    button.scroll_into_view_if_needed()
    look(page, f"keys-go-{scheme}-phone")
    page.keyboard.press("Enter")
    heading(page, "You are calling Hargreaves & Daughters, Canalside warehouse")


def test_the_list_of_keys_says_which_key_only_brings_the_focus(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("go to the next step’s button; Enter presses it")).to_be_visible()
    look(page, "keys-list")
