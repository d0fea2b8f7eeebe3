"""A panel that runs away over ever new zones: it takes up no more than an incident can hold."""

from dataclasses import replace

import pytest

from tests.domain.test_grouping import K, incident_of, said, settlements, sorted_out
from tests.scene import reported
from tocsin.domain.alarm import grouping as rule
from tocsin.domain.alarm.grouping import MOST_ALERTS
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.signal import Settlement

S = Settlement
MOST = 5


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Incident:
    """Have an incident that holds as many alerts as one may."""
    monkeypatch.setattr(rule, "MOST_ALERTS", MOST)
    zones = (said(reported("BA", str(n))) for n in range(1, MOST + 1))
    return incident_of(sorted_out(*zones), K.INTRUDER)


def test_a_further_zone_is_counted_on_the_latest_of_its_code(full: Incident) -> None:
    further = [said(reported("BA", str(n)), after=9) for n in (98, 99)]
    grouping = sorted_out(*further, known=[full])
    gathered = grouping.gathered[K.INTRUDER]
    assert settlements(grouping) == [S.REPEATED, S.REPEATED]
    assert (len(gathered.alerts), gathered.repeats, gathered.added) == (MOST, 2, [])
    assert [alert.count for alert in gathered.alerts.values()] == [1, 1, 1, 1, 3]
    assert {settled.alert_id for settled in grouping.settled} == {full.alerts[-1].id}


def test_what_says_something_else_is_an_alert_of_its_own(full: Incident) -> None:
    verified = sorted_out(said(reported("BV", "99")), known=[full])
    assert settlements(verified) == [S.RAISED]


def test_what_is_worse_than_all_of_its_code_is_an_alert_of_its_own(full: Incident) -> None:
    milder = tuple(replace(alert, priority=3) for alert in full.alerts)
    worse = sorted_out(said(reported("BA", "99")), known=[replace(full, alerts=milder)])
    assert settlements(worse) == [S.RAISED]
    assert worse.gathered[K.INTRUDER].worse


def test_a_large_site_has_room_for_its_zones() -> None:
    assert MOST_ALERTS >= 1_000
