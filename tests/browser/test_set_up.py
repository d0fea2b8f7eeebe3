"""A site is set up in the browser, and the first alarm of its panel stands on the board."""

import re
import socket
from collections.abc import Iterator

import pytest
from my_dc09_spt.dc09_spt import dc09_spt  # type: ignore[import-untyped]  # it carries no types
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.board import nothing_is_wider_than_a_telephone, write_contacts
from tests.browser.conftest import Look
from tests.browser.test_thread import DESK, heading, press, sign_in
from tests.processes.panel import burglary
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = ViewportSize(width=390, height=844)
NARROW = ViewportSize(width=320, height=700)
CUSTOMER = "Wetherby & Oyelaran Instrument Makers"
SITE = "Instrument store and listening rooms, N."
ACCOUNT = "77AA"
WITHIN_MS = 20_000  # a password is slow to check, on purpose


@pytest.fixture
def wanda(demo: RunningDemo, chromium: Browser) -> Iterator[Page]:
    """Sign the centre's administrator in, at the set-up."""
    page = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    sign_in(page, demo, "wanda@northgate.example")
    page.get_by_role("link", name="Set up").click(timeout=WITHIN_MS)
    heading(page, "Set up")
    yield page
    page.context.close()


def fill(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        page.get_by_role("textbox", name=label.replace("_", " "), exact=True).fill(value)


def look_everywhere(page: Page, look: Look, name: str) -> None:
    """Photograph dark and light, on a desk and on a telephone; nothing is wider than the page."""
    look(page, f"set-up-{name}")
    page.evaluate("localStorage.setItem('tocsin.scheme', 'light')")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    look(page, f"set-up-{name}-light")
    for size in (PHONE, NARROW):
        page.set_viewport_size(size)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide at {size['width']}"
        look(page, f"set-up-{name}-{size['width']}")
    page.evaluate("localStorage.setItem('tocsin.scheme', 'dark')")
    page.set_viewport_size(DESK)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def look_at(page: Page, look: Look, part: Locator, name: str) -> None:
    """Photograph a part of the page on a desk and a telephone; nothing is wider than the page."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        part.evaluate("part => part.scrollIntoView({ block: 'start' })")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide at {size['width']}"
        look(page, f"{name}-{size['width']}")
    page.set_viewport_size(DESK)


def test_a_site_is_set_up_in_the_browser_and_its_first_alarm_comes_in(
    demo: RunningDemo, chromium: Browser, wanda: Page, look: Look
) -> None:
    add_customer_and_site(wanda, look)
    add_panel(wanda, look)
    add_contacts(wanda, look)
    heading(wanda, "All is entered for this site: its first signal is awaited")
    nothing_is_wider_than_a_telephone(wanda)
    send(demo, "RP")
    heard = wanda.get_by_text(re.compile("^Heard at .*understood"))
    expect(heard).to_be_visible(timeout=10_000)
    heading(wanda, "An alarm from this site can be handled")
    expect(wanda.locator(".su-needs .advised")).to_contain_text("standard procedure applies")
    look_everywhere(wanda, look, "site-standard")
    agree_plan(wanda, look)
    heading(wanda, "An alarm from this site can be handled")
    look_everywhere(wanda, look, "site-complete")
    olive = chromium.new_context(viewport=DESK, color_scheme="dark").new_page()
    sign_in(olive, demo, "olive@northgate.example")
    expect(olive.get_by_role("heading", level=1)).to_be_visible(timeout=WITHIN_MS)
    send(demo, "BA")
    olive.get_by_role("link", name=re.compile("Burglary")).click()
    heading(olive, "Take this incident")
    expect(olive.get_by_text(SITE).first).to_be_visible()
    expect(olive.get_by_text("Adaeze Oyelaran").first).to_be_visible()
    expect(olive.get_by_text("The dog in the yard is friendly")).to_be_visible()
    expect(wanda.get_by_role("link", name="Queue, 1 waiting")).to_be_visible()
    look(olive, "set-up-first-alarm")


def add_customer_and_site(page: Page, look: Look) -> None:
    look_everywhere(page, look, "start")
    press(page, "Add a customer")
    press(page, "Add the customer")
    expect(page.get_by_text("This is needed.")).to_be_visible()
    look(page, "set-up-customer-missing")
    fill(page, Name=CUSTOMER)
    press(page, "Add the customer")
    heading(page, CUSTOMER)
    look(page, "set-up-customer")
    press(page, "Add its first site")
    fill(
        page, Name_of_the_site=SITE, Address="4 Tannery Lane, Luddendale HX7 4RB", Latitude="953.7"
    )
    press(page, "Add the site")
    latitude = page.get_by_role("textbox", name="Latitude", exact=True)
    expect(latitude).to_be_focused()
    expect(page.get_by_text("It must be at most 90.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Address", exact=True)).to_have_value(re.compile("^4 "))
    look(page, "set-up-site-wrong")
    latitude.fill("53.7396")
    press(page, "Add the site")
    heading(page, SITE)
    look_everywhere(page, look, "site-new")


def add_panel(page: Page, look: Look) -> None:
    press(page, "Add its panel")
    rare = page.get_by_role("combobox", name="The key is written")
    expect(rare).to_be_hidden()
    look_at(page, look, page.get_by_role("form", name="New panel"), "set-up-panel-form")
    fill(page, Account="1234", Key="0123456789ABCDEF")
    press(page, "Add the panel")
    expect(page.get_by_text("These 16 characters are all hexadecimal digits")).to_be_visible()
    expect(rare).to_be_visible()
    look_at(page, look, page.get_by_role("form", name="New panel"), "set-up-panel-key")
    fill(page, Key="")
    press(page, "Add the panel")
    expect(page.get_by_text("This account is already in use on this line.")).to_be_visible()
    look(page, "set-up-panel-taken")
    fill(page, Account=ACCOUNT)
    press(page, "Add the panel")
    waiting = page.get_by_text(f"Waiting for the first signal from account {ACCOUNT}")
    expect(waiting).to_be_visible()
    look(page, "set-up-panel-waiting")
    keep_its_ways(page)


def keep_its_ways(page: Page) -> None:
    """See that the rare fields of a panel are folded away, but not once one of them is said."""
    checksum = page.get_by_role("combobox", name="Its checksum")
    press(page, "Edit panel")
    expect(checksum).to_be_hidden()
    page.get_by_text("For a panel with its own ways").click()
    save_checksum(page, "binary")
    press(page, "Edit panel")
    expect(checksum).to_be_visible()
    save_checksum(page, "")
    press(page, "Edit panel")
    expect(checksum).to_be_hidden()
    press(page, "Cancel")


def save_checksum(page: Page, choice: str) -> None:
    """Store it, and wait until the page has read it again."""
    page.get_by_role("combobox", name="Its checksum").select_option(choice)
    with page.expect_response(re.compile(r"/panels\?")):
        press(page, "Save")
    expect(page.get_by_role("button", name="Edit panel")).to_be_visible()


def add_contacts(page: Page, look: Look) -> None:
    press(page, "Say whom to call")
    press(page, "Save the contacts")
    expect(page.get_by_text("Nobody is written down yet.")).to_be_visible()
    expect(page.get_by_text("This is needed.")).to_have_count(3)
    look_at(page, look, page.get_by_role("form", name="Contacts"), "set-up-contacts-none")
    adaeze, jim = ("Adaeze Oyelaran", "07700 900118"), ("Jim Wetherby", "07700 900287")
    write_contacts(page, "Keyholder", adaeze, jim)
    page.get_by_role("button", name="Contact 2 earlier").click()
    page.get_by_role("button", name="Contact 2 earlier").click()
    page.get_by_role("textbox", name="E-mail, contact 1").fill("nobody")
    press(page, "Save the contacts")
    expect(page.get_by_text("It must be an e-mail address, such as")).to_be_visible()
    look(page, "set-up-contacts-wrong")
    page.get_by_role("textbox", name="E-mail, contact 1").fill("adaeze@wetherby.example")
    press(page, "Add another")
    press(page, "Save the contacts")
    expect(page.get_by_text("no telephone number is set for it").first).to_be_visible()


def agree_plan(page: Page, look: Look) -> None:
    press(page, "Agree a plan")
    fill(page, Name_of_the_plan="Instrument store, all hours", Taken_within="200")
    page.get_by_role("textbox", name="Warnings").fill("The dog in the yard is friendly")
    press(page, "Agree the plan")
    expect(page.get_by_text("It may be taken later than it must be verified").first).to_be_visible()
    look(page, "set-up-plan-wrong")
    fill(page, Taken_within="40", Ring_for="5")
    press(page, "Look it over")
    expect(page.get_by_text("Nobody answers within so short a ring").first).to_be_visible()
    fill(page, Ring_for="25")
    press(page, "Agree the plan")
    expect(page.get_by_text("is agreed, version 1")).to_be_visible()


def send(demo: RunningDemo, code: str) -> None:
    panel = dc09_spt(ACCOUNT)
    panel.set_path("main", "primary", "127.0.0.1", demo.alarm_port, type="TCP")
    panel.send_msg("SIA-DCS", {"account": ACCOUNT, "code": code, "zone": 3, "text": "Store"})


def test_people_lines_and_programs_are_set_up_and_secrets_shown_once(
    demo: RunningDemo, chromium: Browser, wanda: Page, look: Look
) -> None:
    wanda.get_by_role("link", name="People").click()
    press(wanda, "Add a person")
    wanda.get_by_role("textbox", name="Name", exact=True).fill("Nia Rowland")
    wanda.get_by_role("textbox", name="E-mail").fill("nia@northgate.example")
    wanda.get_by_role("checkbox", name=re.compile("^Operator")).check()
    look(wanda, "set-up-person-new")
    press(wanda, "Add the person")
    expect(wanda.get_by_text("The first password of Nia Rowland.")).to_be_visible(timeout=WITHIN_MS)
    password = wanda.locator(".su-secret").inner_text()
    look(wanda, "set-up-person-added")
    look_everywhere(wanda, look, "people")
    expect(wanda.locator(".su-secret")).to_have_count(0)
    wanda.get_by_role("link", name="Programs").click()
    press(wanda, "Add an API key")
    fill(wanda, **{"What it is for": "Camera gateway"})
    press(wanda, "Make the key")
    expect(wanda.get_by_text(re.compile("^tocsin_"))).to_be_visible()
    look_everywhere(wanda, look, "programs")
    wanda.get_by_role("link", name="Receiver lines").click()
    expect(wanda.get_by_text(f"Port {demo.alarm_port}, TCP and UDP")).to_be_visible()
    look_everywhere(wanda, look, "lines")
    wanda.go_back()
    heading(wanda, "Programs")
    nia = chromium.new_context(viewport=DESK).new_page()
    nia.goto(f"{demo.address}/console/set-up/people")
    nia.get_by_label("E-mail").fill("nia@northgate.example")
    nia.get_by_role("textbox", name="Password").fill(password)
    nia.keyboard.press("Enter")
    heading(nia, "Nothing is waiting")
    expect(nia.get_by_role("link", name="Set up")).to_have_count(0)


def test_two_administrators_do_not_overwrite_each_other_unseen(
    demo: RunningDemo, chromium: Browser, wanda: Page, look: Look
) -> None:
    other = wanda.context.new_page()
    other.goto(f"{demo.address}/console/set-up/")
    for page in (wanda, other):
        page.get_by_role("link", name=re.compile("^Calder Vale")).click()
        page.get_by_role("link", name=re.compile("^Ashworth House")).click()
        press(page, "Edit address")
    fill(other, Telephone_on_site="01632 960999")
    press(other, "Save")
    expect(other.get_by_text("01632 960999")).to_be_visible()
    wanda.get_by_role("textbox", name="Entrance").fill("Ring twice")
    press(wanda, "Save")
    expect(
        wanda.get_by_text("Somebody else changed this meanwhile to: 01632 960999")
    ).to_be_visible()
    expect(wanda.get_by_role("textbox", name="Entrance")).to_have_value("Ring twice")
    look(wanda, "set-up-conflict")
    fill(wanda, Telephone_on_site="01632 960999")
    press(wanda, "Save")
    expect(wanda.get_by_text("Ring twice")).to_be_visible()


def test_a_panel_that_is_heard_and_not_understood_is_missing(
    demo: RunningDemo, wanda: Page, look: Look
) -> None:
    """It has a key here and speaks in clear: no tick says that its alarms can be handled."""
    with socket.create_connection(("127.0.0.1", demo.alarm_port), timeout=10) as panel:
        panel.sendall(burglary(story.KEYED_ACCOUNT))
        assert b'"DUH"' in panel.recv(1_000)
    wanda.goto(f"{demo.address}/console/set-up/sites/{story.ASHWORTH}")
    missing = wanda.get_by_role("region", name="An alarm from this site may not come in")
    expect(missing.get_by_text(f"Heard, but not understood: {story.KEYED_ACCOUNT}")).to_be_visible()
    expect(wanda.get_by_text(re.compile("Heard at .*: not understood"))).to_be_visible()
    look_everywhere(wanda, look, "panel-garbled")
