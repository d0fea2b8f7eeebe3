"""Who ends an incident, and what they may call it."""

from dataclasses import replace

import pytest

from tests.app.desk import Desk
from tests.app.test_incident import BURGLARY, S, closed, resolved
from tests.scene import CANALSIDE, DEV, OLIVE, OPERATOR, PRIYA, SUBJECTS, SUPERVISOR
from tocsin.app.incident import close, go_back, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.notice import everyone_to_ring
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import InOtherHands, NobodySaidSafe
from tocsin.domain.people.subject import Contact
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService

POLICE = EmergencyService.POLICE


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_nothing_is_called_a_false_alarm_before_somebody_said_that_all_is_well(
    desk: Desk,
) -> None:
    """P4: an operator is refused; a supervisor answers for it with a reason that is kept."""
    incident = await desk.in_hand(BURGLARY)
    false = Judgement(cause=Cause.FALSE_ACCIDENT)
    for roles in (OPERATOR, SUPERVISOR):
        with pytest.raises(NobodySaidSafe):
            await desk.do(resolve, incident.id, OLIVE, roles, false)
    why = Judgement(cause=Cause.FALSE_ACCIDENT, note="Seen on the camera: a fox")
    over = await desk.do(resolve, incident.id, PRIYA, SUPERVISOR, why)
    last = desk.last(over)
    assert (last["said"], last["references"]["overruled"]) == (why.note, 1)
    assert last["text"].endswith("on their own word: nobody had said that all is well")


async def test_nobody_but_its_operator_or_a_supervisor_ends_it_or_takes_its_end_back(
    desk: Desk,
) -> None:
    """Unless its operator is not heard: then nobody could."""
    incident = await resolved(desk)
    assert OLIVE.id is not None
    desk.store.tables.heard[OLIVE.id] = desk.clock.now
    with pytest.raises(InOtherHands):
        await desk.do(close, incident.id, DEV, OPERATOR)
    with pytest.raises(InOtherHands):
        await desk.do(go_back, incident.id, DEV, OPERATOR)
    desk.clock.forward(seconds=60)
    assert (await desk.do(close, incident.id, DEV, OPERATOR)).state is S.CLOSED


def without_mail(desk: Desk) -> Contact:
    """Leave the first keyholder no other way to be told of the end than to be rung."""
    subject = SUBJECTS[CANALSIDE]
    helena = replace(subject.contacts[0], email=None)
    contacts = (helena, *subject.contacts[1:])
    desk.store.tables.subjects[CANALSIDE] = replace(subject, contacts=contacts)
    return helena


async def test_who_was_told_by_telephone_and_has_no_e_mail_is_named_at_the_close(
    desk: Desk,
) -> None:
    """Nothing that Tocsin can send reaches them: the operator rings them, as long as one may."""
    helena = without_mail(desk)
    incident = await desk.in_hand(BURGLARY)
    await desk.rung(incident, helena.id, CallOutcome.WITH_THEM_SAFE)
    false = Judgement(cause=Cause.FALSE_ACCIDENT)
    await desk.do(resolve, incident.id, OLIVE, OPERATOR, false)
    over = await desk.do(close, incident.id, OLIVE, OPERATOR)
    (named,) = [text for text in desk.texts(over) if "has no e-mail" in text]
    assert named.endswith(f"ring {helena.name} on {helena.phone}")
    assert [call.name for call in everyone_to_ring(over)] == [helena.name]
    assert everyone_to_ring(replace(over, hushed=True)) == []


async def test_nobody_is_rung_before_a_silent_alarm_is_closed_and_then_they_and_not_the_place(
    desk: Desk,
) -> None:
    """P3: whoever hears too early that it is over may ring where somebody is watched."""
    helena = without_mail(desk)
    incident = await desk.in_hand(BURGLARY)
    await desk.rung(incident, helena.id, CallOutcome.TOLD)
    silent = await desk.do(suspect_duress, incident.id, OLIVE, None)
    assert everyone_to_ring(silent) == []
    await desk.rung(incident, POLICE, CallOutcome.ACCEPTED, reference="HX 1")
    handed = Judgement(cause=Cause.GENUINE_HANDED_OVER, note="The police saw them safe")
    resolved = await desk.do(resolve, incident.id, PRIYA, SUPERVISOR, handed)
    assert everyone_to_ring(resolved) == []
    over = await desk.do(close, incident.id, PRIYA, SUPERVISOR)
    assert [call.name for call in everyone_to_ring(over)] == [helena.name]
    assert desk.texts(over)[-1].endswith(f"ring {helena.name} on {helena.phone}, not the place")


async def test_whom_a_mail_reaches_nobody_need_ring(desk: Desk) -> None:
    over = await closed(desk)
    assert "notice.left_to_ring" not in desk.kinds(over)
