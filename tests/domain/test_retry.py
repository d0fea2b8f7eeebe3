"""Which message is its sender's retry: the last one again, with nothing else said in between."""

from dataclasses import replace
from datetime import timedelta

from tests.domain.test_grouping import NIGHT, K, incident_of, said, settlements, sorted_out
from tests.scene import reported
from tocsin.domain.alarm.grouping import RETRY_WINDOW, seen_since
from tocsin.domain.alarm.signal import Settlement


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
    grouping = sorted_out(again, latest=b"same")
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
    grouping = sorted_out(again, known=[known], latest=b"restore")
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
