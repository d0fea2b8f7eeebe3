"""The deadline loop: makes the time limits come true while nobody is watching."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from math import ceil
from typing import Protocol
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool

from tocsin.app.incident import look
from tocsin.app.ports import Work
from tocsin.db.bell import TICK_S, Ear
from tocsin.db.deadline import next_due, put_off
from tocsin.db.errors import is_outage
from tocsin.db.need import postpone
from tocsin.db.work import PostgresWork
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

TRY_AGAIN_AFTER_S = 1.0
HELD_S = 0.02
HANDS = 4  # transactions that look at the same time in one process, when so much is due
TOGETHER = 25  # looks of one transaction: whoever clicks on one of them waits for all, some 30 ms
IN_ONE_GO = 100  # looks of one hand before the loop shows that it is alive

TAKE_OVER_BY_HAND = "Tocsin failed at this incident. Work it by hand from here on."

logger = logging.getLogger("tocsin.deadline")


class OpensWork(Protocol):
    def __call__(self, name: str) -> AbstractAsyncContextManager[Work]: ...


class OpensPostgresWork(Protocol):
    def __call__(self, name: str) -> AbstractAsyncContextManager[PostgresWork]: ...


async def meet_due(open_work: OpensWork, claimed: Callable[[UUID], None], at_most: int = 1) -> int:
    """Meet the most pressing deadlines that have come, together; say how many were claimed."""
    async with open_work("look") as work:
        ids = await work.incidents.claim_due(at_most)
        for incident_id in ids:
            claimed(incident_id)
        if ids:
            for incident in await work.incidents.get_claimed(ids):
                await look(work, incident)
    return len(ids)


async def meet_deadlines(
    open_work: OpensPostgresWork, pool: AsyncConnectionPool, ear: Ear, pulse: Pulse
) -> None:
    """Meet deadlines until cancelled: at once when one is set, at its time, and every second."""
    while True:
        pulse.turn()
        try:
            wait_s, due = await next_due(pool, HANDS * TOGETHER)
            if due == 0:
                await ear.wait(min(TICK_S, wait_s))
                continue
            hands = ceil(due / TOGETHER)
            met = await asyncio.gather(*(_meet_some(open_work, pool) for _ in range(hands)))
            if not any(met):
                await pause(HELD_S)  # somebody else has just those in hand
        except OperationalError as error:
            logger.warning("no database: %s", error)
            await pause(TRY_AGAIN_AFTER_S)


async def _meet_some(open_work: OpensPostgresWork, pool: AsyncConnectionPool) -> int:
    """Meet what is due, the most pressing first, but no more than a few.

    Where a look fails through a fault of ours, each is taken by itself, and of the one that fails
    an operator is told: the others must not wait for it.
    """
    met, together = 0, TOGETHER
    try:
        while met < IN_ONE_GO:
            claimed: list[UUID] = []
            try:
                if await meet_due(open_work, claimed.append, together) == 0:
                    break
            except Exception as error:
                if not claimed or is_outage(error):
                    raise
                logger.exception("the look at %s failed", claimed)
                if len(claimed) > 1:
                    together = 1
                    continue
                await tell_and_put_off(open_work, pool, claimed[0])
            met += len(claimed)
    except OperationalError as error:
        logger.warning("a look was not possible: %s", error)
    return met


async def tell_and_put_off(
    open_work: OpensPostgresWork, pool: AsyncConnectionPool, incident_id: UUID
) -> None:
    """Put a failed look off, and say so on the board and in the journal.

    Where just that fails too, the look is put off all the same: the others must not wait for it.
    """
    try:
        async with open_work("postpone") as work:
            await postpone(work, incident_id, TAKE_OVER_BY_HAND)
    except Exception as error:
        if is_outage(error):
            raise
        logger.exception("incident %s could not even be told of", incident_id)
        await put_off(pool, incident_id)
