"""Danger that somebody writes down: it comes first, and whoever has the incident hears of it."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, DEV, OLIVE, PRIYA, SUBJECTS, SUPERVISOR, reported
from tocsin.app.claim import park
from tocsin.app.incident import close, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.notice import Delivery
from tocsin.app.phone_call import hear_outcome
from tocsin.app.sending import begin_sending, end_sending
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.notice import Notice, NoticeChannel, NoticeKind, NoticeState
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService, HeardOutcome

BURGLARY = reported("BA", "4")
HELENA = SUBJECTS[CANALSIDE].contacts[0]
O = CallOutcome  # noqa: E741  the tests read better with it
S = IncidentState


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def parked(desk: Desk) -> tuple[Incident, UUID]:
    """Have Olive's incident put aside, and a call in it of which she has heard nothing yet."""
    incident = await desk.in_hand(BURGLARY)
    call_id = (await desk.rung(incident, HELENA.id, O.TOLD)).calls[-1].id
    until = desk.clock.now + timedelta(hours=2)
    return await desk.do(park, incident.id, OLIVE, until, "The keyholder looks"), call_id


@pytest.mark.parametrize("outcome", [O.IN_DANGER, O.DURESS])
async def test_danger_that_a_colleague_writes_down_rings_for_whoever_has_it(
    desk: Desk, outcome: CallOutcome
) -> None:
    """P3: it does not lie in the hands of somebody who does not know of it."""
    incident, call_id = await parked(desk)
    heard = HeardOutcome(at=desk.clock.now, outcome=outcome)
    after = await desk.do(hear_outcome, incident.id, DEV, call_id, heard)
    assert (after.state, after.priority, after.operator_id) == (S.HANDLING, 1, OLIVE.id)
    assert after.untaken_since == after.worse_at == desk.clock.now
    assert desk.due(after).priority == 1


async def test_duress_that_a_colleague_suspects_rings_for_whoever_has_it(desk: Desk) -> None:
    incident, _ = await parked(desk)
    after = await desk.do(suspect_duress, incident.id, DEV, "Her voice shook")
    assert after.worse_at == desk.clock.now


