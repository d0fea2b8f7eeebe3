"""Deadlines that come due: five thousand at one moment, and one at a time. The loops meet them."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import uvloop
from psycopg_pool import AsyncConnectionPool

from bench.scene import Scene, part, tocsin
from bench.table import Line
from tocsin.app.signal import raise_signals
from tocsin.db.signal import Arrival, store
from tocsin.db.signal_report import write_report
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.domain.alarm.signal import Channel, DeviceReport
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.journal_key import JournalKey
from tocsin.process.engine import plan_once

AT_ONCE = 5_000
RED_EVERY = 10  # each tenth alarm is a hold-up
SINGLE, SINGLE_EVERY = 200, timedelta(milliseconds=100)
AHEAD = timedelta(seconds=6)  # time for the loops to start
RED_MS, ALL_MS, SINGLE_MS = 1_000, 5_000, 20
FEW = 10  # that were in hand when the red ones came
PATIENCE_S = 120.0

ADD_SITES = """
    insert into site (id, customer_id, centre_id, name, address, time_zone)
    select id, %(customer_id)s, %(centre_id)s, 'Site ' || n, 'Measured Road 1', 'Europe/London'
    from unnest(%(ids)s::uuid[]) with ordinality as one (id, n)
"""
ON_SHIFT = """
    insert into sign_in (
        token_digest, person_id, organisation_id, app, started_at, heard_at, ends_at)
    select sha256(id::text::bytea), id, organisation_id, 'console', clock_timestamp(),
        clock_timestamp() + interval '1 hour', clock_timestamp() + interval '2 hours'
    from person where email = 'olive@northgate.example'
"""
ALL_DUE = """
    update incident set opened_at = opened_at - interval '10 minutes',
        waiting_since = waiting_since - interval '10 minutes';
    update deadline set due_at = (select clock_timestamp() + %(ahead)s as at)
    where kind = 'look'
"""
ONE_BY_ONE = """
    update deadline set due_at = clock_timestamp() + interval '1 day' where kind = 'look';
    with start as materialized (select clock_timestamp() + interval '2 s' as at),
    chosen as (
        select subject_id, row_number() over (order by subject_id) as n from deadline
        where kind = 'look' order by subject_id limit %(count)s)
    update deadline set due_at = start.at + chosen.n * %(every)s
    from chosen, start where chosen.subject_id = deadline.subject_id;
    delete from lateness
"""
# Each one's first look: what it decides may be due again before the others were met.
MET = """
    select extract(epoch from met_at - due_at)::float, priority <= 1
    from (
        select distinct on (subject_id) subject_id, met_at, due_at from lateness
        where kind = 'look' order by subject_id, met_at) as first
    join incident on incident.id = first.subject_id
    order by met_at
"""


def measure_deadlines(home: Path) -> list[Line]:
    """Measure how late a look comes: with everything due at once, and with nothing else to do."""
    with tocsin(home) as scene:
        scene.do(ON_SHIFT)  # or each one's supervisors would be written to
        uvloop.run(_open_incidents(scene, home))
        scene.do(ALL_DUE, ahead=AHEAD)
        with part(scene, home, "loops"):
            together = _await_met(scene, AT_ONCE)
            scene.do(ONE_BY_ONE, count=SINGLE, every=SINGLE_EVERY)
            single = _await_met(scene, SINGLE)
    red = [late for late, is_red in together if is_red]
    last_red = max(n for n, (_, is_red) in enumerate(together) if is_red)
    first = sum(not is_red for _, is_red in together[:last_red])
    p99_ms = sorted(late for late, _ in single)[int(len(single) * 0.99)] * 1000
    return [
        _line(f"{len(red)} red of {AT_ONCE:,} deadlines at once", red, RED_MS),
        _line("… all of them", [late for late, _ in together], ALL_MS),
        Line("… others met before the last red one", str(first), f"< {FEW}", first < FEW),
        Line(
            "a single deadline, late by", f"p99 {p99_ms:.1f} ms", f"< {SINGLE_MS} ms",
            p99_ms < SINGLE_MS,
        ),
    ]  # fmt: skip


def _line(what: str, late_s: Sequence[float], within_ms: int) -> Line:
    longest = max(late_s) * 1000
    return Line(what, f"most {longest:,.0f} ms late", f"< {within_ms:,} ms", longest < within_ms)


def _await_met(scene: Scene, count: int) -> list[tuple[float, bool]]:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        (met,) = scene.ask("select count(distinct subject_id) from lateness where kind = 'look'")
        if met == (count,):
            break
        time.sleep(0.5)
    rows = scene.ask(MET)
    assert len(rows) >= count, f"only {len(rows)} of {count} were met in {PATIENCE_S:g} s"
    return [(float(str(late)), bool(is_red)) for late, is_red in rows]


async def _open_incidents(scene: Scene, home: Path) -> None:
    """Open an incident at each of so many sites, by the way that every alarm takes."""
    ids = [new_id() for _ in range(AT_ONCE)]
    values = {"ids": ids, "customer_id": story.HARGREAVES, "centre_id": story.NORTHGATE}
    key = JournalKey.load_or_make(home / "journal.key")
    async with AsyncConnectionPool(
        scene.owner, min_size=4, max_size=4, open=False, configure=plan_once
    ) as pool:
        open_work = WorkOpener(pool, Means(new_id=new_id, new_salt=new_salt, sealer=key))
        async with pool.connection() as connection:
            await connection.execute(ADD_SITES, values)
            await store(connection, [_arrival(site, n) for n, site in enumerate(ids)])
        await asyncio.gather(*(_raise(open_work, ids[n::4]) for n in range(4)))


async def _raise(open_work: WorkOpener, sites: Sequence[UUID]) -> None:
    for site in sites:
        async with open_work("raise_signals") as work:
            await raise_signals(work, SubjectRef(kind=SubjectKind.SITE, id=site))


def _arrival(site: UUID, number: int) -> Arrival:
    code = "HA" if number % RED_EVERY == 0 else "BA"
    return Arrival(
        id=new_id(),
        channel=Channel.API,
        source="127.0.0.1",
        raw=b"{}",
        report=write_report([DeviceReport(scheme="SIA", code=code, zone="3")]),
        centre_id=story.NORTHGATE,
        customer_id=story.HARGREAVES,
        subject_kind=SubjectKind.SITE,
        subject_id=site,
    )
