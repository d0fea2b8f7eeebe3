"""What every process that works on the database has: a pool, a bell, and units of work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from tocsin.db.address import with_limits
from tocsin.db.bell import Bell, News
from tocsin.db.work import Means, WorkOpener
from tocsin.domain.record.seal import Sealer
from tocsin.gateways.clock import new_id, new_salt

CONNECTIONS = 8
WAIT_FOR_CONNECTION_S = 5.0
# The pool waits twice as long after each attempt to connect that failed, up to this long in all;
# then the next that asks begins anew. So a database that is back is found within a second or two,
# however long it was gone.
RECONNECT_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Engine:
    pool: AsyncConnectionPool
    bell: Bell
    open_work: WorkOpener


# Planning anew costs more than running: the tables that grow have a partition for each month. The
# statements of receivers and loops are few and name their rows by keys: they need no other plan for
# other values. A plan is made when the tables are still empty, so none may read a whole table, or
# gather all that is owed and sort it: with five thousand incidents each look would, too
# (tests/db/test_plan.py).
PLAN_ONCE = """
    set plan_cache_mode = force_generic_plan;
    set enable_seqscan = off;
    set enable_bitmapscan = off;
    set enable_mergejoin = off
"""

Configure = Callable[[AsyncConnection], Awaitable[None]]


async def plan_once(connection: AsyncConnection) -> None:
    """Make a new connection plan each statement once."""
    await connection.execute(PLAN_ONCE)
    await connection.commit()


@asynccontextmanager
async def open_engine(
    address: str, sealer: Sealer, *, configure: Configure | None = None
) -> AsyncIterator[Engine]:
    """Open the pool and the bell for one process, and close them behind it."""
    address = with_limits(address)
    bell = Bell(address)
    async with AsyncConnectionPool(
        address,
        min_size=2,
        max_size=CONNECTIONS,
        timeout=WAIT_FOR_CONNECTION_S,
        reconnect_timeout=RECONNECT_WITHIN_S,
        configure=configure,
        open=False,
    ) as pool:
        ringing = asyncio.create_task(bell.run())
        means = Means(new_id=new_id, new_salt=new_salt, sealer=sealer)
        try:
            yield Engine(pool, bell, WorkOpener(pool, means, ring=partial(bell.ring, News.CHANGES)))
        finally:
            ringing.cancel()
            with suppress(asyncio.CancelledError):
                await ringing
