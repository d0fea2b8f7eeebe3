"""Signals: stored in groups by one statement, raised once, a repeat known by its mark (P6, P15)."""

import asyncio

from tests.clock import FakeClock
from tests.conftest import Addresses
from tests.db.scene import (
    BURGLARY,
    CANALSIDE,
    MARGUERITE,
    PANIC,
    arrival,
    ask,
    explained,
    store_and_raise,
)
from tocsin.app.signal import raise_signals
from tocsin.db.signal import WAITING, store
from tocsin.db.signal_report import write_report
from tocsin.db.work import WorkOpener
from tocsin.domain.alarm.retry import seen_since
from tocsin.domain.alarm.signal import STAMPED, DeviceReport, Settlement
from tocsin.gateways.clock import new_id

NEITHER_OR_BOTH = """
    select id from signal_with_outcome left join signal_due using (received_at, id)
    where (settlement is null) <> (signal_due.id is not null)
"""
SETTLED = "select settlement from signal_with_outcome order by received_at, id"


async def test_a_group_is_stored_in_one_moment_with_all_that_came(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    raw = bytes(range(256))
    arrivals = [arrival(CANALSIDE, raw=raw, account="1234") for _ in range(300)]
    arrivals.append(arrival(MARGUERITE, PANIC, settlement=Settlement.RECORDED))
    async with engine_work("store_signals") as work:
        await store(work.connection, arrivals)
    query = "select count(distinct received_at), count(*) from signal"
    assert ask(addresses.owner, query) == [(1, 301)]
    assert ask(addresses.owner, "select distinct raw from signal where account = '1234'") == [raw]
    due = ask(addresses.owner, "select count(*) from signal_due")
    assert due == [300]


async def test_what_was_not_committed_was_never_stored(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    async with engine_work.pool.connection() as connection:
        await store(connection, [arrival(CANALSIDE)])
        await connection.rollback()
    assert ask(addresses.owner, "select count(*) from signal") == [0]


async def test_the_same_message_again_is_a_duplicate_and_not_another_alarm(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    for seconds in (20, 30, 30, 0):  # the tests' clock is a minute ahead of what is stamped
        await store_and_raise(
            engine_work,
            CANALSIDE,
            arrival(CANALSIDE, account="1234", fingerprint=b"the same, by its bytes"),
        )
        clock.forward(seconds=seconds)
    assert ask(addresses.owner, SETTLED) == [
        *("raised", "duplicate", "duplicate"),
        "repeated",  # two minutes later it is no retry of its sender
    ]
    assert ask(addresses.owner, "select count from alert") == [2]


async def test_two_that_carry_their_times_are_known_again_whichever_came_last(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    """P6: their sender got no answer, and goes through both again."""
    for mark in (b"first", b"second", b"first", b"second"):
        came = arrival(CANALSIDE, account="1234", fingerprint=STAMPED + mark)
        await store_and_raise(engine_work, CANALSIDE, came)
    assert ask(addresses.owner, SETTLED) == ["raised", "repeated", "duplicate", "duplicate"]
    assert ask(addresses.owner, "select count from alert") == [2]


async def test_what_another_release_wrote_otherwise_is_raised_as_unreadable(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    later = arrival(CANALSIDE)._replace(report='{"reports": [{"kind": "a field of tomorrow"}]}')
    await store_and_raise(engine_work, CANALSIDE, later)
    assert ask(addresses.owner, "select code from alert") == ["unreadable"]


async def test_messages_that_differ_are_one_incident_with_a_count(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    arrivals = [arrival(CANALSIDE, fingerprint=bytes([n])) for n in range(50)]
    await store_and_raise(engine_work, CANALSIDE, *arrivals)
    assert ask(addresses.owner, "select count from alert") == [50]
    assert ask(addresses.owner, "select count(*) from incident") == [1]
    assert sorted(set(ask(addresses.owner, SETTLED))) == ["raised", "repeated"]


async def test_two_processes_that_raise_one_subject_open_one_incident(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    async def raise_it() -> int:
        async with engine_work("raise_signals") as work:
            return await raise_signals(work, CANALSIDE)

    async with engine_work("store_signals") as work:
        await store(work.connection, [arrival(CANALSIDE) for _ in range(3)])
    counts = await asyncio.gather(*(raise_it() for _ in range(4)))
    assert sorted(counts) == [0, 0, 0, 3]
    assert ask(addresses.owner, "select count(*) from incident") == [1]


async def test_what_waits_elsewhere_is_not_read(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    """Each raising asks that; a runaway panel's ten thousand are none of its business."""
    async with engine_work("store_signals") as work:
        await store(work.connection, [arrival(MARGUERITE, PANIC) for _ in range(10_000)])
        await store(work.connection, [arrival(CANALSIDE), arrival(CANALSIDE)])
    values = {"subject_id": CANALSIDE.id, "limit": 500, "since": seen_since(clock.now)}
    nodes = explained(addresses.engine, WAITING, values)
    read = [node for node in nodes if node.get("Relation Name") == "signal_due"]
    assert [node["Actual Rows"] * node["Actual Loops"] for node in read] == [2]
    assert [node.get("Rows Removed by Filter", 0) for node in read] == [0]


async def test_a_letter_that_no_row_can_hold_stops_no_alarm(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    odd = DeviceReport(scheme="SIA", code="B\0", zone="\0", zone_text="\0 door", text="a\0b\\u0000")
    await store_and_raise(
        engine_work, CANALSIDE, arrival(CANALSIDE, odd), arrival(CANALSIDE, BURGLARY)
    )
    rows = ask(addresses.owner, "select code, zone, zone_text from alert order by code")
    assert rows == [("BA", "3", "Goods-in shutter"), ("B�", "�", "� door")]


def test_a_letter_that_only_looks_like_it_is_left_alone() -> None:
    report = DeviceReport(scheme="SIA", code="BA", text="\\u0000")
    assert r"\\u0000" in write_report([report])


async def test_every_stored_signal_is_settled_or_due(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    """P15: nothing that was acknowledged is in between."""
    arrivals = [arrival(CANALSIDE, id=new_id()) for _ in range(4)]
    await store_and_raise(engine_work, CANALSIDE, *arrivals)
    async with engine_work("store_signals") as work:
        await store(work.connection, [arrival(MARGUERITE, PANIC)])
    assert ask(addresses.owner, NEITHER_OR_BOTH) == []
    assert ask(addresses.owner, "select count(*) from signal_due") == [1]
