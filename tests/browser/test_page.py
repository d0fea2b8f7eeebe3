"""The page stands whatever comes: alarms while one writes, no row and a thousand, small windows."""

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import (
    LONGEST_NAME,
    SCREENS,
    THOUSAND,
    actions,
    add_sites,
    at_desk,
    by_keyboard,
    cut_off,
    each,
    enter,
    is_as_wide_as_its_window,
    primary_buttons,
    raise_alarms,
    shifts,
    small_targets,
    store_burglaries,
    wait_for_incidents,
    wrapped,
)
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press, send_burglary
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAWS_MAPS = True

MORE_THAN_ONE_ANSWER = THOUSAND + 1  # of the API
LEAST_AT_A_DESK = 24
LEAST_ON_A_PHONE = 48
# How often the page was drawn with an alarm on it and words beside it that nothing was heard.
DENIALS = """() => {
  window.denials = 0;
  new MutationObserver(() => {
    const words = document.querySelector('.proofs').textContent;
    const denied = words.includes('No panel has been') || words.includes('No signal has come');
    if (denied && document.querySelector('.q') !== null) window.denials += 1;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
NOTE = "Write what you hear or do"


@pytest.fixture(scope="module")
def board(request: pytest.FixtureRequest, started: RunningDemo) -> RunningDemo:
    """Give a demo with so many incidents, at sites whose names are 40 characters long or longer.

    One at a time: no other test of this file may come between those of one board.
    """
    count: int = request.param
    names = [f"Works {number:04} {LONGEST_NAME}" for number in range(count)]
    started.begin_anew()
    store_burglaries(started, add_sites(started, [LONGEST_NAME] if count == 1 else names))
    wait_for_incidents(started, count)
    return started


def rows_of(page: Page) -> object:
    return page.get_by_role("navigation", name="Queue").get_by_role("link")


def with_burglary(chromium: Browser, demo: RunningDemo) -> Page:
    """Have Olive at her desk with a burglary in hand, and its place drawn."""
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    send_burglary(demo)
    page.get_by_role("link", name=re.compile("Burglary")).click()
    press(page, "Take it")
    heading(page, "Call Hargreaves & Daughters, Canalside warehouse")
    expect(page.locator('.map-room[data-stage="drawn"]')).to_be_visible(timeout=15_000)
    return page


def test_nothing_moves_while_thirty_alarms_arrive(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    """Neither the list nor the incident that is open, nor what is being written."""
    sites = add_sites(demo, (f"Works {number}" for number in range(30)))
    page = with_burglary(chromium, demo)
    field = page.get_by_placeholder(NOTE)
    field.click()
    column = page.locator(".side")
    scrolled = column.evaluate("(one) => { one.scrollTo(0, 90); return one.scrollTop; }")
    assert scrolled > 0
    page.wait_for_timeout(1_000)
    shifts(page)
    written = "She hears glass break at the back, and steps on the stairs."
    waiting = page.get_by_role("heading", name=re.compile("Waiting for an operator"))
    raise_alarms(demo, sites[:5], code="FA")
    expect(waiting).to_contain_text("5", timeout=20_000)
    raise_alarms(demo, sites[5:15], code="FA")  # while nobody types: no shift is somebody's own
    expect(waiting).to_contain_text("15", timeout=20_000)
    field.press_sequentially(written, delay=40)
    raise_alarms(demo, sites[15:])
    expect(waiting).to_contain_text("30", timeout=20_000)
    page.wait_for_timeout(1_000)
    assert shifts(page) == []
    assert field.input_value() == written
    assert column.evaluate("(one) => one.scrollTop") == scrolled
    expect(field).to_be_focused()
    look(page, "page-thirty")


def test_what_is_under_the_pointer_stays_there(demo: RunningDemo, chromium: Browser) -> None:
    sites = add_sites(demo, (f"Works {number}" for number in range(12)))
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    raise_alarms(demo, sites[:6])
    rows = page.get_by_role("navigation", name="Queue").get_by_role("link")
    expect(rows).to_have_count(6)
    held = rows.nth(3)
    who, box = held.get_attribute("data-incident"), held.bounding_box()
    assert box is not None
    held.hover()
    raise_alarms(demo, sites[6:], code="FA")
    expect(page.get_by_role("heading", name=re.compile("Just in"))).to_contain_text("6")
    under = page.locator(f'.q[data-incident="{who}"]')
    assert under.bounding_box() == box
    page.mouse.move(900, 500)
    expect(page.get_by_role("heading", name=re.compile("Just in"))).to_have_count(0)
    expect(rows).to_have_count(12)


def test_an_incident_that_changes_moves_nothing_by_itself(
    demo: RunningDemo, chromium: Browser
) -> None:
    """Only the journal does, which is written at its head: its older lines make room."""
    olive = with_burglary(chromium, demo)
    dev = at_desk(chromium, demo).new_page()
    enter(dev, demo, "dev")
    dev.get_by_role("link", name=re.compile("Burglary")).click()
    heading(dev, "Call Hargreaves & Daughters, Canalside warehouse")
    olive.wait_for_timeout(1_000)
    shifts(olive)
    for said in ("The shutter is up", "A van stands before it, white, no plates seen"):
        dev.get_by_placeholder(NOTE).fill(said)
        dev.keyboard.press("Enter")
        expect(olive.get_by_text(said)).to_be_visible()
    raise_alarms(demo, [story.CANALSIDE])
    expect(olive.get_by_text(re.compile("2 alarms"))).to_be_visible()
    olive.wait_for_timeout(500)
    assert [one for one in shifts(olive) if set(one["moved"]) - {"tl"}] == []


def test_what_others_write_moves_no_line_of_the_journal_under_the_pointer(
    demo: RunningDemo, chromium: Browser
) -> None:
    olive = with_burglary(chromium, demo)
    journal = olive.get_by_role("list", name="Journal, newest first")
    line = journal.get_by_text("took it after")
    line.hover()
    before = line.bounding_box()
    dev = at_desk(chromium, demo).new_page()
    enter(dev, demo, "dev")
    dev.get_by_role("link", name=re.compile("Burglary")).click()
    dev.get_by_placeholder(NOTE).fill("A van stands before it")
    dev.keyboard.press("Enter")
    expect(olive.get_by_text("1 new line above")).to_be_visible()
    assert line.bounding_box() == before
    olive.mouse.move(10, 10)
    expect(journal.get_by_role("listitem").first).to_contain_text("A van stands before it")


def test_the_overview_never_denies_what_has_just_come_in(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    """It was read a moment ago, and says so: nobody was heard. Then a panel is."""
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    expect(page.get_by_text("No panel has been heard")).to_be_visible()
    page.evaluate(DENIALS)
    send_burglary(demo)
    expect(page.get_by_role("link", name=re.compile("Burglary"))).to_be_visible()
    expect(page.get_by_text("Panels are being heard")).to_be_visible(timeout=2_000)
    expect(page.get_by_text("Signals are coming in")).to_be_visible()
    assert page.evaluate("() => window.denials") == 0
    look(page, "page-heard")


def test_the_keyboard_reaches_everything_that_can_be_done(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = with_burglary(chromium, demo)
    wanted = without_clocks(actions(page))
    assert {"Nearer", "Farther", "Back to the mark", "Copy coordinates"} <= wanted
    assert wanted - without_clocks(by_keyboard(page)) == set()


def without_clocks(names: Iterable[str]) -> set[str]:
    return {re.sub(r"[+]?[0-9]+:[0-9]+", "…", name) for name in names}


@pytest.mark.parametrize("board", [0], indirect=True)
@pytest.mark.parametrize(("screen", "scheme"), each(list(SCREENS)))
def test_a_board_without_a_row_stands_on_every_screen(
    board: RunningDemo, chromium: Browser, look: Look, screen: str, scheme: str
) -> None:
    page = at_desk(chromium, board, SCREENS[screen], scheme).new_page()
    enter(page, board)
    heading(page, "Nothing is waiting")
    check(page, screen)
    look(page, f"page-none-{screen}-{scheme}")


def check(page: Page, screen: str) -> None:
    """See that a page stands: no wider than its window, nothing cut, no target too small.

    Where there is room, the words of each button stand on one line.
    """
    assert is_as_wide_as_its_window(page)
    assert cut_off(page) == []
    assert small_targets(page, LEAST_ON_A_PHONE if screen == "phone" else LEAST_AT_A_DESK) == []
    assert len(primary_buttons(page)) <= 1
    if screen in {"desk", "laptop"}:
        assert wrapped(page) == []


@pytest.mark.parametrize("board", [1], indirect=True)
@pytest.mark.parametrize(("screen", "scheme"), each(list(SCREENS)))
def test_one_incident_with_a_long_name_stands_on_every_screen(
    board: RunningDemo, chromium: Browser, look: Look, screen: str, scheme: str
) -> None:
    page = at_desk(chromium, board, SCREENS[screen], scheme).new_page()
    enter(page, board)
    check(page, screen)
    look(page, f"page-one-{screen}-{scheme}")
    page.get_by_role("link", name=re.compile(LONGEST_NAME)).click()
    heading(page, "Take this incident")
    expect(page.get_by_text(LONGEST_NAME).first).to_be_visible()
    check(page, screen)
    look(page, f"page-one-open-{screen}-{scheme}")
    if screen not in {"desk", "laptop"}:
        page.get_by_text("Place and person").click()
    expect(page.locator('.map-room[data-stage="drawn"]')).to_be_visible(timeout=15_000)
    check(page, screen)
    look(page, f"page-one-place-{screen}-{scheme}")


@pytest.mark.parametrize("board", [MORE_THAN_ONE_ANSWER], indirect=True)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_thousand_incidents_stand_on_every_screen(
    board: RunningDemo, chromium: Browser, look: Look, screen: str
) -> None:
    page = at_desk(chromium, board, SCREENS[screen]).new_page()
    enter(page, board)
    waiting = page.get_by_role("heading", name=re.compile("Waiting for an operator"))
    expect(waiting).to_contain_text(str(MORE_THAN_ONE_ANSWER), timeout=30_000)
    check(page, screen)
    look(page, f"page-thousand-{screen}")
    page.locator(".q-scroll").evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
    expect(page.locator(".q").last).to_be_visible()
    check(page, screen)
    page.locator(".q").last.click()
    heading(page, "Take this incident")
    check(page, screen)
    look(page, f"page-thousand-open-{screen}")
