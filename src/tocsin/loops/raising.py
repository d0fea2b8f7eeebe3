"""Raises what is stored: the loops do it as soon as it rings, whoever took the signal in.

A stored signal is itself due work. The receivers themselves raise only what nobody has raised for
a while: in the same process, a flood of frames would hold up the raising of everybody's alarms.
"""

import asyncio
import logging
import time

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.app.signal import AT_ONCE, Care, raise_signals
from tocsin.db.bell import Ear
from tocsin.db.signal import subjects_due
from tocsin.db.work import OpenWork
from tocsin.domain.people.subject import SubjectRef
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

# One subject rests between two raisings, the longer the more it had to say: what a runaway panel
# sends meanwhile is raised together, and costs the others little. Only where as many waited as are
# raised at once is there more already: a new alarm must not wait behind it for longer than needed.
PACE_S = 0.1
PACE_FOR_EACH_S = 0.005
LONGEST_PACE_S = 0.7
PACE_WHEN_MORE_WAITS_S = 0.3
GRACE_S = 2.0  # after which a receiver raises by itself what the loops have left
LOOK_AT_MOST_EVERY_S = 0.05  # at what nobody has raised, however often it rings
LOOK_WHEN_BUSY_EVERY_S = 0.5
BUSY = 40  # subjects that wait: there is enough to do without looking for more
TRY_AGAIN_AFTER_S = 1.0  # and twice as long after each further failure of the same subject
TRY_AGAIN_WITHIN_S = 30.0
REMEMBERED = 10_000  # subjects whose rest may be over before they are forgotten
PATIENCE = 3  # failures of a subject until its signals are raised one by one
# What has waited for so long is not being raised: the board says so, as when the loop were dead.
OVERDUE_S = 15.0
HANDS = 4  # subjects raised at the same time by one process

logger = logging.getLogger("tocsin.raise")


class Raiser:
    """Raises subjects one transaction each, the longest waiting first, none twice at a time."""

    def __init__(self, open_work: OpenWork) -> None:
        self._open_work = open_work
        self._waiting: dict[SubjectRef, float] = {}  # subject → not before (monotonic seconds)
        self._in_hand: set[SubjectRef] = set()
        self._not_before: dict[SubjectRef, float] = {}
        self._failures: dict[SubjectRef, int] = {}
        self._wake = asyncio.Event()

    def owe(self, ref: SubjectRef) -> None:
        """Raise this subject's signals soon: now, or when its pace allows."""
        if ref not in self._waiting:
            self._waiting[ref] = max(time.monotonic(), self._not_before.get(ref, 0.0))
            self._wake.set()

    @property
    def is_busy(self) -> bool:
        return len(self._waiting) >= BUSY

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
                is_due = await self._raise(ref)
            finally:
                self._in_hand.discard(ref)
            if is_due:
                self.owe(ref)
            self._wake.set()

    async def _raise(self, ref: SubjectRef) -> bool:
        """Raise one subject's signals, let it rest, and say whether more is due.

        One that fails rests by itself, ever longer: it must not hold up the others.
        """
        care = self._care(ref)
        try:
            async with self._open_work("raise_signals") as work:
                settled = await raise_signals(work, ref, care)
        except OperationalError as error:
            # Of whatever the database is not able to do, no message is to blame: none is unread.
            logger.warning("raising %s %s was not possible: %s", ref.kind, ref.id, error)
            self._rest(ref, TRY_AGAIN_AFTER_S)
            return True
        except Exception:
            # Still due: it is tried again, whoever took it in.
            logger.exception("raising %s %s failed", ref.kind, ref.id)
            failures = self._failures[ref] = self._failures.get(ref, 0) + 1
            rest_s = min(TRY_AGAIN_AFTER_S * 2.0 ** (failures - 1), TRY_AGAIN_WITHIN_S)
            self._rest(ref, rest_s)
            return True
        if care is not Care.NONE and settled > 0:  # there may be more, and the next as bad
            self._failures[ref] = PATIENCE
            self._rest(ref, 0.0)
            return True
        self._failures.pop(ref, None)
        is_more = settled == AT_ONCE
        rest_s = min(PACE_S + PACE_FOR_EACH_S * settled, LONGEST_PACE_S)
        self._rest(ref, PACE_WHEN_MORE_WAITS_S if is_more else rest_s)
        return is_more

    def _care(self, ref: SubjectRef) -> Care:
        """Say how to go about a subject: carefully when it has failed again and again."""
        failures = self._failures.get(ref, 0)
        if failures < PATIENCE:
            return Care.NONE
        return Care.UNREAD if failures > PATIENCE else Care.ONE

    def _rest(self, ref: SubjectRef, rest_s: float) -> None:
        now = time.monotonic()
        if len(self._not_before) > REMEMBERED:
            self._not_before = {r: at for r, at in self._not_before.items() if at > now}
        self._not_before[ref] = now + rest_s
        if ref in self._waiting:
            self._waiting[ref] = max(self._waiting[ref], now + rest_s)

    def _next(self) -> SubjectRef | None:
        now = time.monotonic()
        for ref, not_before in self._waiting.items():
            if not_before <= now and ref not in self._in_hand:
                del self._waiting[ref]
                return ref
        return None

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
    pool: AsyncConnectionPool, raiser: Raiser, ear: Ear, pulse: Pulse, *, grace_s: float = 0.0
) -> None:
    """See to it that nothing stored stays unraised, until cancelled."""
    while True:
        try:
            async with pool.connection() as connection:
                due = await subjects_due(connection, grace_s)
        except (OperationalError, PoolTimeout) as error:
            logger.warning("no database: %s", error)
            due = {}
        if max(due.values(), default=0.0) < OVERDUE_S:
            pulse.turn()
        for ref in due:
            raiser.owe(ref)
        await pause(LOOK_WHEN_BUSY_EVERY_S if raiser.is_busy else LOOK_AT_MOST_EVERY_S)
        await ear.wait()
