"""A lone worker's phone in the hand of a test: enrolled, on a visit, held for help."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psycopg
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.board import (
    MEASURE,
    PHONE,
    TELEPHONE,
    cut_off,
    is_as_wide_as_its_window,
    small_targets,
)
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.gateways.postgres_dump import running_address

LEAST_FOR_A_THUMB = 48
SAFE, DURESS = "2580", "7913"
MARGUERITE = f"/lone-workers/{story.MARGUERITE}"
FROM_A_PAGE = {"x-tocsin-app": "console"}
PANICS = "select count(*) from signal where convert_from(raw, 'utf8') like '%panic%'"


def link_for(demo: RunningDemo) -> str:
    """Have Wanda make a link for Marguerite's phone."""
    with wanda(demo) as asking:
        offered = asking.post(f"{MARGUERITE}/enrolments", json={"new_pins": True})
        assert offered.status_code == 201, offered.text
        link: str = offered.json()["link"]
        return link


def withdraw_phones(demo: RunningDemo) -> None:
    with wanda(demo) as asking:
        for phone in asking.get(f"{MARGUERITE}/devices").json()["items"]:
            assert asking.post(f"/devices/{phone['id']}/withdraw", json={}).is_success


@contextmanager
def wanda(demo: RunningDemo) -> Iterator[httpx.Client]:
    """Ask as the administrator does."""
    with httpx.Client(base_url=f"{demo.address}/api/v1", headers=FROM_A_PAGE) as asking:
        who = {"email": "wanda@northgate.example", "password": "demo"}
        assert asking.post("/sign-in", json=who).is_success
        yield asking


def in_hand(chromium: Browser, scheme: str = "light") -> BrowserContext:
    """Give a phone of the commonest size that may say where it is."""
    context = chromium.new_context(
        viewport=TELEPHONE,
        device_scale_factor=1,
        color_scheme="dark" if scheme == "dark" else "light",
        permissions=["geolocation"],
        geolocation={"latitude": 60.1727, "longitude": 24.9486, "accuracy": 6},
    )
    context.add_init_script(path=MEASURE)
    return context


def enrolled(chromium: Browser, demo: RunningDemo, look: Look | None = None) -> Page:
    """Enrol a phone by a link, choose both PINs, and see what it can do."""
    page = in_hand(chromium).new_page()
    page.goto(link_for(demo))
    heading(page, "Enrol this phone")
    if look is not None:
        look_and_measure(page, look, "worker-enrol")
    press(page, "Enrol this phone")
    heading(page, "Choose two PINs")
    choose_pins(page, look)
    heading(page, "What this phone can do")
    if look is not None:
        press(page, "Try it now")
        expect(page.get_by_role("button", name="Done")).to_be_visible(timeout=20_000)
        look_and_measure(page, look, "worker-abilities")
        press(page, "Done")
    else:
        press(page, "Not now")
    heading(page, "Not protected")
    return page


def choose_pins(page: Page, look: Look | None) -> None:
    if look is not None:
        fill_pins(page, SAFE, "2581")
        press(page, "Keep these PINs")
        expect(page.get_by_text("Too near to the safe PIN")).to_be_visible()
        look_and_measure(page, look, "worker-pins")
    fill_pins(page, SAFE, DURESS)
    press(page, "Keep these PINs")


def fill_pins(page: Page, safe: str, duress: str) -> None:
    for name, pin in (("Safe PIN", safe), ("Duress PIN", duress)):
        page.get_by_label(name, exact=True).fill(pin)
        page.get_by_label(f"{name} once more").fill(pin)


def look_and_measure(page: Page, look: Look, name: str) -> None:
    """Photograph the phone; nothing too small for a thumb, cut off, or wider than 320 pixels."""
    look(page, name)
    for size in (TELEPHONE, PHONE):
        page.set_viewport_size(size)
        assert small_targets(page, LEAST_FOR_A_THUMB) == []
        assert cut_off(page) == []
        assert is_as_wide_as_its_window(page)
    page.set_viewport_size(TELEPHONE)


def start_visit(page: Page, look: Look | None = None) -> None:
    press(page, "Start a visit")
    page.get_by_label("What are you doing?").fill("Visiting Mrs Featherstonehaugh-Cholmondeley")
    page.get_by_label("Where?").fill("12 Mill Lane, Luddendale, the back door on the left")
    if look is not None:
        look_and_measure(page, look, "worker-begin")
    press(page, "Start the visit")
    heading(page, "You are protected")


def hold(page: Page, look: Look | None = None) -> None:
    """Hold the button as long as it takes."""
    box = page.get_by_role("button", name="Hold for help").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(page.get_by_text("Keep holding")).to_be_visible()
    if look is not None:
        look(page, "worker-panic")
    expect(page.get_by_text("Keep holding")).to_be_hidden(timeout=3_000)
    page.mouse.up()


def let_go(page: Page) -> None:
    """Hold it a little and let go: nothing is sent."""
    button = page.get_by_role("button", name="Hold for help")
    button.focus()
    page.keyboard.down("Space")
    expect(page.get_by_text("Keep holding")).to_be_visible()
    page.keyboard.up("Space")
    expect(page.get_by_text("Keep holding")).to_be_hidden()


def enter_pin(page: Page, pin: str) -> None:
    heading(page, "Enter your PIN")
    page.keyboard.type(pin)
    press(page, "Enter")


def count_panics(demo: RunningDemo) -> int:
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        row = owner.execute(PANICS).fetchone()
        assert row is not None
        count: int = row[0]
        return count


def call_in_the_dark(page: Page) -> None:
    """Tap three times on a black screen: nothing changes on it."""
    press(page, "Go dark")
    dark = page.get_by_role("button", name="Three taps, or one long one")
    with page.expect_response("**/api/v1/worker/panic"):
        for _ in range(3):
            dark.click()
    expect(dark).to_be_visible()
    page.get_by_role("button", name="Two taps here lead back").dblclick()
    heading(page, "Stored at Northgate")
