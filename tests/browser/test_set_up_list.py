"""The lists of the set-up with a thousand rows each: found by name, and nothing moves."""

import re
from uuid import uuid5

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board import (
    LONGEST_NAME,
    PHONE,
    SCREENS,
    THOUSAND,
    at_desk,
    cut_off,
    enter,
    is_as_wide_as_its_window,
    primary_buttons,
    shifts,
)
from tests.browser.conftest import Look
from tests.browser.test_page import check
from tests.browser.test_thread import DESK, heading
from tests.running import RunningDemo
from tocsin.demo import story
from tocsin.gateways.postgres_dump import running_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHIN_MS = 20_000

FILL = (
    """insert into organisation (id, name, is_customer, centre_id, created_at)
    select unnest(%(ids)s::uuid[]), unnest(%(names)s::text[]), true, %(centre)s,
        clock_timestamp()""",
    """insert into site (id, customer_id, centre_id, name, address, time_zone)
    select unnest(%(ids)s::uuid[]), %(customer)s, %(centre)s, unnest(%(names)s::text[]),
        '1 Long Lane, Luddendale', 'Europe/London'""",
    """insert into lone_worker (id, customer_id, centre_id, name, time_zone)
    select unnest(%(ids)s::uuid[]), %(customer)s, %(centre)s, unnest(%(names)s::text[]), 'UTC'""",
    """insert into person (id, organisation_id, name, email, roles)
    select unnest(%(ids)s::uuid[]), %(centre)s, unnest(%(names)s::text[]),
        'nr' || generate_series(1, cardinality(%(ids)s::uuid[])) || '@northgate.example',
        '{operator}'""",
    """insert into receiver_line (id, centre_id, name, port)
    select unnest(%(ids)s::uuid[]), %(centre)s, unnest(%(names)s::text[]),
        20000 + generate_series(1, cardinality(%(ids)s::uuid[]))""",
    """insert into api_key (id, digest, organisation_id, label, created_at)
    select unnest(%(ids)s::uuid[]), convert_to(unnest(%(ids)s::text[]), 'UTF8'), %(centre)s,
        unnest(%(names)s::text[]), clock_timestamp()""",
    """insert into webhook (id, secret, organisation_id, url, created_at)
    select unnest(%(ids)s::uuid[]), 'x', %(centre)s,
        'https://program' || generate_series(1, cardinality(%(ids)s::uuid[])) || '.example/hook',
        clock_timestamp()""",
    """insert into panel (id, line_id, account, site_id, customer_id, centre_id)
    select unnest(%(ids)s::uuid[]), line.id,
        'B' || lpad(generate_series(1, cardinality(%(ids)s::uuid[]))::text, 5, '0'),
        %(site)s, customer_id, site.centre_id
    from site, receiver_line as line where site.id = %(site)s and line.port = 20001""",
)
FIRST = f"Works 0001 {LONGEST_NAME}"
CUSTOMER, SITE = (uuid5(story.NAMESPACE, f"many {of} {FIRST}") for of in (0, 1))
PLACES = {
    "customers": ("", None),
    "customer": (f"customers/{CUSTOMER}", "Find a site"),
    "people": ("people", "Find a person"),
    "lines": ("lines", "Find a line"),
    "programs": ("programs", "Find a key"),
    "site": (f"sites/{SITE}", "Find a panel"),
}


def fill_up(demo: RunningDemo) -> None:
    """Put a thousand of each into the demo's database."""
    names = [f"Works {number:04} {LONGEST_NAME}" for number in range(1, THOUSAND + 1)]
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as owner:
        for of, statement in enumerate(FILL):
            values = {
                "ids": [uuid5(story.NAMESPACE, f"many {of} {name}") for name in names],
                "names": names,
                "centre": story.NORTHGATE,
                "customer": CUSTOMER,
                "site": SITE,
            }
            owner.execute(statement.encode(), values)


@pytest.fixture(scope="module")
def full(started: RunningDemo) -> RunningDemo:
    started.begin_anew()
    fill_up(started)
    return started


@pytest.fixture(scope="module")
def signed_in(full: RunningDemo, launched: Browser) -> Page:
    """Sign in once: these tests only look."""
    page = at_desk(launched, full).new_page()
    enter(page, full, "wanda")
    return page


@pytest.fixture
def wanda(signed_in: Page) -> Page:
    signed_in.set_viewport_size(DESK)
    return signed_in


def open_place(page: Page, demo: RunningDemo, place: str) -> None:
    page.goto(f"{demo.address}/console/set-up/{place}")
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=WITHIN_MS)
    expect(page.locator(".skeleton")).to_have_count(0)
    page.wait_for_timeout(500)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PLACES)
def test_a_list_of_a_thousand_stands_on_every_screen(
    full: RunningDemo, wanda: Page, look: Look, name: str, screen: str
) -> None:
    place, _ = PLACES[name]
    wanda.set_viewport_size(SCREENS[screen])
    shifts(wanda)
    open_place(wanda, full, place)
    assert shifts(wanda) == []
    check(wanda, screen)
    look(wanda, f"set-up-thousand-{name}-{screen}")


@pytest.mark.parametrize("name", [name for name in PLACES if name != "customers"])
def test_one_of_a_thousand_is_found_by_a_part_of_its_name(
    full: RunningDemo, wanda: Page, look: Look, name: str
) -> None:
    place, label = PLACES[name]
    assert label is not None
    open_place(wanda, full, place)
    page = wanda.get_by_role("main")
    found = page.locator("ul.su-list").first.locator("> li")
    some = 10 if name == "site" else 100
    expect(found).to_have_count(some)
    page.get_by_role("button", name=re.compile(rf"^Show {some} more of 1[0-9]+")).first.click()
    expect(found).to_have_count(2 * some)
    wanted = "0417" if name == "site" else "works 0417"
    wanda.get_by_role("searchbox", name=label).fill(wanted)
    expect(found).to_have_count(1)
    expect(found).to_contain_text("0417")
    look(wanda, f"set-up-found-{name}")
    wanda.get_by_role("searchbox", name=label).fill("nowhere")
    expect(wanda.get_by_text("Nothing here has “nowhere” in it.")).to_be_visible()


def test_a_thousand_customers_are_in_order_and_found_beside_whatever_is_open(
    full: RunningDemo, wanda: Page
) -> None:
    open_place(wanda, full, "people")
    names = wanda.get_by_role("navigation", name="Set-up").locator(".su-list a")
    told = names.all_inner_texts()
    assert told == sorted(told, key=str.casefold)
    wanda.get_by_role("searchbox", name="Search customers").fill("bilston 0999")
    expect(names).to_have_count(1)
    names.click()
    heading(wanda, f"Works 0999 {LONGEST_NAME}")
    assert is_as_wide_as_its_window(wanda)
    assert cut_off(wanda) == []
    assert len(primary_buttons(wanda)) == 1


def test_every_page_of_the_set_up_leads_back_to_its_first_on_a_telephone(
    full: RunningDemo, wanda: Page
) -> None:
    wanda.set_viewport_size(PHONE)
    for place in ("people", "lines", "programs"):
        open_place(wanda, full, place)
        wanda.get_by_role("link", name="Set up", exact=True).click()
        heading(wanda, "Set up")
        expect(wanda.get_by_role("link", name="Programs")).to_be_visible()
