"""Somebody says that they go there: how long they are waited for, and what if they do not come."""

from dataclasses import replace
from datetime import timedelta

from tests.domain.standing import FIRST, PLAN, STANDING, at, call, heard
from tests.domain.test_verification import INTRUDER, SUBJECT, callee, step_after
from tocsin.domain.people.subject import Contact
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService, PhoneCall
from tocsin.domain.response.verification import Because, StepKind

O = CallOutcome  # noqa: E741  the examples read better with it
POLICE = EmergencyService.POLICE


def promise(by: float, *, who: Contact | None = FIRST) -> PhoneCall:
    return heard(call(who, placed=10), O.ATTENDING, after=20, by=by)


def test_who_promised_to_be_there_is_waited_for() -> None:
    step = step_after(promise(by=100), now=60, standing=INTRUDER)
    assert (step.kind, step.because) == (StepKind.WAIT, Because.PROMISED_TO_BE_THERE)
    assert step.look_at == at(100)


def test_a_long_wait_is_looked_at_now_and_then() -> None:
    assert step_after(promise(by=200), now=60, standing=INTRUDER).look_at == at(105)


def test_who_did_not_come_is_called_again_at_once() -> None:
    step = step_after(promise(by=100), now=100, standing=INTRUDER)
    assert (step.callee, step.because) == (callee(1), Because.DID_NOT_COME)


def test_nobody_is_waited_for_longer_than_the_plan_allows() -> None:
    plan = replace(PLAN, attend_within=timedelta(seconds=50))
    standing = replace(INTRUDER, plan=plan)
    assert step_after(promise(by=900), now=69.9, standing=standing).kind is StepKind.WAIT
    late = step_after(promise(by=900), now=70, standing=standing)
    assert late.because is Because.DID_NOT_COME


def test_who_was_called_again_in_vain_is_not_called_a_third_time() -> None:
    again = heard(call(FIRST, placed=100), O.NO_ANSWER, after=110)
    step = step_after(promise(by=100), again, now=111, standing=INTRUDER)
    assert (step.callee, step.because) == (SUBJECT, Because.NEXT_IN_ORDER)


def test_a_call_to_a_service_is_not_the_second_call_to_the_subject() -> None:
    called = heard(call(POLICE, placed=101), O.ACCEPTED, after=105)
    step = step_after(promise(by=100, who=None), called, now=106, standing=INTRUDER)
    assert (step.callee, step.because) == (SUBJECT, Because.DID_NOT_COME)


def test_a_promise_without_a_time_is_not_waited_for() -> None:
    vague = heard(call(FIRST, placed=10), O.ATTENDING, after=20)
    assert step_after(vague, now=21, standing=INTRUDER).callee == SUBJECT


def test_a_promise_that_was_taken_back_is_not_waited_for() -> None:
    back = heard(promise(by=200), O.TOLD, after=50)
    assert step_after(back, now=60, standing=INTRUDER).callee == SUBJECT


def test_in_a_silent_one_nobody_who_did_not_come_is_called() -> None:
    """Whoever forces somebody's hand may be the one who picks up."""
    called = heard(call(POLICE, placed=1), O.ACCEPTED, after=5)
    standing = replace(STANDING, silent=True)
    step = step_after(called, promise(by=100), now=100, standing=standing)
    assert step.kind is StepKind.RESOLVE


def test_who_promised_to_be_there_is_waited_for_also_once_help_is_asked_for() -> None:
    called = heard(call(POLICE, placed=1), O.ACCEPTED, after=5)
    standing = replace(STANDING, silent=True)
    step = step_after(called, promise(by=100), now=60, standing=standing)
    assert (step.kind, step.because) == (StepKind.WAIT, Because.PROMISED_TO_BE_THERE)
