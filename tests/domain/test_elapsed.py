"""Spans of time in words."""

from datetime import UTC, datetime, timedelta

import pytest

from tocsin.domain.elapsed import ahead, elapsed

START = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (9.999, "0:09"), (60, "1:00"), (186, "3:06"), (3_661, "61:01"), (-5, "0:00")],
)
def test_a_span_is_written_in_minutes_and_seconds(seconds: float, words: str) -> None:
    assert elapsed(START, START + timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(1_460, "25 min"), (60, "1 min"), (1, "1 min"), (-9, "0 min")]
)
def test_what_lies_ahead_is_said_in_whole_minutes(seconds: float, words: str) -> None:
    assert ahead(START, START + timedelta(seconds=seconds)) == words
