"""When something happened, by our clock: its sender's may be wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.alarm.signal import LONGEST_KEPT, by_our_clock, is_undated

NOW = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)
ANY_TIME = st.datetimes(datetime(2, 1, 2), datetime(9998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  bounds, and the zone beside them
KEPT_FOR = st.timedeltas(timedelta(0), LONGEST_KEPT)


@given(ANY_TIME, KEPT_FOR)
def test_whatever_its_senders_clock_says_it_happened_as_long_ago_as_it_was_kept(
    occurred_at: datetime, kept_for: timedelta
) -> None:
    assert by_our_clock(occurred_at, sent_at=occurred_at + kept_for, now=NOW) == NOW - kept_for


@pytest.mark.parametrize(
    "kept_for", [-timedelta(seconds=1), LONGEST_KEPT + timedelta(seconds=1), None]
)
def test_without_the_time_of_sending_or_with_one_that_cannot_be_it_stays_as_it_was_said(
    kept_for: timedelta | None,
) -> None:
    occurred_at = NOW - timedelta(hours=1)
    sent_at = None if kept_for is None else occurred_at + kept_for
    assert by_our_clock(occurred_at, sent_at=sent_at, now=NOW) == occurred_at


@pytest.mark.parametrize(
    ("kept_for", "unknown"),
    [
        (timedelta(0), False),
        (LONGEST_KEPT, False),
        (None, False),
        (-timedelta(seconds=1), True),
        (LONGEST_KEPT + timedelta(seconds=1), True),
    ],
)
def test_of_a_clock_that_was_set_in_between_nobody_knows_how_old_a_word_is(
    kept_for: timedelta | None,
    unknown: bool,  # noqa: FBT001  pytest gives it
) -> None:
    sent_at = None if kept_for is None else NOW + kept_for
    assert is_undated(NOW, sent_at) is unknown
    assert not is_undated(None, NOW)
