"""The session loop: whoever does not let themselves be heard becomes an alarm in time."""

import logging
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Protocol
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.app.heartbeat import miss_phones
from tocsin.app.ports import Work
from tocsin.app.session import look_at_session
from tocsin.db.bell import TICK_S, Ear
from tocsin.db.errors import is_outage
from tocsin.db.session import put_off, until_next
from tocsin.domain.session.heartbeat import HEARD_WITHIN
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

TRY_AGAIN_AFTER_S = 1.0
TOGETHER = 25  # looks of one transaction
HELD_S = 0.02
PATIENCE_S = HEARD_WITHIN.total_seconds()

logger = logging.getLogger("tocsin.session")


class OpensWork(Protocol):
    def __call__(self, name: str) -> AbstractAsyncContextManager[Work]: ...


async def meet_due(
    open_work: OpensWork, claimed: Callable[[UUID], None], at_most: int = TOGETHER
) -> int:
    """Look at sessions whose time has come, in one transaction; return at how many."""
    async with open_work("look_at_session") as work:
        sessions = await work.sessions.claim_due(at_most)
        for session in sessions:
            claimed(session.id)
        for session in sessions:
            await look_at_session(work, session)
    return len(sessions)


async def look_at_sessions(
    open_work: OpensWork,
    pool: AsyncConnectionPool,
    ear: Ear,
    ring: Callable[[], None],
    pulse: Pulse,
) -> None:
    """Look until cancelled: at once when one changes, at its time, and every second.

    A phone is missed only once we have heard phones for as long ourselves: an outage of ours is
    none of theirs.
    """
    hearing_since = monotonic()
    while True:
        try:
            met, failed = await _meet_some(open_work, pool)
            missed, untold = 0, False
            if monotonic() - hearing_since >= PATIENCE_S:
                missed, untold = await _miss_some(open_work)
            if not (failed or untold):
                pulse.turn()
            if met or missed:
                ring()
            elif not failed:
                await ear.wait(max(HELD_S, min(TICK_S, await until_next(pool))))
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database: %s", error)
            hearing_since = monotonic()
            await pause(TRY_AGAIN_AFTER_S)


async def _miss_some(open_work: OpensWork) -> tuple[int, bool]:
    """Tell of phones that are gone; return of how many, and whether that failed at one of them.

    Then each is taken by itself: a fault of ours at one holds up no other, and no session. It is
    tried again with the next turn, and the loop does not say meanwhile that it lives.
    """
    claimed: list[UUID] = []
    try:
        return await _miss(open_work, TOGETHER, claimed.append), False
    except Exception as error:
        if is_outage(error):
            raise
        logger.exception("of the phones %s nobody could be told", claimed)
    met, seen = 0, set[UUID]()
    for _ in claimed:
        alone: list[UUID] = []
        try:
            met += await _miss(open_work, 1, alone.append, seen)
        except Exception as error:
            if is_outage(error):
                raise
            logger.exception("of the phone %s nobody could be told", alone)
        seen.update(alone)
    return met, True


async def _miss(
    open_work: OpensWork, at_most: int, claimed: Callable[[UUID], None], but: Collection[UUID] = ()
) -> int:
    async with open_work("miss_phones") as work:
        return await miss_phones(work, at_most, claimed, but)


async def _meet_some(open_work: OpensWork, pool: AsyncConnectionPool) -> tuple[int, bool]:
    """Meet what is due; return how many, and whether a look failed through a fault of ours.

    Then each is taken by itself, and the one that fails is put off: the others must not wait. The
    loop does not say that it lives meanwhile, so that the board names it.
    """
    claimed: list[UUID] = []
    try:
        return await meet_due(open_work, claimed.append), False
    except Exception as error:
        if not claimed or is_outage(error):
            raise
        logger.exception("the looks at sessions %s failed", claimed)
    met = 0
    for _ in claimed:
        alone: list[UUID] = []
        try:
            met += await meet_due(open_work, alone.append, at_most=1)
        except Exception as error:
            if not alone or is_outage(error):
                raise
            logger.exception("the look at session %s failed", alone[0])
            await put_off(pool, alone[0])
    return met, True
