"""An incident in hand: taken, noted, resolved, closed, filed; and what is refused."""

from dataclasses import replace

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, DEV, MARGUERITE, OLIVE, OPERATOR, PRIYA, SUPERVISOR, reported
from tocsin.app.incident import claim, close, go_back, resolve, write_note
from tocsin.app.news import suspect_duress
from tocsin.app.notice import everyone_told
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import EventRefused, InOtherHands, NotFound, NotNow
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService

BURGLARY, PANIC, DURESS = reported("BA", "4"), reported("panic"), reported("duress")
OVER = Judgement(cause=Cause.GENUINE_SAFE, note="The cleaner had the wrong code")
S = IncidentState


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def safe(desk: Desk) -> Incident:
    """Have an incident in which everybody is safe."""
    incident = await desk.in_hand(BURGLARY)
    return await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)


async def resolved(desk: Desk) -> Incident:
    incident = await safe(desk)
    return await desk.do(resolve, incident.id, OLIVE, OPERATOR, OVER)


async def closed(desk: Desk) -> Incident:
    incident = await resolved(desk)
    return await desk.do(close, incident.id, OLIVE, OPERATOR)


async def test_an_operator_takes_an_incident(desk: Desk) -> None:
    incident = await desk.alarm(BURGLARY)
    desk.clock.forward(seconds=12)
    taken = await desk.do(claim, incident.id, OLIVE)
    assert (taken.state, taken.operator_id, taken.operator_name) == (
        S.HANDLING,
        OLIVE.id,
        OLIVE.name,
    )
    assert taken.claimed_at == desk.clock.now
    assert desk.last(taken) | {"references": None} == {
        "kind": "incident.claimed",
        "actor": "Olive Brandt",
        "text": "took it after 0:12",
        "said": None,
        "references": None,
    }


