"""One has it, any number may help; help is called at every moment, by whoever sees that it must."""

from dataclasses import replace

import pytest

from tests.app.desk import Desk
from tests.scene import (
    ASHWORTH,
    CANALSIDE,
    DEV,
    MARGUERITE,
    OLIVE,
    OPERATOR,
    PRIYA,
    SUPERVISOR,
    reported,
)
from tocsin.app.assistance import ask_supervisor, assist, leave
from tocsin.app.claim import park, release, take_over
from tocsin.app.incident import claim, close, resolve, write_note
from tocsin.app.news import suspect_duress
from tocsin.app.phone_call import call_emergency, call_out, call_person
from tocsin.app.sending import begin_sending
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import EventRefused, InOtherHands, Malformed, NotNow
from tocsin.domain.people.subject import Contact
from tocsin.domain.response.notice import NoticeKind
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, EmergencyService
from tocsin.domain.response.response_company import SAYS_SO, Dialled, response_company

BURGLARY = reported("BA", "4")
POLICE = EmergencyService.POLICE
SAFEGUARD = Dialled(name="Safeguard", number="0161 496 0102")
S, O = IncidentState, CallOutcome  # noqa: E741  the examples read better with it


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def resolved(desk: Desk) -> Incident:
    incident = await desk.in_hand(BURGLARY)
    await desk.rung(incident, CANALSIDE.id, O.SAFE)
    over = Judgement(cause=Cause.FALSE_ACCIDENT)
    return await desk.do(resolve, incident.id, OLIVE, OPERATOR, over)


