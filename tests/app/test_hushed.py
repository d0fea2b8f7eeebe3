"""What is open beside a silent alarm: nobody is rung, and no word of safety stands meanwhile."""

from dataclasses import replace

import pytest

from tests.app.desk import Desk
from tests.scene import (
    CANALSIDE,
    OLIVE,
    OPERATOR,
    PRIYA,
    SUBJECTS,
    SUPERVISOR,
    reported,
)
from tocsin.app.incident import close, resolve, write_note
from tocsin.app.news import suspect_duress
from tocsin.app.notice import everyone_to_ring
from tocsin.app.phone_call import call_person
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import NotNow
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.verification import StepKind, Verdict, verdict

BURGLARY = reported("BA", "4")
POLICE = EmergencyService.POLICE


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_where_a_silent_alarm_is_open_nobody_is_rung_for_another_one(desk: Desk) -> None:
    """The telephone of a shop that is being robbed does not ring for its open door."""
    burglary = await desk.in_hand(BURGLARY)
    assert next_step(burglary, desk.clock.now).kind is StepKind.CALL_PERSON
    robbed = await desk.alarm(reported("HA", "9"))
    assert robbed.silent
    hushed = await desk.look(desk.read(burglary.id))
    assert next_step(hushed, desk.clock.now).kind is StepKind.DECIDE
    with pytest.raises(NotNow, match="somebody may be watching"):
        await desk.do(call_person, burglary.id, OLIVE, CANALSIDE.id)
    await desk.do(suspect_duress, robbed.id, OLIVE, None)
    assert not desk.read(robbed.id).hushed, "its own silence is its own"


async def test_all_is_well_does_not_stand_beside_a_silent_alarm(desk: Desk) -> None:
    """P3: whoever said so may have been forced to."""
    burglary = await desk.in_hand(BURGLARY)
    safe = await desk.rung(burglary, CANALSIDE.id, CallOutcome.SAFE)
    assert verdict(safe.standing, desk.clock.now) is Verdict.SAFE
    await desk.alarm(reported("HA", "9"))
    after = desk.read(burglary.id)
    assert verdict(after.standing, desk.clock.now) is Verdict.UNVERIFIED


async def test_what_was_said_beside_a_silent_alarm_stands_again_when_that_is_over(
    desk: Desk,
) -> None:
    """The look that finds it says nothing: its customer would learn that another one is over."""
    burglary = await desk.in_hand(BURGLARY)
    asked = await desk.ring(burglary, CANALSIDE.id)
    robbed = await desk.in_hand(reported("HA", "9"))
    said = await desk.hear(burglary, asked, CallOutcome.SAFE)
    assert said.verified_at is None
    await desk.rung(robbed, POLICE, CallOutcome.ACCEPTED, reference="HX 1")
    judgement = Judgement(cause=Cause.GENUINE_HANDED_OVER, note="The police saw them safe")
    await desk.do(resolve, robbed.id, PRIYA, SUPERVISOR, judgement)
    await desk.do(close, robbed.id, PRIYA, SUPERVISOR)
    desk.clock.forward(seconds=5)
    written = desk.kinds(burglary)
    found = await desk.look(desk.read(burglary.id))
    assert verdict(found.standing, desk.clock.now) is Verdict.SAFE
    assert (found.verified_at, desk.kinds(burglary)) == (None, written)
    known = await desk.do(write_note, burglary.id, OLIVE, "They are all out")
    assert known.verified_at == desk.clock.now


async def test_what_is_over_rings_nobody_while_a_silent_alarm_is_open_there(desk: Desk) -> None:
    """The all-clear by telephone waits: whoever hears it would go there, or ring."""
    subject = SUBJECTS[CANALSIDE]
    helena = replace(subject.contacts[0], email=None)
    contacts = (helena, *subject.contacts[1:])
    desk.store.tables.subjects[CANALSIDE] = replace(subject, contacts=contacts)
    burglary = await desk.in_hand(BURGLARY)
    await desk.rung(burglary, helena.id, CallOutcome.TOLD)
    await desk.rung(burglary, CANALSIDE.id, CallOutcome.SAFE)
    await desk.do(resolve, burglary.id, OLIVE, OPERATOR, Judgement(cause=Cause.FALSE_ACCIDENT))
    closed = await desk.do(close, burglary.id, OLIVE, OPERATOR)
    assert [call.name for call in everyone_to_ring(closed)] == [helena.name]
    robbed = await desk.in_hand(reported("HA", "9"))
    assert desk.read(burglary.id).hushed
    assert everyone_to_ring(desk.read(burglary.id)) == []
    await desk.rung(robbed, POLICE, CallOutcome.ACCEPTED, reference="HX 1")
    judgement = Judgement(cause=Cause.GENUINE_HANDED_OVER, note="The police saw them safe")
    await desk.do(resolve, robbed.id, PRIYA, SUPERVISOR, judgement)
    await desk.do(close, robbed.id, PRIYA, SUPERVISOR)
    assert [call.name for call in everyone_to_ring(desk.read(burglary.id))] == [helena.name]
