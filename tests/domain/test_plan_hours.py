"""The hours of a plan: by the clock on the wall, over midnight, also when that is changed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.errors import Malformed
from tocsin.domain.response.plan_hours import (
    ALL_MINUTES,
    EVERY_DAY,
    WEEK,
    WEEKDAYS,
    WEEKEND,
    Day,
    PlanHours,
    hours_as_body,
    hours_from_body,
    hours_words,
    minutes_words,
)

LONDON = ZoneInfo("Europe/London")
NIGHT = PlanHours(days=WEEKDAYS, begin=time(18), end=time(6))
DAY = PlanHours(days=WEEKDAYS, begin=time(6), end=time(18))
WEEKENDS = PlanHours(days=WEEKEND, begin=time(), end=time())
SUNDAY_NIGHT = PlanHours(days=frozenset({Day.SUNDAY}), begin=time(20), end=time(2))
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
some_hours = st.builds(
    PlanHours, days=st.frozensets(st.sampled_from(Day), min_size=1), begin=clocks, end=clocks
)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment of the week that begins on Monday, 1 June 2026."""
    return datetime(2026, 6, day, hour, minute, tzinfo=LONDON)


@given(some_hours)
def test_hours_that_were_written_are_read_again(hours: PlanHours) -> None:
    assert hours_from_body(hours_as_body(hours)) == hours


@given(some_hours, st.integers(0, 7 * 24 * 60 - 1))
def test_a_minute_is_among_them_exactly_when_they_hold(hours: PlanHours, minute: int) -> None:
    at = local(1, 0) + timedelta(minutes=minute)
    assert hours.holds_at(at) == (minute in hours.minutes)
    assert hours.holds_at(at + timedelta(seconds=59)) == (minute in hours.minutes)


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (NIGHT, local(1, 5, 59), False),  # Monday: the night before it is Sunday's
        (NIGHT, local(1, 17, 59), False),
        (NIGHT, local(1, 18), True),
        (NIGHT, local(2, 5, 59), True),
        (NIGHT, local(2, 6), False),
        (NIGHT, local(6, 5, 59), True),  # Saturday: the night is still Friday's
        (NIGHT, local(6, 18), False),
        (DAY, local(1, 6), True),
        (DAY, local(1, 18), False),
        (DAY, local(6, 12), False),
        (WEEKENDS, local(5, 23, 59), False),
        (WEEKENDS, local(6, 0), True),
        (WEEKENDS, local(7, 23, 59), True),
        (WEEKENDS, local(8, 0), False),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_begins(
    hours: PlanHours, moment: datetime, *, expected: bool
) -> None:
    assert hours.holds_at(moment) is expected


def test_what_ends_when_it_begins_lasts_a_whole_day() -> None:
    assert len(PlanHours(days=frozenset({Day.SUNDAY}), begin=time(9), end=time(9)).minutes) == 1440


@pytest.mark.parametrize(
    ("utc", "wall", "expected"),
    [
        # 29 March 2026: at 01:00 the clock is put to 02:00; 01:30 never comes.
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "00:59", False),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "02:00", True),
        # 25 October 2026: at 02:00 the clock is put to 01:00; 01:30 comes twice.
        (datetime(2026, 10, 25, 0, 29, tzinfo=UTC), "01:29", False),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "01:30", True),
        (datetime(2026, 10, 25, 1, 29, tzinfo=UTC), "01:29", False),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "01:30", True),
    ],
)
def test_hours_from_0130_when_the_clock_is_changed(
    utc: datetime, wall: str, *, expected: bool
) -> None:
    hours = PlanHours(days=EVERY_DAY, begin=time(1, 30), end=time(4))
    assert f"{utc.astimezone(LONDON):%H:%M}" == wall
    assert hours.holds_at(utc.astimezone(LONDON)) is expected


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (NIGHT, "18:00–06:00 on weekdays"),
        (PlanHours(days=EVERY_DAY, begin=time(18), end=time(6)), "18:00–06:00"),
        (WEEKENDS, "at weekends"),
        (PlanHours(days=frozenset({Day.SUNDAY}), begin=time(), end=time()), "Sunday"),
        (SUNDAY_NIGHT, "20:00–02:00 on Sunday"),
        (PlanHours(days=frozenset(WEEK[1:4]), begin=time(1), end=time(2)),
         "01:00–02:00 from Tuesday to Thursday"),
        (PlanHours(days=frozenset({Day.MONDAY, Day.FRIDAY}), begin=time(9, 5), end=time()),
         "09:05–00:00 on Monday and Friday"),
    ],
)  # fmt: skip
def test_hours_are_said_as_people_say_them(hours: PlanHours, words: str) -> None:
    assert hours_words(hours) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (DAY.minutes, "between 06:00 and 18:00 on weekdays"),
        (ALL_MINUTES, "at any hour"),
        (WEEKENDS.minutes, "from Saturday 00:00 to Monday 00:00"),
        (
            ALL_MINUTES - NIGHT.minutes,
            ("between 06:00 and 18:00 from Tuesday to Friday"
            " and from Saturday 06:00 to Monday 18:00"),
        ),
        (
            DAY.minutes | SUNDAY_NIGHT.minutes,
            "between 06:00 and 18:00 on weekdays and between 20:00 and 02:00 on Sunday",
        ),
    ],
)  # fmt: skip
def test_minutes_of_the_week_are_said_as_hours(minutes: frozenset[int], words: str) -> None:
    assert minutes_words(minutes) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"days": []}, "at least one day"),
        ({"days": ["someday"]}, "someday"),
        ({"from": "6:00"}, "“from” must be a time of day, such as 18:00"),
        ({"until": "06:00:30"}, "“until” must be a time of day"),
        ({"until": "24:00"}, "“until” must be a time of day"),
        ({"zone": "UTC"}, "zone"),
    ],
)
def test_hours_that_mean_nothing_are_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises((Malformed, ValueError), match=words):
        hours_from_body({"days": ["monday"], "from": "18:00", "until": "06:00"} | change)


def test_the_week_begins_on_monday() -> None:
    assert [WEEK.index(day) for day in Day] == list(range(7))
    assert WEEK[local(1, 0).weekday()] is Day.MONDAY
