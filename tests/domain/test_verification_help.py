"""For how long a service's word that it comes covers what happens after it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.standing import FIRST, OPENED, SECOND, STANDING, at, call, heard
from tocsin.domain.response.callee import Standing
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import (
    Because,
    StepKind,
    left_to_tell,
    next_step,
    services_due,
)

O = CallOutcome  # noqa: E741  the lines below read better with it
FIRE = EmergencyService.FIRE
AN_HOUR = 3_600.0
BURNING = replace(STANDING, response_kind=ResponseKind.FIRE, worst_at=OPENED)


def after(
    outcome: CallOutcome,
    heard_at: float = 40,
    *,
    news_at: float = 0,
    worst_at: float = 0,
    again_at: float = 0,
) -> Standing:
    """Have the fire service say something, and more become known then."""
    called = heard(call(FIRE, placed=30), outcome, after=heard_at)
    return replace(
        BURNING,
        calls=(called,),
        news_at=at(news_at),
        worst_at=at(worst_at),
        again_at=at(again_at),
    )


def is_due(standing: Standing, now: float) -> bool:
    return services_due(standing, at(now)) == [FIRE]


def test_who_is_on_the_way_is_not_called_for_each_further_zone() -> None:
    assert not is_due(after(O.ACCEPTED, news_at=50), 51)


def test_a_word_given_after_the_news_covers_it_however_late_it_is() -> None:
    assert not is_due(after(O.ACCEPTED, heard_at=60, news_at=50), 10 * AN_HOUR)


def test_who_should_long_be_there_is_called_for_what_is_new() -> None:
    assert timedelta(seconds=AN_HOUR) == BURNING.plan.attend_within
    assert not is_due(after(O.ACCEPTED, news_at=40 + AN_HOUR), 40 + AN_HOUR)
    assert is_due(after(O.ACCEPTED, news_at=40.1 + AN_HOUR), 41 + AN_HOUR)
    assert is_due(after(O.ACCEPTED, again_at=40.1 + AN_HOUR), 41 + AN_HOUR)


def test_what_got_worse_is_told_to_whoever_is_on_the_way() -> None:
    assert is_due(after(O.ACCEPTED, news_at=50, worst_at=50), 51)


def test_who_was_called_off_is_called_again() -> None:
    calls = (
        heard(call(FIRE, placed=30), O.ACCEPTED, after=40),
        heard(call(None, placed=50), O.SAFE, after=60),
    )
    quiet = replace(BURNING, calls=calls)
    assert not is_due(quiet, 61)
    assert is_due(replace(quiet, again_at=at(70)), 71)


@pytest.mark.parametrize(("news_at", "due"), [(40, False), (41, True)])
def test_a_reason_not_to_call_is_given_anew_for_each_new_alarm(
    news_at: float, *, due: bool
) -> None:
    assert is_due(after(O.NOT_POSSIBLE, news_at=news_at), 60) is due


def test_a_word_of_safety_asks_for_no_help_anew_where_nothing_came_after_it() -> None:
    """P3: a sign of duress stands for good, and so does the help that came for it."""
    calls = (
        heard(call(EmergencyService.POLICE, placed=30), O.NOT_POSSIBLE, after=40),
        heard(call(None, placed=50), O.WITH_THEM_SAFE, after=60),
    )
    forced = replace(STANDING, silent=True, worst_at=OPENED, calls=calls)
    police = EmergencyService.POLICE
    assert police not in services_due(forced, at(61))
    again = (*calls, heard(call(None, placed=70), O.IN_DANGER, after=80))
    assert police in services_due(replace(forced, calls=again), at(81))


FORCED = replace(STANDING, silent=True, silent_at=at(60))


def police(*words: tuple[CallOutcome, float]) -> Standing:
    """Have the police called before it became silent, and say this and that."""
    called = call(EmergencyService.POLICE, placed=30)
    for outcome, seconds in words:
        called = heard(called, outcome, after=seconds)
    return replace(FORCED, calls=(called,))


def test_who_comes_for_something_else_is_told_of_the_duress() -> None:
    """P3: the danger is new, and a siren may be the worst of it."""
    step = next_step(police((O.ACCEPTED, 40)), at(61))
    assert (step.kind, step.service) == (StepKind.CALL_EMERGENCY, EmergencyService.POLICE)
    assert step.because is Because.DURESS_UNTOLD


def test_who_was_told_of_the_duress_is_not_asked_twice() -> None:
    for standing in (police((O.ACCEPTED, 60)), police((O.ACCEPTED, 40), (O.ACCEPTED, 70))):
        assert services_due(standing, at(71)) == []
        assert next_step(standing, at(71)).because is Because.HELP_IS_ASKED


def test_who_refused_before_is_asked_as_at_any_duress() -> None:
    assert next_step(police((O.REFUSED, 40)), at(61)).because is Because.SILENT
    assert next_step(police((O.NOT_POSSIBLE, 40)), at(61)).because is Because.SILENT


@pytest.mark.parametrize("kind", ResponseKind)
def test_those_whom_nobody_rang_are_named_until_they_are_rung_or_need_not_be(
    kind: ResponseKind,
) -> None:
    standing = replace(STANDING, response_kind=kind)
    assert [one.name for one in left_to_tell(standing, at(10))] == [FIRST.name, SECOND.name]
    rung = replace(standing, calls=(heard(call(FIRST, placed=20), O.NO_ANSWER, after=30),))
    assert [one.name for one in left_to_tell(rung, at(40))] == [SECOND.name]
    safe = replace(standing, calls=(heard(call(None, placed=20), O.SAFE, after=30),))
    assert left_to_tell(safe, at(40)) == []
    assert left_to_tell(replace(standing, silent=True), at(40)) == []
