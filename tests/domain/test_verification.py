"""The verification rules by example: each sentence is one of them."""

from dataclasses import replace

import pytest

from tests.domain.standing import FIRST, OPENED, PLAN, SECOND, STANDING, at, call, heard
from tocsin.domain.response.callee import Callee, Standing
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, EmergencyService, PhoneCall
from tocsin.domain.response.response_kind import EMERGENCY_FIRST, ResponseKind
from tocsin.domain.response.verification import (
    Because,
    Step,
    StepKind,
    Verdict,
    next_step,
    services_due,
    verdict,
)

O = CallOutcome  # noqa: E741  the examples read better with it
POLICE, FIRE = EmergencyService.POLICE, EmergencyService.FIRE
SUBJECT = Callee(
    kind=CalleeKind.SUBJECT, id=None, name="Mira Ødegård", number=str(STANDING.subject_phone)
)
NO_POLICE = replace(PLAN, services=())
INTRUDER = replace(STANDING, response_kind=ResponseKind.INTRUDER)


def callee(number: int) -> Callee:
    contact = STANDING.contacts[number - 1]
    return Callee(kind=CalleeKind.CONTACT, id=contact.id, name=contact.name, number=contact.phone)


def step_after(*calls: PhoneCall, now: float, standing: Standing = STANDING) -> Step:
    return next_step(replace(standing, calls=calls), at(now))


def test_the_subject_is_called_first() -> None:
    step = next_step(STANDING, OPENED)
    assert step == Step(
        kind=StepKind.CALL_PERSON,
        because=Because.FIRST_QUESTION,
        look_at=OPENED + PLAN.remind_every,
        callee=SUBJECT,
    )


def test_a_plan_may_leave_the_subject_out() -> None:
    standing = replace(STANDING, plan=replace(PLAN, call_subject=False))
    assert next_step(standing, OPENED).callee == callee(1)


def test_a_subject_without_a_telephone_is_left_out() -> None:
    assert next_step(replace(STANDING, subject_phone=None), OPENED).callee == callee(1)


def test_a_ringing_telephone_is_given_its_time() -> None:
    step = step_after(call(None, placed=10), now=39.9)
    assert (step.kind, step.because) == (StepKind.NOTE_OUTCOME, Because.RINGING)
    assert step.look_at == at(40)


def test_a_telephone_that_rang_long_enough_wants_its_outcome_at_once() -> None:
    ringing = call(None, placed=10)
    step = step_after(ringing, now=40)
    assert (step.because, step.call_id) == (Because.RINGS_LONG, ringing.id)
    assert step.look_at == at(85)


def test_a_telephone_that_rings_over_the_limit_is_looked_at_on_the_limit() -> None:
    step = step_after(call(None, placed=230), now=235)
    assert (step.because, step.look_at) == (Because.RINGING, at(240))


def test_a_telephone_that_rings_at_the_limit_keeps_its_time() -> None:
    step = step_after(call(None, placed=230), now=240)
    assert (step.because, step.look_at) == (Because.RINGING, at(260))


def test_a_service_that_was_rung_wants_its_reference() -> None:
    step = step_after(call(POLICE, placed=0), now=5, standing=INTRUDER)
    assert step.kind is StepKind.NOTE_REFERENCE


@pytest.mark.parametrize("outcome", [O.NO_ANSWER, O.BUSY, O.VOICEMAIL, O.FAILED, O.UNKNOWN])
def test_who_was_not_reached_costs_no_waiting(outcome: CallOutcome) -> None:
    step = step_after(heard(call(None, placed=0), outcome, after=20), now=20)
    assert (step.callee, step.because) == (callee(1), Because.NEXT_IN_ORDER)


@pytest.mark.parametrize("outcome", [O.UNCLEAR, O.TOLD, O.WRONG_PASSWORD])
def test_who_was_spoken_to_is_not_asked_again(outcome: CallOutcome) -> None:
    spoken_to = heard(call(None, placed=0), outcome, after=10)
    missed = [
        heard(call(who, placed=20 + n), O.NO_ANSWER, after=20 + n)
        for n, who in enumerate([FIRST, SECOND])
    ]
    assert step_after(spoken_to, *missed, now=120).callee == callee(1)


def test_a_wrong_password_is_no_reassurance() -> None:
    doubted = heard(call(None, placed=0), O.WRONG_PASSWORD, after=10)
    assert verdict(replace(STANDING, calls=(doubted,)), at(10)) is Verdict.OPEN


def everybody_missed(start: float) -> list[PhoneCall]:
    return [
        heard(call(who, placed=start + n), O.NO_ANSWER, after=start + n)
        for n, who in enumerate([None, FIRST, SECOND])
    ]


