"""The place on a map: it is there without internet, says when it is not, and holds nothing up."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.board import at_desk, enter
from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press, send_burglary
from tests.running import RunningDemo
from tocsin.demo import story

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DRAWS_MAPS = True

DRAWN = '.map-room[data-stage="drawn"]'
WHERE = "document.querySelector('.map-mark').getBoundingClientRect().x"
LONDON = {"latitude": 51.5074, "longitude": -0.1278, "accuracy_m": 12}
HERE = {"latitude": 60.1727, "longitude": 24.9486, "accuracy_m": 35}
PANIC = {"lone_worker": str(story.MARGUERITE), "code": "panic"}


def report(demo: RunningDemo, position: dict[str, float]) -> None:
    with demo.program() as program:
        program.post("/signals", json=PANIC | {"position": position}).raise_for_status()


def listen(page: Page, demo: RunningDemo) -> list[str]:
    """Write down whom the page asks outside, and what its policy refuses."""
    heard: list[str] = []

    def note_request(address: str) -> None:
        if not address.startswith((demo.address, "blob:", "data:")):
            heard.append(address)

    page.on("request", lambda request: note_request(request.url))
    page.on("console", lambda said: heard.append(said.text) if "Policy" in said.text else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_place_is_drawn_without_asking_anybody_outside(
    demo: RunningDemo, chromium: Browser, look: Look, scheme: str
) -> None:
    page = at_desk(chromium, demo, scheme=scheme).new_page()
    heard = listen(page, demo)
    enter(page, demo)
    send_burglary(demo)
    report(demo, HERE)
    page.get_by_role("link", name=re.compile("Burglary")).click()
    expect(page.locator(DRAWN)).to_be_visible(timeout=15_000)
    expect(page.get_by_text("As entered for the site").first).to_be_visible()
    expect(page.get_by_role("link", name="© OpenStreetMap contributors")).to_be_visible()
    expect(page.get_by_text("Invented town for the demo")).to_be_visible()
    look(page, f"map-site-{scheme}")
    page.get_by_role("link", name=re.compile("Panic")).click()
    expect(page.locator(DRAWN)).to_be_visible(timeout=15_000)
    expect(page.locator(".map-tag")).to_contain_text(re.compile(r"±35 m · \d+ s ago"))
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="smaller")).to_be_visible()
    look(page, f"map-person-{scheme}")
    assert heard == []


def test_a_newer_fix_moves_the_mark_and_says_its_age(demo: RunningDemo, chromium: Browser) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    report(demo, HERE)
    page.get_by_role("link", name=re.compile("Panic")).click()
    expect(page.locator(".map-tag")).to_contain_text("±35 m", timeout=15_000)
    report(demo, HERE | {"longitude": 24.9490, "accuracy_m": 9})
    expect(page.locator(".map-tag")).to_contain_text("±9 m")
    expect(page.get_by_text("60.17270, 24.94900")).to_be_visible()


def test_a_place_that_no_map_has_is_said_with_a_way_to_find_it(
    demo: RunningDemo, chromium: Browser, look: Look
) -> None:
    page = at_desk(chromium, demo).new_page()
    heard = listen(page, demo)
    enter(page, demo)
    report(demo, LONDON)
    page.get_by_role("link", name=re.compile("Panic")).click()
    expect(page.get_by_text("No map without internet here: 51.50740, -0.12780")).to_be_visible()
    link = page.get_by_role("link", name="Open in OpenStreetMap, on the internet")
    expect(link).to_have_attribute("href", re.compile("mlat=51.50740&mlon=-0.12780"))
    expect(link).to_have_attribute("rel", "noreferrer")
    expect(page.get_by_role("link", name="Open in another map app")).to_be_visible()
    look(page, "map-none")
    assert heard == []


def test_a_map_that_does_not_come_holds_nothing_up(demo: RunningDemo, chromium: Browser) -> None:
    waiting: list[Route] = []
    page = at_desk(chromium, demo).new_page()

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/assets/map-canvas*.js", hold)
    enter(page, demo)
    send_burglary(demo)
    page.get_by_role("link", name=re.compile("Burglary")).click()
    press(page, "Take it")
    heading(page, "Call Hargreaves & Daughters, Canalside warehouse")
    assert waiting, "the map was not asked for, so nothing was proved"
    expect(page.get_by_text("60.17735, 24.94946")).to_be_visible()
    for route in waiting:
        route.abort()
    expect(page.get_by_text("The map could not be drawn: 60.17735, 24.94946")).to_be_visible()
    heading(page, "Call Hargreaves & Daughters, Canalside warehouse")


def test_the_map_is_moved_by_keyboard(demo: RunningDemo, chromium: Browser) -> None:
    page = at_desk(chromium, demo).new_page()
    enter(page, demo)
    send_burglary(demo)
    page.get_by_role("link", name=re.compile("Burglary")).click()
    expect(page.locator(DRAWN)).to_be_visible(timeout=15_000)
    mark = page.locator(".map-mark")
    before = mark.bounding_box()
    assert before is not None
    page.get_by_role("region", name=re.compile("^Map of where")).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => {WHERE} < {before['x'] - 20}")
    page.get_by_role("button", name="Back to the mark").press("Enter")
    page.wait_for_function(f"() => Math.abs({WHERE} - {before['x']}) < 2")
