"""A panel counts as silent when it was not heard in time, and we listened for all of that."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.alarm.grouping import RAISED
from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.alarm.signal_code import Effect, meaning_of
from tocsin.domain.alarm.supervision import (
    LEAST_GRACE,
    LONGEST_BREAK,
    Listening,
    Watch,
    due_at,
    end_of_silence,
    grace,
    is_deaf,
    is_silent,
    silence_of,
)

NIGHT = datetime(2031, 7, 1, 1, 10, 7, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2031, 1, 1), datetime(2031, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001  the bounds of aware ones are naive
INTERVALS = st.integers(10, 30 * 86_400).map(lambda seconds: timedelta(seconds=seconds))
SPANS = st.integers(0, 40 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def watches(draw: st.DrawFn) -> Watch:
    return Watch(
        panel_id=UUID(int=1),
        account="1234",
        time_zone="Europe/London",
        every=draw(INTERVALS),
        since=draw(MOMENTS),
        heard_at=draw(st.none() | MOMENTS),
    )


def watch(every_s: int = 300, heard_at: datetime | None = NIGHT) -> Watch:
    return Watch(
        panel_id=UUID(int=1),
        account="1234",
        time_zone="Europe/London",
        every=timedelta(seconds=every_s),
        since=NIGHT - timedelta(days=3),
        heard_at=heard_at,
    )


def listening(
    *,
    since: datetime,
    until: datetime,
    heard_at: datetime | None = None,
    missing: float = 0.0,
) -> Listening:
    return Listening(
        line_id=UUID(int=2),
        since=since,
        until=until,
        heard_at=heard_at,
        missing=missing,
    )


def always(now: datetime) -> Listening:
    return listening(since=NIGHT - timedelta(days=30), until=now)


@given(watches(), MOMENTS, SPANS)
def test_a_panel_that_was_heard_in_time_is_never_silent(
    panel: Watch, since: datetime, later: timedelta
) -> None:
    latest = max(moment for moment in (panel.heard_at, panel.since, since) if moment)
    now = latest + min(later, panel.every)
    assert not is_silent(panel, listening(since=since, until=now), now)


@given(watches(), MOMENTS, MOMENTS, SPANS)
def test_while_we_were_deaf_and_for_a_whole_interval_after_it_no_panel_is_silent(
    panel: Watch, since: datetime, now: datetime, deaf_for: timedelta
) -> None:
    began_anew = listening(since=now - min(deaf_for, panel.every), until=now)
    assert not is_silent(panel, began_anew, now)
    is_deaf = listening(since=since, until=now - LONGEST_BREAK - timedelta(seconds=1))
    assert not is_silent(panel, is_deaf, now)


@given(watches(), MOMENTS, SPANS)
def test_whoever_is_not_heard_is_silent_in_the_end_and_stays_so(
    panel: Watch, since: datetime, later: timedelta
) -> None:
    due = due_at(panel, listening(since=since, until=since))
    for now in (due, due + later):
        assert is_silent(panel, listening(since=since, until=now), now)
    just_before = due - timedelta(microseconds=1)
    assert not is_silent(panel, listening(since=since, until=just_before), just_before)


@given(INTERVALS)
def test_the_grace_is_a_small_part_of_the_interval_and_never_too_short_for_retries(
    every: timedelta,
) -> None:
    assert LEAST_GRACE <= grace(every) <= max(LEAST_GRACE, every / 5)


@pytest.mark.parametrize(
    ("every_s", "words"), [(300, "5 min"), (90, "90 s"), (86_400, "24 h"), (5_400, "90 min")]
)
def test_a_silence_says_when_the_panel_was_heard_last_by_its_sites_clock(
    every_s: int, words: str
) -> None:
    assert silence_of(watch(every_s)) == DeviceReport(
        scheme="TOCSIN",
        code="panel_silent",
        area="1234",
        zone_text=f"account 1234, last heard 1 Jul 02:10:07, expected every {words}",
    )


def test_a_panel_that_never_came_is_said_to_have_never_been_heard() -> None:
    report = silence_of(watch(heard_at=None))
    assert report.zone_text == "account 1234, never heard, expected every 5 min"


def test_a_silence_is_trouble_and_its_end_is_that_silences_restore() -> None:
    silence, end = silence_of(watch()), end_of_silence(watch())
    trouble, restore = (meaning_of(each.scheme, each.code) for each in (silence, end))
    assert trouble.effect in RAISED
    assert trouble.priority == 3
    assert restore.effect is Effect.RESTORE
    assert restore.ends == {silence.code}
    assert (silence.area, silence.zone) == (end.area, end.zone) == ("1234", None)
    assert end.zone_text == "account 1234, heard 1 Jul 02:10:07"


def test_what_is_silent_now_is_not_silent_once_it_is_heard() -> None:
    now = NIGHT + timedelta(hours=1)
    assert is_silent(watch(), always(now), now)
    assert not is_silent(watch(heard_at=now), always(now), now)


@pytest.mark.parametrize(
    ("missing", "line_heard_after_s", "is_so"),
    [
        (100.0, 0, True),  # cut off: for half a minute none came, and one in three seconds is due
        (100.0, 290, True),
        (100.0, 325, False),  # another was heard after this one was due
        (9.0, 0, False),  # few panels prove nothing: each of them is told of
    ],
)
def test_a_line_that_should_have_heard_many_and_heard_none_is_deaf(
    *, missing: float, line_heard_after_s: int, is_so: bool
) -> None:
    now = NIGHT + timedelta(seconds=331)
    line = listening(
        since=NIGHT - timedelta(days=1),
        until=now,
        heard_at=NIGHT + timedelta(seconds=line_heard_after_s),
        missing=missing,
    )
    assert is_silent(watch(), line, now)
    assert is_deaf(watch(), line) is is_so


def test_one_of_many_that_all_report_at_the_same_hour_is_silent_by_itself() -> None:
    now = NIGHT + timedelta(hours=27)
    heard_at = NIGHT + timedelta(days=1, minutes=5)
    line = listening(since=NIGHT - timedelta(days=9), until=now, heard_at=heard_at, missing=99.0)
    assert is_silent(watch(86_400), line, now)
    assert not is_deaf(watch(86_400), line)
