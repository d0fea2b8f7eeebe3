"""Says every two seconds that a loop is alive, so that the board can say when it is not (P12)."""

from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from tocsin.db.heartbeat import say_alive
from tocsin.pause import pause

BEAT_EVERY_S = 2.0


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
        async with pool.connection() as connection:
            await say_alive(connection, process, alive)
        await pause(BEAT_EVERY_S)
