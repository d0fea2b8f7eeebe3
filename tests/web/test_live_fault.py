"""Live, when something is wrong with a row or with a right: it is nobody else's trouble."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import Addresses
from tests.db.scene import ask, open_incident
from tests.web.browser import BURGLARY, PANIC, Browser, send
from tests.web.conftest import Raise
from tests.web.stream import following
from tests.web.test_live import CENTRE, cookie, ids
from tests.web.test_sign_in import ADD_KEY, own
from tocsin.db.view import Row
from tocsin.db.work import WorkOpener
from tocsin.demo import story
from tocsin.gateways.postgres_server import PostgresServer
from tocsin.process.engine import CONNECTIONS
from tocsin.web import audience, live
from tocsin.web.incident_view import row_shape
from tocsin.web.shapes import IncidentRow

CLOSE = sql.SQL("alter database {} allow_connections false")
ADMIT = sql.SQL("alter database {} allow_connections true")
PUT_OUT = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %(name)s"
TROUBLE_FOR_S = 3.0  # until the pool lets nobody wait any longer
CUT_EARS = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like '%listen tocsin_%' and pid <> pg_backend_pid()
"""


async def test_a_row_that_cannot_be_shown_stops_one_audiences_beats_and_nobodys_news(
    addresses: Addresses,
    api: FastAPI,
    program: Browser,
    raise_all: Raise,
    *,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A beat says that all is well; it must not say so while something is not told."""

    def broken(row: Row) -> IncidentRow:
        if row["subject_kind"] == "lone_worker":
            raise ValueError("a row that nobody foresaw")
        return row_shape(row)

    own(addresses, ADD_KEY, "hargreaves-key", story.HARGREAVES)
    customer = {"authorization": "Bearer hargreaves-key"}
    hub: live.LiveHub = api.state.live
    monkeypatch.setattr(audience, "AGAIN_AFTER_S", 0.1)
    async with following(api, CENTRE) as centres, following(api, customer) as customers:
        await centres.next("hello")
        await customers.next("hello")
        monkeypatch.setattr(live, "row_shape", broken)
        await send(program, PANIC)
        await raise_all()
        async with asyncio.timeout(3):
            while "the screens cannot be told" not in caplog.text:  # noqa: ASYNC110  it is the log
                await asyncio.sleep(0.02)
        assert hub.beat(story.NORTHGATE) is None
        assert hub.beat(story.HARGREAVES) is not None
        await send(program, BURGLARY)
        await raise_all()
        (seen,) = await ids(customers)
        assert await ids(centres) == {seen}
        monkeypatch.undo()
        while await ids(centres) == {seen}:
            pass
        await centres.next("beat")


@contextmanager
def closed_to_all(postgres: PostgresServer, address: str) -> Iterator[None]:
    """Let nobody into the database, and put out whoever is in it."""
    name = str(conninfo_to_dict(address)["dbname"])
    close, admit = (one.format(sql.Identifier(name)) for one in (CLOSE, ADMIT))
    with psycopg.connect(postgres.address(database="postgres"), autocommit=True) as server:
        server.execute(close)
        server.execute(PUT_OUT, {"name": name})
        yield
        server.execute(admit)


async def test_while_the_database_is_gone_the_stream_says_so_instead_of_a_beat(
    postgres: PostgresServer,
    addresses: Addresses,
    api: FastAPI,
    *,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "BEAT_EVERY_S", 0.05)
    async with following(api, CENTRE) as stream:
        await stream.next("beat")
        with closed_to_all(postgres, addresses.owner):
            told = await stream.next("cut")
            assert told.body == {"lacks": "database"}
            assert (await stream.next()).name == "cut", "it goes on to say so"
        await stream.next("beat", within=10)


async def full(api: FastAPI, stack: AsyncExitStack, _owner: psycopg.Connection) -> None:
    """Take each of the pool's connections."""
    for _ in range(CONNECTIONS):
        await stack.enter_async_context(api.state.parts.pool.connection())


async def slow(_api: FastAPI, _stack: AsyncExitStack, owner: psycopg.Connection) -> None:
    """Let the statement wait that asks for the parts, until its time is up."""
    owner.execute("lock table heartbeat in access exclusive mode")


@pytest.mark.parametrize("trouble", [full, slow])
async def test_of_a_pool_that_is_full_or_a_slow_statement_nothing_is_claimed(
    addresses: Addresses,
    api: FastAPI,
    trouble: Callable[[FastAPI, AsyncExitStack, psycopg.Connection], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Receivers go on, and panels get their answers: this process alone has trouble."""
    monkeypatch.setattr(live, "BEAT_EVERY_S", 0.05)
    hub: live.LiveHub = api.state.live
    async with following(api, CENTRE) as stream, AsyncExitStack() as stack:
        await stream.next("beat")
        with psycopg.connect(addresses.owner) as owner:
            await trouble(api, stack, owner)
            while hub.now() is not None:  # noqa: ASYNC110  nobody rings for a silence
                await asyncio.sleep(0.05)
            assert hub.beat(story.NORTHGATE) is None
            with pytest.raises(TimeoutError):
                await stream.next("cut", within=TROUBLE_FOR_S)
        await stack.aclose()
        await stream.next("beat")


async def test_who_has_no_role_follows_nothing(
    addresses: Addresses, api: FastAPI, olive: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_EVERY_S", 0.05)
    async with following(api, cookie(olive)) as stream:
        await stream.next("beat")
        own(addresses, "update person set roles = '{}' where email = 'olive@northgate.example'")
        await stream.next("signed_out")
    assert (await olive.get("/api/v1/live")).status_code == 403


async def test_a_transaction_that_somebody_left_open_keeps_no_alarm_from_the_board(
    addresses: Addresses, api: FastAPI, program: Browser, raise_all: Raise
) -> None:
    """It may be in any database of the server; nobody there would say that an alarm waits."""
    with psycopg.connect(addresses.owner) as left_open:
        left_open.execute("select pg_current_xact_id()")
        async with following(api, CENTRE) as centres:
            await centres.next("hello")
            await send(program, PANIC)
            await raise_all()
            (panic,) = await ids(centres)
            await send(program, BURGLARY)
            await raise_all()
            (burglary,) = await ids(centres)
            assert burglary != panic, "each is told once"
            assert (await centres.next("queue", "resync", "beat")).name == "beat"


async def test_a_screen_is_told_within_a_tick_though_no_bell_rings(
    addresses: Addresses, api: FastAPI, engine_work: WorkOpener
) -> None:
    """The web's ears are cut off, and whoever raises it rings for nobody."""
    async with following(api, CENTRE) as centres:
        await centres.next("hello")
        assert ask(addresses.owner, CUT_EARS) == [True]
        opened = await open_incident(engine_work)
        assert await ids(centres) == {str(opened)}
