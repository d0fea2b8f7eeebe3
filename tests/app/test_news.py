"""News about what is over: it joins what is open, opens it again, or opens a new one."""

from dataclasses import replace

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, DEV, OLIVE, OPERATOR, reported
from tocsin.app.incident import close, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.phone_call import call_emergency, call_out
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_company import Dialled
from tocsin.domain.response.verification import Verdict, services_due, verdict

BURGLARY = reported("BA", "4")
S, O = IncidentState, CallOutcome  # noqa: E741  the examples read better with it


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def closed(desk: Desk) -> Incident:
    incident = await desk.in_hand(BURGLARY)
    await desk.rung(incident, CANALSIDE.id, O.SAFE)
    over = Judgement(cause=Cause.FALSE_ACCIDENT)
    await desk.do(resolve, incident.id, OLIVE, OPERATOR, over)
    return await desk.do(close, incident.id, OLIVE, OPERATOR)


async def filed(desk: Desk) -> Incident:
    incident = await closed(desk)
    desk.clock.now = desk.due(incident).due_at
    return await desk.look(incident)


def opened_since(desk: Desk, incident: Incident) -> Incident:
    """Find the one incident that is open now."""
    ids = [i for i in desk.store.tables.incidents if i != incident.id]
    (found,) = [desk.read(i) for i in ids if desk.read(i).is_open]
    return found


async def test_duress_about_a_filed_incident_opens_a_new_one_that_names_it(desk: Desk) -> None:
    """P3: it is refused nowhere."""
    old = await filed(desk)
    new = await desk.do(suspect_duress, old.id, DEV, "She asked for the blue folder")
    assert (new.state, new.silent, new.priority) == (S.WAITING, True, 1)
    assert (new.subject, new.response_kind) == (old.subject, old.response_kind)
    assert desk.kinds(new)[0] == "incident.opened"
    assert desk.last(new)["references"] == {"told_of": str(old.id)}
    assert desk.due(new).due_at == desk.clock.now + new.plan.claim_within
    assert desk.read(old.id) == replace(old, hushed=True)


async def test_duress_about_a_filed_incident_joins_the_open_one(desk: Desk) -> None:
    old = await filed(desk)
    newer = await desk.alarm(BURGLARY)
    assert (await desk.do(suspect_duress, old.id, DEV, None)).id == newer.id
    assert desk.read(newer.id).silent


@pytest.mark.parametrize("outcome", [O.IN_DANGER, O.DURESS])
async def test_danger_that_is_heard_of_a_filed_incident_is_real_in_a_new_one(
    desk: Desk, outcome: CallOutcome
) -> None:
    """P3: the word is kept with its call, and stands in the new one as well."""
    old = await filed(desk)
    call_id = old.calls[0].id
    after = await desk.hear(old, call_id, outcome)
    assert (after.state, after.calls[0].had(frozenset({outcome}))) == (S.FILED, True)
    assert old.id not in desk.store.tables.deadlines
    new = opened_since(desk, old)
    assert (new.state, new.priority, new.silent) == (S.WAITING, 1, outcome is O.DURESS)
    assert verdict(new.standing, desk.clock.now) is Verdict.CONFIRMED
    assert services_due(new.standing, desk.clock.now) == [EmergencyService.POLICE]
    assert desk.last(new)["text"].endswith(f"in incident {old.number}")


async def test_a_harmless_word_about_a_filed_incident_is_kept_and_opens_nothing(
    desk: Desk,
) -> None:
    old = await filed(desk)
    after = await desk.hear(old, old.calls[0].id, O.UNCLEAR)
    assert (after.state, len(desk.store.tables.incidents)) == (S.FILED, 1)


async def test_help_that_is_called_about_a_closed_incident_opens_it_again(desk: Desk) -> None:
    """Emergency and call-out are one press away at every moment; who calls has it by that."""
    incident = await closed(desk)
    desk.clock.forward(seconds=40)
    after = await desk.do(call_emergency, incident.id, DEV, EmergencyService.POLICE)
    assert (after.id, after.state) == (incident.id, S.HANDLING)
    assert (after.operator_id, after.claimed_at) == (DEV.id, desk.clock.now)
    assert (after.cause, after.resolved_at, after.closed_at) == (None, None, None)
    assert desk.kinds(after)[-2:] == ["phone_call.placed", "incident.claimed"]
    assert desk.due(after).due_at < desk.clock.now + after.plan.file_after


async def test_help_that_is_called_about_what_is_over_joins_the_open_incident(desk: Desk) -> None:
    incident = await closed(desk)
    newer = await desk.in_hand(BURGLARY)
    after = await desk.do(call_out, incident.id, DEV, Dialled(name="Vigil", number="0161"))
    assert (after.id, after.operator_id, after.aide_ids) == (newer.id, OLIVE.id, (DEV.id,))
    assert desk.read(incident.id) == incident


async def test_help_that_is_called_about_a_filed_incident_opens_a_new_one(desk: Desk) -> None:
    old = await filed(desk)
    new = await desk.do(call_out, old.id, DEV, Dialled(name="Vigil", number="0161"))
    assert (new.state, new.operator_id, new.priority) == (S.HANDLING, DEV.id, 1)
    assert desk.kinds(new)[0] == "incident.opened"
    assert desk.read(old.id) == old