async def test_a_claim_by_a_second_operator_is_refused_and_says_whose_it_is(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    desk.clock.forward(seconds=75)
    with pytest.raises(InOtherHands, match="Olive Brandt took it 1:15 ago"):
        await desk.do(claim, incident.id, DEV)
    assert desk.read(incident.id).operator_id == OLIVE.id


async def test_a_claim_tapped_twice_changes_nothing(desk: Desk) -> None:
    """P6."""
    incident = await desk.in_hand(BURGLARY)
    desk.clock.forward(seconds=5)
    assert await desk.do(claim, incident.id, OLIVE) == incident
    assert desk.kinds(incident)[-1] == "incident.reclaimed"


async def test_taking_note_that_it_got_worse_stops_the_ringing(desk: Desk) -> None:
    await desk.in_hand(reported("low_battery"), about=MARGUERITE)
    worse = await desk.alarm(PANIC, about=MARGUERITE)
    taken_at = worse.claimed_at
    desk.clock.forward(seconds=8)
    noted = await desk.do(claim, worse.id, OLIVE)
    assert (noted.worse_at, noted.claimed_at) == (None, taken_at)
    assert desk.last(noted)["text"] == "saw that it got worse, after 0:08"


async def test_a_note_is_written_in_the_operators_own_words(desk: Desk) -> None:
    incident = await desk.alarm(BURGLARY)
    noted = await desk.do(write_note, incident.id, OLIVE, "Dogs barking")
    assert noted == incident
    assert desk.last(incident)["said"] == "Dogs barking"


async def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.do(claim, desk.store.next_id(), OLIVE)


@pytest.mark.parametrize("words", ["She asked for the blue folder", None])
async def test_duress_makes_it_silent_and_the_most_pressing(desk: Desk, words: str | None) -> None:
    """P3."""
    incident = await desk.in_hand(BURGLARY)
    worse = await desk.do(suspect_duress, incident.id, OLIVE, words)
    assert (worse.silent, worse.priority, worse.state) == (True, 1, S.HANDLING)
    assert worse.verified_at == desk.clock.now
    assert desk.due(worse).priority == 1
    last = desk.last(worse)
    assert (last["kind"], last["said"]) == ("incident.duress_suspected", words)


async def test_duress_takes_a_resolution_back(desk: Desk) -> None:
    """P3."""
    incident = await resolved(desk)
    worse = await desk.do(suspect_duress, incident.id, DEV, None)
    assert (worse.state, worse.cause, worse.resolution_note) == (S.HANDLING, None, None)
    assert (worse.resolved_at, worse.resolved_by) == (None, None)


async def test_duress_opens_a_closed_incident_again_for_whoever_takes_it(desk: Desk) -> None:
    """P3."""
    incident = await closed(desk)
    desk.clock.forward(seconds=60)
    worse = await desk.do(suspect_duress, incident.id, DEV, None)
    assert (worse.id, worse.state, worse.silent) == (incident.id, S.WAITING, True)
    assert (worse.operator_id, worse.operator_name, worse.claimed_at) == (None, None, None)
    assert (worse.waiting_since, worse.closed_at, worse.cause) == (desk.clock.now, None, None)
    assert desk.due(worse).due_at == desk.clock.now + worse.plan.claim_within


async def test_duress_about_a_closed_incident_goes_to_the_open_one(desk: Desk) -> None:
    """P3: the database holds one open incident of a kind, and would refuse a second."""
    incident = await closed(desk)
    desk.clock.forward(seconds=1)
    fire, newer = await desk.alarm(reported("FA", "9")), await desk.alarm(BURGLARY)
    worse = await desk.do(suspect_duress, incident.id, DEV, None)
    assert (worse.id, worse.silent, worse.priority) == (newer.id, True, 1)
    assert desk.last(newer)["references"] == {"told_of": str(incident.id)}
    assert desk.read(incident.id) == replace(incident, hushed=True)
    assert not desk.read(fire.id).silent


async def test_an_incident_is_resolved_with_a_cause(desk: Desk) -> None:
    incident = await resolved(desk)
    assert (incident.state, incident.cause) == (S.RESOLVED, OVER.cause)
    assert incident.resolution_note == OVER.note
    assert (incident.resolved_at, incident.resolved_by) == (desk.clock.now, OLIVE.id)
    last = desk.last(incident)
    assert (last["text"], last["said"]) == ("resolved it: genuine, everybody safe", OVER.note)
    assert last["references"] == {"cause": "genuine_safe", "overruled": 0}


async def test_what_is_in_other_hands_is_resolved_by_them_or_a_supervisor(desk: Desk) -> None:
    incident = await safe(desk)
    with pytest.raises(InOtherHands):
        await desk.do(resolve, incident.id, DEV, OPERATOR, OVER)
    over = await desk.do(resolve, incident.id, PRIYA, SUPERVISOR, OVER)
    assert over.resolved_by == PRIYA.id


async def test_nothing_is_resolved_before_somebody_took_it(desk: Desk) -> None:
    incident = await desk.alarm(BURGLARY)
    with pytest.raises(EventRefused):
        await desk.do(resolve, incident.id, OLIVE, OPERATOR, OVER)


async def test_nothing_is_resolved_while_help_is_due(desk: Desk) -> None:
    """P3."""
    incident = await desk.in_hand(reported("FA", "9"))
    with pytest.raises(NotNow, match="fire service has not been called"):
        await desk.do(resolve, incident.id, OLIVE, OPERATOR, OVER)
    assert desk.read(incident.id).state is S.HANDLING


async def test_nothing_is_resolved_while_it_rings_again(desk: Desk) -> None:
    incident = await desk.in_hand(reported("low_battery"), about=MARGUERITE)
    await desk.alarm(reported("lost_phone"), about=MARGUERITE)
    with pytest.raises(NotNow, match="rings again"):
        await desk.do(resolve, incident.id, OLIVE, OPERATOR, OVER)


async def test_a_silent_one_is_ended_by_a_supervisor_alone(desk: Desk) -> None:
    """P3."""
    incident = await desk.in_hand(DURESS, about=MARGUERITE)
    police = EmergencyService.POLICE
    await desk.rung(incident, police, CallOutcome.ACCEPTED, reference="HX 4471")
    with pytest.raises(NotNow, match="supervisor"):
        await desk.do(resolve, incident.id, OLIVE, OPERATOR, OVER)
    over = await desk.do(resolve, incident.id, PRIYA, SUPERVISOR, OVER)
    with pytest.raises(NotNow, match="supervisor"):
        await desk.do(close, over.id, OLIVE, OPERATOR)
    assert (await desk.do(close, over.id, PRIYA, SUPERVISOR)).state is S.CLOSED


async def test_a_resolution_is_taken_back_before_it_is_confirmed(desk: Desk) -> None:
    incident = await resolved(desk)
    back = await desk.do(go_back, incident.id, OLIVE, OPERATOR)
    assert (back.state, back.cause, back.resolved_at) == (S.HANDLING, None, None)
    assert desk.kinds(back)[-1] == "incident.unresolved"


async def test_closing_owes_the_report_and_the_filing(desk: Desk) -> None:
    """P1."""
    incident = await closed(desk)
    assert (incident.state, incident.closed_at) == (S.CLOSED, desk.clock.now)
    owed = [row.kind for row in desk.store.tables.outbox]
    assert owed == ["file_report", *["notice"] * len(everyone_told(incident))]
    assert desk.due(incident).due_at == desk.clock.now + incident.plan.file_after


async def test_a_close_tapped_twice_has_the_effect_of_once(desk: Desk) -> None:
    """P6."""
    incident = await closed(desk)
    kinds, owed = desk.kinds(incident), list(desk.store.tables.outbox)
    assert await desk.do(close, incident.id, DEV, OPERATOR) == incident
    assert (desk.store.tables.outbox, desk.kinds(incident)) == (owed, kinds)


async def test_nothing_is_closed_that_is_not_over(desk: Desk) -> None:
    incident = await safe(desk)
    with pytest.raises(EventRefused):
        await desk.do(close, incident.id, OLIVE, OPERATOR)


async def test_a_close_is_refused_while_something_is_left_to_do(desk: Desk) -> None:
    """P3: a resolution does not outlast what was found out since."""
    incident = await desk.in_hand(reported("FA", "9"))
    call_id = await desk.ring(incident, CANALSIDE.id)
    await desk.hear(incident, call_id, CallOutcome.SAFE)
    over = await desk.do(resolve, incident.id, OLIVE, OPERATOR, OVER)
    tables = desk.store.tables
    (call,) = tables.calls[over.id]
    tables.calls[over.id] = (replace(call, outcomes=()),)
    with pytest.raises(NotNow, match="no outcome"):
        await desk.do(close, over.id, OLIVE, OPERATOR)


async def test_a_closed_incident_is_filed_when_it_has_lain_long_enough(desk: Desk) -> None:
    incident = await closed(desk)
    desk.clock.now = desk.due(incident).due_at
    filed = await desk.look(incident)
    assert filed.state is S.FILED
    assert incident.id not in desk.store.tables.deadlines
    assert (desk.last(filed)["kind"], desk.last(filed)["actor"]) == ("incident.filed", "Tocsin")


async def test_a_look_that_comes_early_files_nothing(desk: Desk) -> None:
    incident = await closed(desk)
    due, kinds = desk.due(incident), desk.kinds(incident)
    desk.clock.forward(seconds=60)
    assert await desk.look(incident) == incident
    assert (desk.due(incident), desk.kinds(incident)) == (due, kinds)


async def test_what_is_filed_is_moved_by_nothing(desk: Desk) -> None:
    incident = await closed(desk)
    desk.clock.now = desk.due(incident).due_at
    await desk.look(incident)
    with pytest.raises(EventRefused, match="It is filed"):
        await desk.do(claim, incident.id, OLIVE)
    with pytest.raises(EventRefused, match="It is filed"):
        await desk.do(go_back, incident.id, OLIVE, OPERATOR)


async def test_an_incident_that_nobody_takes_rings_again_and_says_so_once(desk: Desk) -> None:
    """P1 and P2."""
    incident = await desk.alarm(BURGLARY)
    desk.clock.now = desk.due(incident).due_at
    await desk.look(incident)
    assert desk.last(incident)["text"] == "rings again at every console: nobody has it after 0:30"
    assert desk.due(incident).due_at == incident.opened_at + incident.plan.supervisor_after
    await desk.look(incident)
    desk.clock.now = desk.due(incident).due_at
    await desk.look(incident)
    assert desk.kinds(incident).count("incident.untaken") == 1


async def test_a_look_before_the_time_to_take_it_writes_nothing(desk: Desk) -> None:
    incident = await desk.alarm(BURGLARY)
    desk.clock.forward(seconds=29)
    assert await desk.look(incident) == incident
    assert desk.kinds(incident) == ["incident.opened"]


async def test_a_look_at_what_is_in_hand_only_sets_the_next(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    desk.clock.now = desk.due(incident).due_at
    assert await desk.look(incident) == incident
    assert desk.due(incident).due_at > desk.clock.now


async def test_what_is_resolved_and_forgotten_is_looked_at_again(desk: Desk) -> None:
    incident = await resolved(desk)
    assert desk.due(incident).due_at == desk.clock.now + incident.plan.remind_every
