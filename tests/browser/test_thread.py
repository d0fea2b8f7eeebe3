"""An alarm walks from a panel that nobody here wrote to a closed incident, as operators see it."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from my_dc09_spt.dc09_spt import dc09_spt  # type: ignore[import-untyped]  # it carries no types
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Look
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAWS_MAPS = True

DESK = ViewportSize(width=1440, height=900)
ON_THE_BOARD_WITHIN_S = 1.0


def send_burglary(demo: RunningDemo) -> None:
    """Let the panel emulator report a burglary in zone 3 over TCP, and wait for its answer."""
    panel = dc09_spt(story.CLEAR_ACCOUNT)
    panel.set_path("main", "primary", "127.0.0.1", demo.alarm_port, type="TCP")
    panel.send_msg(
        "SIA-DCS", {"account": story.CLEAR_ACCOUNT, "code": "BA", "zone": 3, "text": "Goods-in"}
    )


def sign_in(page: Page, demo: RunningDemo, email: str) -> None:
    page.goto(f"{demo.address}/console/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("textbox", name="Password").fill(story.PASSWORD)
    page.keyboard.press("Enter")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_an_alarm_walks_from_the_panel_to_a_sealed_report(
    demo: RunningDemo, chromium: Browser, look: Look, tmp_path: Path
) -> None:
    page = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    take_away_toms_mail(demo)
    sign_in(page, demo, "olive@northgate.example")
    heading(page, "Nothing is waiting")
    look(page, "console-quiet")
    see_it_arrive(page, demo)
    verify_by_telephone(page, look)
    call_the_police(page, look)
    tell_the_others(page)
    end_it(page, look)
    check_report(fetch_report(demo), demo, tmp_path)


def take_away_toms_mail(demo: RunningDemo) -> None:
    """Leave one of the contacts no other way to be told of the end than to be rung."""
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        owner.execute("update contact set email = null where name = 'Tom Ackroyd'")


def see_it_arrive(page: Page, demo: RunningDemo) -> None:
    sent_at = time.monotonic()
    send_burglary(demo)
    row = page.get_by_role("link", name=re.compile("Burglary"))
    expect(row).to_be_visible(timeout=5_000)
    assert time.monotonic() - sent_at < ON_THE_BOARD_WITHIN_S, "on the board within a second"
    row.click()
    heading(page, "Take this incident")


def verify_by_telephone(page: Page, look: Look) -> None:
    look(page, "incident-waiting")
    press(page, "Take it")
    heading(page, "Call Hargreaves & Daughters, Canalside warehouse")
    look(page, "incident-taken")
    press(page, re.compile("^Call Hargreaves"))
    heading(page, "You are calling Hargreaves & Daughters, Canalside warehouse")
    expect(page.get_by_role("link", name="01632 960151")).to_have_attribute(
        "href", "tel:01632960151"
    )
    look(page, "call-placed")
    press(page, "No answer")
    heading(page, "Call Helena Hargreaves-Nwosu")
    press(page, re.compile("^Call Helena"))
    page.get_by_label("What was said").fill("A man is inside, she sees him on her camera")
    press(page, re.compile("danger", re.IGNORECASE))


def call_the_police(page: Page, look: Look) -> None:
    heading(page, "Call the police")
    look(page, "emergency")
    press(page, re.compile("^Call 999"))
    page.get_by_label("Their reference").fill("WY-0367")
    look(page, "emergency-placed")
    press(page, "They are coming")


def tell_the_others(page: Page) -> None:
    heading(page, "Call Tom Ackroyd")
    press(page, re.compile("^Call Tom"))
    press(page, re.compile("Told|Knows", re.IGNORECASE))
    heading(page, "Call Redfern Response control room")
    press(page, re.compile("^Call Redfern"))
    press(page, "Voicemail")
    page.get_by_placeholder("Write what you hear or do").fill("Police on site at 03:01")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Police on site at 03:01")).to_be_visible()


def end_it(page: Page, look: Look) -> None:
    heading(page, "Resolve it when it is over")
    press(page, "Resolve…")
    page.get_by_label("genuine, handed to the emergency service").check()
    look(page, "resolve")
    page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    heading(page, "Close incident")
    expect(page.get_by_text("Once it is closed, ring Tom Ackroyd (has no e-mail).")).to_be_visible()
    expect(page.locator(".step-card a[href^='tel:']")).to_have_count(0)
    look(page, "confirm-close")
    press(page, "Close it")
    heading(page, "Closed")
    expect_tom_to_be_rung(page)
    expect(page.get_by_role("link", name="Report (PDF)")).to_be_visible()
    look(page, "closed")


def expect_tom_to_be_rung(page: Page) -> None:
    line = page.get_by_text("Ring them: Tom Ackroyd")
    expect(line).to_contain_text("was told by telephone and has no e-mail.")
    number = line.get_by_role("link", name="07700 900287")
    expect(number).to_have_attribute("href", "tel:07700900287")


def fetch_report(demo: RunningDemo) -> dict[str, object]:
    with demo.program() as program:
        incident = program.get("/incidents").json()["items"][0]
        assert incident["state"] == "closed"
        report: dict[str, object] = program.get(f"/incidents/{incident['id']}/report.json").json()
    return report


def check_report(report: dict[str, object], demo: RunningDemo, folder: Path) -> None:
    """See that the report verifies, and that a changed one is found out, with the place."""
    with demo.program() as program:
        key = program.get("/demo").json()["key_fingerprint"]
    assert verify(report, key, folder).returncode == 0
    entries = report["entries"]
    assert isinstance(entries, list)
    entries[4]["text"] = entries[4]["text"].replace("operator", "0perator")
    changed = verify(report, key, folder)
    assert changed.returncode == 1
    assert "Entry 5" in changed.stdout


def verify(report: dict[str, object], key: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "report.json"
    path.write_text(json.dumps(report))
    command = [sys.executable, "-m", "tocsin", "verify", str(path), "--key", key]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_a_lone_worker_s_panic_stands_beside_a_site_s_alarm(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = chromium.new_context(viewport=DESK, color_scheme="light").new_page()
    sign_in(page, demo, "dev@northgate.example")
    send_burglary(demo)
    with demo.program() as program:
        panic = {
            "lone_worker": str(story.MARGUERITE),
            "code": "panic",
            "position": {"latitude": 60.1727, "longitude": 24.9486, "accuracy_m": 8},
        }
        program.post("/signals", json=panic).raise_for_status()
    rows = page.get_by_role("navigation", name="Queue").get_by_role("link")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Marguerite")
    rows.nth(0).click()
    heading(page, "Take this incident")
    expect(page.get_by_text("Asthma")).to_be_visible()
    expect(page.get_by_text("9GG65WFX+3C")).to_be_visible()
    look(page, "lone-worker-light")


def test_two_operators_see_each_other_at_once(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive = chromium.new_context(viewport=DESK).new_page()
    dev = chromium.new_context(viewport=DESK).new_page()
    sign_in(olive, demo, "olive@northgate.example")
    sign_in(dev, demo, "dev@northgate.example")
    send_burglary(demo)
    for page in (olive, dev):
        page.get_by_role("link", name=re.compile("Burglary")).click()
        heading(page, "Take this incident")
    press(dev, "Take it")
    heading(dev, "Call Hargreaves & Daughters, Canalside warehouse")
    expect(olive.get_by_text(re.compile("Dev P")).first).to_be_visible()
    expect(olive.get_by_role("button", name="Take it")).to_have_count(0)
    look(olive, "taken-by-another")
