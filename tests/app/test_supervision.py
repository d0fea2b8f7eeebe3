"""Supervising: a silence is told once, its end once, and nothing of whom we may not judge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE
from tocsin.app.signal import raise_signals
from tocsin.app.supervision import supervise
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.alarm.supervision import Listening, Watch, end_of_silence, silence_of
from tocsin.domain.response.response_kind import ResponseKind

NOW = datetime(2031, 7, 1, 2, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
LINE = UUID(int=9)
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


def line(since: datetime, missing: float = 0.0) -> Listening:
    return Listening(line_id=LINE, since=since, until=NOW, heard_at=LONG_AGO, missing=missing)


@dataclass
class Panels:
    """Watches in memory: they claim more than the rule calls silent."""

    watched: list[Watch]
    listening: Listening
    silent: dict[UUID, datetime] = field(default_factory=dict)
    deaf: set[UUID] = field(default_factory=set)
    told: list[str] = field(default_factory=list)

    async def begin(self, now: datetime) -> None:
        assert now == NOW

    async def claim_overdue(
        self, _now: datetime, at_most: int
    ) -> Sequence[tuple[Watch, Listening]]:
        if self.deaf:
            return []
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

    async def fall_deaf(self, line_ids: Iterable[UUID], report: DeviceReport) -> int:
        deaf = set(line_ids) - self.deaf
        self.told += [report.code for _ in deaf]
        self.deaf |= deaf
        return len(deaf)

    async def end_deafness(self, now: datetime, report: DeviceReport) -> int:
        again = {line for line in self.deaf if any(one.heard_at == now for one in self.watched)}
        self.told += [report.code for _ in again]
        self.deaf -= again
        self.listening = line(now) if again else self.listening
        return len(again)

    def _tell(self, told: Told) -> None:
        self.told += [f"{report.area} {report.code}" for _, report in told]


@pytest.fixture
def panels() -> Panels:
    quiet, lively = panel(1, LONG_AGO), panel(2, NOW - timedelta(minutes=1))
    return Panels([quiet, lively], line(LONG_AGO))


async def test_a_silent_panel_is_told_of_once(panels: Panels) -> None:
    assert [await supervise(panels, NOW) for _ in range(3)] == [1, 0, 0]
    assert panels.told == ["0001 panel_silent"]


async def test_a_panel_that_is_heard_again_is_told_of_once(panels: Panels) -> None:
    await supervise(panels, NOW)
    panels.watched[0] = panel(1, NOW)
    assert [await supervise(panels, NOW) for _ in range(2)] == [1, 0]
    assert panels.told == ["0001 panel_silent", "0001 panel_heard_again"]


async def test_nobody_is_silent_on_a_line_that_has_just_begun_to_listen(panels: Panels) -> None:
    panels.listening = line(NOW - timedelta(seconds=10))
    assert await supervise(panels, NOW) == 0
    assert panels.told == []


async def test_a_line_that_hears_nobody_is_told_of_once_in_the_place_of_its_panels(
    panels: Panels,
) -> None:
    panels.listening = line(LONG_AGO, missing=299.0)
    panels.watched = [panel(number, LONG_AGO) for number in range(1, 300)]
    assert [await supervise(panels, NOW) for _ in range(3)] == [1, 0, 0]
    assert panels.told == ["line_deaf"]
    panels.watched[0] = panel(1, NOW)
    assert [await supervise(panels, NOW) for _ in range(2)] == [1, 0]
    assert panels.told == ["line_deaf", "line_hears_again"]


async def test_a_panels_silence_is_told_by_tocsin_and_so_is_its_end() -> None:
    desk = Desk()
    incident = await desk.alarm(silence_of(panel(1, LONG_AGO)))
    assert (incident.response_kind, incident.priority) == (ResponseKind.TECHNICAL, 3)
    assert desk.last(incident)["actor"] == "Tocsin"
    desk.arrive(end_of_silence(panel(1, NOW)))
    await desk.do(raise_signals, CANALSIDE)
    over = desk.read(incident.id)
    assert over.state is IncidentState.WAITING
    assert [alert.restored_at is None for alert in over.alerts] == [False]
    last = desk.last(over)
    assert (last["kind"], last["actor"]) == ("alert.restored", "Tocsin")
