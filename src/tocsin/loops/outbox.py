"""The outbox loop: does what is owed to the outside world, again and again until it is done.

An entry is claimed by a lease that is committed before anything leaves. A process that dies
then leaves a lease that runs out: nobody knows whether it was done, so it is done again. Each kind
has places of its own: a mail server that hangs stops no report, and no deed outlives its lease.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from tocsin.db.bell import Ear
from tocsin.db.need import tell_operators
from tocsin.db.outbox import (
    TOLD_ELSEWHERE,
    Owed,
    Share,
    claim_owed,
    fail_owed,
    settle_owed,
)
from tocsin.db.work import WorkOpener
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

TRY_AGAIN_AFTER_S = 1.0
DEED_WITHIN_S = 45.0  # shorter than a lease, so that nothing is done by two at once
# How many of each kind are done at once; all other kinds share one place, and stay on the machine.
AT_ONCE: Mapping[str, int] = {"notice": 4, "webhook": 8}

# How each kind is done; what it returns is kept with the entry. It raises when it could not.
Deeds = Mapping[str, Callable[[Owed], Awaitable[str]]]

EACH_DIED = "every process that tried it died of it"

logger = logging.getLogger("tocsin.outbox")


async def do_owed(
    open_work: WorkOpener,
    deeds: Deeds,
    new_id: Callable[[], UUID],
    ear: Callable[[], Ear],
    pulse: Pulse,
) -> None:
    """Do what is owed until cancelled."""
    async with asyncio.TaskGroup() as group:
        for kind, places in AT_ONCE.items():
            lane = Lane(open_work, deeds, Share(only=(kind,)), places)
            group.create_task(lane.run(new_id, ear(), pulse))
        rest = Lane(open_work, deeds, Share(but=tuple(AT_ONCE)), 1)
        group.create_task(rest.run(new_id, ear(), pulse))


class Lane:
    """Sees to some kinds of what is owed, so many at a time."""

    def __init__(self, open_work: WorkOpener, deeds: Deeds, share: Share, places: int) -> None:
        self._open_work, self._deeds, self._share = open_work, deeds, share
        self._places = asyncio.Semaphore(places)

    async def run(self, new_id: Callable[[], UUID], ear: Ear, pulse: Pulse) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                pulse.turn()
                await self._places.acquire()
                owed = await self._claim(new_id())
                if owed is None:
                    self._places.release()
                    await ear.wait()
                else:
                    group.create_task(self._do(owed))

    async def _claim(self, lease: UUID) -> Owed | None:
        try:
            async with self._open_work.pool.connection() as connection:
                return await claim_owed(connection, lease, self._share)
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database: %s", error)
            await pause(TRY_AGAIN_AFTER_S)
            return None

    async def _do(self, owed: Owed) -> None:
        try:
            await do(self._open_work, self._deeds, owed)
        except (OperationalError, PoolTimeout) as error:  # its lease runs out, and it is done again
            logger.warning("no database to write %s down in: %s", owed.kind, error)
        finally:
            self._places.release()


async def do_one(open_work: WorkOpener, deeds: Deeds, lease: UUID) -> bool:
    """Do the entry that has been owed longest, if there is one."""
    async with open_work.pool.connection() as connection:
        owed = await claim_owed(connection, lease)
    if owed is None:
        return False
    await do(open_work, deeds, owed)
    return True


async def do(open_work: WorkOpener, deeds: Deeds, owed: Owed) -> None:
    """Do what was claimed, and write down how it went."""
    if owed.is_deadly:
        await _fail(open_work, owed, EACH_DIED)
        return
    try:
        async with asyncio.timeout(DEED_WITHIN_S):
            result = await deeds[owed.kind](owed)
    except Exception as error:
        logger.exception("%s for %s failed", owed.kind, owed.subject_id)
        await _fail(open_work, owed, f"{type(error).__name__}: {error}")
        return
    async with open_work.pool.connection() as connection:
        await settle_owed(connection, owed, result)


async def _fail(open_work: WorkOpener, owed: Owed, error: str) -> None:
    """Write down that it failed; once it is given up, an operator is told of what they can mend."""
    async with open_work("fail_owed") as work:
        is_given_up = await fail_owed(work.connection, owed, error)
        if is_given_up and (owed.is_deadly or owed.kind not in TOLD_ELSEWHERE):
            reason = f"{owed.kind.replace('_', ' ')} could not be done: {error[:200]}"
            await tell_operators(work, owed.subject_id, reason)
