"""Whose incident it is: when a claim is stale, and for how long one may be put aside."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.domain.standing import at
from tests.domain.test_handling import TAKEN
from tests.scene import OPERATOR, SUPERVISOR
from tocsin.domain.alarm.claim import STALE_AFTER, is_stale, may_take_over, why_not_until

ASIDE = replace(TAKEN, plan=replace(TAKEN.plan, park_within=timedelta(seconds=600)))


def test_an_operator_who_was_never_heard_or_not_for_a_minute_is_gone() -> None:
    assert timedelta(seconds=60) == STALE_AFTER
    assert is_stale(None, at(0))
    assert not is_stale(at(0), at(59.9))
    assert is_stale(at(0), at(60))


def test_whoever_is_gone_is_taken_over_from_and_a_supervisor_need_not_wait() -> None:
    assert not may_take_over(OPERATOR, at(0), at(59.9))
    assert may_take_over(OPERATOR, at(0), at(60))
    assert may_take_over(SUPERVISOR, at(0), at(1))


@pytest.mark.parametrize(
    ("until", "may"), [(20, False), (20.001, True), (620, True), (620.001, False)]
)
def test_it_is_put_aside_until_a_time_ahead_and_within_the_plans_limit(
    until: float, *, may: bool
) -> None:
    """P2."""
    assert (why_not_until(ASIDE, at(until), at(20)) is None) is may
