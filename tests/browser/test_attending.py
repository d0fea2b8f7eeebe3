"""Somebody goes there: by when is said in minutes, or as the time of day that they named."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import (
    DESK,
    TELEPHONE,
    at_desk,
    cut_off,
    is_as_wide_as_its_window,
    look_at,
    small_targets,
    take_burglary,
)
from tests.browser.conftest import Look
from tests.browser.test_thread import press
from tests.running import RunningDemo
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LEAST = {1440: 24, 390: 48}
ZONE = ZoneInfo("Europe/London")  # of the centre: its times of day are those on the page
THEIRS = ZoneInfo("Europe/Helsinki")


def ask_the_keyholder(page: Page, demo: RunningDemo) -> None:
    take_burglary(page, demo)
    page.keyboard.press("1")
    press(page, "Going there…")


def test_a_promise_to_be_there_is_taken_down_as_a_time_of_day(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    ask_the_keyholder(page, demo)
    by = page.get_by_role("textbox", name="There by")
    by.fill("25:00")
    expect(page.get_by_text("A time within 12 hours, like 03:40.")).to_be_visible()
    by.fill("")
    promised = datetime.now(ZONE) + timedelta(minutes=12)
    by.fill(f"{promised:%H%M}")
    button = page.get_by_role("button", name=f"There by {promised:%H:%M}, in 1")
    expect(button).to_be_visible()
    for size in (TELEPHONE, DESK):
        page.set_viewport_size(size)
        by.scroll_into_view_if_needed()
        assert is_as_wide_as_its_window(page)
        assert cut_off(page) == []
        assert small_targets(page, LEAST[size["width"]]) == []
        look(page, f"attending-by-{size['width']}")
    with page.expect_request("**/outcome") as sent:
        page.keyboard.press("Enter")
    body = json.loads(sent.value.post_data or "")
    assert body["outcome"] == "attending"
    at = datetime.fromisoformat(body["attending_by"]).astimezone(ZONE)
    assert (at.hour, at.minute, at.second) == (promised.hour, promised.minute, 0)
    assert timedelta(0) < at - datetime.now(ZONE) < timedelta(minutes=13)
    expect(page.get_by_text("is going there").first).to_be_visible()
    comes = re.compile(rf"by {promised:%H:%M}, in 1\d minutes")
    expect(page.locator(".inc-head")).to_contain_text(comes)
    expect(page.locator(".inc-head")).to_contain_text("Helena Hargreaves-Nwosu goes there")
    expect(page.locator(".step-card")).to_contain_text(comes)
    look_at(page, look, "attending-noted")


def test_a_time_of_day_is_theirs_who_go_there(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    """The place lies in another zone than the centre."""
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        owner.execute("update site set time_zone = 'Europe/Helsinki'")
    page = at_desk(chromium, demo).new_page()
    ask_the_keyholder(page, demo)
    promised = datetime.now(THEIRS) + timedelta(minutes=12)
    expect(page.get_by_text("Their time, Helsinki: it is ")).to_be_visible()
    page.get_by_role("textbox", name="There by").fill(f"{promised:%H%M}")
    expect(page.get_by_role("button", name=f"There by {promised:%H:%M}, in 1")).to_be_visible()
    look_at(page, look, "attending-elsewhere")
    with page.expect_request("**/outcome") as sent:
        press(page, re.compile("^There by"))
    at = datetime.fromisoformat(json.loads(sent.value.post_data or "")["attending_by"])
    assert timedelta(0) < at - datetime.now(THEIRS) < timedelta(minutes=13)
