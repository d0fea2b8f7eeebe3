"""Nobody is on shift while something waits: all pages say so; supervisors see what is theirs."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import at_desk, enter, look_at
from tests.browser.conftest import Look
from tests.browser.test_handset import let_an_hour_pass
from tests.browser.test_thread import heading, press, send_burglary
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHIN_MS = 25_000  # the list that says who is on shift is read every 20 s


def test_an_empty_shift_is_said_on_every_page_and_supervisors_are_called(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    wanda = at_desk(chromium, demo).new_page()
    enter(wanda, demo, "wanda")
    expect(wanda.locator(".bar-item.warn", has_text="0 on shift")).to_be_visible()
    empty = wanda.get_by_role("region", name="Nobody on shift")
    expect(empty).to_have_count(0)
    send_burglary(demo)
    expect(empty).to_contain_text("Nobody is on shift, and 1 incident waits.", timeout=WITHIN_MS)
    expect(empty).to_contain_text("The supervisors were written to.", timeout=WITHIN_MS)
    row = wanda.locator(".q[data-incident]")
    expect(row).to_contain_text("supervisors written to")
    expect(row).to_contain_text("Goods-in")
    look_at(wanda, look, "shift-empty")
    wanda.get_by_role("link", name="Set up").click()
    expect(empty).to_be_visible()
    look(wanda, "shift-empty-set-up")
    priya = at_desk(chromium, demo).new_page()
    enter(priya, demo, "priya")
    called = priya.locator(".q.called")
    expect(called).to_contain_text("Called")
    expect(called).to_contain_text("supervisors written to")
    look_at(priya, look, "shift-called")
    expect(empty).to_have_count(0, timeout=WITHIN_MS)
    let_an_hour_pass(demo)
    expect(called).to_contain_text("the plan runs by itself", timeout=WITHIN_MS)
    called.click()
    expect(priya.get_by_text("You are called, as a supervisor.")).to_be_visible()
    look_at(priya, look, "shift-called-open")
    olive = at_desk(chromium, demo).new_page()
    enter(olive, demo)
    plain = olive.locator(".q[data-incident]")
    expect(plain).to_contain_text("the plan runs by itself")
    expect(olive.locator(".q.called")).to_have_count(0)
    plain.click()
    expect(olive.get_by_text("Nobody is with it.")).to_be_visible()
    look(olive, "shift-ladder")
    press(olive, "Take it")
    heading(olive, "Call Hargreaves & Daughters, Canalside warehouse")
    expect(olive.get_by_text("Nobody is with it.")).to_have_count(0)
    expect(priya.locator(".q.called")).to_have_count(0)
