"""Help at every moment, an incident by hand, a colleague who helps: at two desks at once."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.board import add_sites, raise_alarms
from tests.browser.conftest import Look
from tests.browser.test_thread import press, send_burglary, sign_in
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


def at_desk(chromium: Browser, demo: RunningDemo, who: str, screen: ViewportSize = DESK) -> Page:
    page = chromium.new_context(viewport=screen, color_scheme="dark").new_page()
    sign_in(page, demo, f"{who}@northgate.example")
    expect(page.get_by_role("navigation", name="Queue")).to_be_visible(timeout=20_000)
    return page


def open_first(page: Page) -> None:
    page.locator(".q[data-incident]").first.click()


GIVE_THE_REFERENCE = "Write the reference that the service gave, or say that they gave none."
HELP = ("Emergency", "Call out", "Signs of duress")


def places_of_help(page: Page) -> list[object]:
    """Say where the buttons for help stand; help is at the same place on every screen of a size."""
    boxes: list[object] = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        buttons = (page.get_by_role("button", name=name, exact=True) for name in HELP)
        boxes.extend(button.bounding_box() for button in buttons)
    return boxes


def test_help_is_called_before_the_claim_and_a_colleague_helps_live(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive = at_desk(chromium, demo, "olive")
    dev = at_desk(chromium, demo, "dev")
    send_burglary(demo)
    for page in (olive, dev):
        open_first(page)
        expect(page.get_by_role("button", name="Emergency")).to_be_visible()
    help_stands = places_of_help(olive)
    olive.keyboard.press("e")
    group = olive.get_by_role("group", name="Emergency")
    expect(group.get_by_role("button", name="Police")).to_be_focused()
    look(olive, "help-emergency")
    group.get_by_role("button", name="Police").click()
    expect(olive.get_by_text("You are calling the police")).to_be_visible()
    expect(dev.get_by_text("Olive Brandt has it")).to_be_visible(timeout=5_000)
    press(dev, "Help with it")
    expect(dev.get_by_text("You help.")).to_be_visible()
    expect(olive.get_by_text("Dev Patel helps.")).to_be_visible(timeout=5_000)
    look(olive, "help-aide")
    assert places_of_help(olive) == places_of_help(dev) == help_stands
    dev.keyboard.press("t")
    dev.keyboard.type("The keyholder is at the door")
    dev.keyboard.press("Control+Enter")
    expect(olive.get_by_text("The keyholder is at the door")).to_be_visible(timeout=5_000)
    olive.keyboard.press("o")
    expect(olive.get_by_label("Call out", exact=True)).to_be_visible()
    look(olive, "help-call-out")
    olive.keyboard.press("Escape")
    what_is_typed_is_found_again(olive, demo, look)
    an_address_of_no_incident_leads_to_the_queue(olive, demo, look)


def what_is_typed_is_found_again(page: Page, demo: RunningDemo, look: Look) -> None:
    """Open another incident in the middle of a call to the police, and come back to it."""
    help_stands = places_of_help(page)
    reference, said = page.get_by_label("Their reference"), page.get_by_label("What was said")
    press(page, "They are coming")
    expect(reference).to_be_focused()
    expect(reference).to_have_accessible_description(GIVE_THE_REFERENCE)
    look(page, "help-reference-missing")
    reference.fill("YP-3107")
    said.fill("Two cars, ten minutes")
    note = page.get_by_placeholder("Write what you hear or do")
    note.fill("The keyholder says")
    raise_alarms(demo, add_sites(demo, ["Works 1"]))
    page.get_by_role("link", name=re.compile("Works 1")).click()
    expect(page.get_by_role("heading", name="Take this incident")).to_be_visible()
    expect(note).to_have_value("")
    assert places_of_help(page) == help_stands
    page.get_by_role("link", name=re.compile("Canalside")).click()
    expect(reference).to_have_value("YP-3107")
    expect(said).to_have_value("Two cars, ten minutes")
    expect(note).to_have_value("The keyholder says")
    press(page, "They are coming")
    expect(page.get_by_text(re.compile("reference YP-3107"))).to_be_visible()
    assert places_of_help(page) == help_stands
    page.keyboard.press("e")
    page.get_by_role("group", name="Emergency").get_by_role("button", name="Police").click()
    expect(reference).to_have_value("")
    expect(note).to_have_value("The keyholder says")
    assert page.evaluate("JSON.stringify({...localStorage}).includes('keyholder')") is False


def an_address_of_no_incident_leads_to_the_queue(page: Page, demo: RunningDemo, look: Look) -> None:
    for nowhere in ("nonsense", "30310c77-f7bb-5b0b-9e8c-c00f875843ca"):
        page.goto(f"{demo.address}/console/?incident={nowhere}")
        expect(page.get_by_role("heading", name="There is no such incident")).to_be_focused()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        look(page, f"nowhere-{size['width']}")
    press(page, "Open the queue")
    expect(page.get_by_role("heading", name="There is no such incident")).to_have_count(0)
    expect(page).to_have_url(f"{demo.address}/console/")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_an_incident_is_opened_by_hand(
    demo: RunningDemo, chromium: Browser, look: Look, screen: ViewportSize
) -> None:
    page = at_desk(chromium, demo, "olive", screen)
    if screen is DESK:
        page.keyboard.press("i")
    else:
        press(page, "Open by hand")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Which site or person").fill("marg")
    look(page, f"by-hand-{screen['width']}")
    dialog.get_by_role("button", name="Marguerite").click()
    dialog.get_by_text("Medical", exact=True).click()
    dialog.get_by_label("What was told").fill("She fell, says her neighbour")
    dialog.get_by_label("By whom").fill("A neighbour, by telephone")
    dialog.get_by_role("button", name="Open it").click()
    expect(page.get_by_role("heading", name="Medical emergency")).to_be_visible()
    expect(page.get_by_text("opened it by hand").first).to_be_visible()
    look(page, f"by-hand-opened-{screen['width']}")


def test_no_emergency_service_is_rung_in_a_drill(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    olive = at_desk(chromium, demo, "olive")
    fire = {"site": str(story.ASHWORTH), "scheme": "SIA", "code": "FA", "zone": "1", "drill": True}
    with demo.program() as program:
        program.post("/signals", json=fire).raise_for_status()
    open_first(olive)
    press(olive, "Take it")
    card = olive.locator(".step-card")
    expect(card.get_by_role("heading")).to_have_text(
        "Drill: note that you would call the fire service now"
    )
    expect(card.locator("a[href^='tel:']")).to_have_count(0)
    look(olive, "drill-emergency")
    press(olive, "Note the drill’s call to the fire service")
    expect(card.get_by_role("heading")).to_have_text(
        "Drill: note what the fire service would have said"
    )
    expect(card.locator("a[href^='tel:']")).to_have_count(0)
    expect(card.get_by_text("999")).to_have_count(0)
    look(olive, "drill-emergency-noted")
    olive.get_by_label("Their reference").fill("DRILL-1")
    press(olive, "They are coming")
    expect(card.get_by_role("heading")).not_to_contain_text("Drill")
