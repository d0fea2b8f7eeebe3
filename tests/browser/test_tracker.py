"""A tracker of another make is set up in the browser, and is heard there."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Look
from tests.browser.test_set_up import WITHIN_MS, fill, look_at, look_everywhere, wanda
from tests.browser.test_thread import press
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["wanda"]


def test_a_tracker_of_another_make_is_set_up_and_heard(
    demo: RunningDemo, wanda: Page, look: Look
) -> None:
    wanda.get_by_role("link", name="Receiver lines").click()
    press(wanda, "Add a tracker line")
    fill(wanda, Name="Traccar of Calder Vale")
    wanda.get_by_role("combobox", name="What sends to it").select_option("osmand")
    press(wanda, "Add the line")
    once = wanda.get_by_role("status").filter(has_text="It is shown this once")
    expect(once).to_contain_text("in the place of the server’s URL")
    address = wanda.locator(".su-secret").inner_text()
    look_everywhere(wanda, look, "tracker-line")
    add_line_for_any_program(wanda, look)
    wanda.get_by_role("link", name="Customers").click()
    wanda.get_by_role("link", name=re.compile("^Calder Vale")).click()
    wanda.get_by_role("link", name=re.compile("^Marguerite")).click()
    trackers = wanda.get_by_role("region", name="Trackers")
    press(wanda, "Add a tracker")
    fill(wanda, What_it_calls_itself="marguerite-pendant")
    look_at(wanda, look, trackers, "set-up-tracker-form")
    press(wanda, "Add the tracker")
    expect(trackers.get_by_text("never heard: let it send something")).to_be_visible()
    query = {"id": "marguerite-pendant", "lat": "60.17", "lon": "24.94", "batt": "61"}
    assert httpx.get(address, params=query, timeout=10).status_code == httpx.codes.OK
    expect(trackers.get_by_text("battery 61 %")).to_be_visible(timeout=WITHIN_MS)
    look_everywhere(wanda, look, "tracker-heard")


def add_line_for_any_program(page: Page, look: Look) -> None:
    """Tell where each thing stands in a program's JSON, and try that out."""
    press(page, "Add one for any program")
    trackers = page.get_by_role("region", name="For trackers")
    fill(page, Name="Pendants of Calder Vale", What_the_device_calls_itself="device[", Alarm="type")
    fill(page, What_each_word_means="BTN_LONG = panic\nPOSITION = no")
    sample = page.get_by_role("textbox", name="Try it out on what the program sends")
    sample.fill(
        '{"device": {"id": "35-7"}, "type": "BTN_LONG", "gps": {"lat": 60.17, "lng": 24.9}}'
    )
    press(page, "Try it")
    expect(trackers.get_by_text("It is no JMESPath expression")).to_be_visible()
    expect(trackers.get_by_text("It must be one of accident")).to_be_visible()
    look_at(page, look, trackers, "set-up-mapping-wrong")
    fill(page, What_the_device_calls_itself="device.id", Latitude="gps.lat", Longitude="gps.lng")
    fill(page, What_each_word_means="BTN_LONG = panic\nPOSITION = none")
    press(page, "Try it")
    expect(trackers.get_by_text("Panic", exact=True)).to_be_visible()
    expect(trackers.get_by_text("60.17, 24.9")).to_be_visible()
    page.get_by_role("status").filter(has_text="Raises").scroll_into_view_if_needed()
    look(page, "set-up-mapping-tried")
    press(page, "Add the line")
    expect(page.get_by_text("Let the program POST its JSON here.")).to_be_visible()
