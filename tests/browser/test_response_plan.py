"""Plans by day and by night, in the browser: written, refused, put right, shown to operators."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Look
from tests.browser.test_set_up import PHONE, look_at, look_everywhere, wanda
from tests.browser.test_thread import DESK, heading, press, sign_in
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["wanda"]

FIRE = {"site": str(story.ASHWORTH), "scheme": "SIA", "code": "FA", "zone": "9"}


def to_site(page: Page, customer: str, site: str) -> None:
    page.get_by_role("link", name=re.compile(f"^{customer}")).click()
    page.get_by_role("link", name=re.compile(f"^{site}")).click()
    expect(page.get_by_role("heading", name="Plans")).to_be_visible()


def test_a_site_has_a_plan_for_the_day_and_one_for_the_night(wanda: Page, look: Look) -> None:
    to_site(wanda, "Hargreaves", "Hargreaves & Daughters, Canalside")
    press(wanda, "Write another plan")
    wanda.get_by_role("textbox", name="Name of the plan").fill("Canalside by day")
    expect(wanda.get_by_text("There is already: “Canalside, at all hours”")).to_be_visible()
    for day in ("Saturday", "Sunday"):
        wanda.get_by_role("checkbox", name=day).uncheck()
    wanda.get_by_role("textbox", name="From").fill("six")
    wanda.get_by_role("textbox", name="Until").fill("18.00")
    from_box, ring_for = (wanda.get_by_role("textbox", name=name) for name in ("From", "Ring for"))
    ring_for.fill("half a minute"[:6])
    press(wanda, "Agree the plan")
    expect(ring_for).to_be_focused()
    expect(ring_for).to_have_accessible_description(re.compile("It must be a number of seconds."))
    expect(ring_for).to_have_value("half a")
    look_at(wanda, look, ring_for, "plan-form-wrong")
    ring_for.fill("30")
    press(wanda, "Look it over")
    expect(from_box).to_be_focused()
    expect(wanda.get_by_text("It must be a time of day, such as 18:00.")).to_be_visible()
    expect(from_box).to_have_value("six")
    from_box.fill("6")
    wanda.get_by_role("textbox", name="Notes").fill("The warehouse is manned")
    wanda.get_by_role("radio", name="Only these, in this order").check()
    wanda.get_by_role("button", name="Leave Redfern Response control room out").click()
    wanda.get_by_role("button", name="Tom Ackroyd earlier").click()
    look_at(wanda, look, wanda.get_by_role("form", name="Plan"), "plan-form")
    look_at(wanda, look, wanda.get_by_text("Only these, in this order"), "plan-form-contacts")
    press(wanda, "Agree the plan")
    day_plan = wanda.get_by_role("group", name="Canalside by day")
    expect(day_plan.get_by_text("06:00–18:00 on weekdays")).to_be_visible()
    expect(day_plan.get_by_text("Tom Ackroyd, then Helena Hargreaves-Nwosu")).to_be_visible()
    rest = wanda.get_by_role("group", name="Canalside, at all hours")
    expect(rest.get_by_text("at all other hours", exact=True)).to_be_visible()
    expect(wanda.get_by_text("2 plans are agreed: Canalside by day")).to_be_visible()
    overlap_is_refused(wanda, look)
    day_plan.get_by_role("button", name="Agree a new version").click()
    wanda.get_by_role("textbox", name="Until").fill("17:00")
    press(wanda, "Agree the plan")
    expect(day_plan.get_by_text("06:00–17:00 on weekdays")).to_be_visible()
    withdrawn_leaves_a_gap(wanda, look)


def overlap_is_refused(page: Page, look: Look) -> None:
    press(page, "Write another plan")
    page.get_by_role("textbox", name="Name of the plan").fill("Canalside, evening")
    page.get_by_role("textbox", name="From").fill("17:00")
    page.get_by_role("textbox", name="Until").fill("22:00")
    press(page, "Agree the plan")
    words = "“Canalside by day” (06:00–18:00 on weekdays) holds already between 17:00 and 18:00"
    expect(page.get_by_text(words).first).to_be_visible()
    look_at(page, look, page.get_by_role("list", name="Findings"), "plan-overlap")
    press(page, "Cancel")


def withdrawn_leaves_a_gap(page: Page, look: Look) -> None:
    page.get_by_role("button", name="Withdraw The plan “Canalside, at all hours”…").click()
    press(page, "Withdraw it")
    gap = "No plan between 17:00 and 06:00 from Monday to Thursday and from Friday 17:00"
    expect(page.get_by_role("list", name="Findings").get_by_text(gap)).to_be_visible()
    look_at(page, look, page.get_by_role("region", name="Plans"), "plan-gap")
    look_everywhere(page, look, "plan-gap")


def press_edit(plans: Locator) -> None:
    night = plans.get_by_role("group", name="Ashworth House by night")
    night.get_by_role("button", name="Agree a new version").click()


def test_an_incident_says_which_plan_it_goes_by(
    demo: RunningDemo, chromium: Browser, wanda: Page, look: Look
) -> None:
    to_site(wanda, "Calder Vale", "Ashworth House")
    plans = wanda.get_by_role("region", name="Plans")
    look_at(wanda, look, plans, "plan-two")
    wanda.evaluate("localStorage.setItem('tocsin.scheme', 'light')")
    wanda.reload()
    expect(plans.get_by_text("21:00–07:00", exact=True)).to_be_visible()
    expect(plans.get_by_text("Calder Vale estates desk, then Ruth Delgado")).to_be_visible()
    look_at(wanda, look, plans, "plan-two-light")
    press_edit(plans)
    look_at(wanda, look, wanda.get_by_role("form", name="Plan"), "plan-form-light")
    olive = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    sign_in(olive, demo, "olive@northgate.example")
    with demo.program() as program:
        program.post("/signals", json=FIRE).raise_for_status()
    olive.get_by_role("link", name=re.compile("Fire")).click()
    heading(olive, "Take this incident")
    title = re.compile(r"^Ashworth House by (day, 07:00–21:00, version 3|night, 21:00–07:00, v)")
    expect(olive.get_by_text(title)).to_be_visible()
    expect(olive.get_by_text("chosen for this hour").first).to_be_visible()
    for size in (DESK, PHONE):
        olive.set_viewport_size(size)
        look(olive, f"plan-incident-{size['width']}")
    olive.context.close()
