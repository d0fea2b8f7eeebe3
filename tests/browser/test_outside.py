"""Pages that need no sign-in stand on every screen: the start, the handsets, and an answer's."""

import re

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import DESK, PHONE, ZOOMED, at_desk, each, enter
from tests.browser.conftest import Look
from tests.browser.test_handset import let_an_hour_pass
from tests.browser.test_page import check
from tests.browser.test_thread import heading, press, send_burglary
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.domain.response.answer_link import AnswerLink
from tocsin.gateways.journal_key import JournalKey
from tocsin.gateways.postgres_dump import running_address
from tocsin.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = {"desk": DESK, "zoomed": ZOOMED, "phone": PHONE}
ASKED = "select id from notice where kind = 'run_alone' and sent_at is not null"


def link_of(demo: RunningDemo) -> str:
    """Write the address that the keyholder's mail has; the demo sends no mail."""
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        row = owner.execute(ASKED).fetchone()
    assert row is not None
    key = JournalKey.load_or_make(Settings(home=demo.home).journal_key)
    word = AnswerLink(notice_id=row[0], centre_id=story.NORTHGATE).write(key)
    return f"{demo.address}/answer/{word}"


def test_what_needs_no_sign_in_stands_on_every_screen(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    send_burglary(demo)
    let_an_hour_pass(demo)
    handsets = at_desk(chromium, demo).new_page()
    handsets.goto(f"{demo.address}/handsets/")
    expect(handsets.get_by_text("Can you see to it? Please say so.")).to_be_visible(timeout=20_000)
    console = at_desk(chromium, demo).new_page()
    enter(console, demo)
    console.locator(".q[data-incident]").first.click()
    press(console, "Take it")
    press(console, re.compile("^Call Hargreaves"))
    expect(handsets.get_by_text("It rings: the monitoring centre")).to_be_visible(timeout=5_000)
    pages = {
        "start": (demo.address, "From an alarm to a sealed report"),
        "handsets": (f"{demo.address}/handsets/", "Handsets"),
        "answer": (link_of(demo), "Burglary alarm"),
    }
    for screen, scheme in each(list(SCREENS)):
        page = at_desk(chromium, demo, SCREENS[screen], scheme).new_page()
        # The answer's page knows nobody's choice.
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for name, (address, title) in pages.items():
            open_at(page, address, title)
            check(page, screen)
            look(page, f"outside-{name}-{screen}-{scheme}")


def open_at(page: Page, address: str, title: str) -> None:
    page.goto(address)
    heading(page, title)
    if "/handsets" in address:
        expect(page.get_by_text("It rings: the monitoring centre")).to_be_visible()
