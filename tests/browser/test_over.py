"""What is over is not out of reach: help opens it again; signs of duress go where they belong."""

import re
import time
from uuid import UUID

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import add_sites, at_desk, enter, look_at, raise_alarms
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press
from tests.running import RunningDemo
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILED_WITHIN_S = 20.0
IT_IS_OPENED_AGAIN = "It is opened again by that, and yours."
A_NEW_ONE_IS_OPENED = "A new incident is opened by that, and yours."
YOU_MARKED = "You marked signs of duress: it is of priority 1 now"
# Closed so long ago that it is to be filed at its next look, which is now.
LONG_AGO = """
    with older as (
        update incident set closed_at = closed_at - interval '31 days'
        where closed_at > clock_timestamp() - interval '1 day' returning id)
    update deadline set due_at = clock_timestamp() from older where subject_id = older.id
"""


def have_one_closed(page: Page, demo: RunningDemo) -> UUID:
    """Close an incident that nobody could explain, and leave it on the page; give its site."""
    enter(page, demo)
    (site,) = add_sites(demo, ["Works 1"])
    raise_alarms(demo, [site])
    page.locator(".q[data-incident]").click()
    press(page, "Take it")
    conclude(page)
    return site


def conclude(page: Page) -> None:
    """Close the open incident unexplained; the page says who did that, and when."""
    press(page, "Resolve…")
    page.get_by_label("unexplained").check()
    page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    press(page, "Close it")
    heading(page, "Closed")
    by_you = re.compile(r"Closed by you \d\d:\d\d:\d\d\. .*: resolved by you \d\d:\d\d:\d\d\.")
    expect(page.locator(".step-card")).to_contain_text(by_you)


def file_it(page: Page, demo: RunningDemo) -> None:
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address, autocommit=True) as owner:
        assert owner.execute(LONG_AGO).rowcount > 0
        until = time.monotonic() + FILED_WITHIN_S
        while owner.execute("select from incident where state = 'filed'").rowcount == 0:
            assert time.monotonic() < until
            time.sleep(0.1)
    page.reload()
    expect(page.get_by_role("button", name="Signs of duress")).to_be_visible()


def have_one_filed(page: Page, demo: RunningDemo) -> str:
    """Have one on the page that is put away; give its number."""
    have_one_closed(page, demo)
    file_it(page, demo)
    return number_of(page)


def number_of(page: Page) -> str:
    shown = page.get_by_text(re.compile(r"^incident \d+ · ")).inner_text()
    return shown.split()[1]


def call_the_police(page: Page, before: str) -> None:
    press(page, "Emergency")
    group = page.get_by_role("group", name="Emergency")
    expect(group).to_contain_text(before)
    group.get_by_role("button", name="Police").click()
    expect(page.get_by_text("You are calling the police")).to_be_visible()
    expect(page.get_by_role("button", name="Hand over")).to_be_visible()


def test_signs_of_duress_about_a_closed_one_say_which_open_one_they_are_marked_in(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    site = have_one_closed(page, demo)
    closed = number_of(page)
    raise_alarms(demo, [site])
    expect(page.locator(".q.waiting")).to_have_count(1)
    press(page, "Signs of duress")
    follows = int(closed) + 1
    expect(page.get_by_text(f"Signs of duress are marked in incident {follows}.")).to_be_visible()
    expect(page.get_by_text("Do not call them. Do not write to them.")).to_be_visible()
    expect(page.get_by_text(YOU_MARKED)).to_have_count(0)
    look_at(page, look, "duress-elsewhere")
    press(page, f"Open incident {follows}")
    expect(page.get_by_text(f"incident {follows} · ")).to_be_visible()
    expect(page.get_by_text("saw signs of duress")).to_be_visible()


def test_signs_of_duress_about_a_filed_one_open_another_and_say_which(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = at_desk(chromium, demo).new_page()
    filed = have_one_filed(page, demo)
    press(page, "Signs of duress")
    follows = int(filed) + 1
    expect(page.get_by_text(f"Signs of duress are marked in incident {follows}.")).to_be_visible()
    press(page, f"Open incident {follows}")
    expect(page.get_by_text(f"news about incident {filed}, which is filed")).to_be_visible()


def test_a_closed_one_is_opened_again_by_a_call_for_help_and_is_ones_own(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = at_desk(chromium, demo).new_page()
    have_one_closed(page, demo)
    closed = number_of(page)
    call_the_police(page, IT_IS_OPENED_AGAIN)
    assert number_of(page) == closed


def test_a_call_for_help_about_a_filed_one_opens_another_and_shows_it(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = at_desk(chromium, demo).new_page()
    filed = have_one_filed(page, demo)
    call_the_police(page, A_NEW_ONE_IS_OPENED)
    expect(page.get_by_text(f"incident {int(filed) + 1} · ")).to_be_visible()
