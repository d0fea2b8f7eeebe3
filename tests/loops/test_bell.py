"""The bell: it wakes whoever waits in another process; cut off, it costs one tick and no more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import CANALSIDE, arrival, ask, open_incident
from tests.domain.specimen import KEY
from tocsin.db import bell
from tocsin.db.bell import Bell, Ear, News
from tocsin.db.signal import store
from tocsin.db.work import Means, WorkOpener
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.postgres_server import PostgresServer
from tocsin.loops.beat import Pulse
from tocsin.loops.raising import Raiser, raise_what_is_due
from tocsin.process.engine import Engine, open_engine

LONG_TICK_S = 60.0  # so long that whoever wakes within PATIENCE_S was woken
PATIENCE_S = 20.0
CUT = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = %s and pid <> pg_backend_pid() and (%s or query like '%%listen tocsin_%%')
"""


@pytest.fixture(autouse=True)
def _soon_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "TRY_AGAIN_AFTER_S", 0.05)


@asynccontextmanager
async def ringing(address: str) -> AsyncIterator[Bell]:
    one = Bell(address)
    running = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def is_woken(ear: Ear) -> bool:
    async with asyncio.timeout(PATIENCE_S):
        await ear.wait(LONG_TICK_S)
    return True


async def can_be_rung(by: Bell, ear: Ear) -> None:
    """Ring until it is heard: the ear's bell listens again."""
    async with asyncio.timeout(PATIENCE_S):
        while not ear.heard.is_set():
            by.ring(News.CHANGES)
            await asyncio.sleep(0.02)
    await asyncio.sleep(2 * bell.AT_MOST_EVERY_S)  # the last of those rings is heard, too
    ear.heard.clear()


def cut(server: PostgresServer, address: str, *, everything: bool = False) -> int:
    """Let the server end the connections that listen, or all; say how many."""
    name = str(conninfo_to_dict(address)["dbname"])
    with psycopg.connect(server.address(database="postgres"), autocommit=True) as owner:
        return len(owner.execute(CUT, (name, everything)).fetchall())


def admit(server: PostgresServer, address: str, *, anybody: bool) -> None:
    with psycopg.connect(server.address(database="postgres"), autocommit=True) as owner:
        owner.execute(
            "update pg_database set datallowconn = %s where datname = %s",
            (anybody, str(conninfo_to_dict(address)["dbname"])),
        )


async def ears_of(engine: Engine, by: Engine) -> tuple[Ear, Ear]:
    changes, signals = engine.bell.ear(News.CHANGES), engine.bell.ear(News.SIGNALS)
    await can_be_rung(by.bell, changes)
    return changes, signals


async def test_a_commit_in_one_process_wakes_an_ear_of_another_long_before_its_tick(
    addresses: Addresses,
) -> None:
    async with open_engine(addresses.engine, KEY) as one, open_engine(addresses.web, KEY) as other:
        changes, signals = await ears_of(other, one)
        waiting = asyncio.create_task(is_woken(changes))
        await open_incident(one.open_work, CANALSIDE)
        assert await waiting
        assert not signals.heard.is_set(), "a flood of either must not wake those of the other"
        one.bell.ring(News.SIGNALS)
        assert await is_woken(signals)


async def test_every_ear_of_a_bell_hears_each_ring_for_itself(addresses: Addresses) -> None:
    async with ringing(addresses.engine) as one:
        first, second = one.ear(News.CHANGES), one.ear(News.CHANGES)
        await can_be_rung(one, first)
        second.heard.clear()
        one.ring(News.CHANGES)
        assert await is_woken(first)
        assert await is_woken(second)


async def test_a_listener_that_is_cut_off_hears_again_before_long(
    postgres: PostgresServer, addresses: Addresses
) -> None:
    async with ringing(addresses.engine) as one, ringing(addresses.engine) as other:
        ear = other.ear(News.CHANGES)
        await can_be_rung(one, ear)
        assert cut(postgres, addresses.engine)
        await can_be_rung(one, ear)


async def test_a_bell_whose_database_is_gone_waits_and_rings_again_when_it_is_back(
    postgres: PostgresServer, addresses: Addresses, caplog: pytest.LogCaptureFixture
) -> None:
    async with ringing(addresses.engine) as one, ringing(addresses.engine) as other:
        ear = other.ear(News.CHANGES)
        await can_be_rung(one, ear)
        admit(postgres, addresses.engine, anybody=False)
        assert cut(postgres, addresses.engine, everything=True)
        one.ring(News.CHANGES)
        async with asyncio.timeout(PATIENCE_S):
            while caplog.text.count("not currently accepting connections") < 8:  # noqa: ASYNC110  a log
                await asyncio.sleep(0.02)
        admit(postgres, addresses.engine, anybody=True)
        await can_be_rung(one, ear)


async def test_what_is_stored_is_raised_within_a_tick_by_loops_that_no_bell_reaches(
    addresses: Addresses,
) -> None:
    async with AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool:
        raiser = Raiser(WorkOpener(pool, Means(new_id=new_id, new_salt=new_salt, sealer=KEY)))
        loops = [
            asyncio.create_task(part)
            for part in (raiser.run(), raise_what_is_due(pool, raiser, Ear(), Pulse("raise")))
        ]
        await asyncio.sleep(0.1)  # it has looked, and found nothing
        async with pool.connection() as connection:
            await store(connection, [arrival(CANALSIDE)])
        async with asyncio.timeout(PATIENCE_S):
            while not ask(addresses.owner, "select 1 from incident"):  # noqa: ASYNC110  no bell
                await asyncio.sleep(0.02)
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
