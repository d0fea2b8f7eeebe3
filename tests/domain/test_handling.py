"""What an incident needs next, whoever has it, and what stands in the way of ending it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.domain.standing import FIRST, OPENED, PLAN, at, call, heard
from tests.scene import (
    CANALSIDE,
    MARGUERITE,
    OLIVE,
    OPERATOR,
    SUBJECTS,
    SUPERVISOR,
    make_signal,
    reported,
)
from tocsin.domain.alarm.alert import Alert, count_again, open_alert
from tocsin.domain.alarm.handling import (
    claim_by,
    is_pressed_again,
    is_to_be_filed,
    is_to_return,
    next_step,
    why_not_resolve,
)
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.signal_code import meaning_of
from tocsin.domain.people.subject import Contact
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import Because, StepKind
from tocsin.domain.response.verification import next_step as next_response

S = IncidentState
INCIDENT = Incident(
    id=MARGUERITE.id,
    number=4101,
    subject=SUBJECTS[MARGUERITE],
    response_kind=ResponseKind.PERSONAL,
    state=S.WAITING,
    priority=1,
    silent=False,
    drill=False,
    plan=replace(PLAN, claim_within=timedelta(seconds=30), file_after=timedelta(seconds=900)),
    opened_at=OPENED,
    alerts=(),
    waiting_since=at(10),
)
TAKEN = replace(INCIDENT, state=S.HANDLING, operator_id=OLIVE.id, claimed_at=at(15))
PARKED = replace(TAKEN, state=S.PARKED, response_kind=ResponseKind.INTRUDER, parked_until=at(600))
WAITS = replace(PARKED, response_kind=ResponseKind.PERSONAL)
CLOSED = replace(TAKEN, state=S.CLOSED, closed_at=at(100))


def pressed(code: str, count: int) -> Alert:
    """Give an alert that came so often."""
    report = reported(code)
    ref = MARGUERITE if report.scheme == "TOCSIN" else CANALSIDE
    signal = make_signal(UUID(int=1), ref, [report], at(0))
    alert = open_alert(UUID(int=2), signal, report, meaning_of(report.scheme, code))
    return count_again(alert, count - 1, at(count))


def look_at(incident: Incident, seconds: float) -> datetime:
    return next_step(incident, at(seconds)).look_at


def test_an_untaken_one_is_looked_at_when_its_time_is_up_then_again_and_again() -> None:
    """P2."""
    assert next_step(INCIDENT, at(12)).because is Because.UNTAKEN
    assert (look_at(INCIDENT, 39.9), look_at(INCIDENT, 40)) == (at(40), at(85))


def test_one_that_got_worse_has_a_claim_clock_of_its_own() -> None:
    worse = replace(TAKEN, worse_at=at(50))
    step = next_step(worse, at(60))
    assert (step.kind, step.because, step.look_at) == (StepKind.CLAIM, Because.WORSE, at(80))
    assert claim_by(worse) == at(80)


def test_one_that_came_back_has_a_claim_clock_of_its_own() -> None:
    back = replace(TAKEN, returned_at=at(50))
    step = next_step(back, at(80))
    assert (step.kind, step.because, step.look_at) == (StepKind.CLAIM, Because.RETURNED, at(125))


def test_what_is_in_hand_follows_the_response_rules() -> None:
    assert next_step(TAKEN, at(20)) == next_response(TAKEN.standing, at(20))


def test_a_resolved_one_waits_for_its_close_and_is_not_forgotten() -> None:
    step = next_step(replace(TAKEN, state=S.RESOLVED), at(90))
    assert (step.kind, step.look_at) == (StepKind.CLOSE, at(90) + PLAN.remind_every)


def test_a_closed_one_is_filed_at_its_time() -> None:
    assert next_step(CLOSED, at(100)).kind is StepKind.NOTHING
    assert (look_at(CLOSED, 100), look_at(CLOSED, 1_200)) == (at(1_000), at(1_245))
    assert not is_to_be_filed(CLOSED, at(999.9))
    assert is_to_be_filed(CLOSED, at(1_000))


@pytest.mark.parametrize("state", [state for state in S if state is not S.CLOSED])
def test_only_a_closed_one_is_filed(state: IncidentState) -> None:
    assert not is_to_be_filed(replace(CLOSED, state=state), at(9_999))


def test_a_parked_one_waits_for_its_time_but_no_limit_passes_unseen() -> None:
    """P2: what is undecided is looked at where it has to be decided."""
    assert next_step(PARKED, at(20)).because is Because.PARKED
    assert look_at(PARKED, 20) == at(240)
    assert look_at(PARKED, 240) == at(600)
    assert look_at(replace(PARKED, parked_until=at(100)), 20) == at(100)
    assert look_at(PARKED, 600) == at(645)


def test_a_parked_one_comes_back_at_its_time() -> None:
    assert not is_to_return(PARKED, at(599.9))
    assert is_to_return(PARKED, at(600))
    assert not is_to_return(replace(PARKED, state=S.HANDLING), at(600))


def test_a_parked_one_comes_back_when_help_is_due() -> None:
    """A person whom nobody has reached counts as in danger from the limit on, parked or not."""
    person = replace(PARKED, response_kind=ResponseKind.PERSONAL)
    assert not is_to_return(person, at(239.9))
    assert is_to_return(person, at(240))
    assert look_at(person, 240) == at(285)


def why_not(incident: Incident, *, seconds: float = 20) -> str | None:
    return why_not_resolve(incident, OPERATOR, at(seconds))


def test_nothing_stands_in_the_way_of_a_quiet_end() -> None:
    safe = (heard(call(None, placed=15), CallOutcome.SAFE, after=18),)
    assert why_not(replace(TAKEN, calls=safe)) is None


@pytest.mark.parametrize(
    ("callee", "words"),
    [(FIRST, "Contact 1 has no outcome"), (EmergencyService.POLICE, "police has no reference")],
)
def test_no_call_is_left_without_its_end(callee: Contact | EmergencyService, words: str) -> None:
    reason = why_not(replace(TAKEN, calls=(call(callee, placed=15),)))
    assert reason is not None
    assert words in reason


@pytest.mark.parametrize(
    "ringing", [replace(TAKEN, worse_at=at(5)), replace(TAKEN, returned_at=at(5))]
)
def test_what_rings_again_is_not_over(ringing: Incident) -> None:
    reason = why_not(ringing)
    assert reason is not None
    assert "rings again" in reason


def test_what_needs_help_is_not_over() -> None:
    """P3."""
    reason = why_not(TAKEN, seconds=240)
    assert reason is not None
    assert "police have not been called" in reason


def test_what_is_silent_is_ended_by_a_supervisor() -> None:
    """P3."""
    called = (heard(call(EmergencyService.POLICE, placed=15), CallOutcome.ACCEPTED, after=18),)
    silent = replace(TAKEN, silent=True, calls=called)
    assert why_not(silent) is not None
    assert why_not_resolve(silent, SUPERVISOR, at(20)) is None


@pytest.mark.parametrize(
    ("before", "code", "counts", "rings"),
    [
        (WAITS, "panic", (1, 2), True),
        (WAITS, "panic", (1, 1), False),
        (WAITS, "panic", (0, 1), True),
        (WAITS, "low_battery", (1, 2), False),
        (TAKEN, "panic", (1, 2), False),  # whoever has it sees it come
        (replace(WAITS, subject=SUBJECTS[CANALSIDE]), "PA", (1, 2), False),  # a panel may run away
    ],
)
def test_a_lone_worker_who_presses_again_wakes_what_was_put_aside(
    before: Incident, code: str, counts: tuple[int, int], *, rings: bool
) -> None:
    was, became = ((pressed(code, count),) if count else () for count in counts)
    after = replace(before, alerts=became)
    assert is_pressed_again(replace(before, alerts=was), after) is rings
