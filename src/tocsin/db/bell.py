"""The bell: after a commit, wakes whoever waits for news. It carries no content, and may be lost.

NOTIFY inside a transaction would serialise every commit across the disk flush; so it goes out
afterwards, on a connection of its own, at most every few milliseconds. Whoever listens also
looks by itself every second: a lost ring costs one tick.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg

from tocsin.pause import pause

CHANNEL = "tocsin"
LISTEN = "listen tocsin"
NOTIFY = "notify tocsin"
AT_MOST_EVERY_S = 0.05
TRY_AGAIN_AFTER_S = 1.0
TICK_S = 1.0

logger = logging.getLogger("tocsin.bell")


class Ear:
    """One waiter's own memory of whether it rang."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()

    async def wait(self, within_s: float = TICK_S) -> None:
        """Wait for a ring, or until it is time to look anyway."""
        try:
            async with asyncio.timeout(within_s):
                await self.heard.wait()
        except TimeoutError:
            return
        self.heard.clear()


class Bell:
    def __init__(self, address: str) -> None:
        self._address = address
        self._rung = asyncio.Event()
        self._ears: list[Ear] = []

    def ear(self) -> Ear:
        """Give somebody an ear of their own."""
        ear = Ear()
        self._ears.append(ear)
        return ear

    def ring(self) -> None:
        """Let everybody know that something was committed. Never waits, never fails."""
        self._rung.set()
        self._wake()

    def _wake(self) -> None:
        for ear in self._ears:
            ear.heard.set()

    async def run(self) -> None:
        """Ring and listen until cancelled; a database that is gone is tried again."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep(self._listen))
            group.create_task(self._keep(self._send))

    async def _keep(self, part: Callable[[psycopg.AsyncConnection], Awaitable[None]]) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._address, autocommit=True
                ) as connection:
                    await part(connection)
            except psycopg.OperationalError as error:
                logger.warning("the bell has no database: %s", str(error).splitlines()[0])
                await pause(TRY_AGAIN_AFTER_S)

    async def _listen(self, connection: psycopg.AsyncConnection) -> None:
        await connection.execute(LISTEN)
        async for _ in connection.notifies():
            self._wake()

    async def _send(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            await connection.execute(NOTIFY)
            await pause(AT_MOST_EVERY_S)
