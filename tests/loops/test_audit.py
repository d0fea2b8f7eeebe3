"""The auditor (P12): what breaks a promise is found, said, and set right where that can be."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import CANALSIDE, arrival, ask, store_and_raise
from tocsin.db.heartbeat import PARTS
from tocsin.db.work import WorkOpener
from tocsin.gateways.ping import DeadMansCall, NotHeard
from tocsin.loops import audit as auditing
from tocsin.loops.audit import audit, audit_once
from tocsin.loops.beat import Pulse

BEAT = """
    insert into heartbeat (name, process, heard_at)
    select name, gen_random_uuid(), clock_timestamp() from unnest(%(names)s::text[]) as name
"""
NEXT_LOOKS = "select count(*) from deadline where kind = 'look'"
OWED_FOR_A_MINUTE = """
    insert into signal_due (subject_id, received_at, id, subject_kind, channel, report)
    select subject_id, received_at - interval '1 minute', id, subject_kind, channel, report
    from signal
"""


@pytest.fixture
async def pool(addresses: Addresses) -> AsyncIterator[AsyncConnectionPool]:
    async with AsyncConnectionPool(addresses.engine, min_size=1, max_size=2, open=False) as pool:
        yield pool


@pytest.fixture
def all_heard(addresses: Addresses) -> None:
    """Let every part have been heard just now."""
    names = ["deadline", "outbox", "raise", "receive", "session", "store", "supervise"]
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(BEAT, {"names": names})


@pytest.mark.usefixtures("all_heard")
async def test_where_all_is_as_it_must_be_nothing_is_found(
    pool: AsyncConnectionPool, engine_work: WorkOpener
) -> None:
    await store_and_raise(engine_work, CANALSIDE, arrival(CANALSIDE))
    assert await audit_once(pool, engine_work)


@pytest.mark.usefixtures("all_heard")
async def test_p1_an_incident_that_nobody_would_look_at_again_is_looked_at_and_shown(
    addresses: Addresses, pool: AsyncConnectionPool, engine_work: WorkOpener
) -> None:
    await store_and_raise(engine_work, CANALSIDE, arrival(CANALSIDE))
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("delete from deadline")
    assert not await audit_once(pool, engine_work)
    assert ask(addresses.owner, NEXT_LOOKS) == [1]
    (reason,) = ask(addresses.owner, "select needs_human from incident")
    assert "look yourself" in reason
    kinds = ask(addresses.owner, "select kind from journal_entry order by number")
    assert kinds[-1] == "incident.needs_human"
    assert await audit_once(pool, engine_work)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            "update deadline set due_at = clock_timestamp() - interval '2 minutes'",
            "deadlines have come",
        ),
        (
            OWED_FOR_A_MINUTE,
            "wait to be raised",
        ),
    ],
)
@pytest.mark.usefixtures("all_heard")
async def test_what_should_have_been_done_is_said(
    addresses: Addresses,
    pool: AsyncConnectionPool,
    engine_work: WorkOpener,
    caplog: pytest.LogCaptureFixture,
    *,
    fault: str,
    words: str,
) -> None:
    await store_and_raise(engine_work, CANALSIDE, arrival(CANALSIDE))
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(fault.encode())
    assert not await audit_once(pool, engine_work)
    assert words in caplog.text


async def test_a_part_that_is_not_heard_is_a_finding(
    pool: AsyncConnectionPool, engine_work: WorkOpener, caplog: pytest.LogCaptureFixture
) -> None:
    assert not await audit_once(pool, engine_work, is_start=True)
    assert "not heard" not in caplog.text, "at a start nobody can have been heard"
    assert not await audit_once(pool, engine_work)
    assert "not heard: deadline" in caplog.text


class Watcher(BaseHTTPRequestHandler):
    """Somebody outside, who counts the calls."""

    calls: ClassVar[list[str]] = []
    answer: ClassVar[int] = 200

    def do_GET(self) -> None:
        self.calls.append(self.path)
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def watcher(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Watcher, "calls", [])
    monkeypatch.setattr(Watcher, "answer", 200)
    server = HTTPServer(("127.0.0.1", 0), Watcher)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ping/abc"
    server.shutdown()
    server.server_close()


async def run_for_a_while(
    pool: AsyncConnectionPool,
    engine_work: WorkOpener,
    pulse: Pulse,
    url: str,
    *,
    at_most_s: float = 0.5,
) -> None:
    """Run until somebody was called and the board hears of it, or for so long."""
    running = asyncio.create_task(audit(pool, engine_work, pulse, DeadMansCall(url)))
    with suppress(TimeoutError):
        async with asyncio.timeout(at_most_s):
            while not (Watcher.calls and pulse.has_turned):  # noqa: ASYNC110  calls ring no bell
                await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.usefixtures("all_heard")
async def test_p12_somebody_outside_is_called_while_all_is_well(
    pool: AsyncConnectionPool, engine_work: WorkOpener, watcher: str
) -> None:
    pulse = Pulse("audit")
    pulse.has_turned = False
    await run_for_a_while(pool, engine_work, pulse, watcher, at_most_s=10)
    assert (Watcher.calls, pulse.has_turned) == (["/ping/abc"], True)


async def test_p12_the_calls_stop_when_something_is_wrong(
    pool: AsyncConnectionPool, engine_work: WorkOpener, watcher: str
) -> None:
    pulse = Pulse("audit")
    pulse.has_turned = False
    await run_for_a_while(pool, engine_work, pulse, watcher)
    assert (Watcher.calls, pulse.has_turned) == ([], False)


async def test_a_call_that_nobody_takes_is_said_and_ends_nothing(watcher: str) -> None:
    Watcher.answer = 500
    with pytest.raises(NotHeard, match="500"):
        await DeadMansCall(watcher)()
    with pytest.raises(NotHeard):
        await DeadMansCall("http://127.0.0.1:9/")()


def test_the_interval_is_shorter_than_what_a_watcher_allows() -> None:
    assert auditing.AUDIT_EVERY_S <= 60


async def test_a_whole_that_has_just_started_is_audited_again_soon(
    addresses: Addresses,
    pool: AsyncConnectionPool,
    engine_work: WorkOpener,
    *,
    watcher: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody was heard yet: half a minute until the next look would be a start of half a minute."""
    monkeypatch.setattr(auditing, "TURN_EVERY_S", 0.01)
    monkeypatch.setattr(auditing, "AGAIN_AFTER_S", 0.05)
    pulse = Pulse("audit")
    pulse.has_turned = False
    running = asyncio.create_task(audit(pool, engine_work, pulse, DeadMansCall(watcher)))
    await asyncio.sleep(0.2)
    assert (Watcher.calls, pulse.has_turned) == ([], False)
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(BEAT, {"names": list(PARTS)})
    await asyncio.sleep(0.5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (Watcher.calls, pulse.has_turned) == (["/ping/abc"], True)
