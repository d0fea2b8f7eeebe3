"""The mark by which a message is known when its sender repeats it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.loops.test_alarm_intake import LINE, NOW, ORIGIN, draft, frame_of
from tocsin.domain.alarm.signal import STAMPED
from tocsin.loops.alarm_intake import take_in
from tocsin.protocols.sia_dc09 import Draft


def mark_of(one: Draft) -> bytes | None:
    return take_in(LINE, ORIGIN, frame_of(one), NOW).arrival.fingerprint


def test_the_same_message_again_has_the_same_mark() -> None:
    assert mark_of(draft()) == mark_of(draft())
    assert mark_of(draft()) is not None


@pytest.mark.parametrize(
    "other",
    [
        replace(draft(), sequence=8),
        replace(draft(), message=b"#1234|Nri1/BA5^Shutter^"),
        replace(draft(), sent_at=NOW),
        replace(draft(), token="ADM-CID"),
        replace(draft(), receiver="R1"),
        replace(draft(), account="5678"),
    ],
)
def test_any_difference_makes_another_mark(other: Draft) -> None:
    assert mark_of(other) != mark_of(draft())


@pytest.mark.parametrize(
    ("sent_at", "is_stamped"),
    [(None, False), (NOW - timedelta(hours=9), True), (NOW - timedelta(days=9), False)],
)
def test_a_mark_says_whether_a_clock_was_with_the_message(
    sent_at: datetime | None, *, is_stamped: bool
) -> None:
    """A clock that lost its time says the same of every message."""
    mark = mark_of(replace(draft(), sent_at=sent_at))
    assert mark is not None
    assert mark.startswith(STAMPED) is is_stamped


def test_what_is_not_due_has_no_mark() -> None:
    assert mark_of(draft("9999", b"#9999|Nri1/RP")) is None
    assert mark_of(Draft(token="NULL", account="1234", sequence=0)) is None
