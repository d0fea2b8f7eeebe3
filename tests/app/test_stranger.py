"""Senders whom nobody knows, each by itself; and a position that nobody can read."""

from dataclasses import replace

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, OLIVE, SUBJECTS, SUPERVISOR, reported
from tests.tables import SignalRow
from tocsin.app.incident import close, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.signal import raise_signals
from tocsin.demo import story
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.people.subject import SubjectKind, SubjectRef

BURGLARY = reported("BA", "4")
DOOR = SubjectRef(kind=SubjectKind.RECEIVER_LINE, id=story.LINE)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def at_the_door(desk: Desk) -> None:
    line = replace(SUBJECTS[CANALSIDE], ref=DOOR, name="Line 1, unknown sender", contacts=())
    desk.store.tables.subjects[DOOR] = line


async def test_two_unknown_accounts_are_two_incidents_and_each_is_answered_by_itself(
    desk: Desk,
) -> None:
    at_the_door(desk)
    one, other = (replace(BURGLARY, area=account) for account in ("1235", "9999"))
    first, second = await desk.in_hand(one, about=DOOR), await desk.alarm(other, about=DOOR)
    assert (first.account, second.account) == ("1235", "9999")
    assert second.subject.name == "Line 1, unknown sender 9999"
    unknown = Judgement(cause=Cause.UNEXPLAINED)
    await desk.do(resolve, first.id, OLIVE, SUPERVISOR, unknown)
    closed = await desk.do(close, first.id, OLIVE, SUPERVISOR)
    back = await desk.do(suspect_duress, closed.id, OLIVE, None)
    assert back.id == first.id, "another sender's is no place for news of this one"
    assert (await desk.alarm(other, about=DOOR)).id == second.id
    assert not desk.read(second.id).hushed, "they are not at one place"


async def test_news_of_a_filed_unknown_account_opens_one_of_that_account(desk: Desk) -> None:
    at_the_door(desk)
    first = await desk.in_hand(replace(BURGLARY, area="1235"), about=DOOR)
    await desk.do(resolve, first.id, OLIVE, SUPERVISOR, Judgement(cause=Cause.UNEXPLAINED))
    await desk.do(close, first.id, OLIVE, SUPERVISOR)
    desk.clock.now = desk.due(first).due_at
    assert (await desk.look(desk.read(first.id))).state is IncidentState.FILED
    new = await desk.do(suspect_duress, first.id, OLIVE, None)
    assert (new.id != first.id, new.account) == (True, "1235")


async def test_a_position_that_nobody_can_read_stands_in_the_journal_as_it_came(
    desk: Desk,
) -> None:
    signal = desk.arrive(BURGLARY)
    desk.store.tables.signals[signal.id] = SignalRow(
        signal=replace(signal, unread_position="X12Q34 Y5")
    )
    await desk.do(raise_signals, CANALSIDE)
    (incident,) = desk.store.tables.incidents.values()
    last = desk.last(incident)
    assert (last["kind"], last["said"]) == ("position.unreadable", "X12Q34 Y5")
    assert last["text"] == "sent a position that cannot be read"
