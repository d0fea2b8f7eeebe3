"""What the console is told that it may do is exactly what the use cases then do."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.app.desk import Desk
from tests.fakes import FakeWork
from tests.scene import CANALSIDE, DEV, MARGUERITE, OLIVE, OPERATOR, PRIYA, SUPERVISOR, reported
from tocsin.app.assistance import ask_supervisor, assist, leave
from tocsin.app.claim import park, release, resume, take_over
from tocsin.app.incident import claim, close, go_back, resolve, write_note
from tocsin.app.news import make_real, suspect_duress
from tocsin.app.phone_call import (
    call_emergency,
    call_out,
    call_person,
    give_up_emergency,
    hear_outcome,
)
from tocsin.app.ports import Actor
from tocsin.app.withdrawal import refuse_pin
from tocsin.domain.access import Role
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.permission import Act, Asking, refusal
from tocsin.domain.errors import DomainError
from tocsin.domain.people.subject import SubjectRef
from tocsin.domain.response.phone_call import (
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
)
from tocsin.domain.response.response_company import Dialled

ROLES: Final[dict[Actor, frozenset[Role]]] = {OLIVE: OPERATOR, DEV: OPERATOR, PRIYA: SUPERVISOR}
UNEXPLAINED = Judgement(cause=Cause.UNEXPLAINED)
POLICE = EmergencyService.POLICE
Do = Callable[[FakeWork], Awaitable[Incident]]


def last_call(incident: Incident, *, emergency: bool) -> PhoneCall:
    calls = [c for c in incident.calls if (c.callee is CalleeKind.EMERGENCY) is emergency]
    return calls[-1] if calls else incident.calls[-1]


def deed(desk: Desk, incident: Incident, act: Act, who: Actor) -> Do:
    """Give what is done when somebody presses this, with a body that makes sense by itself."""
    one, roles = incident.id, ROLES[who]
    contact = incident.subject.contacts[0].id
    by_hand = Dialled(name="Safeguard", number="0161 496 0102")
    until = desk.clock.now + timedelta(seconds=30)
    busy = HeardOutcome(at=desk.clock.now, outcome=CallOutcome.BUSY)
    plain: dict[Act, Do] = {
        Act.CLAIM: lambda w: claim(w, one, who),
        Act.CALL: lambda w: call_person(w, one, who, contact),
        Act.CALL_EMERGENCY: lambda w: call_emergency(w, one, who, POLICE),
        Act.EMERGENCY_NOT_POSSIBLE: lambda w: give_up_emergency(w, one, who, POLICE, "No line"),
        Act.CALL_OUT: lambda w: call_out(w, one, who, by_hand),
        Act.NOTE: lambda w: write_note(w, one, who, "Dogs barking"),
        Act.SUSPECT_DURESS: lambda w: suspect_duress(w, one, who, None),
        Act.MAKE_REAL: lambda w: make_real(w, one, who),
        Act.ASK_SUPERVISOR: lambda w: ask_supervisor(w, one, who, roles),
        Act.REFUSE_PIN: lambda w: refuse_pin(w, one, who),
        Act.ASSIST: lambda w: assist(w, one, who),
        Act.LEAVE: lambda w: leave(w, one, who),
        Act.PARK: lambda w: park(w, one, who, until, "He calls back"),
        Act.RESUME: lambda w: resume(w, one, who),
        Act.RELEASE: lambda w: release(w, one, who),
        Act.TAKE_OVER: lambda w: take_over(w, one, who, roles),
        Act.RESOLVE: lambda w: resolve(w, one, who, roles, UNEXPLAINED),
        Act.GO_BACK: lambda w: go_back(w, one, who, roles),
        Act.CLOSE: lambda w: close(w, one, who, roles),
    }
    if act in plain:
        return plain[act]
    is_emergency = act is Act.NOTE_REFERENCE
    if not any((c.callee is CalleeKind.EMERGENCY) is is_emergency for c in incident.calls):
        return lambda w: hear_outcome(w, one, who, one, busy)  # there is no such call
    call = last_call(incident, emergency=is_emergency)
    return lambda w: hear_outcome(w, one, who, call.id, busy)


async def is_done(desk: Desk, act: Do) -> bool:
    """Try it, and put everything back as it was."""
    before = desk.store.tables
    try:
        async with desk.store.open_work("try") as work:
            await act(work)
    except DomainError:
        return False
    finally:
        desk.store.tables = before
    return True


def says(desk: Desk, incident: Incident, act: Act, who: Actor) -> bool:
    """Ask what the console would show."""
    heard_at = None
    if incident.operator_id is not None:
        heard_at = desk.store.tables.heard.get(incident.operator_id)
    asking = Asking(person_id=who.id, roles=ROLES[who], heard_at=heard_at, now=desk.clock.now)
    return refusal(incident, act, asking) is None


STEPS = st.lists(
    st.tuples(st.sampled_from(list(Act)), st.sampled_from(list(ROLES)), st.integers(0, 70)),
    max_size=8,
)
ABOUT = st.sampled_from([(CANALSIDE, "BA"), (CANALSIDE, "FA"), (MARGUERITE, "panic")])


@settings(max_examples=60, deadline=None)
@given(ABOUT, STEPS, st.booleans(), st.booleans())
async def test_whatever_has_happened_the_console_is_told_what_the_rules_then_do(
    about: tuple[SubjectRef, str],
    steps: list[tuple[Act, Actor, int]],
    is_worse: bool,  # noqa: FBT001  hypothesis gives it by place
    is_filed: bool,  # noqa: FBT001  hypothesis gives it by place
) -> None:
    desk = Desk()
    ref, code = about
    incident = await desk.alarm(reported(code), about=ref)
    for act, who, seconds in steps:
        assert who.id is not None
        desk.store.tables.heard[who.id] = desk.clock.now
        incident = desk.read(incident.id)
        try:
            async with desk.store.open_work("step") as work:
                await deed(desk, incident, act, who)(work)
        except DomainError:
            pass
        desk.clock.forward(seconds=seconds)
    if is_worse:
        await desk.alarm(reported("HA" if ref == CANALSIDE else "duress"), about=ref)
    if is_filed and desk.read(incident.id).state is IncidentState.CLOSED:
        desk.clock.now = desk.due(incident).due_at
        await desk.look(incident)
    await expect_agreement(desk, desk.read(incident.id))


async def expect_agreement(desk: Desk, incident: Incident) -> None:
    for who in ROLES:
        for act in Act:
            told = says(desk, incident, act, who)
            done = await is_done(desk, deed(desk, incident, act, who))
            assert told == done, f"{act} by {who.name} of one that is {incident.state}"


async def walk_to(desk: Desk, state: IncidentState) -> Incident:
    """Bring a burglary into a state, in Olive's hands where it is in any."""
    incident = await desk.alarm(reported("BA", "4"))
    ways: dict[IncidentState, list[Act]] = {
        IncidentState.WAITING: [],
        IncidentState.HANDLING: [Act.CLAIM],
        IncidentState.PARKED: [Act.CLAIM, Act.PARK],
        IncidentState.RESOLVED: [Act.CLAIM, Act.RESOLVE],
        IncidentState.CLOSED: [Act.CLAIM, Act.RESOLVE, Act.CLOSE],
        IncidentState.FILED: [Act.CLAIM, Act.RESOLVE, Act.CLOSE],
    }
    for act in ways[state]:
        async with desk.store.open_work("step") as work:
            await deed(desk, desk.read(incident.id), act, OLIVE)(work)
    if state is IncidentState.FILED:
        desk.clock.now = desk.due(incident).due_at
        await desk.look(incident)
    return desk.read(incident.id)


@pytest.mark.parametrize("heard", [True, False], ids=["at the desk", "gone"])
@pytest.mark.parametrize("state", IncidentState)
async def test_in_every_state_the_console_is_told_what_the_rules_then_do(
    state: IncidentState, *, heard: bool
) -> None:
    desk = Desk()
    incident = await walk_to(desk, state)
    assert incident.state is state
    if heard:
        assert OLIVE.id is not None
        desk.store.tables.heard[OLIVE.id] = desk.clock.now
    await expect_agreement(desk, incident)


async def test_help_and_signs_of_duress_are_one_press_away_whatever_the_step() -> None:
    """P3: in every open state, for every operator."""
    for state in (
        IncidentState.WAITING,
        IncidentState.HANDLING,
        IncidentState.PARKED,
        IncidentState.RESOLVED,
    ):
        desk = Desk()
        incident = await walk_to(desk, state)
        for who in ROLES:
            for act in (Act.CALL_EMERGENCY, Act.CALL_OUT, Act.SUSPECT_DURESS, Act.NOTE):
                assert says(desk, incident, act, who)
