"""Supervising: a silence is told once, its end once, and nothing of whom we may not judge."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tocsin.app.supervision import supervise
from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.alarm.supervision import Listening, Watch

NOW = datetime(2031, 7, 1, 2, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
Told = Sequence[tuple[Watch, DeviceReport]]


def panel(number: int, heard_at: datetime) -> Watch:
    return Watch(
        panel_id=UUID(int=number),
        account=f"{number:04}",
        time_zone="UTC",
        every=timedelta(minutes=5),
        since=LONG_AGO,
        heard_at=heard_at,
    )


@dataclass
class Panels:
    """Watches in memory: they claim more than the rule calls silent."""

    watched: list[Watch]
    listening: Listening
    silent: dict[UUID, datetime] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    async def begin(self, now: datetime) -> None:
        assert now == NOW

    async def claim_overdue(
        self, _now: datetime, at_most: int
    ) -> Sequence[tuple[Watch, Listening]]:
        rest = [one for one in self.watched if one.panel_id not in self.silent]
        return [(one, self.listening) for one in rest[:at_most]]

    async def claim_heard_again(self, at_most: int) -> Sequence[Watch]:
        heard = [
            one
            for one in self.watched
            if one.heard_at and one.panel_id in self.silent
            if one.heard_at > self.silent[one.panel_id]
        ]
        return heard[:at_most]

    async def fall_silent(self, told: Told) -> None:
        self._tell(told)
        self.silent |= {one.panel_id: one.silent_since for one, _ in told}

    async def end_silence(self, told: Told) -> None:
        self._tell(told)
        for one, _ in told:
            del self.silent[one.panel_id]

    def _tell(self, told: Told) -> None:
        self.told += [f"{report.zone} {report.code}" for _, report in told]


@pytest.fixture
def panels() -> Panels:
    quiet, lively = panel(1, LONG_AGO), panel(2, NOW - timedelta(minutes=1))
    return Panels([quiet, lively], Listening(since=LONG_AGO, until=NOW))


async def test_a_silent_panel_is_told_of_once(panels: Panels) -> None:
    assert [await supervise(panels, NOW) for _ in range(3)] == [1, 0, 0]
    assert panels.told == ["account 0001 panel_silent"]


async def test_a_panel_that_is_heard_again_is_told_of_once(panels: Panels) -> None:
    await supervise(panels, NOW)
    panels.watched[0] = panel(1, NOW)
    assert [await supervise(panels, NOW) for _ in range(2)] == [1, 0]
    assert panels.told == ["account 0001 panel_silent", "account 0001 panel_heard_again"]


async def test_nobody_is_silent_on_a_line_that_has_just_begun_to_listen(panels: Panels) -> None:
    panels.listening = Listening(since=NOW - timedelta(seconds=10), until=NOW)
    assert await supervise(panels, NOW) == 0
    assert panels.told == []
