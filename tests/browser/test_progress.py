"""A burglary that a second zone confirms, and its end before everybody was called."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.board import at_desk, cut_off, each, enter, is_as_wide_as_its_window
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press, send_burglary
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)
OTHER_ZONE = {"site": str(story.CANALSIDE), "scheme": "SIA", "code": "BA", "zone": "5"}
UNTOLD = re.compile("Not called, though the plan names them: ")


def send_second_zone(demo: RunningDemo) -> None:
    with demo.program() as program:
        signal = OTHER_ZONE | {"zone_text": "Office, first floor"}
        program.post("/signals", json=signal).raise_for_status()


def current(page: Page) -> str:
    return page.locator(".steps .now").inner_text()


def is_whole(page: Page) -> None:
    assert cut_off(page) == []
    assert is_as_wide_as_its_window(page)


@pytest.mark.parametrize(("screen", "scheme"), each([DESK, PHONE]))
def test_a_second_zone_has_the_police_called_and_the_end_names_who_was_not(
    demo: RunningDemo, chromium: Browser, look: Look, *, screen: ViewportSize, scheme: str
) -> None:
    page = at_desk(chromium, demo, screen, scheme).new_page()
    enter(page, demo)
    name = f"{screen['width']}-{scheme}"
    send_burglary(demo)
    page.get_by_role("link", name=re.compile("Burglary")).click()
    press(page, "Take it")
    heading(page, "Call Hargreaves & Daughters, Canalside warehouse")
    assert current(page) == "Verify"
    send_second_zone(demo)
    heading(page, "Take note: it got worse")
    expect(page.locator(".inc-head .confirmed")).to_have_text(
        "Confirmed by a second zone: zone 5 Office, first floor"
    )
    is_whole(page)
    look(page, f"confirmed-worse-{name}")
    press(page, "I have seen it")
    heading(page, "Call the police")
    assert current(page) == "Emergency"
    page.evaluate("() => scrollTo(0, 0)")  # nothing lies half under the bar
    look(page, f"confirmed-police-{name}")
    press(page, re.compile("Call 999"))
    heading(page, "You are calling the police")
    page.get_by_label("Their reference").fill("GMP-0417")
    press(page, "They are coming")
    heading(page, "Call Hargreaves & Daughters, Canalside warehouse")
    assert current(page) == "Tell"
    is_whole(page)
    look(page, f"confirmed-tell-{name}")
    press(page, re.compile("^Resolve…"))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(UNTOLD)).to_be_visible()
    look(page, f"confirmed-resolve-{name}")
    page.get_by_label("genuine, handed to the emergency service").check()
    dialog.get_by_role("button", name="Resolve").click()
    heading(page, "Close incident")
    expect(page.get_by_text(UNTOLD)).to_be_visible()
    is_whole(page)
    look(page, f"confirmed-close-{name}")
