"""Raises what is stored: at once for what this process took in, soon for what nobody has raised.

A stored signal is itself due work. Whoever took it in may have died since; then any loop does it.
"""

import asyncio
import logging
import time

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.app.signal import raise_signals
from tocsin.db.bell import Ear
from tocsin.db.signal import AT_ONCE, subjects_due
from tocsin.db.work import OpenWork
from tocsin.domain.people.subject import SubjectRef
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

# One subject is raised at most so often. What a runaway panel sends meanwhile is raised together.
PACE_S = 0.1
TRY_AGAIN_AFTER_S = 1.0
HANDS = 4  # subjects raised at the same time by one process

logger = logging.getLogger("tocsin.raise")


class Raiser:
    """Raises subjects one transaction each, the longest waiting first, none twice at a time."""

    def __init__(self, open_work: OpenWork) -> None:
        self._open_work = open_work
        self._waiting: dict[SubjectRef, float] = {}  # subject → not before (monotonic seconds)
        self._in_hand: set[SubjectRef] = set()
        self._last: dict[SubjectRef, float] = {}
        self._wake = asyncio.Event()

    def owe(self, ref: SubjectRef) -> None:
        """Raise this subject's signals soon: now, or when its pace allows."""
        if ref not in self._waiting:
            self._waiting[ref] = max(time.monotonic(), self._last.get(ref, 0.0) + PACE_S)
            self._wake.set()

    async def run(self) -> None:
        """Raise until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(HANDS):
                group.create_task(self._work())

    async def _work(self) -> None:
        while True:
            ref = self._next()
            if ref is None:
                await self._wait()
                continue
            self._in_hand.add(ref)
            try:
                await self._raise(ref)
            finally:
                self._in_hand.discard(ref)
                self._remember(ref)
                self._wake.set()

    async def _raise(self, ref: SubjectRef) -> None:
        try:
            async with self._open_work("raise_signals") as work:
                settled = await raise_signals(work, ref)
            if settled == AT_ONCE:
                self.owe(ref)
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database to raise with: %s", error)
            await pause(TRY_AGAIN_AFTER_S)
            self.owe(ref)
        except Exception:
            # Still due: it is tried again every second, and its age shows on the board.
            logger.exception("raising %s %s failed", ref.kind, ref.id)
            await pause(TRY_AGAIN_AFTER_S)

    def _next(self) -> SubjectRef | None:
        now = time.monotonic()
        for ref, not_before in self._waiting.items():
            if not_before <= now and ref not in self._in_hand:
                del self._waiting[ref]
                return ref
        return None

    def _remember(self, ref: SubjectRef) -> None:
        now = time.monotonic()
        if len(self._last) > 10_000:
            self._last = {r: at for r, at in self._last.items() if at > now - PACE_S}
        self._last[ref] = now

    async def _wait(self) -> None:
        soonest = min(
            (at for r, at in self._waiting.items() if r not in self._in_hand), default=None
        )
        within_s = 1.0 if soonest is None else max(0.001, soonest - time.monotonic())
        self._wake.clear()
        try:
            async with asyncio.timeout(within_s):
                await self._wake.wait()
        except TimeoutError:
            return


async def raise_what_is_due(
    pool: AsyncConnectionPool, raiser: Raiser, ear: Ear, pulse: Pulse
) -> None:
    """See to it that nothing stored stays unraised, until cancelled."""
    while True:
        pulse.turn()
        try:
            async with pool.connection() as connection:
                due = await subjects_due(connection)
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database: %s", error)
            due = []
        for ref in due:
            raiser.owe(ref)
        await ear.wait()
