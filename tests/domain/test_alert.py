"""An alert: one for each code and zone, its repeats counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.scene import CANALSIDE, make_signal, reported
from tocsin.domain.alarm.alert import Alert, count_again, is_worse, open_alert, worst_at
from tocsin.domain.alarm.signal_code import CID, SIA, TOCSIN, codes_of, meaning_of
from tocsin.domain.response.response_kind import ResponseKind

NIGHT = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)
REPORT = replace(reported("BA", "4"), zone_text="Goods-in shutter", area="1")
SIGNAL = replace(
    make_signal(UUID(int=1), CANALSIDE, [REPORT], NIGHT), occurred_at=NIGHT - timedelta(seconds=2)
)
ALERT = open_alert(UUID(int=2), SIGNAL, REPORT, meaning_of("SIA", "BA"))


def test_an_alert_says_all_that_its_device_and_its_code_say() -> None:
    assert (
        Alert(
            id=UUID(int=2),
            scheme="SIA",
            code="BA",
            words="Burglary alarm",
            zone="4",
            zone_text="Goods-in shutter",
            area="1",
            response_kind=meaning_of("SIA", "BA").response_kind,
            priority=2,
            silent=False,
            unmapped=False,
            count=1,
            first_at=NIGHT,
            last_at=NIGHT,
            occurred_at=NIGHT - timedelta(seconds=2),
        )
        == ALERT
    )


def again(seconds: float) -> Alert:
    return count_again(ALERT, 2, NIGHT + timedelta(seconds=seconds))


def test_repeats_are_counted() -> None:
    assert again(9) == replace(ALERT, count=3, last_at=NIGHT + timedelta(seconds=9))


def test_a_repeat_by_a_clock_set_back_turns_no_time_around() -> None:
    assert again(-9).last_at == NIGHT


def an_alert(priority: int, *, silent: bool = False) -> Alert:
    return replace(ALERT, priority=priority, silent=silent)


@pytest.mark.parametrize(
    ("known", "further", "worse"),
    [
        ([an_alert(2)], an_alert(1), True),
        ([an_alert(2)], an_alert(2), False),
        ([an_alert(2)], an_alert(3), False),
        ([an_alert(3), an_alert(1)], an_alert(2), False),
        ([an_alert(3), an_alert(2)], an_alert(1), True),
        ([an_alert(1)], an_alert(1, silent=True), True),
        ([an_alert(1)], an_alert(4, silent=True), True),
        ([an_alert(1), an_alert(1, silent=True)], an_alert(1, silent=True), False),
    ],
)
def test_what_is_silent_or_more_urgent_than_all_that_was_known_is_worse(
    known: list[Alert], further: Alert, *, worse: bool
) -> None:
    assert is_worse(known, further) is worse


def test_it_last_got_worse_when_the_latest_that_outdid_all_before_it_came() -> None:
    def came(after_s: float, priority: int) -> Alert:
        return replace(an_alert(priority), first_at=NIGHT + timedelta(seconds=after_s))

    assert worst_at([]) is None
    assert worst_at([came(0, 2)]) == NIGHT
    alerts = [came(20, 2), came(0, 3), came(30, 1), came(60, 1), came(90, 2)]
    assert worst_at(alerts) == NIGHT + timedelta(seconds=30)


@pytest.mark.parametrize("scheme", [SIA, CID, TOCSIN])
def test_whoever_calls_for_help_in_silence_comes_first(scheme: str) -> None:
    """P3: a person's call that must not be noticed at the place is about a life."""
    meanings = [meaning_of(scheme, code) for code in codes_of(scheme)]
    calls = [m for m in meanings if m.silent and m.response_kind is not ResponseKind.INTRUDER]
    assert calls
    assert {meaning.priority for meaning in calls} == {1}