def test_between_two_rounds_there_is_a_pause() -> None:
    step = step_after(*everybody_missed(10), now=71.9)
    assert (step.kind, step.because, step.look_at) == (StepKind.WAIT, Because.NEXT_ROUND, at(72))


def test_after_the_pause_the_first_is_called_again() -> None:
    step = step_after(*everybody_missed(10), now=72)
    assert (step.callee, step.because) == (SUBJECT, Because.NEXT_ROUND)


def test_no_pause_outlasts_the_limit() -> None:
    step = step_after(*everybody_missed(200), now=210)
    assert (step.kind, step.look_at) == (StepKind.WAIT, at(240))


def test_after_the_last_round_nobody_could_say() -> None:
    calls = [*everybody_missed(10), *everybody_missed(80)]
    assert verdict(replace(STANDING, calls=calls), at(90)) is Verdict.UNVERIFIED


def test_nobody_to_ask_is_known_at_once() -> None:
    alone = replace(STANDING, subject_phone=None, contacts=())
    assert verdict(alone, OPENED) is Verdict.UNVERIFIED


def test_until_the_limit_it_is_open_and_from_the_limit_on_nobody_could_say() -> None:
    assert verdict(STANDING, at(239.999)) is Verdict.OPEN
    assert verdict(STANDING, at(240)) is Verdict.UNVERIFIED


def test_a_look_never_steps_over_the_limit() -> None:
    assert next_step(STANDING, at(200)).look_at == at(240)
    assert next_step(STANDING, at(240)).look_at == at(240) + PLAN.remind_every


@pytest.mark.parametrize("outcome", [O.SAFE, O.WITH_THEM_SAFE])
def test_a_reassurance_ends_the_asking(outcome: CallOutcome) -> None:
    step = step_after(heard(call(FIRST, placed=0), outcome, after=10), now=10)
    assert (step.kind, step.because) == (StepKind.RESOLVE, Because.ALL_IS_WELL)


def test_a_later_unclear_word_takes_no_reassurance_back() -> None:
    words = heard(heard(call(FIRST, placed=0), O.WITH_THEM_SAFE, after=10), O.UNCLEAR, after=20)
    assert verdict(replace(STANDING, calls=(words,)), at(20)) is Verdict.SAFE


def test_a_reassurance_from_before_the_news_covers_nothing() -> None:
    assured = (heard(call(None, placed=0), O.SAFE, after=10),)
    assert verdict(replace(STANDING, calls=assured, news_at=at(10)), at(20)) is Verdict.SAFE
    assert verdict(replace(STANDING, calls=assured, news_at=at(10.001)), at(20)) is Verdict.OPEN


def test_after_news_everybody_is_asked_anew() -> None:
    missed = heard(call(None, placed=0), O.NO_ANSWER, after=5)
    standing = replace(STANDING, news_at=at(6))
    assert step_after(missed, now=7, standing=standing).callee == SUBJECT


def test_duress_outweighs_a_later_reassurance() -> None:
    calls = (
        heard(heard(call(None, placed=0), O.DURESS, after=5), O.SAFE, after=9),
        heard(call(FIRST, placed=10), O.WITH_THEM_SAFE, after=20),
    )
    assert verdict(replace(STANDING, calls=calls), at(20)) is Verdict.CONFIRMED


def test_danger_is_remembered_after_news() -> None:
    calls = (heard(call(None, placed=0), O.IN_DANGER, after=5),)
    assert verdict(replace(STANDING, calls=calls, news_at=at(50)), at(60)) is Verdict.CONFIRMED


def test_danger_calls_the_service_before_anybody_else() -> None:
    step = step_after(heard(call(None, placed=0), O.IN_DANGER, after=5), now=5)
    assert (step.kind, step.service) == (StepKind.CALL_EMERGENCY, POLICE)
    assert step.because is Because.DANGER_HEARD


def test_a_silent_one_calls_the_police_and_says_why() -> None:
    step = next_step(replace(STANDING, silent=True), OPENED)
    assert (step.service, step.because) == (POLICE, Because.SILENT)


@pytest.mark.parametrize("kind", sorted(EMERGENCY_FIRST))
def test_who_cannot_wait_has_the_service_called_first(kind: ResponseKind) -> None:
    standing = replace(STANDING, response_kind=kind)
    step = next_step(standing, OPENED)
    assert step.service == PLAN.services_for(kind)[0]
    assert step.because is Because.EMERGENCY_FIRST


@pytest.mark.parametrize("kind", sorted(EMERGENCY_FIRST))
def test_a_reassurance_spares_the_service(kind: ResponseKind) -> None:
    assured = (heard(call(None, placed=0), O.SAFE, after=10),)
    standing = replace(STANDING, response_kind=kind, calls=assured)
    assert next_step(standing, at(10)).kind is StepKind.RESOLVE


