"""The hours at which a plan holds: days of the week, and from when until when.

They are read off the clock on the wall of whom the plan is for. When that clock is put back, an
hour comes twice, with the same plan both times; when it is put forward, an hour never comes. So
no moment has two plans, and none is without one for the clock's sake.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from itertools import groupby
from typing import Any

from tocsin.domain.errors import Malformed


class Day(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Day)
EVERY_DAY, WEEKDAYS, WEEKEND = frozenset(WEEK), frozenset(WEEK[:5]), frozenset(WEEK[5:])
MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
SOME_DAYS = 3  # said as "from Tuesday to Thursday"
ALL_MINUTES = frozenset(range(MINUTES_A_WEEK))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHours:
    """From when until when, on each of the days; over midnight when it does not end later.

    A night belongs to the day on which it begins. What ends when it begins lasts a whole day.
    """

    days: frozenset[Day]
    begin: time
    end: time

    def holds_at(self, local: datetime) -> bool:
        """Say whether the clock on the wall shows one of these hours."""
        at, today, yesterday = local.time(), WEEK[local.weekday()], WEEK[local.weekday() - 1]
        if self.begin < self.end:
            return today in self.days and self.begin <= at < self.end
        is_begun = today in self.days and at >= self.begin
        return is_begun or (yesterday in self.days and at < self.end)

    @property
    def minutes(self) -> frozenset[int]:
        """Give the minutes of the week, from Monday 00:00, that are among these hours."""
        begin, end = _minute(self.begin), _minute(self.end)
        length = (end - begin) % MINUTES_A_DAY or MINUTES_A_DAY
        starts = (WEEK.index(day) * MINUTES_A_DAY + begin for day in self.days)
        return frozenset((s + n) % MINUTES_A_WEEK for s in starts for n in range(length))


def hours_as_body(hours: PlanHours) -> dict[str, Any]:
    days = [day for day in WEEK if day in hours.days]
    return {"days": days, "from": f"{hours.begin:%H:%M}", "until": f"{hours.end:%H:%M}"}


def hours_from_body(body: Mapping[str, Any]) -> PlanHours:
    """Read hours. Raises Malformed, ValueError, KeyError or TypeError: what they lack."""
    if unknown := set(body) - {"days", "from", "until"}:
        raise ValueError(f"hours have no {', '.join(sorted(unknown))}")
    days = frozenset(Day(day) for day in body["days"])
    if not days:
        raise Malformed("hours name at least one day", {"hours.days": "name at least one day"})
    return PlanHours(days=days, begin=_time(body, "from"), end=_time(body, "until"))


def hours_words(hours: PlanHours) -> str:
    """Say the hours as an operator reads them: "18:00–06:00 on weekdays"."""
    clock = f"{hours.begin:%H:%M}–{hours.end:%H:%M}"
    if hours.begin == hours.end == time():
        return _days_words(hours.days).removeprefix("on ")
    return clock if hours.days == EVERY_DAY else f"{clock} {_days_words(hours.days)}"


def minutes_words(minutes: Iterable[int]) -> str:
    """Say which hours of the week these minutes are: "between 06:00 and 18:00 on weekdays"."""
    runs = sorted(_runs(frozenset(minutes)), key=lambda run: (run[1] - run[0], run[0]))
    if runs == [(0, MINUTES_A_WEEK)]:
        return "at any hour"
    short = [run for run in runs if run[1] - run[0] < MINUTES_A_DAY]
    said = [_short_words(list(same)) for _, same in groupby(_by_clock(short), key=_clock_of)]
    said += [f"from {_day_and_time(b)} to {_day_and_time(e)}" for b, e in runs[len(short) :]]
    return " and ".join(said)


def _runs(minutes: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Give each unbroken run; one that goes over the end of the week is one."""
    if minutes == ALL_MINUTES:
        yield 0, MINUTES_A_WEEK
        return
    for begin in sorted(m for m in minutes if (m - 1) % MINUTES_A_WEEK not in minutes):
        end = begin + 1
        while end % MINUTES_A_WEEK in minutes:
            end += 1
        yield begin, end


def _by_clock(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(runs, key=lambda run: (_clock_of(run), run))


def _clock_of(run: tuple[int, int]) -> tuple[int, int]:
    return run[0] % MINUTES_A_DAY, run[1] % MINUTES_A_DAY


def _short_words(runs: list[tuple[int, int]]) -> str:
    begin, end = runs[0]
    days = frozenset(WEEK[b // MINUTES_A_DAY] for b, _ in runs)
    return f"between {_clock_words(begin)} and {_clock_words(end)} {_days_words(days)}"


def _days_words(days: frozenset[Day]) -> str:
    known = {EVERY_DAY: "every day", WEEKDAYS: "on weekdays", WEEKEND: "at weekends"}
    if days in known:
        return known[days]
    on = [n for n, day in enumerate(WEEK) if day in days]
    names = [WEEK[n].capitalize() for n in on]
    if len(on) >= SOME_DAYS and on[-1] - on[0] == len(on) - 1:
        return f"from {names[0]} to {names[-1]}"
    return f"on {', '.join(names[:-1])} and {names[-1]}" if len(on) > 1 else f"on {names[0]}"


def _day_and_time(minute: int) -> str:
    day = WEEK[minute % MINUTES_A_WEEK // MINUTES_A_DAY]
    return f"{day.capitalize()} {_clock_words(minute)}"


def _clock_words(minute: int) -> str:
    hours, minutes = divmod(minute % MINUTES_A_DAY, 60)
    return f"{hours:02}:{minutes:02}"


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(body: Mapping[str, Any], name: str) -> time:
    written = body[name]
    with suppress(TypeError, ValueError):
        at = time.fromisoformat(written)
        if f"{at:%H:%M}" == written:
            return at
    words = "must be a time of day, such as 18:00"
    raise Malformed(f"“{name}” {words}", {f"hours.{name}": f"it {words}"})
