"""A lone worker's phone: used, forgotten, without signal, and watched by the server all the same.

The use cases and the loop's look are the real ones. What is committed is checked: an alarm for each
word that did not come, none before its grace is over, and a next look while one is waited for.
"""

from collections import Counter
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime, timedelta
from random import Random
from typing import Protocol
from uuid import UUID

from tests import scene
from tests.fakes import FakeStore, FakeWork
from tests.simulation.crash import Crash
from tests.tables import SessionRow
from tocsin.app.ports import Actor
from tocsin.app.session import check_in, end_session, extend_session, start_session
from tocsin.domain.errors import DomainError
from tocsin.domain.session.session import (
    LONGEST,
    MISSED_CHECK_IN,
    SESSION_EXPIRED,
    Extension,
    Planned,
    Risk,
    Session,
    SessionState,
)
from tocsin.loops.session import meet_due

PHONE = Actor(kind="integrator", name="Works app")
ALARMS = frozenset({MISSED_CHECK_IN, SESSION_EXPIRED})
MOST_LOOKS = 200
DOING = "Night round"


class OpensWork(Protocol):
    def __call__(self, name: str) -> AbstractAsyncContextManager[FakeWork]: ...


class WatchedPhone:
    def __init__(self, store: FakeStore, open_work: OpensWork, random: Random) -> None:
        self._store, self._open_work, self._random = store, open_work, random
        self._alarms: Counter[UUID] = Counter()  # that each session has told of, as committed

    async def is_used(self) -> None:
        """Let something be said, or nothing; some of it late, some of it of what is over."""
        sessions = [row.session for row in self._rows.values()]
        session = self._random.choice(sessions[-3:]) if sessions else None
        did = self._random.choice(["start", "check in", "check in", "extend", "end", "nothing"])
        with suppress(DomainError, Crash):
            async with self._open_work("phone") as work:
                await self._do(work, did, session)

    async def _do(self, work: FakeWork, did: str, session: Session | None) -> None:
        if did == "start":
            await start_session(work, scene.MARGUERITE.id, PHONE, self._planned())
        elif session is not None and did in {"check in", "end"}:
            act = check_in if did == "check in" else end_session
            kept_for = timedelta(seconds=self._random.choice([0, 0, 90, 4_000]))
            said_at = self._store.clock.now - kept_for
            await act(work, session.id, PHONE, said_at)
        elif session is not None and did == "extend":
            lasts = timedelta(seconds=self._random.randint(60, 600))
            await extend_session(work, session.id, PHONE, Extension(lasts=lasts))

    def _planned(self) -> Planned:
        every = self._random.choice([None, 60, 120, 300])
        return Planned(
            doing=DOING,
            lasts=timedelta(seconds=self._random.randint(60, 1_200)),
            check_in_every=None if every is None else timedelta(seconds=every),
            risk=self._random.choice(list(Risk)),
        )

    async def is_looked_at(self) -> None:
        """Look as the loop does; a look that dies is taken again."""
        for _ in range(MOST_LOOKS):
            before = dict(self._rows)
            met = None
            with suppress(Crash):
                met = await meet_due(self._open_work, lambda _: None, self._random.randint(1, 3))
            self._check_what_was_told(before)
            if met == 0:
                return

    async def is_forgotten(self) -> None:
        """Let what runs run out: in the morning nobody is waited for without an alarm."""
        await self.is_looked_at()
        self._store.clock.forward(seconds=LONGEST.total_seconds())
        await self.is_looked_at()
        for row in self._rows.values():
            assert row.session.state is not SessionState.RUNNING, "who is forgotten is an alarm"
        self.check()

    def _check_what_was_told(self, before: dict[UUID, SessionRow]) -> None:
        now = self._store.clock.now
        for session_id, row in self._rows.items():
            was = before[session_id].session
            ran_out = (
                row.session.state is SessionState.OVERDUE and was.state is not row.session.state
            )
            passed = row.session.missed - was.missed + ran_out
            assert passed == 0 or now >= was.alarm_at, "no alarm before its grace is over"
            self._alarms[session_id] += passed

    def check(self) -> None:
        """P1: what runs has a next look, and no word that did not come is untold."""
        for row in self._rows.values():
            is_running = row.session.state is SessionState.RUNNING
            assert (row.look_at is not None) is is_running, "P1: what runs is looked at"
            assert row.look_at is None or row.look_at <= self._latest_look(row.session)
        told = Counter(
            report.code
            for row in self._store.tables.signals.values()
            for report in row.signal.reports
            if (report.zone_text or "").endswith(DOING)
        )
        assert sum(told[code] for code in ALARMS) >= self._alarms.total(), "each is told"

    def _latest_look(self, session: Session) -> datetime:
        return max(session.alarm_at, self._store.clock.now + timedelta(minutes=30))

    @property
    def _rows(self) -> dict[UUID, SessionRow]:
        return self._store.tables.sessions
