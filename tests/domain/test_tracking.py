"""What a tracker says is what an operator is told: nothing lost, nothing twice, lateness said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.alarm.signal_code import TOCSIN, codes_of, is_known, meaning_of
from tocsin.domain.session.tracking import CODE_OF, LATE_AFTER, TrackerWord, reports_of

NOW = datetime(2026, 11, 23, 2, 44, tzinfo=UTC)


def codes(*alarms: str, battery: int | None = None, before: int | None = None) -> list[str]:
    word = TrackerWord(account="a", alarms=alarms, battery_percent=battery)
    return [report.code for report in reports_of(word, NOW, before)]


@pytest.mark.parametrize("code", sorted(set(CODE_OF.values())))
def test_every_alarm_that_is_known_has_a_meaning(code: str) -> None:
    assert is_known(TOCSIN, code)


def test_an_alarm_is_known_however_it_is_spelt_and_told_once() -> None:
    assert codes("sos", "SOS") == ["panic", "panic"]
    assert codes("fall_down", "fall_down") == ["fall"]
    assert codes("Low Battery", battery=3) == ["low_battery"]


def test_an_alarm_that_nobody_knows_is_its_own_code_and_somebody_looks() -> None:
    assert codes("vibration") == ["vibration"]
    assert meaning_of(TOCSIN, "vibration").unmapped


@pytest.mark.parametrize("word", sorted(codes_of(TOCSIN) - set(CODE_OF.values())))
def test_what_only_tocsin_itself_may_say_is_no_word_of_a_tracker(word: str) -> None:
    (code,) = codes(word)
    assert code == f"sent: {word}"
    assert meaning_of(TOCSIN, code).unmapped


@pytest.mark.parametrize("code", sorted(set(CODE_OF.values())))
def test_a_code_may_be_sent_as_it_is(code: str) -> None:
    assert codes(code) == [code]


@pytest.mark.parametrize(
    ("battery", "before", "told"),
    [(4, None, True), (4, 5, True), (4, 4, False), (5, None, False), (None, None, False)],
)
def test_a_battery_that_falls_low_is_told_once(
    battery: int | None, before: int | None, *, told: bool
) -> None:
    assert codes(battery=battery, before=before) == (["low_battery"] if told else [])


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=4), "tracker, at the gate"),
        (timedelta(minutes=-9), "tracker, at the gate"),
        (timedelta(minutes=7), "tracker, at the gate, sent late: it says 7 min ago"),
        (timedelta(hours=3), "tracker, at the gate, sent late: it says 3 h ago"),
        (timedelta(days=2, minutes=5), "tracker, at the gate, sent late: it says 2 d ago"),
    ],
)
def test_what_comes_late_says_how_late(ago: timedelta, words: str) -> None:
    word = TrackerWord(account="a", at=NOW - ago, alarms=("sos",), text="at the gate")
    (report,) = reports_of(word, NOW, None)
    assert report.zone_text == words


@given(st.lists(st.text(min_size=1)), st.timedeltas(LATE_AFTER, timedelta(days=400)))
def test_no_alarm_is_ever_dropped(alarms: list[str], ago: timedelta) -> None:
    word = TrackerWord(account="a", at=NOW - ago, alarms=tuple(alarms))
    reports = reports_of(word, NOW, None)
    assert len(reports) == len(set(alarms))
    assert all("sent late" in (report.zone_text or "") for report in reports)
