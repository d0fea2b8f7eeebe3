"""Says every two seconds that a loop is alive, so that the board can say when it is not (P12)."""

import logging
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.db.heartbeat import say_alive
from tocsin.pause import pause

BEAT_EVERY_S = 2.0

logger = logging.getLogger("tocsin.beat")


class Pulse:
    """What one loop has done of late: a loop that hangs must not be called alive."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.has_turned = True

    def turn(self) -> None:
        """Say that the loop came round once more."""
        self.has_turned = True


async def beat(pool: AsyncConnectionPool, process: UUID, pulses: list[Pulse]) -> None:
    """Write down who is alive, until cancelled; whoever has not turned since is left out."""
    while True:
        alive = [pulse.name for pulse in pulses if pulse.has_turned]
        for pulse in pulses:
            pulse.has_turned = False
        try:
            async with pool.connection() as connection:
                await say_alive(connection, process, alive)
        except (OperationalError, PoolTimeout) as error:
            # Silence tells the board enough. Ending the process would hang up on every panel.
            logger.warning("no database to be alive in: %s", error)
        await pause(BEAT_EVERY_S)
