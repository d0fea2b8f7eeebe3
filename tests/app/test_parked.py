"""What was put aside, and what wakes it before its time."""

from datetime import timedelta

import pytest

from tests.app.desk import Desk
from tests.scene import DEV, MARGUERITE, OLIVE, reported
from tocsin.app.claim import park
from tocsin.app.incident import claim
from tocsin.app.opening import open_by_hand
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.told import Told
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import StepKind

PANIC, LOW_BATTERY = reported("panic"), reported("low_battery")


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def put_aside(desk: Desk, incident: Incident) -> Incident:
    until = desk.clock.now + timedelta(hours=1)
    return await desk.do(park, incident.id, OLIVE, until, "Her son goes there")


async def test_a_lone_worker_who_presses_again_wakes_what_was_put_aside(desk: Desk) -> None:
    """What is pressed again was meant again, and nobody looks at it before its time."""
    incident = await desk.in_hand(PANIC, about=MARGUERITE)
    await desk.rung(incident, EmergencyService.POLICE, CallOutcome.ACCEPTED, reference="HX 1")
    await put_aside(desk, incident)
    desk.clock.forward(minutes=20)
    again = await desk.alarm(PANIC, about=MARGUERITE)
    assert (again.state, again.worse_at) == (IncidentState.HANDLING, desk.clock.now)


async def test_what_is_told_again_of_a_lone_worker_wakes_it_too(desk: Desk) -> None:
    incident = await desk.in_hand(PANIC, about=MARGUERITE)
    await put_aside(desk, incident)
    told = Told(about=MARGUERITE, kind=ResponseKind.PERSONAL, words="She does not answer the door")
    first = await desk.do(open_by_hand, DEV, told)
    assert (first.state, first.worse_at) == (IncidentState.HANDLING, desk.clock.now)
    await desk.do(claim, incident.id, OLIVE)
    await put_aside(desk, incident)
    desk.clock.forward(minutes=1)
    second = await desk.do(open_by_hand, DEV, told)
    assert (second.state, second.worse_at) == (IncidentState.HANDLING, desk.clock.now)


async def test_a_low_battery_that_nobody_answers_for_is_no_matter_for_the_police(
    desk: Desk,
) -> None:
    """Amber, not red: the contacts hear of it, and the operator decides."""
    incident = await desk.in_hand(LOW_BATTERY, about=MARGUERITE)
    desk.clock.forward(minutes=10)
    assert next_step(incident, desk.clock.now).kind is StepKind.CALL_PERSON
    lost = await desk.alarm(reported("lost_phone"), about=MARGUERITE)
    await desk.do(claim, incident.id, OLIVE)
    step = next_step(desk.read(lost.id), desk.clock.now)
    assert (step.kind, step.service) == (StepKind.CALL_EMERGENCY, EmergencyService.POLICE)
