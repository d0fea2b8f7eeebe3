"""A board with any number of incidents on it, and what is measured on a page."""

import os
import re
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, product
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

import psycopg
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.conftest import Look
from tests.browser.test_thread import heading, press, send_burglary, sign_in
from tests.running import RunningDemo
from tocsin.db.signal import STORE, Arrival, write_arrivals
from tocsin.db.signal_report import write_report
from tocsin.demo import story
from tocsin.domain.alarm.signal import Channel, DeviceReport
from tocsin.domain.people.subject import SubjectKind
from tocsin.gateways.clock import new_id
from tocsin.gateways.postgres_dump import running_address

MEASURE = Path(__file__).parent / "measure.js"
DESK = ViewportSize(width=1440, height=900)
LAPTOP = ViewportSize(width=1366, height=768)  # the commonest
ZOOMED = ViewportSize(width=720, height=450)  # what 1440 × 900 has at 200 %
PHONE = ViewportSize(width=320, height=640)
SCREENS = {"desk": DESK, "laptop": LAPTOP, "zoomed": ZOOMED, "phone": PHONE}
TELEPHONE = ViewportSize(width=390, height=844)
SCHEME = "(one) => document.documentElement.setAttribute('data-mantine-color-scheme', one)"
STEP = "Call Hargreaves & Daughters, Canalside warehouse"  # the first of a burglary there
THOUSAND = 1_000
LONGEST_NAME = "Wolverhampton & Bilston Cooperative Ltd."  # 40 characters
AT_ONCE = 4

MANY = "select from incident having count(*) >= %s"
Screen = TypeVar("Screen")
SCHEMES = ("dark", "light")
IS_FOR_PICTURES = "TOCSIN_PICTURES" in os.environ

ADD_SITES = """
    insert into site (id, customer_id, centre_id, name, address, latitude, longitude, time_zone)
    select unnest(%(ids)s::uuid[]), %(customer)s, %(centre)s, unnest(%(names)s::text[]),
        '1 Long Lane, Luddendale', 60.1716, 24.9468, 'Europe/London'
"""


def each(screens: Sequence[Screen]) -> list[tuple[Screen, str]]:
    """Pair screens with schemes: each screen and each scheme is seen.

    Colours do not depend on the screen. For pictures there are all of them.
    """
    if IS_FOR_PICTURES:
        return list(product(screens, SCHEMES))
    return list(zip(screens, cycle(SCHEMES), strict=False))


def at_desk(
    chromium: Browser, demo: RunningDemo, screen: ViewportSize = DESK, scheme: str = "dark"
) -> BrowserContext:
    """Open a browser of that size and scheme."""
    context = chromium.new_context(viewport=screen, device_scale_factor=1)
    context.add_init_script(f"localStorage.setItem('tocsin.scheme', '{scheme}')")
    context.add_init_script(path=MEASURE)
    return context


def enter(page: Page, demo: RunningDemo, name: str = "olive") -> None:
    sign_in(page, demo, f"{name}@northgate.example")
    expect(page.get_by_role("navigation", name="Queue")).to_be_visible(timeout=20_000)


def take_burglary(page: Page, demo: RunningDemo) -> None:
    """Have a burglary in hand, on the page of whoever is at this desk."""
    enter(page, demo)
    send_burglary(demo)
    page.locator(".q[data-incident]").first.click()
    press(page, "Take it")
    heading(page, STEP)


def look_at(page: Page, look: Look, name: str) -> None:
    """Photograph it light on a telephone and dark on a desk, and see that it stands."""
    for size, scheme in reversed(each([DESK, TELEPHONE])):  # it goes on at the desk
        page.set_viewport_size(size)
        page.evaluate(SCHEME, scheme)
        assert is_as_wide_as_its_window(page)
        assert cut_off(page) == []
        look(page, f"{name}-{size['width']}-{scheme}")


def add_sites(demo: RunningDemo, names: Iterable[str]) -> list[UUID]:
    """Put sites into the demo's database, without panels or plans of their own."""
    named = {uuid5(story.NAMESPACE, f"board {name}"): name for name in names}
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        values = {
            "ids": list(named),
            "names": list(named.values()),
            "customer": story.HARGREAVES,
            "centre": story.NORTHGATE,
        }
        owner.execute(ADD_SITES, values)
    return list(named)