def test_a_person_whom_nobody_reached_in_time_counts_as_in_danger() -> None:
    step = next_step(STANDING, at(240))
    assert (step.kind, step.because) == (StepKind.CALL_EMERGENCY, Because.NOBODY_IN_TIME)


def test_an_intruder_alarm_that_nobody_confirmed_does_not_go_to_the_police() -> None:
    assert services_due(INTRUDER, at(240)) == []
    step = next_step(INTRUDER, at(240))
    assert step.because is Because.FIRST_QUESTION, "taken late, the site is still asked first"


@pytest.mark.parametrize("kind", ResponseKind)
@pytest.mark.parametrize("services", [None, (), (FIRE,), (POLICE, FIRE)])
def test_duress_always_leads_to_the_police(
    kind: ResponseKind, services: tuple[EmergencyService, ...] | None
) -> None:
    """P3: also where the customer agreed to nothing of the kind."""
    standing = replace(STANDING, response_kind=kind, plan=replace(PLAN, services=services))
    forced = (heard(call(None, placed=0), O.DURESS, after=5),)
    assert POLICE in services_due(replace(standing, silent=True), OPENED)
    assert POLICE in services_due(replace(standing, calls=forced), at(5))
    assert len(services_due(replace(standing, silent=True), OPENED)) == len(
        {POLICE, *standing.plan.services_for(kind)}
    )


def test_danger_without_duress_calls_whom_the_plan_names() -> None:
    endangered = (heard(call(None, placed=0), O.IN_DANGER, after=5),)
    standing = replace(STANDING, plan=replace(PLAN, services=(FIRE,)), calls=endangered)
    assert services_due(standing, at(5)) == [FIRE]


@pytest.mark.parametrize("outcome", [O.ACCEPTED, O.NOT_POSSIBLE])
def test_a_service_that_answered_is_done_with(outcome: CallOutcome) -> None:
    calls = (heard(call(POLICE, placed=1), outcome, after=5),)
    assert services_due(replace(STANDING, silent=True, calls=calls), at(5)) == []


@pytest.mark.parametrize("outcome", [O.REFUSED, O.BUSY, O.NO_ANSWER, O.FAILED, O.UNKNOWN])
def test_a_service_that_did_not_take_it_is_called_again(outcome: CallOutcome) -> None:
    calls = (heard(call(POLICE, placed=1), outcome, after=5),)
    assert services_due(replace(STANDING, silent=True, calls=calls), at(5)) == [POLICE]


def test_in_a_silent_one_nobody_is_called_after_the_police() -> None:
    called = heard(call(POLICE, placed=1), O.ACCEPTED, after=5)
    step = step_after(called, now=6, standing=replace(STANDING, silent=True))
    assert (step.kind, step.because) == (StepKind.RESOLVE, Because.HELP_IS_ASKED)


def test_without_help_the_operator_decides() -> None:
    given_up = heard(call(POLICE, placed=1), O.NOT_POSSIBLE, after=5)
    step = step_after(given_up, now=6, standing=replace(STANDING, silent=True))
    assert (step.kind, step.because) == (StepKind.DECIDE, Because.PLAN_RAN_DRY)


def test_in_danger_the_contacts_are_told_in_their_order() -> None:
    standing = replace(STANDING, plan=NO_POLICE)
    danger = heard(call(None, placed=0), O.IN_DANGER, after=5)
    first = step_after(danger, now=6, standing=standing)
    assert (first.callee, first.because) == (callee(1), Because.SHALL_KNOW)
    told = heard(call(FIRST, placed=6), O.NO_ANSWER, after=9)
    assert step_after(danger, told, now=9, standing=standing).callee == callee(2)


def test_a_burglary_that_devices_confirm_goes_to_the_police_before_anybody_is_rung() -> None:
    confirmed = replace(INTRUDER, confirmed_at=OPENED)
    step = next_step(confirmed, OPENED)
    assert (step.kind, step.because, step.service) == (
        StepKind.CALL_EMERGENCY,
        Because.CONFIRMED,
        POLICE,
    )
    accepted = heard(call(POLICE, placed=10), O.ACCEPTED, after=20)
    assert step_after(accepted, now=30, standing=confirmed).because is Because.STILL_ASKED


@pytest.mark.parametrize("hushed", [False, True])
def test_a_word_after_it_outweighs_what_devices_confirmed_but_where_it_is_silent(
    *, hushed: bool
) -> None:
    confirmed = replace(INTRUDER, confirmed_at=at(15), hushed=hushed)
    before = replace(confirmed, calls=[heard(call(None, placed=5), O.SAFE, after=10)])
    assert verdict(before, at(40)) is Verdict.CONFIRMED
    after = replace(confirmed, calls=[heard(call(None, placed=20), O.SAFE, after=30)])
    assert verdict(after, at(40)) is (Verdict.CONFIRMED if hushed else Verdict.SAFE)
