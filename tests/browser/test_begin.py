"""A new installation: a newcomer finds the way from the first page to a first customer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import DESK, PHONE, at_desk, cut_off, primary_buttons, shifts
from tests.browser.conftest import Look
from tests.browser.test_page import check
from tests.browser.test_thread import heading, press
from tests.running import NewInstallation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "four words you know"
CENTRE = "Westgate Monitoring and Response, Hebden"  # 40 characters
WITHIN_MS = 20_000


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[NewInstallation]:
    made = NewInstallation(tmp_path / "home")
    made.start()
    yield made
    made.stop()


def test_a_newcomer_becomes_the_first_administrator_and_nobody_after_them(
    installation: NewInstallation, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, installation).new_page()
    find_the_way(page, installation, look)
    found_the_centre(page, installation, look)
    see_empty_lists(page, installation, look)
    stranger = at_desk(chromium, installation).new_page()
    stranger.goto(f"{installation.address}/begin/")
    heading(stranger, "There is an administrator already")
    look(stranger, "begin-over")
    stranger.get_by_role("link", name="All pages of Tocsin").click()
    heading(stranger, "From an alarm to a sealed report")
    expect(stranger.get_by_role("link", name="Begin")).to_have_count(0)


def find_the_way(page: Page, installation: NewInstallation, look: Look) -> None:
    page.goto(f"{installation.address}/console/")
    page.get_by_role("link", name="Begin with the one-time code").click()
    heading(page, "Name your centre")
    page.goto(f"{installation.address}/")
    expect(page.get_by_role("link", name="Begin")).to_be_visible()
    look(page, "begin-start")
    page.get_by_role("link", name="Begin").click()
    heading(page, "Name your centre")


def found_the_centre(page: Page, installation: NewInstallation, look: Look) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        check(page, "phone" if size is PHONE else "desk")
        look(page, f"begin-{size['width']}")
    page.get_by_label("One-time code").fill("AAAA-BBBB-CCCC")
    page.get_by_label("Name of the monitoring centre").fill(CENTRE)
    page.get_by_label("Time zone").select_option("Europe/London")
    page.get_by_label("Your name").fill("Wanda Ames")
    page.get_by_label("Your e-mail").fill("wanda")
    page.get_by_role("textbox", name="Your password").fill(PASSWORD)
    press(page, "Begin")
    expect(page.get_by_text("It must be an e-mail address, such as")).to_be_visible()
    page.get_by_label("Your e-mail").fill("wanda@westgate.example")
    press(page, "Begin")
    expect(page.get_by_text("The code is wrong, or")).to_be_visible(timeout=WITHIN_MS)
    look(page, "begin-wrong")
    page.get_by_label("One-time code").fill(installation.one_time_code().lower())
    press(page, "Begin")
    heading_of_set_up = page.get_by_role("heading", name="Add your first customer")
    expect(heading_of_set_up).to_be_visible(timeout=WITHIN_MS)


def see_empty_lists(page: Page, installation: NewInstallation, look: Look) -> None:
    """No row, or one: each list says what belongs there, and nothing moves."""
    for place in ("", "people", "lines", "programs"):
        page.goto(f"{installation.address}/console/set-up/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WITHIN_MS)
        expect(page.locator(".skeleton")).to_have_count(0)
        page.wait_for_timeout(500)
        assert shifts(page) == [], place
        assert cut_off(page) == []
        assert len(primary_buttons(page)) <= 1
        look(page, f"set-up-empty-{place or 'customers'}")
