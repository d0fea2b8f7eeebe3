"""A whole alarm receiver on real sockets, beside a real PostgreSQL; and panels that call it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from tests.conftest import ALARM_PORT, Addresses
from tests.domain.specimen import KEY
from tocsin.db.bell import Ear
from tocsin.db.work import Means, WorkOpener
from tocsin.gateways.clock import new_id, new_salt
from tocsin.loops.alarm_door import receive
from tocsin.loops.alarm_receiver import Receiver
from tocsin.loops.beat import Pulse
from tocsin.loops.raising import Raiser, raise_what_is_due

PATIENCE_S = 10.0
SILENCE_S = 0.4  # after which an answer is taken not to come


def free_port() -> int:
    """Find a port that is free for both TCP and UDP just now."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        port: int = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        return port


@dataclass(frozen=True)
class Caller:
    """One panel's connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, said: bytes) -> None:
        self.writer.write(said)

    async def answer(self) -> bytes:
        async with asyncio.timeout(PATIENCE_S):
            return await self.reader.readuntil(b"\r")

    async def says_nothing(self) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(SILENCE_S):
                return await self.reader.read(1) == b""
        return True

    async def is_closed(self) -> bool:
        async with asyncio.timeout(PATIENCE_S):
            return await self.reader.read(1) == b""


@dataclass(frozen=True)
class Door:
    """A receiver that runs, and the database behind it."""

    port: int
    receiver: Receiver
    owner: str

    @asynccontextmanager
    async def caller(self) -> AsyncIterator[Caller]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            yield Caller(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def ask(self, query: LiteralString, **values: object) -> list[dict[str, Any]]:
        connection = await psycopg.AsyncConnection.connect(self.owner, row_factory=dict_row)
        async with connection:
            return await (await connection.execute(query, values)).fetchall()

    async def do(self, *statements: LiteralString) -> None:
        async with await psycopg.AsyncConnection.connect(self.owner) as connection:
            for statement in statements:
                await connection.execute(statement)

    async def await_rows(self, query: LiteralString, count: int) -> list[dict[str, Any]]:
        """Wait until a query gives so many rows, and no more."""
        async with asyncio.timeout(PATIENCE_S):
            while len(rows := await self.ask(query)) < count:  # noqa: ASYNC110  rows ring no bell
                await asyncio.sleep(0.02)
        assert len(rows) == count
        return rows


@asynccontextmanager
async def open_door(addresses: Addresses, *, line: int = ALARM_PORT) -> AsyncIterator[Door]:
    """Run a receiver as its process does: that of the line whose port is given."""
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(
            AsyncConnectionPool(
                addresses.engine, min_size=1, max_size=4, reconnect_timeout=1.0, open=False
            )
        )
        raiser = Raiser(WorkOpener(pool, Means(new_id=new_id, new_salt=new_salt, sealer=KEY)))
        ear, port = Ear(), free_port()
        receiver = Receiver(addresses.engine, line, ear.heard.set, pool)
        parts = [
            receiver.keep_informed(Ear(), Pulse("receive")),
            receiver.hearing.write_down(pool, receiver.listening_line),
            raiser.run(),
            raise_what_is_due(pool, raiser, ear, Pulse("raise")),
            receiver.write(Pulse("store")),
            receive(receiver, "127.0.0.1", port),
        ]
        running = [asyncio.create_task(part) for part in parts]
        try:
            await receiver.was_ready.wait()
            await asyncio.sleep(0.01)
            yield Door(port, receiver, addresses.owner)
        finally:
            for one in running:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)


@pytest.fixture
async def door(addresses: Addresses) -> AsyncIterator[Door]:
    async with open_door(addresses) as door:
        yield door
