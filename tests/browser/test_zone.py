"""A panel's zones on its page: none, one, two hundred pasted; and their names on the board."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.board import (
    MEASURE,
    at_desk,
    cut_off,
    each,
    enter,
    is_as_wide_as_its_window,
)
from tests.browser.conftest import Look
from tests.browser.test_set_up import WITHIN_MS
from tests.browser.test_thread import heading, press, send_burglary, sign_in
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1440, height=900)
SCHEME = "(one) => document.documentElement.setAttribute('data-mantine-color-scheme', one)"
SHOW = """
    (section) => {
        section.scrollIntoView();
        section.closest('.su-sheet').scrollBy(0, -72);
        window.scrollBy(0, -72);
    }
"""
SMALL = """
    (section) => [...section.querySelectorAll('button, input, select, textarea')]
        .map((one) => [one.innerText, one.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)
"""
PLACE = "zone 3 Rear fire door, warehouse (sent: Goods-in)"
LIST = "zone;name;kind\n" + "\n".join(
    f"{n:03};Detector {n}, aisle {n // 20 + 1} of the high-bay warehouse;intruder"
    for n in range(1, 201)
)


@pytest.fixture
def zones(demo: RunningDemo, chromium: Browser) -> Locator:
    """Sign the centre's administrator in, at the page of the site whose panel reports in clear."""
    context = chromium.new_context(viewport=DESK, color_scheme="dark")
    context.add_init_script(path=MEASURE)
    page = context.new_page()
    sign_in(page, demo, "wanda@northgate.example")
    page.get_by_role("link", name="Set up").click(timeout=WITHIN_MS)
    page.get_by_role("link", name=re.compile("^Hargreaves")).click()
    page.get_by_role("link", name=re.compile("^Hargreaves & Daughters, Canalside")).click()
    return page.get_by_role("region", name="Zones of panel 1234")


def look_at(page: Page, look: Look, section: Locator, name: str) -> None:
    """Photograph dark and light, on a desk and on a telephone, and see that it stands."""
    for size, scheme in each([DESK, PHONE]):
        page.set_viewport_size(size)
        page.evaluate(SCHEME, scheme)
        section.evaluate(SHOW)
        assert is_as_wide_as_its_window(page)
        assert cut_off(page) == []
        assert section.evaluate(SMALL) == []
        look(page, f"zones-{name}-{size['width']}-{scheme}")
    page.set_viewport_size(DESK)


def paste(page: Page, lines: str) -> None:
    page.get_by_role("textbox", name="The whole list").fill(lines)
    press(page, "Store the list")


def test_zones_are_set_up_one_by_one_and_as_a_pasted_list(zones: Locator, look: Look) -> None:
    page = zones.page
    expect(zones.get_by_role("row")).to_have_count(9)
    look_at(page, look, zones, "some")
    press(page, "Edit as a list")
    look_at(page, look, zones, "list")
    paste(page, "3;Rear door;intruder\n4;Shutter\n5;Cage;door")
    expect(zones.get_by_text("Line 2: zone;name;kind are three parts")).to_be_visible()
    expect(zones.get_by_text("Line 3: “door” is no kind of zone.")).to_be_visible()
    look_at(page, look, zones, "faults")
    paste(page, "\n")
    expect(zones.get_by_text("This is needed.")).to_be_visible()
    paste(page, "3;Rear door;intruder")
    zones.get_by_role("button", name="Edit zone 3").click()
    press(page, "Take zone 3 off the list")
    expect(zones.get_by_text("No zones yet.")).to_be_visible()
    look_at(page, look, zones, "none")
    press(page, "Add a zone")
    add_one(page, zones, look)
    change_it(page, zones, look)
    press(page, "Paste a list")
    paste(page, LIST)
    expect(zones.get_by_role("row")).to_have_count(13)
    look_at(page, look, zones, "200")
    zones.get_by_role("searchbox").fill("aisle 7")
    expect(zones.get_by_role("row")).to_have_count(21)
    zones.get_by_role("searchbox").fill("")
    press(page, "Show all 200 zones")
    expect(zones.get_by_role("row")).to_have_count(201)
    look_at(page, look, zones, "200-all")


def add_one(page: Page, zones: Locator, look: Look) -> None:
    zone = page.get_by_role("textbox", name="Zone", exact=True)
    zone.fill("Tür 3")
    page.get_by_role("textbox", name="What stands there").fill("Panic button, goods-in desk")
    page.get_by_role("combobox", name="Kind").select_option("hold_up")
    press(page, re.compile("^Add the zone"))
    expect(zones.get_by_text("It must have up to 12 digits or letters")).to_be_visible()
    look_at(page, look, zones, "new")
    zone.fill("006")
    press(page, re.compile("^Add the zone"))
    row = zones.get_by_role("row").nth(1)
    expect(row).to_have_text(re.compile("^6Panic button, goods-in deskhold-up"))
    look_at(page, look, zones, "one")
    press(page, "Add a zone")
    zone.fill("06")
    page.get_by_role("textbox", name="What stands there").fill("Office")
    press(page, re.compile("^Add the zone"))
    known = "The list has zone 6 already: Panic button, goods-in desk."
    expect(zones.get_by_text(known)).to_be_visible()
    look_at(page, look, zones, "known")
    press(page, "Cancel")


def change_it(page: Page, zones: Locator, look: Look) -> None:
    zones.get_by_role("button", name="Edit zone 6").click()
    look_at(page, look, zones, "edit")
    page.get_by_role("textbox", name="What stands there").fill("Panic button, office")
    press(page, "Save")
    expect(zones.get_by_role("row").nth(1)).to_contain_text("Panic button, office")
    zones.get_by_role("button", name="Edit zone 6").click()
    press(page, "Take zone 6 off the list")
    expect(zones.get_by_text("No zones yet.")).to_be_visible()


def test_a_list_does_not_overwrite_unseen_what_somebody_else_changed(
    zones: Locator, look: Look
) -> None:
    page = zones.page
    other = page.context.new_page()
    other.goto(page.url)
    press(page, "Edit as a list")
    other.get_by_role("button", name="Edit zone 3").click()
    other.get_by_role("textbox", name="What stands there").fill("Fire exit")
    press(other, "Save")
    expect(other.get_by_role("cell", name="Fire exit")).to_be_visible()
    paste(page, "3;Rear door;intruder")
    expect(zones.get_by_text("Somebody else changed this while you wrote.")).to_be_visible()
    look(page, "zones-conflict")
    press(page, "Store the list")
    expect(zones.get_by_role("cell", name="Rear door")).to_be_visible()


@pytest.mark.parametrize(("screen", "scheme"), each([DESK, PHONE]))
def test_an_alarm_is_named_by_its_zone_on_the_board_and_in_the_incident(
    demo: RunningDemo, chromium: Browser, look: Look, screen: ViewportSize, scheme: str
) -> None:
    page = at_desk(chromium, demo, screen, scheme).new_page()
    enter(page, demo)
    send_burglary(demo)
    row = page.get_by_role("link", name=re.compile("Burglary"))
    expect(row).to_contain_text(PLACE)
    look(page, f"zones-row-{screen['width']}-{scheme}")
    row.click()
    heading(page, "Take this incident")
    if screen == PHONE:
        page.get_by_text("Place and person").click()
    line = page.get_by_text("What came in").locator("xpath=ancestor::section[1]")
    expect(line).to_contain_text(PLACE)
    line.scroll_into_view_if_needed()
    assert is_as_wide_as_its_window(page)
    look(page, f"zones-incident-{screen['width']}-{scheme}")
