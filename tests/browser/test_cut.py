"""The connection is cut: it is said within five seconds, and nothing is missed when it is back."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import add_sites, at_desk, enter, look_at, raise_alarms
from tests.browser.conftest import Look
from tests.browser.test_claim import SAID_WITHIN_MS, stopped
from tests.browser.test_thread import send_burglary
from tests.processes.panel import be_known
from tests.running import RunningDemo
from tocsin.gateways.postgres_leftover import pids_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_DATABASE = re.compile("^This server has not reached its database for")
DATABASE_NAMED_WITHIN_MS = 12_000
ANOTHER_LINE_WITHIN_MS = 15_000
THE_STREAM = re.compile("/api/v1/live")
NOT_CONNECTED = re.compile("^Not connected for")
CAUGHT_UP = re.compile(r"^Connected\. \d+ things? caught up")
BACK_WITHIN_MS = 20_000


def test_what_came_while_the_line_was_cut_is_there_when_it_is_back(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    """The web process hangs, a panel goes on sending, and its alarm is on the board afterwards."""
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    raise_alarms(demo, add_sites(demo, ["Works 1", "Works 2"]))
    rows = page.get_by_role("navigation", name="Queue").get_by_role("link")
    expect(rows).to_have_count(2)
    cut_at = time.monotonic()
    with stopped(demo, "web"):
        expect(page.get_by_text(NOT_CONNECTED)).to_be_visible(timeout=SAID_WITHIN_MS)
        said_after = time.monotonic() - cut_at
        send_burglary(demo)
        look(page, "cut")
    assert said_after < SAID_WITHIN_MS / 1_000
    expect(page.get_by_text(CAUGHT_UP)).to_be_visible(timeout=BACK_WITHIN_MS)
    expect(rows).to_have_count(3, timeout=BACK_WITHIN_MS)
    expect(page.get_by_role("link", name=re.compile("Canalside"))).to_be_visible()
    expect(page.get_by_text(NOT_CONNECTED)).to_have_count(0)


def test_a_database_that_is_gone_is_named_and_all_goes_on_by_itself(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    sites = add_sites(demo, ["Works 1", "Works 2"])
    raise_alarms(demo, sites[:1])
    rows = page.get_by_role("navigation", name="Queue").get_by_role("link")
    expect(rows).to_have_count(1)
    with stands_still(demo):
        expect(page.get_by_text(NO_DATABASE)).to_be_visible(timeout=DATABASE_NAMED_WITHIN_MS)
        look(page, "cut-database")
        look_at(page, look, "cut-database")
        with page.expect_request(THE_STREAM, timeout=ANOTHER_LINE_WITHIN_MS):
            pass  # another server may have its database: nobody stays with this one
        expect(page.get_by_text(NO_DATABASE)).to_be_visible()
        with page.expect_request(THE_STREAM):
            page.get_by_role("button", name="Try now").click()
        expect(page.get_by_text(NO_DATABASE)).to_be_visible()
    expect(page.locator(".bar")).to_contain_text("Live", timeout=BACK_WITHIN_MS)
    expect(page.get_by_text(NO_DATABASE)).to_have_count(0)
    raise_alarms(demo, sites[1:])
    expect(rows).to_have_count(2, timeout=BACK_WITHIN_MS)
    with ThreadPoolExecutor() as beside:  # Playwright has this thread's event loop
        beside.submit(asyncio.run, be_known(demo.alarm_port, "1234")).result()


@contextmanager
def stands_still(demo: RunningDemo) -> Iterator[None]:
    """Let the demo's database answer nothing for a while."""
    cluster = demo.home / "postgres"
    for pid in pids_in(cluster):
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids_in(cluster):
            os.kill(pid, signal.SIGCONT)


def test_a_web_process_that_is_killed_costs_the_board_nothing(
    demo: RunningDemo, chromium: Browser
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    sites = add_sites(demo, (f"Works {number}" for number in range(5)))
    raise_alarms(demo, sites[:2])
    rows = page.get_by_role("navigation", name="Queue").get_by_role("link")
    expect(rows).to_have_count(2)
    killed = demo.process_of("web")
    os.kill(killed, signal.SIGKILL)
    send_burglary(demo)
    demo.wait_until_ready()
    raise_alarms(demo, sites[2:])
    expect(rows).to_have_count(6, timeout=BACK_WITHIN_MS)
    expect(page.locator(".bar")).to_contain_text("Live")
    assert demo.process_of("web") != killed
