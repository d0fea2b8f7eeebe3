"""In the demo nothing leaves the machine: a visitor plays the keyholder on a page of handsets."""

import re
import time

import psycopg
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Look
from tests.browser.test_thread import press, send_burglary, sign_in
from tests.running import RunningDemo
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = ViewportSize(width=1440, height=900)
PATIENCE_S = 20.0
PHONE = ViewportSize(width=390, height=844)
# Nobody took it for an hour: the plan runs by itself at its next look, which is now.
AN_HOUR_LATER = """
    with later as (
        update incident set opened_at = opened_at - interval '1 hour',
            waiting_since = waiting_since - interval '1 hour',
            rungs_since = rungs_since - interval '1 hour'
        returning id)
    update deadline set due_at = clock_timestamp() from later where subject_id = later.id
"""


def let_an_hour_pass(demo: RunningDemo) -> None:
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address, autocommit=True) as owner:
        limit = time.monotonic() + PATIENCE_S
        while owner.execute(AN_HOUR_LATER).rowcount == 0:  # it is not raised yet
            assert time.monotonic() < limit
            time.sleep(0.1)


def open_handsets(chromium: Browser, demo: RunningDemo, scheme: str, screen: ViewportSize) -> Page:
    context = chromium.new_context(viewport=screen, device_scale_factor=1)
    context.add_init_script(f"localStorage.setItem('tocsin.scheme', '{scheme}')")
    page = context.new_page()
    page.goto(f"{demo.address}/handsets/")
    expect(page.get_by_role("heading", name="Handsets")).to_be_visible()
    return page


def test_a_visitor_plays_the_keyholder_and_the_console_shows_it(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    start = chromium.new_context(viewport=DESK).new_page()
    start.goto(demo.address)
    look(start, "start-demo")
    start.get_by_role("link", name="Open the handsets").click()
    expect(start).to_have_url(f"{demo.address}/handsets/")
    page = open_handsets(chromium, demo, "dark", DESK)
    expect(page.get_by_text("Nobody was told of anything yet.")).to_be_visible()
    look(page, "handsets-none")
    console = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    send_burglary(demo)
    let_an_hour_pass(demo)
    asked = page.get_by_role("listitem").filter(has_text="waits for an answer")
    expect(asked).to_have_count(1, timeout=20_000)
    expect(asked.get_by_text("Can you see to it? Please say so.")).to_be_visible()
    look(page, "handsets-asked")
    look(open_handsets(chromium, demo, "light", DESK), "handsets-light")
    phone = open_handsets(chromium, demo, "dark", PHONE)
    expect(phone.get_by_role("button", name="I have it")).to_be_visible()
    look(phone, "handsets-phone")
    name = asked.get_by_role("heading").inner_text()
    phone.get_by_role("button", name="I have it").click()
    expect(phone.get_by_text("You said: I have it.")).to_be_visible()
    expect(page.get_by_text("You said: I have it.")).to_be_visible(timeout=5_000)
    sign_in(console, demo, "olive@northgate.example")
    console.locator(".q[data-incident]").first.click()
    expect(console.get_by_text("answered: I have it").first).to_be_visible()
    expect(console.get_by_text(name).first).to_be_visible()
    ladder = console.locator(".ban.ladder")
    expect(ladder).to_contain_text("No operator is with it.")
    expect(ladder).to_contain_text("answered “I have it”.")
    expect(ladder).to_contain_text("The plan runs by itself.")
    expect(ladder).not_to_contain_text("Nobody is with it")
    look(console, "handsets-console")
    press(console, "Take it")


def test_a_call_rings_on_a_handset_and_the_operator_reads_what_is_said(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    console = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    send_burglary(demo)
    sign_in(console, demo, "olive@northgate.example")
    console.locator(".q[data-incident]").first.click()
    press(console, "Take it")
    press(console, re.compile("^Call Hargreaves"))
    phone = open_handsets(chromium, demo, "dark", PHONE)
    expect(phone.get_by_text("It rings: the monitoring centre")).to_be_visible(timeout=5_000)
    look(phone, "handsets-ringing")
    phone.get_by_role("button", name="I am on my way.").click()
    expect(phone.get_by_text("You said: I am on my way.")).to_be_visible()
    expect(console.get_by_text("I am on my way.").first).to_be_visible(timeout=5_000)
    look(console, "handsets-heard")
