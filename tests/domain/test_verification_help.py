"""For how long a service's word that it comes covers what happens after it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.standing import OPENED, STANDING, at, call, heard
from tocsin.domain.response.callee import Standing
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import services_due

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
