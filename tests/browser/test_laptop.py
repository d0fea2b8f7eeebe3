"""The commonest laptop: no button's words wrap there, nothing overflows."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import LAPTOP, at_desk, enter
from tests.browser.conftest import Look
from tests.browser.test_page import check
from tests.browser.test_thread import heading, press, send_burglary
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAWS_MAPS = True

SITE = "Hargreaves & Daughters, Canalside warehouse"


def stands(page: Page, look: Look, name: str) -> None:
    page.wait_for_timeout(300)
    check(page, "laptop")
    look(page, f"laptop-{name}")


def test_every_step_of_an_incident_stands_on_a_laptop(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    """In the light, for once: what stands does so in the dark."""
    page = at_desk(chromium, demo, LAPTOP, "light").new_page()
    enter(page, demo)
    stands(page, look, "quiet")
    send_burglary(demo)
    page.get_by_role("link", name=re.compile("Burglary")).click()
    heading(page, "Take this incident")
    stands(page, look, "waiting")
    press(page, "Take it")
    heading(page, f"Call {SITE}")
    stands(page, look, "taken")
    press(page, re.compile("^Call Hargreaves"))
    heading(page, f"You are calling {SITE}")
    stands(page, look, "call")
    press(page, "No answer")
    heading(page, "Call Helena Hargreaves-Nwosu")
    press(page, re.compile("^Call Helena"))
    heading(page, "You are calling Helena Hargreaves-Nwosu")
    stands(page, look, "contact")
    press(page, re.compile("danger", re.IGNORECASE))
    heading(page, "Call the police")
    stands(page, look, "emergency")
    press(page, re.compile("^Call 999"))
    expect(page.get_by_label("Their reference")).to_be_visible()
    stands(page, look, "reference")
    press(page, re.compile("^Call out"))
    expect(page.get_by_role("group", name="Call out")).to_be_visible()
    stands(page, look, "call-out")


PLACES = {
    "customers": "",
    "customer": f"customers/{story.HARGREAVES}",
    "site": f"sites/{story.CANALSIDE}",
    "lone-worker": f"lone-workers/{story.MARGUERITE}",
    "people": "people",
    "lines": "lines",
    "programs": "programs",
}


def test_the_set_up_stands_on_a_laptop(demo: RunningDemo, chromium: Browser, look: Look) -> None:
    page = at_desk(chromium, demo, LAPTOP).new_page()
    enter(page, demo, "wanda")
    for name, place in PLACES.items():
        page.goto(f"{demo.address}/console/set-up/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        stands(page, look, f"set-up-{name}")
    page.goto(f"{demo.address}/console/set-up/{PLACES['site']}")
    press(page, "Write another plan")
    page.get_by_role("form", name="Plan").scroll_into_view_if_needed()
    stands(page, look, "set-up-plan")
