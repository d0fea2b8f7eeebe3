"""A drill that turns real before an operator: the page says what it is, and one press ends it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import add_sites, at_desk, enter, look_at, raise_alarms
from tests.browser.conftest import Look
from tests.browser.test_over import conclude, number_of
from tests.browser.test_thread import press
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BURGLARY = {"site": str(story.CANALSIDE), "scheme": "SIA", "code": "BA", "zone": "3", "drill": True}


def test_whoever_marks_signs_of_duress_in_a_drill_makes_it_real_by_one_press(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    with demo.program() as program:
        program.post("/signals", json=BURGLARY).raise_for_status()
    page.locator(".q[data-incident]").first.click()
    press(page, "Take it")
    drill = page.locator(".ban.drill")
    expect(drill).to_contain_text("Drill. Nobody is in danger.")
    page.keyboard.press("e")
    expect(page.get_by_role("group", name="Emergency")).to_contain_text(
        "No emergency service is rung."
    )
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.get_by_label("Call out", exact=True)).to_contain_text(
        "Drill: tell them first that it is one."
    )
    look_at(page, look, "drill-call-out")
    page.keyboard.press("Escape")
    press(page, "Signs of duress")
    expect(drill).to_contain_text("This is still a drill: nobody calls the police.")
    expect(drill).to_contain_text("If it is real, press “It is real”.")
    expect(page.get_by_text("Nobody is in danger")).to_have_count(0)
    card = page.locator(".step-card")
    expect(card).to_contain_text("Drill: note that you would call the police now")
    look_at(page, look, "drill-duress")
    drill.get_by_role("button", name="It is real").click()
    expect(card.get_by_role("heading")).to_have_text("Call the police")
    expect(card).to_contain_text("999")
    expect(drill).to_have_count(0)
    expect(page.get_by_text("said that it is real")).to_be_visible()
    look_at(page, look, "drill-real")
    a_closed_one_leads_to_where_it_is_real(page, demo)


def a_closed_one_leads_to_where_it_is_real(page: Page, demo: RunningDemo) -> None:
    """Say that a closed drill is real while another incident is open at its site."""
    (site,) = add_sites(demo, ["Works 1"])
    drill = BURGLARY | {"site": str(site)}
    with demo.program() as program:
        program.post("/signals", json=drill).raise_for_status()
    page.get_by_role("link", name=re.compile("Works 1")).click()
    press(page, "Take it")
    conclude(page)
    closed = number_of(page)
    raise_alarms(demo, [site])
    expect(page.locator(".q.waiting")).to_have_count(1)
    page.locator(".ban.drill").get_by_role("button", name="It is real").click()
    expect(page.get_by_text(f"incident {int(closed) + 1} · ")).to_be_visible()
    expect(page.get_by_text("said that it is real")).to_be_visible()
