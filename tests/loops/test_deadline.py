"""The deadline loop: everything that is due is met, whatever one of them does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import ASHWORTH, CANALSIDE, MARGUERITE, PANIC, ask, open_incident
from tests.domain.specimen import KEY
from tests.loops.conftest import PATIENCE_S
from tocsin.db.bell import Ear
from tocsin.db.work import Means, WorkOpener
from tocsin.gateways.clock import new_id, new_salt
from tocsin.loops.beat import Pulse
from tocsin.loops.deadline import TOGETHER, meet_deadlines

DUE = "update deadline set due_at = clock_timestamp()"
LEFT = "select count(*) from deadline where due_at <= clock_timestamp()"
NEED_HELP = "select id from incident where needs_human is not null"
# The look at one of them fails, as what the code names says; it is not even loaded.
SPOIL = """
    create function fail() returns trigger language plpgsql as $$ begin
        raise exception 'as the test wants it' using errcode = '{code}';
    end $$;
    create trigger fail before insert on lateness for each row
        when (new.subject_id = '{incident}') execute function fail()
"""
MORE = """
    insert into site (id, customer_id, centre_id, name, address, time_zone)
    select gen_random_uuid(), customer_id, centre_id, 'Site ' || n, address, time_zone
    from site, generate_series(1, %(more)s) as n where id = %(like)s;
    insert into incident (
        id, customer_id, centre_id, subject_kind, site_id, response_kind, state, priority, silent,
        drill, plan, opened_at, changed_at, waiting_since)
    select gen_random_uuid(), site.customer_id, site.centre_id, 'site', site.id, response_kind,
        state, priority, silent, drill, plan, opened_at, changed_at, waiting_since
    from incident, site where incident.id = %(incident)s and site.name like 'Site %%';
    insert into deadline (
        subject_kind, subject_id, kind, customer_id, centre_id, priority, due_at)
    select 'incident', id, 'look', customer_id, centre_id, priority, clock_timestamp()
    from incident where id <> %(incident)s
"""


@pytest.fixture
async def open_work(addresses: Addresses) -> AsyncIterator[WorkOpener]:
    async with AsyncConnectionPool(addresses.engine, min_size=1, max_size=6, open=False) as pool:
        yield WorkOpener(pool, Means(new_id=new_id, new_salt=new_salt, sealer=KEY))


async def meet_all(addresses: Addresses, open_work: WorkOpener) -> None:
    """Run the loop until nothing is due."""
    loop = meet_deadlines(open_work, open_work.pool, Ear(), Pulse("deadline"))
    running = asyncio.create_task(loop)
    try:
        async with asyncio.timeout(PATIENCE_S):
            while ask(addresses.owner, LEFT) != [0]:  # noqa: ASYNC110  rows ring no bell
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest.mark.parametrize("code", ["57014", "54001", "23514"])
async def test_what_fails_is_told_and_holds_up_nobody(
    addresses: Addresses, open_work: WorkOpener, code: str
) -> None:
    """The most pressing of all takes too long, is too much, or breaks a rule."""
    panic = await open_incident(open_work, MARGUERITE, PANIC)
    for ref in (CANALSIDE, ASHWORTH):
        await open_incident(open_work, ref)
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(SPOIL.format(code=code, incident=panic).encode())
    ask(addresses.owner, DUE)
    await meet_all(addresses, open_work)
    assert ask(addresses.owner, NEED_HELP) == [panic]
    met = ask(addresses.owner, "select subject_id from lateness")
    assert len(set(met)) == len(met) == 2
    assert panic not in met


async def test_more_than_one_transaction_takes_are_each_met_once(
    addresses: Addresses, open_work: WorkOpener
) -> None:
    first = await open_incident(open_work, CANALSIDE)
    more = 3 * TOGETHER
    async with await psycopg.AsyncConnection.connect(
        addresses.owner, cursor_factory=psycopg.AsyncClientCursor
    ) as owner:
        await owner.execute(MORE, {"more": more, "like": CANALSIDE.id, "incident": first})
    ask(addresses.owner, DUE)
    await meet_all(addresses, open_work)
    met = ask(addresses.owner, "select subject_id from lateness")
    assert len(set(met)) == len(met) == more + 1
