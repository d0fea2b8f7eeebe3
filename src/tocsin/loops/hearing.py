"""Which panels a receiver has heard, written down each second, and since when it listens."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.db.supervision import hear, listen
from tocsin.pause import pause

WRITE_EVERY_S = 1.0

logger = logging.getLogger("tocsin.hear")


class Hearing:
    """One receiver's ear. Without a word from it for a while, no panel of its line is silent."""

    def __init__(self) -> None:
        self._heard: dict[UUID, datetime] = {}
        self._line: UUID | None = None
        self._last: datetime | None = None  # when it was last written that this line listens

    def note(self, panel_ids: Iterable[UUID], now: datetime) -> None:
        for panel_id in panel_ids:
            self._heard[panel_id] = now

    async def write_down(
        self, pool: AsyncConnectionPool, listening_line: Callable[[], UUID | None]
    ) -> None:
        """Write down who was heard and that the line listens, until cancelled."""
        while True:
            try:
                await self.write_once(pool, listening_line())
            except (OperationalError, PoolTimeout) as error:
                logger.warning("no database: %s", error)
            await pause(WRITE_EVERY_S)

    async def write_once(self, pool: AsyncConnectionPool, line_id: UUID | None) -> None:
        """Write both in one transaction: a line that listens until now has told of all it heard."""
        heard = dict(self._heard)
        last = self._last if line_id == self._line else None
        async with pool.connection() as connection:
            if heard:
                await hear(connection, heard)
            if line_id is not None:
                last = await listen(connection, line_id, last)
        if line_id is not None:
            self._line, self._last = line_id, last
        for panel_id, at in heard.items():
            if self._heard[panel_id] == at:
                del self._heard[panel_id]
