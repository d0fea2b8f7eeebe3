"""Signs of duress are one press away, whatever the step; the page says what the press did."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.board import at_desk, enter, look_at, take_burglary
from tests.browser.conftest import Look
from tests.browser.test_thread import press, send_burglary
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SILENT = "Silent. Nothing may show, sound or ring where the person is."
DONE = "You marked signs of duress: it is of priority 1 now"


def open_burglary(page: Page, demo: RunningDemo) -> None:
    send_burglary(demo)
    page.locator(".q[data-incident]").first.click()
    expect(page.get_by_role("button", name="Signs of duress")).to_be_visible()


def test_one_press_marks_signs_of_duress_and_says_what_must_not_be_done(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive = at_desk(chromium, demo).new_page()
    dev = at_desk(chromium, demo).new_page()
    enter(dev, demo, "dev")
    take_burglary(olive, demo)
    look_at(olive, look, "duress-before")
    dev.locator(".q[data-incident]").first.click()
    expect(dev.get_by_text("Olive Brandt has it")).to_be_visible()
    press(olive, "Signs of duress")
    expect(olive.get_by_text(SILENT)).to_be_visible()
    expect(olive.get_by_text("Do not call them. Do not write to them.")).to_be_visible()
    expect(olive.get_by_text(DONE)).to_be_visible()
    expect(olive.get_by_text("saw signs of duress")).to_be_visible()
    look_at(olive, look, "duress-marked")
    expect(dev.get_by_text(SILENT)).to_be_visible(timeout=5_000)
    expect(dev.get_by_text(DONE)).to_have_count(0)
    ask_for_a_supervisor(olive, at_desk(chromium, demo).new_page(), demo, look)


def ask_for_a_supervisor(olive: Page, priya: Page, demo: RunningDemo, look: Look) -> None:
    """Only a supervisor may end it: she sees that she is needed, until she comes."""
    enter(priya, demo, "priya")
    row = priya.locator(".q[data-incident]").first
    expect(row.get_by_text("supervisor needed")).to_have_count(0)
    press(olive, "Ask for a supervisor")
    expect(olive.get_by_text("None has come yet.")).to_be_visible()
    look_at(olive, look, "supervisor-asked")
    expect(row.get_by_text("supervisor needed")).to_be_visible(timeout=5_000)
    row.click()
    expect(priya.get_by_text("A supervisor is needed here")).to_be_visible()
    look_at(priya, look, "supervisor-needed")
    press(priya, "Help with it")
    expect(priya.get_by_text("A supervisor is needed here")).to_have_count(0)
    expect(olive.get_by_text("sees a supervisor with it")).to_be_visible(timeout=5_000)


def test_the_key_d_marks_them_at_once_also_while_something_else_is_being_sent(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    open_burglary(page, demo)
    held: list[Route] = []

    def hold(route: Route) -> None:  # the line is slow: its answer does not come
        held.append(route)

    page.route("**/claim", hold)
    press(page, "Take it")
    expect(page.get_by_role("button", name="Sending…").first).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_text(SILENT)).to_be_visible()
    expect(page.get_by_text(DONE)).to_be_visible()
    assert held
    held[0].continue_()
    expect(page.get_by_role("button", name="Hand over")).to_be_visible()


def test_the_list_of_keys_says_that_one_press_marks_them(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys.get_by_text("signs of duress: silent at once")).to_be_visible()
    expect(keys.get_by_text("D", exact=True)).to_have_count(1)
