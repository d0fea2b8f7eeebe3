"""Calls by one's own telephone: to whom, how they ended, and what follows from it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.app.desk import Desk
from tests.scene import (
    CANALSIDE,
    DEV,
    MARGUERITE,
    OLIVE,
    OPERATOR,
    SUBJECTS,
    reported,
)
from tocsin.app.incident import close, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.phone_call import OUTCOME_WORDS, SERVICE_WORDS, call_person, give_up_emergency
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import EventRefused, Malformed, NotFound, NotNow
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, EmergencyService
from tocsin.domain.response.verification import StepKind, Verdict, services_due, verdict

BURGLARY = reported("BA", "4")
HELENA = SUBJECTS[CANALSIDE].contacts[0]
POLICE = EmergencyService.POLICE
O = CallOutcome  # noqa: E741  the tests read better with it
S = IncidentState


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def closed(desk: Desk) -> tuple[Incident, UUID]:
    """Have a closed incident, and the id of the call that ended it."""
    incident = await desk.in_hand(BURGLARY)
    safe = await desk.rung(incident, CANALSIDE.id, O.SAFE)
    judgement = Judgement(cause=Cause.FALSE_ACCIDENT)
    await desk.do(resolve, incident.id, OLIVE, OPERATOR, judgement)
    return await desk.do(close, incident.id, OLIVE, OPERATOR), safe.calls[0].id


async def test_a_call_to_a_contact_is_written_down_with_its_number(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    await desk.ring(incident, HELENA.id)
    (call,) = desk.read(incident.id).calls
    assert (call.callee, call.callee_id) == (CalleeKind.CONTACT, HELENA.id)
    assert (call.name, call.number, call.placed_at) == (HELENA.name, HELENA.phone, desk.clock.now)
    last = desk.last(incident)
    assert last["text"] == f"called {HELENA.name} on {HELENA.phone}"
    assert last["references"] == {"phone_call": str(call.id), "callee": "contact"}
    assert desk.store.tables.speakers[call.id] == [OLIVE.id]


async def test_a_call_to_the_site_is_one_to_the_subject(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    await desk.ring(incident, CANALSIDE.id)
    (call,) = desk.read(incident.id).calls
    assert (call.callee, call.callee_id) == (CalleeKind.SUBJECT, None)
    assert call.number == SUBJECTS[CANALSIDE].phone
    assert next_step(desk.read(incident.id), desk.clock.now).kind is StepKind.NOTE_OUTCOME


async def test_nobody_is_called_before_somebody_took_it(desk: Desk) -> None:
    incident = await desk.alarm(BURGLARY)
    with pytest.raises(EventRefused):
        await desk.do(call_person, incident.id, OLIVE, HELENA.id)
    assert desk.read(incident.id).calls == ()


async def test_a_stranger_is_not_called(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    for stranger in (uuid4(), SUBJECTS[MARGUERITE].contacts[0].id, MARGUERITE.id):
        with pytest.raises(NotFound, match="no contact"):
            await desk.do(call_person, incident.id, OLIVE, stranger)


async def test_in_silence_the_subject_is_not_called(desk: Desk) -> None:
    incident = await desk.in_hand(reported("duress"), about=MARGUERITE)
    with pytest.raises(NotNow, match="somebody may be watching"):
        await desk.do(call_person, incident.id, OLIVE, MARGUERITE.id)


async def test_who_has_no_telephone_is_not_called(desk: Desk) -> None:
    subject = SUBJECTS[CANALSIDE]
    mute = {f: getattr(subject, f) for f in subject.__slots__} | {"phone": None}
    desk.store.tables.subjects[CANALSIDE] = type(subject)(**mute)
    incident = await desk.in_hand(BURGLARY)
    with pytest.raises(NotNow, match="no telephone number"):
        await desk.do(call_person, incident.id, OLIVE, CANALSIDE.id)


async def test_an_emergency_service_is_called_by_the_plans_number(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    await desk.ring(incident, POLICE)
    (call,) = desk.read(incident.id).calls
    assert (call.callee, call.callee_id, call.service) == (CalleeKind.EMERGENCY, None, POLICE)
    assert (call.name, call.number) == ("the police", "999")


async def test_what_was_heard_is_written_down_in_words(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    call_id = await desk.ring(incident, HELENA.id)
    by = desk.clock.now + timedelta(minutes=25)
    desk.clock.forward(seconds=40)
    after = await desk.hear(incident, call_id, O.ATTENDING, attending_by=by, note="By bicycle")
    heard = after.calls[0].outcomes[0]
    assert (heard.at, heard.attending_by, heard.note) == (desk.clock.now, by, "By bicycle")
    assert desk.read(incident.id).calls == after.calls
    last = desk.last(incident)
    assert (last["text"], last["said"]) == (
        f"heard from {HELENA.name}: goes there, within 25 min",
        "By bicycle",
    )
    assert last["references"] == {
        "phone_call": str(call_id),
        "outcome": "attending",
        "attending_by": by.isoformat(),
    }


async def test_a_later_word_is_added_to_an_earlier(desk: Desk) -> None:
    """P9."""
    incident = await desk.in_hand(BURGLARY)
    call_id = await desk.ring(incident, HELENA.id)
    await desk.hear(incident, call_id, O.NO_ANSWER)
    desk.clock.forward(seconds=5)
    after = await desk.hear(incident, call_id, O.TOLD)
    assert [heard.outcome for heard in after.calls[0].outcomes] == [O.NO_ANSWER, O.TOLD]


async def test_only_the_call_that_was_meant_hears_the_word(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    first = await desk.ring(incident, HELENA.id)
    desk.clock.forward(seconds=1)
    await desk.ring(incident, CANALSIDE.id)
    after = await desk.hear(incident, first, O.BUSY)
    assert [call.last is None for call in after.calls] == [False, True]


async def test_a_word_about_a_call_of_another_incident_is_refused(desk: Desk) -> None:
    incident, other = await desk.in_hand(BURGLARY), await desk.in_hand(reported("FA", "9"))
    call_id = await desk.ring(other, HELENA.id)
    with pytest.raises(NotFound, match="no call"):
        await desk.hear(incident, call_id, O.BUSY)


async def test_a_word_that_cannot_be_is_refused(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    contact, police = await desk.ring(incident, HELENA.id), await desk.ring(incident, POLICE)
    for call_id, outcome in ((contact, O.SAFE), (contact, O.ACCEPTED), (police, O.SAFE)):
        with pytest.raises(Malformed, match="cannot end with"):
            await desk.hear(incident, call_id, outcome)
    with pytest.raises(Malformed, match="by what time"):
        await desk.hear(incident, contact, O.ATTENDING)
    with pytest.raises(Malformed, match="reference"):
        await desk.hear(incident, police, O.ACCEPTED, reference="")


async def test_help_that_was_accepted_is_due_no_more(desk: Desk) -> None:
    incident = await desk.in_hand(reported("PA", "2"))
    assert services_due(incident.standing, desk.clock.now) == [POLICE]
    after = await desk.rung(incident, POLICE, O.ACCEPTED, reference=" HX 4471 ")
    assert services_due(after.standing, desk.clock.now) == []
    assert desk.last(after)["text"] == "heard from the police: accepted, reference HX 4471"


async def test_why_help_was_not_called_is_written_down(desk: Desk) -> None:
    incident = await desk.in_hand(reported("PA", "2"))
    after = await desk.do(give_up_emergency, incident.id, OLIVE, POLICE, "They are here already")
    assert services_due(after.standing, desk.clock.now) == []
    assert desk.read(incident.id).calls == after.calls
    last = desk.last(after)
    assert (last["kind"], last["said"]) == ("emergency.not_possible", "They are here already")
    assert last["references"] == {"phone_call": str(after.calls[0].id), "service": "police"}


async def test_help_is_given_up_only_by_who_has_it_in_hand(desk: Desk) -> None:
    incident = await desk.alarm(reported("PA", "2"))
    with pytest.raises(EventRefused):
        await desk.do(give_up_emergency, incident.id, OLIVE, POLICE, "No line")
    assert desk.read(incident.id).calls == ()


async def test_duress_that_was_heard_makes_it_silent(desk: Desk) -> None:
    """P3."""
    incident = await desk.in_hand(BURGLARY)
    after = await desk.rung(incident, CANALSIDE.id, O.DURESS)
    assert (after.silent, after.priority, after.state) == (True, 1, S.HANDLING)
    assert after.verified_at == desk.clock.now


async def test_danger_that_was_heard_is_real_and_not_silent(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    after = await desk.rung(incident, CANALSIDE.id, O.IN_DANGER)
    assert (after.silent, after.verified_at) == (False, desk.clock.now)
    assert services_due(after.standing, desk.clock.now) == [POLICE]


async def test_it_is_known_since_the_first_word_that_told(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    after = await desk.rung(incident, HELENA.id, O.WITH_THEM_SAFE)
    known_at = after.verified_at
    desk.clock.forward(seconds=9)
    assert known_at is not None
    assert (await desk.rung(incident, CANALSIDE.id, O.SAFE)).verified_at == known_at


@pytest.mark.parametrize("outcome", [O.DURESS, O.IN_DANGER])
async def test_danger_opens_a_closed_incident_again(desk: Desk, outcome: CallOutcome) -> None:
    """P3: a word heard a second after all is well."""
    incident, call_id = await closed(desk)
    desk.clock.forward(seconds=1)
    after = await desk.hear(incident, call_id, outcome)
    assert (after.state, after.operator_id) == (S.WAITING, None)
    assert after.silent is (outcome is O.DURESS)


@pytest.mark.parametrize(
    ("outcome", "is_silent"), [(O.DURESS, True), (O.IN_DANGER, False)], ids=str
)
async def test_danger_in_a_closed_incident_rings_in_the_open_one(
    desk: Desk, outcome: CallOutcome, *, is_silent: bool
) -> None:
    """P3: the database holds one open incident of a kind, and would refuse a second."""
    incident, call_id = await closed(desk)
    desk.clock.forward(seconds=1)
    newer = await desk.in_hand(BURGLARY)
    after = await desk.hear(incident, call_id, outcome)
    assert (after.id, after.state, after.silent) == (incident.id, S.CLOSED, is_silent)
    warned = desk.read(newer.id)
    assert (warned.state, warned.priority, warned.silent) == (S.HANDLING, 1, is_silent)
    assert warned.worse_at == desk.clock.now
    assert desk.last(warned)["kind"] == desk.last(after)["kind"] == "phone_call.ended"
    assert desk.last(warned)["text"].endswith(f"in incident {incident.number}")
    assert verdict(warned.standing, desk.clock.now) is Verdict.CONFIRMED
    assert warned.verified_at == desk.clock.now
    assert services_due(warned.standing, desk.clock.now) == [POLICE]


async def test_danger_rings_in_an_open_one_that_nobody_has(desk: Desk) -> None:
    incident, call_id = await closed(desk)
    newer = await desk.alarm(BURGLARY)
    await desk.hear(incident, call_id, O.DURESS)
    warned = desk.read(newer.id)
    assert (warned.state, warned.worse_at, warned.silent) == (S.WAITING, None, True)


async def test_a_harmless_word_about_a_closed_incident_is_written_and_moves_nothing(
    desk: Desk,
) -> None:
    incident, call_id = await closed(desk)
    after = await desk.hear(incident, call_id, O.UNCLEAR)
    assert after.state is S.CLOSED
    assert desk.kinds(after)[-1] == "phone_call.ended"


async def test_a_call_that_was_placed_before_it_turned_silent_is_still_heard(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    call_id = await desk.ring(incident, CANALSIDE.id)
    await desk.do(suspect_duress, incident.id, DEV, None)
    after = await desk.hear(incident, call_id, O.SAFE)
    assert (after.silent, services_due(after.standing, desk.clock.now)) == (True, [POLICE])


def test_every_outcome_and_every_service_has_its_words() -> None:
    assert set(OUTCOME_WORDS) == set(CallOutcome)
    assert set(SERVICE_WORDS) == set(EmergencyService)


async def test_a_service_that_comes_may_give_no_reference_which_is_said(desk: Desk) -> None:
    incident = await desk.in_hand(reported("PA", "4"))
    police = await desk.ring(incident, POLICE)
    for reference in ("", "  "):
        with pytest.raises(Malformed, match="or say that they gave none"):
            await desk.hear(incident, police, O.ACCEPTED, reference=reference)
    with pytest.raises(Malformed, match="when they come, and without one"):
        await desk.hear(incident, police, O.ACCEPTED, reference="HX 1", no_reference=True)
    with pytest.raises(Malformed, match="when they come"):
        await desk.hear(incident, police, O.REFUSED, no_reference=True)
    after = await desk.hear(incident, police, O.ACCEPTED, no_reference=True)
    assert after.calls[-1].outcomes[-1].reference is None
    last = desk.last(after)
    assert last["text"] == "heard from the police: accepted, and gave no reference"