async def test_danger_that_its_operator_writes_down_rings_for_nobody_else(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    after = await desk.rung(incident, HELENA.id, O.IN_DANGER)
    assert (after.worse_at, after.priority) == (None, 1)


async def called_about(desk: Desk) -> Incident:
    """Let a burglary ring until the supervisors are called about it, at this very moment."""
    incident = await desk.alarm(BURGLARY)
    desk.clock.forward(seconds=60)
    return await desk.look(incident)


async def test_duress_that_two_suspect_at_one_moment_is_told_once(desk: Desk) -> None:
    """P3, P6: it got worse, so it is told beside what was told before; the second adds nothing."""
    incident = await called_about(desk)
    await desk.do(suspect_duress, incident.id, DEV, "Her voice shook")
    after = await desk.do(suspect_duress, incident.id, PRIYA, "She used the wrong name")
    assert desk.kinds(after).count("incident.supervisors_called") == 3
    is_silent = [n.text.startswith("Do not call") for n in after.notices]
    assert sorted(is_silent) == [False, True]
    desk.clock.forward(seconds=1)
    later = await desk.do(suspect_duress, incident.id, DEV, "And she cried")
    assert len(later.notices) == 3


async def test_who_could_not_be_told_is_told_when_it_is_suspected_again(desk: Desk) -> None:
    incident = await called_about(desk)
    worse = await desk.do(suspect_duress, incident.id, DEV, "Her voice shook")
    failed = Delivery(state=NoticeState.FAILED, channel=NoticeChannel.MAIL, address=None, why="no")
    for notice in worse.notices:
        if await desk.do(begin_sending, notice.id) is not None:
            await desk.do(end_sending, notice.id, failed)
    again = await desk.do(suspect_duress, incident.id, PRIYA, "She used the wrong name")
    assert [n.state for n in again.notices].count(NoticeState.OWED) == 1


async def asked_before(desk: Desk) -> Notice:
    """Let the plan have asked a keyholder about a burglary, in a letter that has not left yet."""
    incident = await desk.alarm(BURGLARY)
    while not any(notice.kind is NoticeKind.RUN_ALONE for notice in incident.notices):
        desk.clock.now = desk.due(incident).due_at
        incident = await desk.look(incident)
    return next(n for n in incident.notices if n.kind is NoticeKind.RUN_ALONE)


async def test_what_was_written_before_it_was_silent_does_not_leave_in_those_words(
    desk: Desk,
) -> None:
    """Whoever reads it would ring where somebody is being watched."""
    before = await asked_before(desk)
    desk.clock.forward(seconds=1)
    await desk.alarm(reported("HA", "9"))
    assert await desk.do(begin_sending, before.id) is None
    (incident,) = (i for i in desk.store.tables.incidents.values() if not i.silent)
    asked = [n for n in desk.read(incident.id).notices if n.kind is NoticeKind.RUN_ALONE]
    assert [(n.to, n.state) for n in asked] == [
        (before.to, NoticeState.FAILED),
        (before.to, NoticeState.OWED),
    ]
    assert asked[1].text.startswith("Do not call or text them")
    leaving = await desk.do(begin_sending, asked[1].id)
    assert leaving is not None
    assert desk.kinds(incident)[-2:] == ["notice.withdrawn", "notice.written"]


async def test_what_may_have_left_before_it_was_silent_is_said_anew_once(desk: Desk) -> None:
    before = await asked_before(desk)
    assert await desk.do(begin_sending, before.id) is not None  # and nobody knows how that ended
    desk.clock.forward(seconds=1)
    await desk.alarm(reported("HA", "9"))
    for _ in range(2):
        assert await desk.do(begin_sending, before.id) is None
    (incident,) = (i for i in desk.store.tables.incidents.values() if not i.silent)
    states = [n.state for n in desk.read(incident.id).notices if n.to == before.to]
    assert states == [NoticeState.UNKNOWN, NoticeState.OWED]


async def test_a_warning_of_another_hour_does_not_stand_for_the_one_that_is_due_now(
    desk: Desk,
) -> None:
    before = await asked_before(desk)
    desk.clock.forward(seconds=1)
    robbed = await desk.in_hand(reported("HA", "9"))
    assert await desk.do(begin_sending, before.id) is None
    (burglary,) = (i for i in desk.store.tables.incidents.values() if not i.silent)
    warned = desk.read(burglary.id).notices[-1]
    sent = Delivery(state=NoticeState.SENT, channel=NoticeChannel.MAIL, address=None)
    await desk.do(begin_sending, warned.id)
    await desk.do(end_sending, warned.id, sent)
    await desk.rung(robbed, EmergencyService.POLICE, CallOutcome.ACCEPTED, reference="HX 1")
    over = Judgement(cause=Cause.GENUINE_HANDED_OVER, note="The police saw them safe")
    await desk.do(resolve, robbed.id, PRIYA, SUPERVISOR, over)
    await desk.do(close, robbed.id, PRIYA, SUPERVISOR)
    incident = desk.read(burglary.id)
    while (asked := incident.notices[-1]).to != before.to or asked.warns:
        desk.clock.now = desk.due(incident).due_at
        incident = await desk.look(incident)
    desk.clock.forward(seconds=1)
    await desk.alarm(reported("HA", "9"))
    assert await desk.do(begin_sending, asked.id) is None
    anew = desk.read(burglary.id).notices[-1]
    assert (anew.to, anew.warns, anew.state) == (before.to, True, NoticeState.OWED)


async def test_a_clock_that_was_set_back_has_nobody_warned_twice_in_the_same_words(
    desk: Desk,
) -> None:
    """The older of two that both want new words looks like the newer one."""
    before = await asked_before(desk)
    assert await desk.do(begin_sending, before.id) is not None  # and nobody knows how that ended
    desk.clock.back(seconds=20)
    await desk.alarm(reported("HA", "9"))
    for _ in range(2):
        assert await desk.do(begin_sending, before.id) is None
    (incident,) = (i for i in desk.store.tables.incidents.values() if not i.silent)
    warned = [n for n in desk.read(incident.id).notices if n.to == before.to and n.warns]
    assert len(warned) == 1
