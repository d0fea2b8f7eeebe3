"""A lone worker does not check in: the operator sees who, and what they were doing."""

from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import at_desk, enter, look_at
from tests.browser.conftest import Look
from tests.browser.test_page import check
from tests.browser.test_thread import heading
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VISIT = {
    "lone_worker": str(story.MARGUERITE),
    "doing": "Visiting Mrs Featherstonehaugh-Cholmondeley at home",
    "place": "12 Mill Lane, Luddendale, the back door, second floor on the left",
    "notes": "A dog in the yard",
    "minutes": 45,
    "check_in_every_min": 15,
}
# Time passes: all that was agreed lies further back.
PASS = """
    update session set started_at = started_at - %(time)s, ends_at = ends_at - %(time)s,
        heard_at = heard_at - %(time)s, check_in_at = check_in_at - %(time)s,
        reminded_of = reminded_of - %(time)s, look_at = look_at - %(time)s
"""


def say(demo: RunningDemo, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = httpx.post(
        f"{demo.address}/api/v1/sessions{path}",
        json=body,
        headers={"Authorization": f"Bearer {story.API_KEY}"},
    )
    assert answer.is_success, answer.text
    said: dict[str, Any] = answer.json()
    return said


def let_pass(demo: RunningDemo, time: timedelta) -> None:
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        owner.execute(PASS, {"time": time})


def opened(page: Page, words: str) -> None:
    page.locator(".q[data-incident]").filter(has_text=words).first.click()
    heading(page, "Take this incident")


def test_who_does_not_check_in_is_an_incident_that_says_what_they_were_doing(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    session = say(demo, "", VISIT)
    let_pass(demo, timedelta(minutes=21))
    opened(page, "Check-in missed")
    card = page.get_by_role("region", name="Session")
    for told in (VISIT["doing"], VISIT["place"], VISIT["notes"], "A check-in was missed"):
        expect(card.get_by_text(str(told))).to_be_visible()
    look_at(page, look, "session-missed")
    check(page, "desk")
    say(demo, f"/{session['id']}/end", {})
    expect(card.get_by_text("Ended")).to_be_visible(timeout=5_000)
    expect(page.get_by_text("restored").first).to_be_visible()


def test_who_has_started_none_is_said_to_have_none(demo: RunningDemo, chromium: Browser) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    panic = {"lone_worker": str(story.MARGUERITE), "code": "panic"}
    httpx.post(
        f"{demo.address}/api/v1/signals",
        json=panic,
        headers={"Authorization": f"Bearer {story.API_KEY}"},
    ).raise_for_status()
    opened(page, "Panic")
    expect(page.get_by_text("what they were doing is not known")).to_be_visible()
