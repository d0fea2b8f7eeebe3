"""The centre's telephone is set up, and a phone is not taken away without a word of what runs."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import MEASURE, at_desk, look_at
from tests.browser.conftest import Look
from tests.browser.phone import enrolled, hold, look_and_measure, start_visit
from tests.browser.test_page import check
from tests.browser.test_set_up import wanda
from tests.browser.test_thread import heading, press, sign_in
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

__all__ = ["wanda"]


def test_the_centres_telephone_is_changed_where_the_set_up_begins(wanda: Page, look: Look) -> None:
    wanda.add_init_script(path=MEASURE)
    wanda.reload()
    centre = wanda.get_by_role("region", name="Your centre")
    expect(centre.get_by_text("01632 960100")).to_be_visible()
    look_at(wanda, look, "set-up-centre")
    check(wanda, "desk")
    centre.get_by_role("button", name="Edit").click()
    look_at(wanda, look, "set-up-centre-edit")
    wanda.get_by_role("textbox", name="Telephone").fill("01632 960199")
    press(wanda, "Save")
    expect(centre.get_by_text("01632 960199")).to_be_visible()


def test_whoever_withdraws_a_phone_is_told_what_runs_and_the_phone_whom_to_ring(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    phone = enrolled(chromium, demo)
    start_visit(phone)
    hold(phone)
    heading(phone, "Stored at Northgate")
    desk = at_desk(chromium, demo).new_page()
    sign_in(desk, demo, "wanda@northgate.example")
    expect(desk.get_by_role("link", name="Set up")).to_be_visible(timeout=20_000)
    desk.goto(f"{demo.address}/console/set-up/lone-workers/{story.MARGUERITE}")
    region = desk.get_by_role("region", name="Phones")
    region.get_by_role("button", name="Withdraw").click()
    expect(region.get_by_text("An alert stands on this phone")).to_be_visible()
    expect(region.get_by_text("A visit of theirs runs")).to_be_visible()
    look_at(desk, look, "set-up-phone-withdraw")
    check(desk, "desk")
    press(desk, "Withdraw it")
    expect(region.get_by_text("No phone yet.")).to_be_visible()
    gone = phone.get_by_role("heading", name="This phone is not enrolled any longer")
    expect(gone).to_be_visible(timeout=15_000)  # it asks every five seconds
    phone.reload()
    heading(phone, "Enrol this phone")
    expect(
        phone.get_by_role("link", name="Northgate Monitoring Centre, 01632 960100")
    ).to_be_visible()
    look_and_measure(phone, look, "worker-withdrawn-ring")