def raise_alarms(demo: RunningDemo, sites: Iterable[UUID], code: str = "BA") -> None:
    """Raise one incident at each of these sites, through the API."""
    with demo.program() as program, ThreadPoolExecutor(AT_ONCE) as several:

        def send(site: UUID) -> None:
            signal = {"site": str(site), "scheme": "SIA", "code": code, "zone": "3"}
            program.post("/signals", json=signal).raise_for_status()

        list(several.map(send, sites))


def store_burglaries(demo: RunningDemo, sites: Iterable[UUID]) -> None:
    """Store a burglary at each of these sites at once, as a receiver stores all frames in hand."""
    address = running_address(demo.home)
    assert address is not None
    report = write_report([DeviceReport(scheme="SIA", code="BA", zone="3")])
    arrivals = [
        Arrival(
            id=new_id(),
            channel=Channel.API,
            source="tests",
            raw=b"BA 3",
            report=report,
            centre_id=story.NORTHGATE,
            customer_id=story.HARGREAVES,
            subject_kind=SubjectKind.SITE,
            subject_id=site,
        )
        for site in sites
    ]
    with psycopg.connect(address) as owner:
        owner.execute(STORE, {"arrived": write_arrivals(arrivals)})


def wait_for_incidents(demo: RunningDemo, count: int, within_s: float = 120.0) -> None:
    """Wait until so many are open: what is stored is raised as fast as the machine allows."""
    until = time.monotonic() + within_s
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address, autocommit=True) as owner:
        while owner.execute(MANY, (count,)).fetchone() is None:
            assert time.monotonic() < until, f"fewer than {count} after {within_s} s"
            time.sleep(0.2)


def shifts(page: Page) -> list[dict[str, Any]]:
    """Give what moved by itself since the last look."""
    moved: list[dict[str, Any]] = page.evaluate("() => measure.shifts()")
    return moved


def small_targets(page: Page, least: int) -> list[str]:
    return [
        f"{one['name']}: {one['width']:.0f} × {one['height']:.0f}"
        for one in page.evaluate("() => measure.targets()")
        if one["width"] < least or one["height"] < least
    ]


def cut_off(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => measure.cut()")
    return found


def wrapped(page: Page) -> list[str]:
    """Name the buttons whose words stand on more than one line."""
    found: list[str] = page.evaluate("() => measure.wrapped()")
    return found


def is_as_wide_as_its_window(page: Page) -> bool:
    return int(page.evaluate("() => measure.wide()")) <= 0


def nothing_is_wider_than_a_telephone(page: Page) -> None:
    """Mute the sound, so that the bar has the most to say, and make the window narrow."""
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Sound on").click()
    page.get_by_role("button", name="Mute for 2 minutes").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile("^Muted 1:"))).to_be_visible()
    for width in (430, 390, 381, 375, 320):
        page.set_viewport_size(ViewportSize(width=width, height=844))
        for one in ("document.documentElement", "document.querySelector('.bar')"):
            wide = page.evaluate(f"{one}.scrollWidth - {one}.clientWidth")
            assert wide <= 0, f"{one} is {wide} px too wide at {width}"
    page.set_viewport_size(DESK)


def primary_buttons(page: Page) -> list[str]:
    buttons = page.locator('button[data-variant="filled"]:visible')
    return [" ".join(text.split()) for text in buttons.all_inner_texts()]


def actions(page: Page) -> list[str]:
    """Name everything that can be done on the page."""
    found: list[str] = page.evaluate("() => measure.actions()")
    return found


def by_keyboard(page: Page, most: int = 150) -> set[str]:
    """Go through the page with the Tab key and give all that had the focus."""
    seen: set[str] = set()
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate("() => measure.focused()")
        if here is not None:
            seen.add(here)
    return seen


def write_contacts(page: Page, relation: str, *people: tuple[str, str]) -> None:
    """Write down whom to call, by name and number, in a form that is open; nothing is saved."""
    for n, (name, phone) in enumerate(people, start=1):
        page.get_by_role("textbox", name=f"Name, contact {n}").fill(name)
        page.get_by_role("textbox", name=f"Who they are, contact {n}").fill(relation)
        page.get_by_role("textbox", name=f"Telephone, contact {n}").fill(phone)
