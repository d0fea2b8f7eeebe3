"""The deadline loop: makes the time limits come true while nobody is watching."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.app.incident import look
from tocsin.app.ports import Work
from tocsin.db.bell import TICK_S, Ear
from tocsin.db.deadline import next_due, put_off
from tocsin.db.need import postpone
from tocsin.db.work import PostgresWork
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

TRY_AGAIN_AFTER_S = 1.0
HELD_S = 0.02
HANDS = 4  # looks taken at the same time by one process, when so many are due
IN_ONE_GO = 25  # looks of one hand before the loop shows that it is alive

TAKE_OVER_BY_HAND = "Tocsin failed at this incident. Work it by hand from here on."

logger = logging.getLogger("tocsin.deadline")


class OpensWork(Protocol):
    def __call__(self, name: str) -> AbstractAsyncContextManager[Work]: ...


class OpensPostgresWork(Protocol):
    def __call__(self, name: str) -> AbstractAsyncContextManager[PostgresWork]: ...


async def meet_one(open_work: OpensWork, claimed: Callable[[UUID], None]) -> bool:
    """Meet the most pressing deadline that has come, if there is one, in its own transaction."""
    async with open_work("look") as work:
        incident = await work.incidents.claim_due()
        if incident is None:
            return False
        claimed(incident.id)
        await look(work, incident)
        return True


async def meet_deadlines(
    open_work: OpensPostgresWork, pool: AsyncConnectionPool, ear: Ear, pulse: Pulse
) -> None:
    """Meet deadlines until cancelled: at once when one is set, at its time, and every second."""
    while True:
        pulse.turn()
        try:
            wait_s, due = await next_due(pool, HANDS)
            if due == 0:
                await ear.wait(min(TICK_S, wait_s))
                continue
            met = await asyncio.gather(*(_meet_some(open_work, pool) for _ in range(due)))
            if not any(met):
                await pause(HELD_S)  # somebody else has just those in hand
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database: %s", error)
            await pause(TRY_AGAIN_AFTER_S)


async def _meet_some(open_work: OpensPostgresWork, pool: AsyncConnectionPool) -> int:
    """Meet what is due, the most pressing first, but no more than a few."""
    met = 0
    try:
        while met < IN_ONE_GO and await _meet_one_or_tell(open_work, pool):
            met += 1
    except (OperationalError, PoolTimeout) as error:
        logger.warning("a look was not possible: %s", error)
    return met


async def _meet_one_or_tell(open_work: OpensPostgresWork, pool: AsyncConnectionPool) -> bool:
    """Meet one; if that fails through a fault of ours, tell an operator and go on with the next."""
    claimed: list[UUID] = []
    try:
        return await meet_one(open_work, claimed.append)
    except (OperationalError, PoolTimeout):
        raise
    except Exception:
        logger.exception("the look at incident %s failed", claimed)
        await tell_and_put_off(open_work, pool, claimed)
        return True


async def tell_and_put_off(
    open_work: OpensPostgresWork, pool: AsyncConnectionPool, incident_ids: Sequence[UUID]
) -> None:
    """Put a failed look off, and say so on the board and in the journal.

    Where just that fails too, the look is put off all the same: the others must not wait for it.
    """
    try:
        async with open_work("postpone") as work:
            for incident_id in incident_ids:
                await postpone(work, incident_id, TAKE_OVER_BY_HAND)
    except (OperationalError, PoolTimeout):
        raise
    except Exception:
        logger.exception("incident %s could not even be told of", incident_ids)
        await put_off(pool, incident_ids)
