"""The database is gone for half a minute: no wait has grown with it, and all goes on in seconds.

The test itself waits, too, and takes no part of the processor meanwhile.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from tests.processes.conftest import Running, until
from tests.processes.panel import be_known, burglary, insist, is_acknowledged, send
from tests.processes.test_kill import LOST, NOT_RAISED
from tests.processes.test_night_of_kills import APP
from tocsin.demo import story

pytestmark = pytest.mark.slow

OUTAGE_S = 30.0
AGAIN_WITHIN_S = 15.0  # PostgreSQL's own start among them
PATIENT = httpx.Timeout(5, read=None)
PARTS = ("web", "loops", "receive")
RINGS_AGAIN = "select 1 from journal_entry where kind = 'incident.untaken'"
UNSETTLED = "select 1 from outbox where state <> 'done'"


@asynccontextmanager
async def screen(demo: Running) -> AsyncIterator[list[str]]:
    """Follow what changes, as an operator's screen does; give the names of what comes."""
    heard: list[str] = []

    async def follow(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/live") as stream:
            async for line in stream.aiter_lines():
                name, _, value = line.partition(": ")
                heard.extend([value] if name == "event" else [])

    address = f"{demo.address}/api/v1"
    async with httpx.AsyncClient(base_url=address, headers=APP, timeout=PATIENT) as client:
        who = {"email": story.LOGINS[0].email, "password": story.PASSWORD}
        (await client.post("/sign-in", json=who)).raise_for_status()
        following = asyncio.create_task(follow(client))
        try:
            yield heard
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following


async def keep_sending(demo: Running, account: str) -> list[bytes | None]:
    """Let a panel say the same every few seconds while the database is gone."""
    answers, end = [], time.monotonic() + OUTAGE_S
    while time.monotonic() < end:
        answers.append(await send(demo.alarm_port, burglary(account), within_s=5))
        await asyncio.sleep(2)
    return answers


async def test_after_half_a_minute_without_the_database_all_goes_on_within_seconds(
    demo: Running,
) -> None:
    late, early = demo.add_panels(2)
    await be_known(demo.alarm_port, early)
    await insist(demo.alarm_port, burglary(early))
    await until(lambda: not demo.ask(NOT_RAISED), within_s=5)
    before = [demo.pid_of(part) for part in PARTS]
    async with screen(demo) as heard:
        await until(lambda: "beat" in heard, within_s=5)
        os.kill(demo.group, signal.SIGSTOP)  # the supervisor, so that nobody starts it again
        demo.signal_database(signal.SIGKILL)
        try:
            answers = await keep_sending(demo, late)
            assert not any(is_acknowledged(answer) for answer in answers), "nothing was stored"
            known = len(heard)
        finally:
            os.kill(demo.group, signal.SIGCONT)
        again_by = time.monotonic() + AGAIN_WITHIN_S
        await insist(demo.alarm_port, burglary(late), within_s=AGAIN_WITHIN_S)
        await until(lambda: {"queue", "beat"} <= set(heard[known:]), within_s=AGAIN_WITHIN_S)
        await until(lambda: len(demo.ask(RINGS_AGAIN)) > 0, within_s=AGAIN_WITHIN_S)
        await until(lambda: not demo.ask(NOT_RAISED), within_s=AGAIN_WITHIN_S)
        await until(lambda: not demo.ask(UNSETTLED), within_s=AGAIN_WITHIN_S)
        demo.wait_until_ready()
        assert time.monotonic() < again_by, "all of it, one beside the other"
    assert demo.ask(LOST) == []
    assert len(demo.ask("select 1 from incident where state = 'waiting'")) == 2
    assert [demo.pid_of(part) for part in PARTS] == before, "no process ends for want of it"
