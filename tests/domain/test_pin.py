"""Two PINs: whichever it is, the phone learns the same; a few wrong ones are an alarm."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.alarm.signal import UNDATED
from tocsin.domain.alarm.signal_code import Effect, meaning_of
from tocsin.domain.alarm.withdrawal import is_safe_pin
from tocsin.domain.errors import Malformed
from tocsin.domain.session.pin import (
    AT_MOST_WRONG,
    LOCKED_FOR,
    Answer,
    Pins,
    Verdict,
    demand_pins,
    enter,
    judge,
    undated,
    why_not_pins,
)

NOW = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)
PINS = Pins(safe=b"safe", duress=b"duress")
DIGITS = st.text("0123456789", min_size=4, max_size=6)


@pytest.mark.parametrize(
    ("safe", "duress", "why"),
    [
        ("2580", "1379", None),
        ("258025", "137937", None),
        ("258", "137", "A PIN has 4 to 6 digits."),
        ("2580258", "1379137", "A PIN has 4 to 6 digits."),
        ("25a0", "1379", "A PIN has 4 to 6 digits."),
        ("٢٥٨٠", "1379", "A PIN has 4 to 6 digits."),
        ("2580", "13791", "Both PINs are equally long."),
        ("2580", "2580", "differ in more than one digit"),
        ("2580", "2581", "differ in more than one digit"),
    ],
)
def test_two_pins_are_told_apart_by_more_than_a_slip(
    safe: str, duress: str, why: str | None
) -> None:
    said = why_not_pins(safe, duress)
    if why is None:
        assert said is None
        demand_pins(safe, duress)
    else:
        assert said is not None
        assert why in said
        with pytest.raises(Malformed):
            demand_pins(safe, duress)


@given(DIGITS, DIGITS)
def test_which_of_two_pins_is_the_safe_one_makes_no_difference_to_the_rules(
    one: str, other: str
) -> None:
    assert why_not_pins(one, other) == why_not_pins(other, one)


def test_the_phone_learns_the_same_of_both() -> None:
    """P13."""
    safe, duress = (enter(PINS, offered, NOW) for offered in (b"safe", b"duress"))
    assert (safe.answer, safe.tries_left, safe.pins) == (
        duress.answer,
        duress.tries_left,
        duress.pins,
    )
    assert safe.answer is Answer.TAKEN
    assert is_safe_pin(safe.report)
    assert meaning_of("TOCSIN", duress.report.code).silent


def test_three_wrong_ones_are_an_alarm_and_then_none_is_looked_at_for_a_while() -> None:
    entered = [enter(PINS, b"?", NOW)]
    while len(entered) < AT_MOST_WRONG:
        entered.append(enter(entered[-1].pins, b"?", NOW))
    answers = [(one.answer, one.tries_left) for one in entered]
    locked, last = entered[-1].pins, entered[-1].report
    assert answers == [(Answer.WRONG, 2), (Answer.WRONG, 1), (Answer.LATER, None)]
    meaning = meaning_of("TOCSIN", last.code)
    assert (meaning.effect, meaning.priority) == (Effect.ALARM, 1)
    later = [enter(locked, offered, NOW + timedelta(seconds=9)) for offered in (b"safe", b"?")]
    assert [one.answer for one in later] == [Answer.LATER] * 2
    assert all(meaning_of("TOCSIN", one.report.code).effect is Effect.RECORD for one in later)
    assert enter(locked, b"safe", NOW + LOCKED_FOR).answer is Answer.TAKEN


@given(st.lists(st.sampled_from([b"safe", b"duress", b"?"]), max_size=12), st.integers(0, 30))
def test_the_pin_for_duress_always_calls_for_help_and_the_answers_never_tell_it(
    offered: list[bytes], step_s: int
) -> None:
    """P3, P13: where each duress PIN was the safe one, every answer would have been the same."""

    def answers(entries: list[bytes]) -> list[tuple[Answer, int | None]]:
        pins, said = PINS, []
        for n, one in enumerate(entries):
            now = NOW + timedelta(seconds=n * step_s)
            entered = enter(pins, one, now)
            pins = entered.pins
            said.append((entered.answer, entered.tries_left))
            is_silent = meaning_of("TOCSIN", entered.report.code).silent
            assert is_silent == (judge(PINS, one) is Verdict.DURESS)
        return said

    assert answers(offered) == answers([b"safe" if o == b"duress" else o for o in offered])


def test_of_a_pin_that_nobody_knows_the_age_of_both_get_the_same_answer() -> None:
    """P13; and the signal says so, whichever it was."""
    safe, duress, wrong = (undated(enter(PINS, one, NOW)) for one in (b"safe", b"duress", b"?"))
    assert (safe.answer, safe.tries_left) == (duress.answer, duress.tries_left)
    assert safe.answer is Answer.UNDATED
    assert wrong.answer is Answer.WRONG
    assert {one.report.qualifier for one in (safe, duress, wrong)} == {UNDATED}
    assert meaning_of("TOCSIN", duress.report.code, duress.report.qualifier).silent
