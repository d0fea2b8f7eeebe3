"""An address that leads nowhere: a calm page with a way on, wherever it lies."""

from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.board import DESK, PHONE, ZOOMED, at_desk, each, enter
from tests.browser.conftest import Look
from tests.browser.test_page import check
from tests.browser.test_thread import heading
from tests.running import RunningDemo

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLACES = ("/nothing", "/console/nothing", "/begin/nothing", "/handsets/nothing", "/api/v1/nothing")
SCREENS = {"desk": DESK, "zoomed": ZOOMED, "phone": PHONE}


def test_an_unknown_address_says_so_and_where_to_go_on(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    for place in PLACES:
        answer = page.goto(f"{demo.address}{place}")
        assert answer is not None
        assert answer.status == 404
        heading(page, "There is nothing here")
        expect(page).to_have_title("There is nothing here · Tocsin")
    page.get_by_role("link", name="All pages of Tocsin").click()
    heading(page, "From an alarm to a sealed report")
    page.go_back()
    page.get_by_role("link", name="Open the console").click()
    heading(page, "Sign in")
    for screen, scheme in each(list(SCREENS)):
        page = at_desk(chromium, demo, SCREENS[screen], scheme).new_page()
        page.goto(f"{demo.address}/nothing")
        heading(page, "There is nothing here")
        check(page, screen)
        look(page, f"problem-{screen}-{scheme}")


def test_what_is_for_people_who_are_signed_in_says_so(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    answer = page.goto(f"{demo.address}/api/v1/incidents")
    assert answer is not None
    assert answer.status == 401
    heading(page, "Sign in first")
    look(page, "problem-signed-out")


def test_a_place_of_the_set_up_that_is_not_there_says_so(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo, "wanda")
    for view in ("customers", "sites", "lone-workers"):
        for gone in ("nothing", str(UUID(int=1))):
            page.goto(f"{demo.address}/console/set-up/{view}/{gone}")
            heading(page, "There is nothing here")
    check(page, "desk")
    look(page, "problem-set-up")
    page.get_by_role("main").get_by_role("link", name="Customers").click()
    heading(page, "Set up")
