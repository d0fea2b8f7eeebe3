"""What comes to a door from nobody knows whom: who is it? Each of them is somebody else."""

from dataclasses import replace
from uuid import UUID, uuid4

from tests.domain.test_grouping import NIGHT, said
from tests.scene import CANALSIDE, SUBJECTS, reported
from tocsin.domain.alarm.grouping import MOST_UNKNOWN, Gathered, Grouping, group
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.people.subject import (
    LONGEST_ACCOUNT,
    SubjectKind,
    SubjectRef,
    UnknownAccount,
    about_account,
    accounts_like,
)
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import STANDARD_PLAN

DOOR = SubjectRef(kind=SubjectKind.RECEIVER_LINE, id=UUID(int=9))
LINE = replace(SUBJECTS[CANALSIDE], ref=DOOR, name="Line 1, unknown sender", contacts=())
TOGETHER = ResponseKind.TECHNICAL


def knock(*reports: DeviceReport, known: tuple[Incident, ...] = ()) -> Grouping:
    waiting = [said(report, about=DOOR) for report in reports]
    return group(LINE, waiting, known, said={}, new_id=uuid4)


def from_account(account: str, code: str = "BA") -> DeviceReport:
    return replace(reported(code), area=account)


def opened(gathered: Gathered, account: str | None) -> Incident:
    return Incident(
        id=uuid4(),
        number=1,
        subject=about_account(LINE, account),
        account=account,
        response_kind=gathered.response_kind,
        state=IncidentState.WAITING,
        priority=2,
        silent=False,
        drill=False,
        plan=STANDARD_PLAN,
        opened_at=NIGHT,
        alerts=tuple(gathered.alerts.values()),
        waiting_since=NIGHT,
    )


def test_every_alarm_at_a_door_is_the_same_kind_of_work_and_keeps_its_priority() -> None:
    grouping = knock(*(reported(code, "4") for code in ("FA", "PA", "BA")))
    assert list(grouping.gathered) == [TOGETHER]
    alerts = grouping.gathered[TOGETHER].added
    assert [alert.priority for alert in alerts] == [1, 1, 2]


def test_each_account_that_nobody_knows_is_an_incident_of_its_own() -> None:
    grouping = knock(from_account("1235"), from_account("9999", "PA"), from_account("1235", "FA"))
    first, second = grouping.gathered.values()
    assert (first.matter, second.matter) == (UnknownAccount("1235"), UnknownAccount("9999"))
    assert (len(first.added), len(second.added)) == (2, 1)
    assert {one.response_kind for one in (first, second)} == {TOGETHER}
    settled = [(one.matter, one.alert_id) for one in grouping.settled]
    assert settled[1] == (second.matter, second.added[0].id)
    assert opened(first, "1235").subject.name == "Line 1, unknown sender 1235"


def test_what_an_unknown_account_says_again_joins_its_own() -> None:
    grouping = knock(from_account("1235"), from_account("9999"))
    known = tuple(opened(one, one.matter.account) for one in grouping.gathered.values())  # type: ignore[union-attr]  # both are
    again = knock(from_account("9999"), known=known).gathered
    assert [one.repeats for one in again.values()] == [0, 1]


def test_whoever_guesses_accounts_fills_no_board_and_nothing_is_lost() -> None:
    """Further ones are gathered into one incident, each an alert of its own."""
    many = [from_account(f"{number:04X}") for number in range(MOST_UNKNOWN + 20)]
    grouping = knock(*many)
    assert len(grouping.gathered) == MOST_UNKNOWN + 1
    together = grouping.gathered[TOGETHER]
    assert [alert.area for alert in together.added] == [report.area for report in many[-20:]]
    known = tuple(
        opened(one, getattr(one.matter, "account", None)) for one in grouping.gathered.values()
    )
    more = knock(from_account("FFFF"), from_account("0001"), known=known)
    assert len(more.gathered) == MOST_UNKNOWN + 1
    assert [alert.area for alert in more.gathered[TOGETHER].added] == ["FFFF"]
    assert more.gathered[UnknownAccount("0001")].repeats == 1


def test_an_account_is_like_itself_and_all_that_are_one_digit_off() -> None:
    like = accounts_like("12A")
    assert like[0] == "12A"
    assert {"02A", "1FA", "12B"} <= set(like)
    assert len(set(like)) == len(like) == 1 + 3 * 15
    assert accounts_like("0" * (LONGEST_ACCOUNT + 1)) == []
