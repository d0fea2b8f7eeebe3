"""Raises what is stored: at once for what this process took in, soon for what nobody has raised.

A stored signal is itself due work. Whoever took it in may have died since; then any loop does it.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.app.signal import raise_signals
from tocsin.db.bell import Ear
from tocsin.db.signal import AT_ONCE, subjects_due
from tocsin.db.work import OpenWork
from tocsin.domain.people.subject import SubjectRef
from tocsin.loops.beat import Pulse
from tocsin.pause import pause

# One subject is raised at most so often, and less often while it only says again what it said
# before. What a runaway panel sends meanwhile is raised together: it costs the others little.
PACE_S = 0.1
PACE_OF_REPEATS_S = 1.0
MOST_SAID = 50  # different things that one subject may say in a row and each be news
LOOK_AT_MOST_EVERY_S = 0.05  # at what nobody has raised, however often it rings
TRY_AGAIN_AFTER_S = 1.0  # and twice as long after each further failure of the same subject
TRY_AGAIN_WITHIN_S = 30.0
REMEMBERED = 10_000  # subjects whose rest may be over before they are forgotten
HANDS = 4  # subjects raised at the same time by one process

logger = logging.getLogger("tocsin.raise")


@dataclass(slots=True)
class _Rest:
    """How long a subject rests, and what it has said of late."""

    said: set[str] = field(default_factory=set)
    for_news: float = 0.0  # not before (monotonic seconds)
    for_repeats: float = 0.0

    def hears_news(self, said: str) -> bool:
        if said in self.said or len(self.said) >= MOST_SAID:
            return False
        self.said.add(said)
        return True


class Raiser:
    """Raises subjects one transaction each, the longest waiting first, none twice at a time."""

    def __init__(self, open_work: OpenWork) -> None:
        self._open_work = open_work
        self._waiting: dict[SubjectRef, float] = {}  # subject → not before (monotonic seconds)
        self._in_hand: set[SubjectRef] = set()
        self._rests: dict[SubjectRef, _Rest] = {}
        self._failures: dict[SubjectRef, int] = {}
        self._wake = asyncio.Event()

    def owe(self, ref: SubjectRef, said: str | None = None, *, is_news: bool = False) -> None:
        """Raise this subject's signals soon: now, or when its pace allows.

        `said` is what was understood of the signal: something that it has not said while it was
        being paced is news.
        """
        now = not_before = time.monotonic()
        if rest := self._rests.get(ref):
            if rest.for_repeats < now:
                rest.said.clear()  # it was quiet for a while: whatever it says next is news
            is_news = is_news or (said is not None and rest.hears_news(said))
            not_before = max(not_before, rest.for_news if is_news else rest.for_repeats)
        elif said is not None:
            self._rests[ref] = _Rest({said})
        known = self._waiting.get(ref)
        if known is None or not_before < known:
            self._waiting[ref] = not_before
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
                is_due = await self._raise(ref)
            finally:
                self._in_hand.discard(ref)
            if is_due:
                self.owe(ref, is_news=True)
            self._wake.set()

    async def _raise(self, ref: SubjectRef) -> bool:
        """Raise one subject's signals, let it rest, and say whether more is due.

        One that fails rests by itself, ever longer: it must not hold up the others.
        """
        try:
            async with self._open_work("raise_signals") as work:
                settled = await raise_signals(work, ref)
        except (OperationalError, PoolTimeout) as error:
            logger.warning("raising %s %s was not possible: %s", ref.kind, ref.id, error)
            self._rest(ref, TRY_AGAIN_AFTER_S, TRY_AGAIN_AFTER_S)
            return True
        except Exception:
            # Still due: it is tried again, whoever took it in.
            logger.exception("raising %s %s failed", ref.kind, ref.id)
            failures = self._failures[ref] = self._failures.get(ref, 0) + 1
            rest_s = min(TRY_AGAIN_AFTER_S * 2.0 ** (failures - 1), TRY_AGAIN_WITHIN_S)
            self._rest(ref, rest_s, rest_s)
            return True
        self._failures.pop(ref, None)
        self._rest(ref, PACE_S, PACE_OF_REPEATS_S)
        return settled == AT_ONCE

    def _rest(self, ref: SubjectRef, for_news_s: float, for_repeats_s: float) -> None:
        now = time.monotonic()
        if len(self._rests) > REMEMBERED:
            self._rests = {r: rest for r, rest in self._rests.items() if rest.for_repeats > now}
        rest = self._rests.setdefault(ref, _Rest())
        rest.for_news, rest.for_repeats = now + for_news_s, now + for_repeats_s
        if ref in self._waiting:
            self._waiting[ref] = max(self._waiting[ref], rest.for_news)

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
        for one in due:
            raiser.owe(one.ref, is_news=one.is_news)
        await pause(LOOK_AT_MOST_EVERY_S)
        await ear.wait()