async def test_any_number_may_help_and_leave_again(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    for one in (DEV, PRIYA):
        incident = await desk.do(assist, incident.id, one)
    assert (incident.aide_ids, incident.operator_id) == ((DEV.id, PRIYA.id), OLIVE.id)
    assert desk.last(incident)["text"] == "helps with it"
    assert await desk.do(assist, incident.id, DEV) == incident  # tapped twice
    after = await desk.do(leave, incident.id, DEV)
    assert after.aide_ids == (PRIYA.id,)
    assert desk.last(after)["kind"] == "incident.left"
    with pytest.raises(NotNow, match="not helping"):
        await desk.do(leave, incident.id, DEV)


async def test_whoever_has_it_does_not_help_themselves(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    with pytest.raises(NotNow, match="You have it"):
        await desk.do(assist, incident.id, OLIVE)


async def test_who_helps_writes_rings_and_hears_and_does_not_end_it(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    await desk.do(assist, incident.id, DEV)
    await desk.do(write_note, incident.id, DEV, "On the line to the keyholder")
    after = await desk.do(call_person, incident.id, DEV, CANALSIDE.id)
    await desk.hear(incident, after.calls[0].id, O.SAFE)
    over = Judgement(cause=Cause.FALSE_ACCIDENT)
    with pytest.raises(InOtherHands):
        await desk.do(resolve, incident.id, DEV, OPERATOR, over)
    with pytest.raises(InOtherHands):
        await desk.do(park, incident.id, DEV, desk.clock.now, "Later")
    await desk.do(resolve, incident.id, OLIVE, OPERATOR, over)
    with pytest.raises(InOtherHands):
        await desk.do(close, incident.id, DEV, OPERATOR)


async def test_whoever_rings_somebody_in_a_colleagues_incident_helps_by_that(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    after = await desk.do(call_person, incident.id, DEV, CANALSIDE.id)
    assert after.aide_ids == (DEV.id,)
    assert desk.kinds(after)[-2:] == ["phone_call.placed", "incident.assisted"]
    again = await desk.do(call_emergency, incident.id, DEV, POLICE)
    assert desk.kinds(again)[-1] == "phone_call.placed"


async def test_whoever_helped_and_takes_it_has_it(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    await desk.do(assist, incident.id, DEV)
    await desk.do(release, incident.id, OLIVE)
    with pytest.raises(EventRefused):
        await desk.do(assist, incident.id, PRIYA)
    taken = await desk.do(claim, incident.id, DEV)
    assert (taken.operator_id, taken.aide_ids) == (DEV.id, ())
    await desk.do(assist, incident.id, OLIVE)
    desk.nobody_is_on_shift()
    back = await desk.do(take_over, incident.id, OLIVE, OPERATOR)
    assert (back.operator_id, back.aide_ids) == (OLIVE.id, ())


async def test_nobody_helps_with_what_is_closed(desk: Desk) -> None:
    incident = await resolved(desk)
    await desk.do(assist, incident.id, DEV)
    assert (await desk.do(close, incident.id, OLIVE, OPERATOR)).aide_ids == ()


async def test_help_is_called_before_anybody_has_it_and_by_that_it_is_taken(desk: Desk) -> None:
    incident = await desk.alarm(BURGLARY)
    after = await desk.do(call_emergency, incident.id, DEV, POLICE)
    assert (after.state, after.operator_id, after.claimed_at) == (
        S.HANDLING,
        DEV.id,
        desk.clock.now,
    )
    assert desk.kinds(after)[-2:] == ["phone_call.placed", "incident.claimed"]


async def test_help_is_called_while_it_is_parked(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    until = desk.clock.now.replace(minute=desk.clock.now.minute + 5)
    await desk.do(park, incident.id, OLIVE, until, "He calls back")
    after = await desk.do(call_emergency, incident.id, OLIVE, POLICE)
    assert (after.state, after.parked_until, after.operator_id) == (S.HANDLING, None, OLIVE.id)


async def test_help_is_called_after_the_resolution_which_is_none_then(desk: Desk) -> None:
    incident = await resolved(desk)
    after = await desk.do(call_emergency, incident.id, OLIVE, POLICE)
    assert (after.state, after.cause, after.resolved_at) == (S.HANDLING, None, None)


async def test_the_response_company_among_the_contacts_is_called_out(desk: Desk) -> None:
    tables = desk.store.tables
    subject = tables.subjects[ASHWORTH]
    company = replace(subject.contacts[0], relation="Keyholding company")
    tables.subjects[ASHWORTH] = replace(subject, contacts=(company, *subject.contacts[1:]))
    incident = await desk.in_hand(BURGLARY, about=ASHWORTH)
    after = await desk.do(call_out, incident.id, OLIVE, None)
    call = after.calls[0]
    assert (call.callee, call.callee_id) == (CalleeKind.CONTACT, company.id)
    assert desk.last(after)["text"] == f"called out {company.name} on {company.phone}"


async def test_without_one_it_is_said_plainly_and_dialled_by_hand(desk: Desk) -> None:
    incident = await desk.in_hand(reported("panic"), about=MARGUERITE)
    with pytest.raises(NotNow, match="name no response company"):
        await desk.do(call_out, incident.id, OLIVE, None)
    after = await desk.do(call_out, incident.id, OLIVE, SAFEGUARD)
    call = after.calls[0]
    assert (call.callee, call.callee_id, call.name) == (CalleeKind.COMPANY, None, "Safeguard")
    with pytest.raises(Malformed):
        await desk.hear(incident, call.id, O.SAFE)
    by = desk.clock.now.replace(hour=4)
    coming = await desk.hear(incident, call.id, O.ATTENDING, attending_by=by)
    assert coming.calls[0].last is not None


@pytest.mark.parametrize("words", SAYS_SO)
def test_a_company_is_known_by_what_its_relation_says(words: str) -> None:
    one = Contact(
        id=CANALSIDE.id, position=1, name="S", relation=words.title(), phone="0161 496 0102"
    )
    assert response_company([replace(one, relation="Manager"), one]) is one
    assert response_company([replace(one, relation="Manager")]) is None


async def in_duress(desk: Desk) -> Incident:
    incident = await desk.in_hand(BURGLARY)
    return await desk.do(suspect_duress, incident.id, OLIVE, None)


async def test_an_operator_asks_for_a_supervisor_and_hears_when_one_comes(desk: Desk) -> None:
    """In a silent incident nobody else may end it."""
    incident = await in_duress(desk)
    asked = await desk.do(ask_supervisor, incident.id, OLIVE, OPERATOR)
    assert asked.supervisor_asked_at == desk.clock.now
    (letter,) = asked.notices
    assert (letter.kind, letter.to.person_id) == (NoticeKind.SUPERVISOR_ASKED, PRIYA.id)
    assert letter.forbids
    assert desk.kinds(asked)[-2:] == ["incident.supervisor_asked", "notice.written"]
    assert desk.texts(asked)[-1] == "writes to Priya Nair: a supervisor is asked for"
    desk.clock.forward(seconds=30)
    noted = await desk.do(write_note, incident.id, OLIVE, "Nobody answers")
    looked = await desk.look(noted)
    assert looked.supervisor_asked_at is not None, "no supervisor has done anything with it"
    with pytest.raises(NotNow, match="0:30 ago"):
        await desk.do(ask_supervisor, incident.id, DEV, OPERATOR)
    came = await desk.do(assist, incident.id, PRIYA)
    assert came.supervisor_asked_at is None
    assert desk.texts(came)[-1] == "sees a supervisor with it: Priya Nair"
    again = await desk.do(ask_supervisor, incident.id, OLIVE, OPERATOR)
    assert again.supervisor_asked_at == desk.clock.now


async def test_where_no_supervisor_comes_one_is_asked_for_again_after_a_while(desk: Desk) -> None:
    incident = await in_duress(desk)
    await desk.do(ask_supervisor, incident.id, OLIVE, OPERATOR)
    desk.clock.forward(minutes=4.99)
    with pytest.raises(NotNow, match="if none comes in 5 minutes"):
        await desk.do(ask_supervisor, incident.id, OLIVE, OPERATOR)
    desk.clock.forward(seconds=1)
    again = await desk.do(ask_supervisor, incident.id, DEV, OPERATOR)
    assert again.supervisor_asked_at == desk.clock.now
    assert [notice.kind for notice in again.notices] == [NoticeKind.SUPERVISOR_ASKED] * 2
    assert "asked for a supervisor again: none has come" in desk.texts(again)
    with pytest.raises(NotNow):
        await desk.do(ask_supervisor, incident.id, DEV, OPERATOR)


async def test_a_letter_to_a_supervisor_who_has_come_does_not_leave(desk: Desk) -> None:
    incident = await in_duress(desk)
    asked = await desk.do(ask_supervisor, incident.id, OLIVE, OPERATOR)
    await desk.do(take_over, incident.id, PRIYA, SUPERVISOR)
    assert await desk.do(begin_sending, asked.notices[0].id) is None
    other = await desk.do(ask_supervisor, incident.id, OLIVE, OPERATOR)
    assert await desk.do(begin_sending, other.notices[-1].id) is not None


async def test_where_the_centre_has_no_supervisor_that_is_said(desk: Desk) -> None:
    desk.store.tables.supervisors.clear()
    incident = await in_duress(desk)
    asked = await desk.do(ask_supervisor, incident.id, OLIVE, OPERATOR)
    assert desk.texts(asked)[-1] == "asked for a supervisor: the centre has none"
    with pytest.raises(NotNow, match="supervisor yourself"):
        await desk.do(ask_supervisor, incident.id, PRIYA, SUPERVISOR)


async def test_what_is_over_asks_for_nobody(desk: Desk) -> None:
    over = await resolved(desk)
    asked = await desk.do(ask_supervisor, over.id, OLIVE, OPERATOR)
    assert (asked.state, asked.supervisor_asked_at) == (S.RESOLVED, desk.clock.now)
    closed = await desk.do(close, over.id, OLIVE, OPERATOR)
    assert closed.supervisor_asked_at is None
    with pytest.raises(EventRefused):
        await desk.do(ask_supervisor, over.id, OLIVE, OPERATOR)
