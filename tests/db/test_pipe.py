"""A pipe: sent before the one ahead is answered, each by itself, and confirmed once it is (P5)."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg.errors import InvalidTextRepresentation, UndefinedTable

from tests.conftest import Addresses
from tocsin.db import pipe as piping
from tocsin.db.pipe import Pipe

WITHIN_S = 20.0
KEEP = (
    "insert into kept (text) select value from json_array_elements_text(%(texts)s::json) as value"
)
TERMINATE = "select pg_terminate_backend(%s)"


@pytest.fixture
async def owner(addresses: Addresses) -> AsyncIterator[psycopg.AsyncConnection]:
    connect = psycopg.AsyncConnection.connect(addresses.owner, autocommit=True)
    async with await connect as connection:
        await connection.execute("create table kept (n serial, text text check (text <> 'bad'))")
        yield connection


async def kept(owner: psycopg.AsyncConnection) -> list[str]:
    return [
        text
        for (text,) in await (await owner.execute("select text from kept order by n")).fetchall()
    ]


async def backend_of(owner: psycopg.AsyncConnection) -> int:
    cursor = await owner.execute(
        "select pid from pg_stat_activity where query like 'insert into kept%'"
    )
    (row,) = await cursor.fetchall()
    return int(row[0])


async def test_what_is_refused_harms_nothing_before_or_behind_it(
    addresses: Addresses, owner: psycopg.AsyncConnection
) -> None:
    async with Pipe.open(addresses.owner, KEEP, WITHIN_S) as pipe:
        sent = ['["a", "b"]', '["c", "bad"]', "no json", '["d"]']
        came = await asyncio.gather(
            *(pipe.run(value, WITHIN_S) for value in sent), return_exceptions=True
        )
        assert await kept(owner) == ["a", "b", "d"]
    assert [type(one) for one in came[1:3]] == [
        psycopg.errors.CheckViolation,
        InvalidTextRepresentation,
    ]
    assert (came[0], came[3]) == (None, None)


async def test_what_is_larger_than_the_socket_takes_goes_all_the_same(
    addresses: Addresses, owner: psycopg.AsyncConnection
) -> None:
    large = "x" * 8_000_000
    async with Pipe.open(addresses.owner, KEEP, WITHIN_S) as pipe:
        await asyncio.gather(*(pipe.run(f'["{n}{large}"]', WITHIN_S) for n in range(3)))
    assert await kept(owner) == [f"{n}{large}" for n in range(3)]


async def test_a_lost_connection_is_told_to_all_who_wait_and_to_who_comes_then(
    addresses: Addresses, owner: psycopg.AsyncConnection
) -> None:
    async with Pipe.open(addresses.owner, KEEP, WITHIN_S) as pipe:
        await pipe.run('["a"]', WITHIN_S)
        async with owner.transaction():
            await owner.execute("lock table kept")
            waiting = [asyncio.create_task(pipe.run('["b"]', WITHIN_S)) for _ in range(2)]
            await asyncio.sleep(0.1)
            await owner.execute(TERMINATE, [await backend_of(owner)])
            came = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one, psycopg.OperationalError) for one in came), came
        with pytest.raises(psycopg.OperationalError):
            await pipe.run('["c"]', WITHIN_S)
    assert await kept(owner) == ["a"]


async def test_one_that_died_with_nothing_to_do_is_found_out_at_the_next(
    addresses: Addresses, owner: psycopg.AsyncConnection
) -> None:
    async with Pipe.open(addresses.owner, KEEP, WITHIN_S) as pipe:
        await pipe.run('["a"]', WITHIN_S)
        await owner.execute(TERMINATE, [await backend_of(owner)])
        with pytest.raises(psycopg.OperationalError):
            await pipe.run('["b"]', WITHIN_S)


async def test_a_silent_one_is_left_behind_and_ends_with_its_last_answer(
    addresses: Addresses, owner: psycopg.AsyncConnection
) -> None:
    async with Pipe.open(addresses.owner, KEEP, WITHIN_S) as pipe:
        await pipe.run('["a"]', WITHIN_S)
        backend = await backend_of(owner)
        os.kill(backend, signal.SIGSTOP)
        try:
            with pytest.raises(psycopg.OperationalError, match="no answer in"):
                await pipe.run('["b"]', 0.2)
        finally:
            os.kill(backend, signal.SIGCONT)
    assert pipe in piping._left_behind
    async with asyncio.timeout(WITHIN_S):
        while pipe in piping._left_behind:  # noqa: ASYNC110  it tells nobody when it goes
            await asyncio.sleep(0.01)
    assert pipe._pgconn.status == psycopg.pq.ConnStatus.BAD
    assert await kept(owner) == ["a", "b"]


async def test_a_statement_that_gets_no_answer_is_left_behind_too(
    addresses: Addresses, owner: psycopg.AsyncConnection
) -> None:
    """It waits for a lock before anything was ever sent."""
    async with owner.transaction():
        await owner.execute("lock table kept")
        with pytest.raises(psycopg.OperationalError, match="no answer in"):
            async with Pipe.open(addresses.owner, KEEP, 0.2):
                pytest.fail("it was opened")
        assert len(piping._left_behind) == 1
    async with asyncio.timeout(WITHIN_S):
        while piping._left_behind:  # noqa: ASYNC110  it tells nobody when it goes
            await asyncio.sleep(0.01)


async def test_of_too_many_silent_ones_no_more_are_left(
    addresses: Addresses, owner: psycopg.AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a connection of the server's, and it has a hundred."""
    monkeypatch.setattr(piping, "MOST_LEFT_BEHIND", 0)
    async with Pipe.open(addresses.owner, KEEP, WITHIN_S) as pipe:
        await pipe.run('["a"]', WITHIN_S)
        backend = await backend_of(owner)
        os.kill(backend, signal.SIGSTOP)
        late = asyncio.create_task(pipe.run('["b"]', 0.1))
        await asyncio.sleep(0.3)
        os.kill(backend, signal.SIGCONT)
        await late
    assert not piping._left_behind


async def test_a_statement_that_does_not_fit_is_said_at_once(addresses: Addresses) -> None:
    with pytest.raises(UndefinedTable):
        async with Pipe.open(addresses.owner, KEEP, WITHIN_S):
            pytest.fail("it was opened")
