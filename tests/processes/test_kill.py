"""P15: an acknowledged signal is settled or due, whatever is killed, and at whatever moment."""

import asyncio
import os
import random
import signal

import pytest

from tests.processes.conftest import Running, until
from tests.processes.panel import be_known, burglary, call, insist, send

pytestmark = pytest.mark.slow

PANELS = 200
NOT_RAISED = "select id from signal_with_outcome where settlement is null"
OPEN_AT = """
    select site_id from incident join deadline on deadline.subject_id = incident.id
    where state = 'waiting' and deadline.due_at > incident.opened_at and site_id is not null
"""
LOST = """
    select signal.id from signal_outcome as signal
    left join incident on incident.id = signal.incident_id
    where signal.settlement in ('raised', 'repeated') and incident.id is null
"""
COUNTS = "select sum(count) from alert"


@pytest.mark.parametrize("seed", [1, 2])
async def test_everything_killed_with_200_alarms_in_flight_loses_none_that_was_acknowledged(
    demo: Running, seed: int
) -> None:
    site_of = demo.add_panels(PANELS)
    await be_known(demo.alarm_port, "B000")
    kill_after = random.Random(seed).randrange(PANELS // 10, PANELS - PANELS // 10)
    acknowledged: set[str] = set()

    def hear(account: str) -> None:
        acknowledged.add(account)
        if len(acknowledged) == kill_after:
            demo.cut_the_power()

    await call(demo.alarm_port, site_of, hear)
    assert len(acknowledged) >= kill_after
    demo.start()
    await until(lambda: not demo.ask(NOT_RAISED), within_s=15)
    open_at = [row[0] for row in demo.ask(OPEN_AT)]
    assert {site_of[account] for account in acknowledged} <= set(open_at)
    assert demo.ask(LOST) == []

    # The others had no answer, so they say it again; what was stored is not counted twice.
    for account in site_of:
        await insist(demo.alarm_port, burglary(account))
    await until(lambda: not demo.ask(NOT_RAISED), within_s=15)
    open_at = [row[0] for row in demo.ask(OPEN_AT)]
    assert sorted(open_at) == sorted(site_of.values())
    assert demo.ask(COUNTS) == [(PANELS,)]


@pytest.mark.parametrize("name", ["web", "loops", "receive", "postgres"])
async def test_one_process_killed_is_back_and_nothing_acknowledged_is_lost(
    demo: Running, name: str
) -> None:
    site_of = demo.add_panels(40)
    await be_known(demo.alarm_port, "B000")
    before = demo.pid_of(name)
    assert before is not None

    async def kill() -> float:
        await asyncio.sleep(random.Random(name).random() * 0.3)
        os.kill(before, signal.SIGKILL)
        return await until(lambda: demo.pid_of(name) not in {None, before}, within_s=5)

    async with asyncio.TaskGroup() as group:
        killing = group.create_task(kill())
        for account in site_of:
            group.create_task(insist(demo.alarm_port, burglary(account)))
    assert killing.result() < 1
    await until(lambda: not demo.ask(NOT_RAISED), within_s=15)
    open_at = [row[0] for row in demo.ask(OPEN_AT)]
    assert sorted(open_at) == sorted(site_of.values())
    assert demo.ask(LOST) == []
    demo.wait_until_ready()


async def test_a_database_that_stands_still_is_answered_for_when_it_goes_on(demo: Running) -> None:
    await insist(demo.alarm_port, burglary("1234", 1))
    demo.signal_database(signal.SIGSTOP)
    assert await send(demo.alarm_port, burglary("1234", 2), within_s=3) is None
    demo.signal_database(signal.SIGCONT)
    await insist(demo.alarm_port, burglary("1234", 3), within_s=5)
    await until(lambda: not demo.ask(NOT_RAISED), within_s=5)
    assert len(demo.ask(OPEN_AT)) == 1
