"""Lists in pages: every row exactly once, and `next` is null at the end."""

from itertools import product

import psycopg

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import BURGLARY, PANIC, Browser, Json, send
from tests.web.conftest import Raise
from tocsin.demo import story
from tocsin.gateways.clock import new_id

COPIES = """
    insert into signal (
        id, received_at, channel, source, raw, report, centre_id, customer_id, settlement)
    select gen_random_uuid(), received_at + (n / 3) * interval '1 microsecond', channel, source,
        raw, report, centre_id, customer_id, 'recorded'
    from signal, generate_series(1, %(count)s) as n
"""
MORE_INCIDENTS = """
    insert into incident (
        id, customer_id, centre_id, subject_kind, site_id, lone_worker_id, response_kind, state,
        priority, silent, drill, plan, opened_at, changed_at, closed_at, waiting_since)
    select gen_random_uuid(), customer_id, centre_id, subject_kind, site_id, lone_worker_id,
        response_kind, 'closed', priority, silent, drill, plan,
        opened_at - (n / 3) * interval '1 second', changed_at, changed_at, waiting_since
    from incident, generate_series(1, %(count)s) as n
"""
WEBHOOK = """
    insert into webhook (id, organisation_id, centre_id, url, secret, created_at, withdrawn_at)
    values (%s, %s, %s, 'https://hooks.example/', 'a secret', clock_timestamp(), %s)
"""


async def every(browser: Browser, path: str, limit: int, **query: str) -> list[Json]:
    """Follow `next` to its end."""
    page = await browser.see(path, limit=limit, **query)
    items: list[Json] = list(page["items"])
    assert len(items) <= limit
    while page["next"] is not None:
        page = await browser.see(page["next"])
        assert len(page["items"]) <= limit
        items += page["items"]
    return items


def fill(addresses: Addresses, query: str, count: int) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(query.encode(), {"count": count})


async def test_every_signal_is_listed_once(addresses: Addresses, program: Browser) -> None:
    """Three share each moment; pages of five and six end where the rows do, of seven do not."""
    await send(program, BURGLARY)
    fill(addresses, COPIES, 29)
    for limit in (1, 5, 6, 7, 1000):
        items = await every(program, "/signals", limit)
        assert len(items) == len({item["id"] for item in items}) == 30
        moments = [item["received_at"] for item in items]
        assert moments == sorted(moments, reverse=True)


async def test_every_incident_is_listed_once(
    addresses: Addresses, program: Browser, raise_all: Raise
) -> None:
    await send(program, BURGLARY)
    await raise_all()
    fill(addresses, MORE_INCIDENTS, 29)
    for limit in (1, 5, 6, 7, 1000):
        items = await every(program, "/incidents", limit)
        assert len(items) == len({item["id"] for item in items}) == 30
    assert len(await program.queue()) == 1


async def test_every_entry_of_a_journal_is_listed_once(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    await send(program, BURGLARY)
    await raise_all()
    (row,) = await olive.queue()
    for number in range(11):
        await olive.do(row["id"], "notes", {"text": str(number)})
    for limit in (1, 3, 5, 1000):
        items = await every(olive, f"/incidents/{row['id']}/journal", limit)
        assert [item["number"] for item in items] == list(range(12, 0, -1))


async def test_every_webhook_in_use_is_listed_once(addresses: Addresses, program: Browser) -> None:
    for withdrawn_at in (None, None, None, "2026-11-21", None):
        values = (new_id(), story.NORTHGATE, story.NORTHGATE, withdrawn_at)
        ask(addresses.owner, WEBHOOK, *values)
    for limit in (1, 2, 3, 4, 5, 1000):
        items = await every(program, "/webhooks", limit)
        assert len(items) == len({item["id"] for item in items}) == 4


async def test_a_page_has_from_one_to_a_thousand_rows(program: Browser) -> None:
    for path, limit in product(("/signals", "/incidents", "/webhooks"), (0, 1, 1000, 1001)):
        answer = await program.get(f"/api/v1{path}", params={"limit": limit})
        assert answer.status_code == (200 if 1 <= limit <= 1000 else 422)


async def test_a_place_that_was_not_given_out_is_refused(program: Browser) -> None:
    for path in ("/signals?before=x", "/signals?before=2026-01-01_x", "/incidents?after=_"):
        assert (await program.get(f"/api/v1{path}")).status_code == 422


async def test_an_incident_that_opens_while_somebody_turns_pages_moves_none_of_them(
    addresses: Addresses, program: Browser, raise_all: Raise
) -> None:
    await send(program, BURGLARY)
    await raise_all()
    fill(addresses, MORE_INCIDENTS, 5)
    first = await program.see("/incidents", limit=3)
    await send(program, PANIC)
    await raise_all()
    second = await program.see(first["next"])
    seen = {item["id"] for page in (first, second) for item in page["items"]}
    assert len(seen) == 6


async def test_a_subject_s_list_holds_all_of_its_incidents_and_no_other_s(
    addresses: Addresses, program: Browser, raise_all: Raise
) -> None:
    await send(program, BURGLARY)
    await send(program, PANIC)
    await raise_all()
    fill(addresses, MORE_INCIDENTS, 12)
    for limit in (5, 100):
        items = await every(program, "/incidents", limit, subject=BURGLARY["site"])
        assert len(items) == 13
        assert {item["subject_kind"] for item in items} == {"site"}
        assert {item["who"] for item in items} == {items[0]["who"]}


async def test_a_list_of_what_is_open_is_everybody_s(program: Browser) -> None:
    both = await program.get(f"/api/v1/incidents?open=true&subject={BURGLARY['site']}")
    assert both.status_code == 422
