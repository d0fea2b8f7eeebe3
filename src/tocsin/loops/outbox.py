"""The outbox loop: does what is owed to the outside world, again and again until it is done.

An entry is claimed by a lease that is committed before anything leaves. A process that dies
then leaves a lease that runs out: nobody knows whether it was done, so it is done again.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.db.bell import Ear
from tocsin.db.outbox import Owed, claim_owed, fail_owed, settle_owed
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

TRY_AGAIN_AFTER_S = 1.0

# How each kind is done; what it returns is kept with the entry. It raises when it could not.
Deeds = Mapping[str, Callable[[Owed], Awaitable[str]]]

logger = logging.getLogger("tocsin.outbox")


async def do_owed(
    pool: AsyncConnectionPool, deeds: Deeds, new_id: Callable[[], UUID], ear: Ear, pulse: Pulse
) -> None:
    """Do what is owed until cancelled."""
    while True:
        pulse.turn()
        try:
            if not await do_one(pool, deeds, new_id()):
                await ear.wait()
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database: %s", error)
            await pause(TRY_AGAIN_AFTER_S)


async def do_one(pool: AsyncConnectionPool, deeds: Deeds, lease: UUID) -> bool:
    """Do the entry that has been owed longest, if there is one."""
    async with pool.connection() as connection:
        owed = await claim_owed(connection, lease)
    if owed is None:
        return False
    try:
        result = await deeds[owed.kind](owed)
    except Exception as error:
        logger.exception("%s for %s failed", owed.kind, owed.subject_id)
        async with pool.connection() as connection:
            await fail_owed(connection, owed, f"{type(error).__name__}: {error}")
        return True
    async with pool.connection() as connection:
        await settle_owed(connection, owed, result)
    return True
