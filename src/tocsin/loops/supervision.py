"""The supervision loop: a panel that falls silent is brought before an operator."""

import logging
from collections.abc import Callable

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.app.supervision import AT_ONCE, supervise
from tocsin.db.ledger import database_clock
from tocsin.db.supervision import PostgresWatches
from tocsin.gateways.clock import new_id
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

LOOK_EVERY_S = 2.0

logger = logging.getLogger("tocsin.supervise")


async def supervise_panels(
    pool: AsyncConnectionPool, ring: Callable[[], None], pulse: Pulse, every_s: float = LOOK_EVERY_S
) -> None:
    """Look at what is silent until cancelled; ring when there is something to be raised."""
    while True:
        told = 0
        try:
            told = await look_once(pool)
            pulse.turn()
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database: %s", error)
        except Exception:
            # A fault of ours: the loop counts as silent on the board, and the others go on.
            logger.exception("the panels could not be looked at")
        if told:
            ring()
        if told < AT_ONCE:
            await pause(every_s)


async def look_once(pool: AsyncConnectionPool) -> int:
    """Tell of what fell silent or is heard again, in one transaction; return of how many."""
    async with pool.connection() as connection:
        watches = PostgresWatches(connection, new_id)
        return await supervise(watches, await database_clock(connection))
