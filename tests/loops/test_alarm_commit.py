"""P5: a signal is acknowledged only once it is stored, whatever goes wrong on the way."""

import asyncio
import os
import signal
from datetime import datetime

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.loops.conftest import Door
from tests.loops.test_alarm_receiver import OPEN, SIGNALS, alarm
from tests.protocols.frames import only_frame
from tocsin.db.panel import Line
from tocsin.loops import alarm_receiver
from tocsin.loops.alarm_intake import Origin, Taken, take_in
from tocsin.protocols.sia_dc09 import Frame, Unreadable

FAILED_AT = """
    select raw, settlement from signal_with_outcome where settlement = 'raised'
      and report like '%%failed at reading it%%'
"""
RAISE = """
    create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'the disk is on fire'; end $$
"""
RAISE_FOR_ZONE_13 = """
    create function refuse() returns trigger language plpgsql as $$ begin
        if new.report like '%"zone":"13"%' then raise exception 'bad luck'; end if;
        return new;
    end $$
"""
WRITING = """
    select pid from pg_stat_activity
    where usename = 'tocsin_engine' and query like '%%insert into signal%%'
"""
REFUSE = "create trigger refuse before insert on signal for each row execute function refuse()"
REFUSE_AT_COMMIT = """
    create constraint trigger refuse after insert on PART deferrable initially deferred
    for each row execute function refuse()
"""


async def test_p5_an_alarm_that_could_not_be_stored_is_never_acknowledged(door: Door) -> None:
    await door.do(RAISE, REFUSE)
    async with door.caller() as panel:
        panel.send(alarm())
        assert await panel.says_nothing()
        assert await door.ask(SIGNALS) == []
        await door.do("drop trigger refuse on signal")
        panel.send(alarm())
        assert b'"ACK"0007' in await panel.answer()
    assert len(await door.ask(SIGNALS)) == 1
    await door.await_rows(OPEN, 1)


async def test_a_database_connection_that_falls_silent_is_left_for_another(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing tells the receiver: the server behind its connection is there, and says no word."""
    monkeypatch.setattr(alarm_receiver, "STORE_WITHIN_S", 0.5)
    async with door.caller() as panel:
        panel.send(alarm())
        assert b'"ACK"0007' in await panel.answer()
        frozen = [row["pid"] for row in await door.ask(WRITING)]
        assert frozen
        try:
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            panel.send(alarm(sequence=8))
            assert b'"ACK"0008' in await panel.answer()
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        panel.send(alarm(sequence=9))
        assert b'"ACK"0009' in await panel.answer()


async def test_p5_an_alarm_whose_commit_fails_is_never_acknowledged(door: Door) -> None:
    (part,) = await door.ask("select 'signal_' || to_char(clock_timestamp(), 'YYYY_MM') as name")
    assert part["name"].replace("_", "").isalnum()
    await door.do(RAISE, REFUSE_AT_COMMIT.replace("PART", part["name"]))
    async with door.caller() as panel:
        panel.send(alarm())
        assert await panel.says_nothing()
        assert await door.ask(SIGNALS) == []
        await door.do("drop function refuse cascade")
        panel.send(alarm())
        assert b'"ACK"0007' in await panel.answer()
    await door.await_rows(OPEN, 1)


async def test_one_alarm_that_cannot_be_stored_does_not_hold_up_the_others(door: Door) -> None:
    await door.do(RAISE_FOR_ZONE_13, REFUSE)
    async with door.caller() as panel:
        panel.send(b"".join(alarm(n, zone=n) for n in (11, 12, 13, 14)))
        answers = [only_frame(await panel.answer()).sequence for _ in range(3)]
        assert await panel.says_nothing()
    assert answers == ["0011", "0012", "0014"]


async def test_p5_without_the_database_nothing_is_acknowledged_and_then_it_is(door: Door) -> None:
    async with door.caller() as panel:
        await shut(door, is_shut=True)
        panel.send(alarm())
        assert await panel.says_nothing()
        await asyncio.sleep(1.5)
        await shut(door, is_shut=False)
        panel.send(alarm())  # as a panel does that got no answer
        assert b'"ACK"0007' in await panel.answer()
        await door.await_rows(OPEN, 1)
    assert await door.ask("select count from alert") == [{"count": 1}]


async def shut(door: Door, *, is_shut: bool) -> None:
    """Let nobody into the database any more, or let them in again."""
    name = conninfo_to_dict(door.owner)["dbname"]
    elsewhere = make_conninfo(door.owner, dbname="postgres")
    allow = sql.SQL("alter database {} allow_connections {}")
    async with await psycopg.AsyncConnection.connect(elsewhere, autocommit=True) as connection:
        await connection.execute(allow.format(sql.Identifier(str(name)), not is_shut))
        if is_shut:
            end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
            await connection.execute(end, [name])


async def test_a_fault_of_ours_loses_no_bytes_and_stops_nobody(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(line: Line, origin: Origin, came: Frame | Unreadable, now: datetime) -> Taken:
        assert b"BA13" not in came.raw, "our fault"
        return take_in(line, origin, came, now)

    monkeypatch.setattr("tocsin.loops.alarm_receiver.take_in", failing)
    async with door.caller() as panel:
        panel.send(alarm(1, zone=13) + alarm(2))
        assert only_frame(await panel.answer()).sequence == "0002"
        assert await panel.says_nothing()
    (shown,) = await door.await_rows(FAILED_AT, 1)
    assert (shown["raw"], shown["settlement"]) == (alarm(1, zone=13), "raised")
