"""The bell: after a commit, wakes whoever waits for news. It carries no content, and may be lost.

NOTIFY inside a transaction would serialise every commit across the disk flush; so it goes out
afterwards, on a connection of its own, at most every few milliseconds. Whoever listens also
looks by itself every second: a lost ring costs one tick. What was stored and what was changed ring
on channels of their own: a flood at the door must not wake what waits for changes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import LiteralString

import psycopg

from tocsin.pause import pause

LISTEN = "listen tocsin_signals; listen tocsin_changes"
AT_MOST_EVERY_S = 0.05
TRY_AGAIN_AFTER_S = 1.0
TICK_S = 1.0

logger = logging.getLogger("tocsin.bell")


class News(StrEnum):
    """What a ring is about."""

    SIGNALS = "tocsin_signals"  # stored, and not yet raised
    CHANGES = "tocsin_changes"  # of incidents: for screens, deadlines and the outbox


NOTIFY: dict[News, LiteralString] = {
    News.SIGNALS: "notify tocsin_signals",
    News.CHANGES: "notify tocsin_changes",
}


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
        self._news: set[News] = set()
        self._ears: dict[News, list[Ear]] = {news: [] for news in News}

    def ear(self, news: News) -> Ear:
        """Give somebody an ear of their own."""
        ear = Ear()
        self._ears[news].append(ear)
        return ear

    def ring(self, news: News) -> None:
        """Let everybody know that something was committed. Never waits, never fails."""
        self._news.add(news)
        self._rung.set()

    def _wake(self, news: News) -> None:
        for ear in self._ears[news]:
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
        async for heard in connection.notifies():
            self._wake(News(heard.channel))

    async def _send(self, connection: psycopg.AsyncConnection) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            while self._news:
                await connection.execute(NOTIFY[self._news.pop()])
            await pause(AT_MOST_EVERY_S)
