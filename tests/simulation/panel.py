"""Panels that somebody waits for: heard now and then, told of once when not, and once again after.

The rule and the use case are the real ones; what a database would hold is in memory, and dies with
the process before it commits. A whole line that hears nobody is tried on the real database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from tests import scene
from tests.fakes import FakeStore
from tocsin.app.supervision import supervise
from tocsin.domain.alarm.signal import Channel, DeviceReport
from tocsin.domain.alarm.supervision import (
    PANEL_HEARD_AGAIN,
    PANEL_SILENT,
    Listening,
    Watch,
)
from tocsin.domain.people.subject import SubjectRef

EVERY = timedelta(seconds=300)
NEVER_SOONER = timedelta(seconds=330)  # with the grace that a transmitter is given
LINE = UUID(int=9)
SITES = {"1234": scene.CANALSIDE, "1235": scene.CANALSIDE, "AAA1": scene.ASHWORTH}
Told = Sequence[tuple[Watch, DeviceReport]]


@dataclass(slots=True)
class Transaction:
    """What one look claims and tells; nothing of it stands before it is committed."""

    watched: dict[str, Watch]
    silent: dict[str, datetime]
    listening: Listening
    told: list[tuple[Watch, DeviceReport]] = field(default_factory=list)

    async def begin(self, now: datetime) -> None:
        """Know every panel already."""

    async def end_deafness(self, now: datetime, report: DeviceReport) -> int:  # noqa: ARG002  the port has them
        return 0

    async def fall_deaf(self, line_ids: Iterable[UUID], report: DeviceReport) -> int:  # noqa: ARG002  the port has them
        assert not list(line_ids), "three panels are too few to say so of a line"
        return 0

    async def claim_overdue(
        self,
        now: datetime,  # noqa: ARG002  the rule says who of these is silent
        at_most: int,
    ) -> Sequence[tuple[Watch, Listening]]:
        rest = [watch for account, watch in self.watched.items() if account not in self.silent]
        return [(watch, self.listening) for watch in rest[:at_most]]

    async def claim_heard_again(self, at_most: int) -> Sequence[Watch]:
        again = [
            self.watched[account]
            for account, since in self.silent.items()
            if self.watched[account].silent_since > since
        ]
        return again[:at_most]

    async def fall_silent(self, told: Told) -> None:
        self.told += told
        self.silent |= {watch.account: watch.silent_since for watch, _ in told}

    async def end_silence(self, told: Told) -> None:
        self.told += told
        for watch, _ in told:
            del self.silent[watch.account]


@dataclass(slots=True)
class WatchedPanels:
    store: FakeStore
    random: Random
    watched: dict[str, Watch] = field(init=False)
    listening_since: datetime = field(init=False)
    silent: dict[str, datetime] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=lambda: {one: [] for one in SITES})

    def __post_init__(self) -> None:
        self.listening_since = self.store.clock.now
        self.watched = {
            account: Watch(
                panel_id=UUID(int=number),
                account=account,
                time_zone="UTC",
                every=EVERY,
                since=self.store.clock.now,
                heard_at=None,
            )
            for number, account in enumerate(SITES)
        }

    def are_heard(self, *, all_of_them: bool = False) -> None:
        """Let some be heard, none at an earlier moment than before."""
        for account, watch in self.watched.items():
            if all_of_them or self.random.random() < 0.6:
                at = max(self.store.clock.now, watch.heard_at or watch.since)
                self.watched[account] = replace(watch, heard_at=at)

    async def are_looked_at(self, crashes: float) -> None:
        """Look as the loop does. A receiver that was away begins to listen anew."""
        now = self.store.clock.now
        if self.random.random() < 0.1:
            self.listening_since = now
        listening = Listening(
            line_id=LINE, since=self.listening_since, until=now, heard_at=None, missing=0.0
        )
        work = Transaction(dict(self.watched), dict(self.silent), listening)
        await supervise(work, now)
        if self.random.random() < crashes:
            return
        self.silent = work.silent
        for watch, report in work.told:
            self._tell(watch, report, now)

    def _tell(self, watch: Watch, report: DeviceReport, now: datetime) -> None:
        if report.code == PANEL_SILENT:
            waited = now - max(watch.silent_since, self.listening_since)
            assert waited >= NEVER_SOONER, "silent is who was waited for, by one who listened"
        codes = self.codes[watch.account]
        assert report.code == (PANEL_HEARD_AGAIN if len(codes) % 2 else PANEL_SILENT), "each once"
        codes.append(report.code)
        about: SubjectRef = SITES[watch.account]
        signal = scene.make_signal(self.store.next_id(), about, [report], now)
        self.store.store_signal(replace(signal, channel=Channel.TOCSIN, account=None))

    def check_all_is_told(self) -> None:
        """No silence has gone by untold, and none is told of that is over."""
        now = self.store.clock.now
        for account, watch in self.watched.items():
            waited = now - max(watch.silent_since, self.listening_since)
            if waited >= NEVER_SOONER:
                assert account in self.silent, "a silence is told"
            assert len(self.codes[account]) % 2 == (account in self.silent)
