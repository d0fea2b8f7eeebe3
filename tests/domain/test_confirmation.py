"""When devices alone confirm an alarm: by a code that says so, or by two zones within a time."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_alert import ALERT, NIGHT
from tests.scene import CANALSIDE, make_signal
from tocsin.domain.alarm.alert import Alert, count_again, open_alert
from tocsin.domain.alarm.confirmation import CONFIRMED_WITHIN, Confirmation, confirmation_of
from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.alarm.signal_code import CID, SIA, codes_of, meaning_of
from tocsin.domain.response.response_kind import ResponseKind

MINUTES = st.integers(0, 90).map(lambda count: timedelta(minutes=count))
ZONES = st.none() | st.sampled_from(["1", "2", "01", "002"])


def an_alert(code: str, zone: str | None, at: datetime = NIGHT, scheme: str = SIA) -> Alert:
    report = DeviceReport(scheme=scheme, code=code, zone=zone)
    signal = make_signal(UUID(int=1), CANALSIDE, [report], at)
    return open_alert(UUID(int=2), signal, report, meaning_of(scheme, code))


def again(alert: Alert, at: datetime) -> Alert:
    return count_again(alert, 1, at)


CONFIRMING = [
    (scheme, code)
    for scheme in (SIA, CID)
    for code in sorted(codes_of(scheme))
    if meaning_of(scheme, code).confirmed
]


@pytest.mark.parametrize(("scheme", "code"), CONFIRMING)
def test_a_code_that_says_so_confirms_by_itself(scheme: str, code: str) -> None:
    found = confirmation_of([ALERT, an_alert(code, "9", NIGHT, scheme)], None)
    assert found == Confirmation(at=NIGHT, by=f"the panel: {code}")


def test_the_codes_that_say_so_are_those_of_the_trade() -> None:
    assert {"BV", "BM", "FM", "HV", "129", "139"} <= {code for _, code in CONFIRMING}


def test_a_second_zone_confirms_until_the_time_is_up_and_not_a_moment_longer() -> None:
    first = an_alert("BA", "3")
    limit = NIGHT + CONFIRMED_WITHIN
    second = replace(an_alert("BA", "5", limit), zone_text="Office")
    expected = Confirmation(at=limit, by="a second zone: zone 5 Office")
    assert confirmation_of([first, second], None) == expected
    assert confirmation_of([second, first], None) == expected
    late = an_alert("BA", "5", limit + timedelta(microseconds=1))
    assert confirmation_of([first, late], None) is None


def test_a_repeat_of_the_first_zone_renews_its_time() -> None:
    first = again(an_alert("BA", "3"), NIGHT + timedelta(minutes=40))
    assert confirmation_of([first, an_alert("BA", "5", NIGHT + timedelta(minutes=60))], None)


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("BA", "3"),  # the same zone
        ("BG", "003"),  # the same, by another code and in another way of writing
        ("BA", None),  # no zone at all
        ("TA", "5"),  # a tamper
        ("BT", "5"),  # a fault
        ("UZ", "5"),  # a detector that is gone
        ("UA", "5"),  # a zone of which the panel does not say what it watches
        ("OT", "5"),
    ],
)
def test_what_confirms_nothing(code: str, zone: str | None) -> None:
    assert confirmation_of([an_alert("BA", "3"), an_alert(code, zone)], None) is None


def test_only_detectors_of_intruders_count_and_no_restore_is_one() -> None:
    for scheme in (SIA, CID):
        for code in codes_of(scheme):
            meaning = meaning_of(scheme, code)
            if meaning.detects or meaning.confirmed:
                assert meaning.needs_a_person
            if meaning.detects:
                assert (meaning.response_kind, meaning.priority) == (ResponseKind.INTRUDER, 2)


def test_one_of_which_nobody_knows_whether_it_began_or_ended_confirms_nothing() -> None:
    unclear = replace(an_alert("139", "9", NIGHT, CID), unmapped=True)
    assert confirmation_of([ALERT, unclear], None) is None


def test_what_came_before_a_word_of_safety_counts_no_more() -> None:
    first, second = an_alert("BA", "3"), an_alert("BA", "5", NIGHT + timedelta(minutes=2))
    since = NIGHT + timedelta(minutes=1)
    assert confirmation_of([first, second], since) is None
    third = an_alert("BA", "6", NIGHT + timedelta(minutes=3))
    assert confirmation_of([first, second, third], since) == Confirmation(
        at=NIGHT + timedelta(minutes=3), by="a second zone: zone 6"
    )
    assert confirmation_of([an_alert("BV", "1")], NIGHT) is None


@given(
    zones=st.lists(st.tuples(ZONES, MINUTES, MINUTES), max_size=5),
    since=st.none() | MINUTES.map(lambda after: NIGHT + after),
)
def test_what_is_confirmed_was_seen_by_two_different_zones_within_the_time(
    zones: list[tuple[str | None, timedelta, timedelta]], since: datetime | None
) -> None:
    alerts = [
        again(an_alert("BA", zone, NIGHT + first), NIGHT + max(first, last))
        for zone, first, last in zones
    ]
    seen = [
        (at, int(alert.zone))
        for alert in alerts
        for at in (alert.first_at, alert.last_at)
        if alert.zone and (since is None or at > since)
    ]
    pairs = [
        max(one, other)
        for one, zone in seen
        for other, another in seen
        if zone != another and abs(one - other) <= CONFIRMED_WITHIN
    ]
    found = confirmation_of(alerts, since)
    assert (found and found.at) == min(pairs, default=None)
