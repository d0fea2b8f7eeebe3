"""Things to put on the stage."""

from datetime import timedelta
from uuid import UUID, uuid4

from tests import scene
from tests.clock import FakeClock
from tests.contract.stage import Stage
from tests.scene import CANALSIDE, OLIVE, make_signal, reported
from tocsin.app.ports import Entry
from tocsin.domain.alarm.alert import Alert, open_alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.signal import Position, Signal
from tocsin.domain.alarm.signal_code import meaning_of
from tocsin.domain.people.subject import SubjectRef
from tocsin.domain.response.response_kind import ResponseKind

WRITTEN = Entry(kind="incident.noted", actor=OLIVE, text="wrote", said="Nobody at the door")
SITE = scene.SUBJECTS[CANALSIDE]
PLAN = scene.PLANS[0].plan


def a_signal(clock: FakeClock, *, fingerprint: bytes | None = None, ago_s: float = 5) -> Signal:
    received_at = clock.now - timedelta(seconds=ago_s)
    report = reported("BA", "4")
    position = Position(latitude=53.7, longitude=-2.0, accuracy_m=8)
    return make_signal(
        uuid4(), CANALSIDE, [report], received_at, fingerprint=fingerprint, position=position
    )


def an_alert(clock: FakeClock, *, zone: str = "4", ago_s: float = 5) -> Alert:
    signal = a_signal(clock, ago_s=ago_s)
    return open_alert(uuid4(), signal, reported("BA", zone), meaning_of("SIA", "BA"))


def an_incident(
    clock: FakeClock,
    about: SubjectRef = CANALSIDE,
    *,
    kind: ResponseKind = ResponseKind.INTRUDER,
    priority: int = 2,
) -> Incident:
    return Incident(
        id=uuid4(),
        number=0,
        subject=scene.SUBJECTS[about],
        response_kind=kind,
        state=IncidentState.WAITING,
        priority=priority,
        silent=False,
        drill=False,
        plan=PLAN,
        opened_at=clock.now,
        alerts=(),
        waiting_since=clock.now,
    )


async def opened(stage: Stage, incident: Incident, *, look_in_s: float = 30) -> Incident:
    """Store an incident, and all that an incident must have."""
    async with stage.open_work("open") as work:
        await work.subjects.lock(incident.subject.ref)
        stored = await work.incidents.add(incident)
        await work.journal.append(stored, WRITTEN)
        await work.deadlines.look_again(stored, work.now + timedelta(seconds=look_in_s))
    return stored


async def read(stage: Stage, incident_id: UUID) -> Incident:
    async with stage.open_work("read") as work:
        return await work.incidents.get_for_update(incident_id)
