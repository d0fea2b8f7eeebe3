"""What comes to a door from nobody knows whom: one thing to find out, whatever it says."""

from dataclasses import replace
from uuid import uuid4

from tests.domain.test_grouping import said
from tests.scene import CANALSIDE, SUBJECTS, reported
from tocsin.domain.alarm.grouping import group
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.response_kind import ResponseKind


def test_every_alarm_at_a_door_is_the_same_kind_of_work_and_keeps_its_priority() -> None:
    ref = SubjectRef(kind=SubjectKind.RECEIVER_LINE, id=uuid4())
    line = replace(SUBJECTS[CANALSIDE], ref=ref, contacts=())
    waiting = [said(reported(code, "4"), about=ref) for code in ("FA", "PA", "BA")]
    grouping = group(line, waiting, [], said={}, new_id=uuid4)
    assert list(grouping.gathered) == [ResponseKind.TECHNICAL]
    alerts = grouping.gathered[ResponseKind.TECHNICAL].added
    assert [alert.priority for alert in alerts] == [1, 1, 2]
