"""Deadlines: each looked at by one process at a time, in time, and given back by one that dies."""

import asyncio
from collections import Counter
from uuid import UUID

import psycopg
import pytest

from tests.clock import FakeClock
from tests.conftest import Addresses
from tests.db.conftest import OLIVE
from tests.db.scene import ASHWORTH, CANALSIDE, MARGUERITE, PANIC, ask, open_incident
from tocsin.app import incident as incidents
from tocsin.db.deadline import next_due
from tocsin.db.work import WorkOpener
from tocsin.loops.deadline import meet_due, tell_and_put_off


async def claim(open_work: WorkOpener) -> UUID | None:
    """Claim what is due, and give its lock back without having met it."""
    async with open_work("look") as work:
        claimed = await work.incidents.claim_due(1)
        return claimed[0] if claimed else None


async def test_a_deadline_is_not_met_early(engine_work: WorkOpener, clock: FakeClock) -> None:
    incident_id = await open_incident(engine_work, ASHWORTH)
    clock.forward(seconds=19.999)
    assert await claim(engine_work) is None
    clock.forward(seconds=0.001)
    assert await claim(engine_work) == incident_id


async def test_the_most_pressing_is_looked_at_first(
    engine_work: WorkOpener, clock: FakeClock
) -> None:
    await open_incident(engine_work, CANALSIDE)
    panic = await open_incident(engine_work, MARGUERITE, PANIC)
    clock.forward(hours=1)
    assert await claim(engine_work) == panic


async def test_one_process_at_a_time_has_it_and_a_dead_one_gives_it_back(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    incident_id = await open_incident(engine_work)
    clock.forward(hours=1)
    query = "select pg_backend_pid()"
    async with engine_work("look") as work:
        assert await work.incidents.claim_due(1) == [incident_id]
        assert await claim(engine_work) is None
        row = await (await work.connection.execute(query)).fetchone()
        assert row is not None
        ask(addresses.owner, "select pg_terminate_backend(%s)", row[0])
        with pytest.raises(psycopg.OperationalError):
            await work.connection.execute(query)
        await work.connection.close()
    assert await claim(engine_work) == incident_id


async def test_an_incident_in_somebodys_hands_is_passed_over(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    panic = await open_incident(engine_work, MARGUERITE, PANIC)
    burglary = await open_incident(engine_work, CANALSIDE)
    clock.forward(hours=1)
    with psycopg.connect(addresses.engine) as engine:
        engine.execute("select id from incident where id = %s for no key update", [panic])
        assert await claim(engine_work) == burglary
    assert await claim(engine_work) == panic


async def test_a_row_that_refers_to_an_incident_does_not_hide_it(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    """A photograph being stored holds the incident's key; the look needs no more than its row."""
    incident_id = await open_incident(engine_work)
    clock.forward(hours=1)
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("create table photograph (incident_id uuid references incident)")
        owner.commit()
        owner.execute("insert into photograph values (%s)", [incident_id])
        assert await claim(engine_work) == incident_id
        with psycopg.connect(addresses.owner) as other:
            held = "select id from incident for update skip locked"
            assert other.execute(held).fetchall() == []  # the scene does hold a lock


async def test_how_late_a_look_was_is_written_down(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    await open_incident(engine_work, ASHWORTH)
    clock.forward(seconds=23.5)
    assert await meet_due(engine_work, lambda _: None)
    query = "select extract(epoch from met_at - due_at)::float, work from lateness"
    assert ask(addresses.owner, query) == [(3.5, "look")]


async def test_every_look_is_met_once_by_however_many_processes(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    for ref, report in ((CANALSIDE, None), (ASHWORTH, None), (MARGUERITE, PANIC)):
        await open_incident(engine_work, ref, *([report] if report else []))
    for turn in range(8):
        clock.forward(hours=1)
        for _ in range(2):  # of what somebody else meets meanwhile a claim may come too late
            claims = (meet_due(engine_work, lambda _: None) for _ in range(8))
            await asyncio.gather(*claims)
        met = ask(addresses.owner, "select subject_id from lateness")
        assert sorted(Counter(met).values()) == [turn + 1] * 3
    assert min(ask(addresses.owner, "select extract(epoch from met_at - due_at) from lateness")) > 0


async def test_a_look_that_failed_is_put_off_and_told_on_the_board(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    incident_id = await open_incident(engine_work)
    before = ask(addresses.owner, "select count(*) from feed")[0]
    for _ in range(2):  # the second time says nothing new
        await tell_and_put_off(engine_work, engine_work.pool, incident_id)
    (told, soon) = ask(
        addresses.owner,
        "select needs_human, due_at between clock_timestamp() + interval '20 seconds'"
        " and clock_timestamp() + interval '30 seconds'"
        " from incident join deadline on subject_id = incident.id",
    )[0]
    assert (told.endswith("by hand from here on."), soon) == (True, True)
    assert ask(addresses.owner, "select count(*) from feed")[0] == before + 1
    kinds = ask(addresses.owner, "select kind from journal_entry order by number")
    assert kinds == ["incident.opened", "incident.needs_human"]
    async with engine_work("claim") as work:
        await incidents.claim(work, incident_id, OLIVE)
    assert ask(addresses.owner, "select needs_human from incident") == [None]


async def test_what_cannot_even_be_told_is_put_off_all_the_same(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    """The others must not wait for one whose journal cannot be written."""
    incident_id = await open_incident(engine_work)
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("alter table journal_entry add check (kind <> 'incident.needs_human')")
    await tell_and_put_off(engine_work, engine_work.pool, incident_id)
    soon = "select due_at < clock_timestamp() + interval '30 seconds' from deadline"
    assert ask(addresses.owner, soon) == [True]
    assert ask(addresses.owner, "select needs_human from incident") == [None]


async def test_nobody_looks_before_the_next_deadline(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    assert await next_due(engine_work.pool, 4) == (3600, 0)
    await open_incident(engine_work, ASHWORTH)
    wait_s, due = await next_due(engine_work.pool, 4)
    assert (60 < wait_s <= 80, due) == (True, 0)  # the tests' clock is ahead
    await open_incident(engine_work, CANALSIDE)
    ask(addresses.owner, "update deadline set due_at = due_at - interval '1 day'")
    assert await next_due(engine_work.pool, 4) == (0, 2)
    assert await next_due(engine_work.pool, 1) == (0, 1), "no more are counted than are asked for"


async def test_every_open_incident_has_its_next_look(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    """P1."""
    for ref in (CANALSIDE, ASHWORTH, MARGUERITE):
        await open_incident(engine_work, ref)
    query = "select id from incident left join deadline on subject_id = id where due_at is null"
    assert ask(addresses.owner, query) == []
