"""Which message is its sender's retry: the last one again, or any that carries its own time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_grouping import NIGHT, K, incident_of, said, settlements, sorted_out
from tests.scene import reported
from tocsin.domain.alarm.retry import CLOCK_WITHIN, RETRY_WINDOW, is_by_a_clock, seen_since
from tocsin.domain.alarm.signal import STAMPED, Said, Settlement, Signal, write_mark


def test_the_same_message_within_the_window_is_acknowledged_and_not_counted() -> None:
    """P6."""
    once = said(reported("BA", "4"), fingerprint=b"same")
    again = said(reported("BA", "4"), fingerprint=b"same", after=3)
    grouping = sorted_out(once, again)
    assert settlements(grouping) == [Settlement.RAISED, Settlement.DUPLICATE]
    assert grouping.gathered[K.INTRUDER].repeats == 0


def test_a_message_that_was_raised_before_opens_nothing() -> None:
    """P6."""
    again = said(reported("BA", "4"), fingerprint=b"same")
    grouping = sorted_out(again, before=Said(last=b"same"))
    assert (settlements(grouping), grouping.gathered) == ([Settlement.DUPLICATE], {})


def test_what_waited_together_for_longer_than_the_window_is_no_retry() -> None:
    """Nothing was raised for a while: whoever pressed again minutes later meant it."""
    window = RETRY_WINDOW.total_seconds()
    moments = (0.0, window, window + 1, 2 * window)
    pressed = [said(reported("PA", "1"), fingerprint=b"same", after=s) for s in moments]
    S = Settlement  # noqa: N806  four of them in a row
    assert settlements(sorted_out(*pressed)) == [S.RAISED, S.DUPLICATE, S.REPEATED, S.DUPLICATE]


def test_an_alarm_in_the_same_bytes_after_its_restore_is_no_retry() -> None:
    alarm, restore = reported("PA", "1"), reported("PR", "1")
    grouping = sorted_out(
        said(alarm, fingerprint=b"alarm"),
        said(restore, fingerprint=b"restore", after=20),
        said(alarm, fingerprint=b"alarm", after=40),
        said(alarm, fingerprint=b"alarm", after=42),
    )
    S = Settlement  # noqa: N806  four of them in a row
    assert settlements(grouping) == [S.RAISED, S.RECORDED, S.REPEATED, S.DUPLICATE]
    (alert,) = grouping.gathered[K.HOLD_UP].alerts.values()
    assert (alert.count, alert.restored_at) == (2, None), "it stands again"


def test_an_alarm_in_the_same_bytes_after_a_restore_that_is_raised_is_no_retry() -> None:
    opened = sorted_out(said(reported("PA", "1"), fingerprint=b"alarm"), said(reported("PR", "1")))
    known = incident_of(opened, K.HOLD_UP)
    again = said(reported("PA", "1"), fingerprint=b"alarm", after=40)
    grouping = sorted_out(again, known=[known], before=Said(last=b"restore"))
    assert settlements(grouping) == [Settlement.REPEATED]
    (alert,) = grouping.gathered[K.HOLD_UP].alerts.values()
    assert alert.restored_at is None


def test_what_another_panel_of_the_site_says_in_between_makes_no_retry_an_alarm() -> None:
    once = said(reported("BA", "4"), fingerprint=b"same")
    other = replace(said(reported("BA", "5"), fingerprint=b"other", after=1), account="9999")
    again = said(reported("BA", "4"), fingerprint=b"same", after=3)
    assert settlements(sorted_out(once, other, again))[2] is Settlement.DUPLICATE


def test_messages_without_a_mark_are_never_taken_for_one() -> None:
    grouping = sorted_out(said(reported("BA", "4")), said(reported("BA", "4")))
    assert settlements(grouping) == [Settlement.RAISED, Settlement.REPEATED]


def test_a_retry_is_one_for_two_minutes() -> None:
    assert seen_since(NIGHT) == NIGHT - RETRY_WINDOW
    assert timedelta(minutes=2) == RETRY_WINDOW


A, B = STAMPED + b"A", STAMPED + b"B"


def stamped(mark: bytes, after: float = 0) -> Signal:
    return said(reported("PA", "1"), fingerprint=mark, after=after)


def test_whoever_sends_two_again_that_carry_their_times_is_counted_once() -> None:
    """P6: a sender without answers goes through all that it has, from the first."""
    S = Settlement  # noqa: N806  four of them in a row
    said_twice = sorted_out(stamped(A), stamped(B, 1), stamped(A, 30), stamped(B, 31))
    assert settlements(said_twice) == [S.RAISED, S.REPEATED, S.DUPLICATE, S.DUPLICATE]
    before = Said(last=B, stamped={A: NIGHT, B: NIGHT})
    again = sorted_out(stamped(A, 30), stamped(B, 31), before=before)
    assert settlements(again) == [S.DUPLICATE, S.DUPLICATE]


def test_what_carries_its_time_is_a_retry_for_as_long_and_of_its_own_account_alone() -> None:
    window = RETRY_WINDOW.total_seconds()
    before = Said(last=A, stamped={A: NIGHT})
    for after, settlement in ((window, Settlement.DUPLICATE), (window + 1, Settlement.RAISED)):
        for seconds in (after, -after):  # by clocks that were set back, too
            assert settlements(sorted_out(stamped(A, seconds), before=before)) == [settlement]
    other = replace(stamped(A, 1), account="9999")
    assert settlements(sorted_out(other, before=before)) == [Settlement.RAISED]


@given(st.lists(st.tuples(st.sampled_from([A, B]), st.floats(0, 60)), max_size=12))
def test_what_carries_its_time_counts_once_in_each_window(sent: list[tuple[bytes, float]]) -> None:
    """P6."""
    after, signals = 0.0, []
    for mark, pause in sent:
        after += pause
        signals.append(stamped(mark, after))
    counted: list[Signal] = []
    for settled in sorted_out(*signals).settled:
        one = settled.signal
        is_known = any(
            one.fingerprint == other.fingerprint
            and one.received_at - other.received_at <= RETRY_WINDOW
            for other in counted
        )
        assert (settled.settlement is Settlement.DUPLICATE) is is_known
        if not is_known:
            counted.append(one)


@pytest.mark.parametrize("is_stamped", [True, False])
def test_a_mark_says_whether_its_message_carries_a_time(*, is_stamped: bool) -> None:
    mark = write_mark(STAMPED, is_stamped=is_stamped)
    assert said(fingerprint=mark).is_stamped is is_stamped
    assert not said().is_stamped


def test_a_time_that_is_days_off_is_no_clocks() -> None:
    """A clock that stands still says the same of an alarm and of the next one."""
    assert is_by_a_clock(NIGHT - CLOCK_WITHIN, NIGHT)
    assert is_by_a_clock(NIGHT + CLOCK_WITHIN, NIGHT)
    assert not is_by_a_clock(NIGHT - CLOCK_WITHIN - timedelta(seconds=1), NIGHT)
    assert not is_by_a_clock(None, NIGHT)
