"""Which incident each signal belongs to: one person's is one, a site's is one for each kind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scene import CANALSIDE, MARGUERITE, SUBJECTS, make_signal, reported
from tocsin.demo.story import CLEAR_ACCOUNT
from tocsin.domain.alarm.grouping import Grouping, group
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.signal import DeviceReport, Said, Settlement, Signal
from tocsin.domain.people.subject import SubjectRef
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import STANDARD_PLAN

NIGHT = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)
K = ResponseKind


def said(
    *reports: DeviceReport,
    about: SubjectRef = CANALSIDE,
    after: float = 0,
    fingerprint: bytes | None = None,
    drill: bool = False,
) -> Signal:
    at = NIGHT + timedelta(seconds=after)
    return make_signal(uuid4(), about, reports, at, fingerprint=fingerprint, drill=drill)


def sorted_out(
    *waiting: Signal,
    about: SubjectRef = CANALSIDE,
    known: list[Incident] | None = None,
    before: Said | None = None,
) -> Grouping:
    said: dict[str | None, Said] = {} if before is None else {CLEAR_ACCOUNT: before}
    return group(SUBJECTS[about], waiting, known or [], said=said, new_id=uuid4)


def incident_of(grouping: Grouping, kind: K, *, drill: bool = False) -> Incident:
    """Open the incident that was gathered."""
    gathered = grouping.gathered[kind]
    alerts = tuple(gathered.alerts.values())
    return Incident(
        id=UUID(int=1),
        number=1,
        subject=SUBJECTS[CANALSIDE],
        response_kind=kind,
        state=IncidentState.HANDLING,
        priority=min(alert.priority for alert in alerts),
        silent=any(alert.silent for alert in alerts),
        drill=drill,
        plan=STANDARD_PLAN,
        opened_at=NIGHT,
        alerts=alerts,
        waiting_since=NIGHT,
    )


def settlements(grouping: Grouping) -> list[Settlement]:
    return [settled.settlement for settled in grouping.settled]


def test_a_first_alarm_opens_an_incident_of_its_kind() -> None:
    grouping = sorted_out(said(reported("BA", "4")))
    gathered = grouping.gathered[K.INTRUDER]
    assert (gathered.incident, gathered.worse, gathered.repeats) == (None, False, 0)
    assert [alert.zone for alert in gathered.added] == ["4"]
    (settled,) = grouping.settled
    assert settled.settlement is Settlement.RAISED
    assert (settled.matter, settled.alert_id) == (K.INTRUDER, gathered.added[0].id)


def test_a_site_with_two_kinds_of_alarm_has_two_incidents() -> None:
    grouping = sorted_out(said(reported("BA", "4")), said(reported("FA", "9")))
    assert set(grouping.gathered) == {K.INTRUDER, K.FIRE}


def test_a_lone_worker_has_one_incident_whatever_it_is() -> None:
    signals = [said(reported(code), about=MARGUERITE) for code in ("panic", "fall", "AT", "FA")]
    grouping = sorted_out(*signals, about=MARGUERITE)
    assert list(grouping.gathered) == [K.PERSONAL]
    assert len(grouping.gathered[K.PERSONAL].added) == 4


def test_a_runaway_panel_is_one_alert_with_a_count() -> None:
    grouping = sorted_out(*(said(reported("BA", "4"), after=n) for n in range(500)))
    (alert,) = grouping.gathered[K.INTRUDER].alerts.values()
    assert (alert.count, grouping.gathered[K.INTRUDER].repeats) == (500, 499)
    assert (alert.first_at, alert.last_at) == (NIGHT, NIGHT + timedelta(seconds=499))
    assert settlements(grouping) == [Settlement.RAISED] + [Settlement.REPEATED] * 499
    assert {settled.alert_id for settled in grouping.settled} == {alert.id}


@pytest.mark.parametrize(
    "other",
    [
        reported("BA", "5"),
        reported("BV", "4"),
        replace(reported("BA", "4"), area="2"),
        reported("130", "4"),
    ],
)
def test_another_zone_code_area_or_scheme_is_another_alert(other: DeviceReport) -> None:
    grouping = sorted_out(said(reported("BA", "4")), said(other))
    assert len(grouping.gathered[K.INTRUDER].added) == 2


def test_a_further_alert_joins_the_incident_that_is_open() -> None:
    known = incident_of(sorted_out(said(reported("BA", "4"))), K.INTRUDER)
    gathered = sorted_out(said(reported("BA", "5")), known=[known]).gathered[K.INTRUDER]
    assert gathered.incident == known
    assert [alert.zone for alert in gathered.added] == ["5"]
    assert [alert.zone for alert in gathered.alerts.values()] == ["4", "5"]


def test_a_repeat_of_a_known_alert_is_counted_under_its_own_id() -> None:
    known = incident_of(sorted_out(said(reported("BA", "4"))), K.INTRUDER)
    grouping = sorted_out(said(reported("BA", "4"), after=9), known=[known])
    (alert,) = grouping.gathered[K.INTRUDER].alerts.values()
    assert (alert.id, alert.count) == (known.alerts[0].id, 2)
    assert grouping.gathered[K.INTRUDER].added == []


@pytest.mark.parametrize(
    ("first", "further", "worse"),
    [
        ("low_battery", "panic", True),  # more urgent
        ("panic", "duress", True),  # silent
        ("panic", "fall", False),  # as urgent
        ("fall", "low_battery", False),
        ("duress", "panic", False),
    ],
)
def test_a_worse_alert_rings_again(first: str, further: str, *, worse: bool) -> None:
    opened = sorted_out(said(reported(first), about=MARGUERITE), about=MARGUERITE)
    known = incident_of(opened, K.PERSONAL)
    joined = sorted_out(said(reported(further), about=MARGUERITE), about=MARGUERITE, known=[known])
    assert joined.gathered[K.PERSONAL].worse is worse


def test_what_once_was_worse_stays_so_whatever_joins_after() -> None:
    known = incident_of(sorted_out(said(reported("AT"))), K.TECHNICAL)
    joined = sorted_out(said(reported("VV")), said(reported("AT", "7")), known=[known])
    assert joined.gathered[K.TECHNICAL].worse


def test_a_second_silent_alert_is_no_news() -> None:
    duress = said(reported("duress"), about=MARGUERITE)
    known = incident_of(sorted_out(duress, about=MARGUERITE), K.PERSONAL)
    again = said(replace(reported("duress"), zone="2"), about=MARGUERITE)
    assert not sorted_out(again, about=MARGUERITE, known=[known]).gathered[K.PERSONAL].worse


def test_nothing_is_worse_than_what_it_opens_with() -> None:
    assert not sorted_out(said(reported("AT")), said(reported("VV"))).gathered[K.TECHNICAL].worse


def test_a_restore_is_shown_and_closes_nothing() -> None:
    known = incident_of(sorted_out(said(reported("BA", "4"))), K.INTRUDER)
    grouping = sorted_out(said(reported("BR", "4"), after=60), known=[known])
    gathered = grouping.gathered[K.INTRUDER]
    assert [alert.restored_at for alert in gathered.restored] == [NIGHT + timedelta(seconds=60)]
    assert gathered.added == []
    assert settlements(grouping) == [Settlement.RECORDED]


def test_a_restore_of_another_zone_or_without_an_alarm_changes_nothing() -> None:
    known = incident_of(sorted_out(said(reported("BA", "4"))), K.INTRUDER)
    assert sorted_out(said(reported("BR", "5")), known=[known]).gathered[K.INTRUDER].restored == []
    assert sorted_out(said(reported("BR", "4"))).gathered == {}


@pytest.mark.parametrize(
    ("alarm", "restore", "over"),
    [
        (reported("BA", "4"), reported("BR", "4"), True),
        (reported("BA", "4"), reported("BJ", "4"), False),  # the end of a fault
        (reported("BT", "4"), reported("BJ", "4"), True),
        (reported("PA"), reported("AR"), False),  # mains are back
        (reported("AT"), reported("AR"), True),
        (reported("HA", "4"), reported("BR", "4"), False),
        (reported("YC"), reported("YR"), False),
        (reported("121", "0"), reported("301", "0", qualifier="3"), False),
        (reported("301", "0"), reported("301", "0", qualifier="3"), True),
        (reported("130", "4"), reported("BR", "4"), False),  # another scheme
        (reported("121", "4"), reported("465", "4"), False),
        (reported("120", "4"), reported("465", "4"), True),
    ],
)
def test_a_restore_ends_what_its_code_names_and_nothing_else(
    alarm: DeviceReport, restore: DeviceReport, *, over: bool
) -> None:
    grouping = sorted_out(said(alarm), said(restore, after=9))
    (gathered,) = grouping.gathered.values()
    assert [alert.code for alert in gathered.restored] == ([alarm.code] if over else [])


def test_what_is_restored_already_is_not_restored_again() -> None:
    known = incident_of(
        sorted_out(said(reported("BA", "4")), said(reported("BR", "4"))), K.INTRUDER
    )
    assert sorted_out(said(reported("BR", "4")), known=[known]).gathered[K.INTRUDER].restored == []


def test_an_alarm_after_its_restore_stands_again() -> None:
    grouping = sorted_out(
        said(reported("BA", "4")), said(reported("BR", "4")), said(reported("BA", "4"), after=9)
    )
    (alert,) = grouping.gathered[K.INTRUDER].alerts.values()
    assert (alert.count, alert.restored_at) == (2, None)


def test_an_unknown_code_is_brought_before_a_person() -> None:
    (alert,) = sorted_out(said(reported("VV"))).gathered[K.TECHNICAL].added
    assert (alert.unmapped, alert.priority) == (True, 2)


def test_a_message_that_nobody_could_read_is_an_alarm_of_its_own() -> None:
    (alert,) = sorted_out(said()).gathered[K.TECHNICAL].added
    assert (alert.scheme, alert.code) == ("TOCSIN", "unreadable")


@pytest.mark.parametrize("code", ["RP", "OP", "CL", "BC"])
def test_what_needs_nobody_is_recorded(code: str) -> None:
    grouping = sorted_out(said(reported(code)))
    assert (settlements(grouping), grouping.gathered) == ([Settlement.RECORDED], {})


def test_a_message_with_several_reports_is_settled_as_its_weightiest() -> None:
    alarm, test = reported("BA", "4"), reported("RP")
    assert settlements(sorted_out(said(test, alarm))) == [Settlement.RAISED]
    assert settlements(sorted_out(said(alarm), said(test, alarm))) == [
        Settlement.RAISED,
        Settlement.REPEATED,
    ]


def test_a_message_with_two_alarms_raises_both() -> None:
    grouping = sorted_out(said(reported("BA", "4"), reported("FA", "9")))
    assert set(grouping.gathered) == {K.INTRUDER, K.FIRE}


def test_only_drills_make_a_drill() -> None:
    drill, real = said(reported("BA", "4"), drill=True), said(reported("BA", "5"))
    assert sorted_out(drill).gathered[K.INTRUDER].drill
    assert not sorted_out(drill, real).gathered[K.INTRUDER].drill
    assert not sorted_out(real, drill).gathered[K.INTRUDER].drill


CODES = st.sampled_from(["BA", "FA", "AT", "VV", "RP", "BR", "HA", "130"])


@given(st.lists(st.tuples(CODES, st.sampled_from("123"), st.sampled_from([None, b"a", b"b"]))))
def test_every_signal_is_settled_once_and_every_alarm_is_counted(
    drawn: list[tuple[str, str, bytes | None]],
) -> None:
    """P6 and P15."""
    signals = [said(reported(code, zone), fingerprint=mark) for code, zone, mark in drawn]
    grouping = sorted_out(*signals)
    assert [settled.signal for settled in grouping.settled] == signals
    counted = [s for s in settlements(grouping) if s in {Settlement.RAISED, Settlement.REPEATED}]
    alerts = [alert for g in grouping.gathered.values() for alert in g.alerts.values()]
    assert sum(alert.count for alert in alerts) == len(counted)
    marks = [s.signal.fingerprint for s in grouping.settled if s.settlement != "duplicate"]
    known = [mark for mark in marks if mark is not None]
    assert all(one != next_one for one, next_one in pairwise(known))


def test_a_position_that_nobody_can_read_is_kept_once_as_it_came() -> None:
    """And of a runaway panel's not more than a few."""
    garbled = [
        replace(said(reported("PA", "1"), after=n), unread_position=f"X{n % 8}") for n in range(20)
    ]
    grouping = sorted_out(*garbled)
    (gathered,) = grouping.gathered.values()
    assert list(gathered.unread_positions) == ["X0", "X1", "X2", "X3", "X4"]
