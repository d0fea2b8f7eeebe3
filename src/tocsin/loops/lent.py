"""A connection that is given up when it falls silent.

A query on a silent connection cannot be cancelled: cancelling asks the same silent server, and
waits for it. So it is left behind with its connection, which ends when the system finds out, and
whatever was to be done is done over another one.
"""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Self

import psycopg

MOST_LEFT_BEHIND = 20

_left_behind: set[asyncio.Task[None]] = set()


class Lent:
    """Closes its connection at the end of the block, unless that was left behind."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self.connection = connection
        self._is_left = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if not self._is_left:
            await self.connection.close()

    async def within(self, seconds: float, doing: Coroutine[object, object, None]) -> None:
        """Do something over the connection. Raises OperationalError when it takes too long."""
        doing_it = asyncio.create_task(doing)
        try:
            await asyncio.wait({doing_it}, timeout=None if self._are_too_many() else seconds)
        except asyncio.CancelledError:
            doing_it.cancel()
            raise
        if doing_it.done():
            doing_it.result()
            return
        self._is_left = True
        _left_behind.add(doing_it)
        doing_it.add_done_callback(self._ended)
        raise psycopg.OperationalError(f"the database gave no answer in {seconds:.0f} seconds")

    @staticmethod
    def _are_too_many() -> bool:
        return len(_left_behind) >= MOST_LEFT_BEHIND

    def _ended(self, doing_it: asyncio.Task[None]) -> None:
        _left_behind.discard(doing_it)
        if not doing_it.cancelled():
            doing_it.exception()  # of something that was done again long ago
        self.connection.pgconn.finish()
