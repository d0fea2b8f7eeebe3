"""It becomes silent: whoever was told of it before is told not to ring there, and nobody else."""

from dataclasses import replace

import pytest

from tests.app.desk import Desk
from tests.app.test_escalation import ask_helena
from tests.scene import CANALSIDE, MARGUERITE, OLIVE, PRIYA, SUBJECTS, SUPERVISOR, reported
from tocsin.app.incident import claim, close, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.notice import Delivery
from tocsin.app.sending import begin_sending, end_sending
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.notice import Notice, NoticeChannel, NoticeKind, NoticeState
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService

HELENA, TOM, _ = SUBJECTS[CANALSIDE].contacts
SENT = Delivery(state=NoticeState.SENT, channel=NoticeChannel.MAIL, address="a@b.example")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def warnings(incident: Incident) -> list[Notice]:
    return [notice for notice in incident.notices if notice.kind is NoticeKind.WARNING]


async def deliver(desk: Desk, incident: Incident) -> None:
    for notice in incident.notices:
        if await desk.do(begin_sending, notice.id) is not None:
            await desk.do(end_sending, notice.id, SENT)


async def test_who_was_told_by_mail_or_telephone_is_warned_once_it_is_silent(desk: Desk) -> None:
    """P3: a contact who reads an earlier letter would ring where somebody is watched."""
    incident, _ = await ask_helena(desk)
    await deliver(desk, incident)
    await desk.do(claim, incident.id, OLIVE)
    await desk.rung(incident, TOM.id, CallOutcome.ATTENDING, attending_by=desk.clock.now)
    desk.clock.forward(seconds=5)
    silent = await desk.do(suspect_duress, incident.id, OLIVE, None)
    marks = [notice.to.mark for notice in warnings(silent)]
    assert marks == [(None, PRIYA.id), (HELENA.id, None), (TOM.id, None)]
    assert all(notice.text.startswith("Do not call or text them") for notice in warnings(silent))
    await deliver(desk, silent)
    assert {notice.state for notice in warnings(desk.read(incident.id))} == {NoticeState.SENT}
    again = await desk.do(suspect_duress, incident.id, OLIVE, None)
    assert len(warnings(again)) == 3, "once is enough"


async def test_who_was_told_nothing_hears_of_no_warning(desk: Desk) -> None:
    incident = await desk.in_hand(reported("BA", "4"))
    await desk.rung(incident, HELENA.id, CallOutcome.NO_ANSWER)
    silent = await desk.do(suspect_duress, incident.id, OLIVE, None)
    assert warnings(silent) == []
    assert desk.kinds(silent)[-1] == "incident.duress_suspected"


async def test_whom_no_letter_warns_is_named_to_the_operator(desk: Desk) -> None:
    subject = SUBJECTS[CANALSIDE]
    contacts = (replace(HELENA, email=None), *subject.contacts[1:])
    desk.store.tables.subjects[CANALSIDE] = replace(subject, contacts=contacts)
    incident = await desk.in_hand(reported("BA", "4"))
    await desk.rung(incident, HELENA.id, CallOutcome.TOLD)
    silent = await desk.do(suspect_duress, incident.id, OLIVE, None)
    assert warnings(silent) == []
    assert desk.texts(silent)[-1] == (
        "cannot write to who was told by telephone and has no e-mail: "
        f"ring {HELENA.name} on {HELENA.phone}, so that they do not ring there"
    )


async def test_a_warning_in_a_drill_says_first_that_it_is_one(desk: Desk) -> None:
    desk.arrive(reported("panic"), about=MARGUERITE, drill=True)
    await desk.do(raise_signals, MARGUERITE)
    (drill,) = desk.store.tables.incidents.values()
    desk.clock.forward(seconds=60)
    await deliver(desk, await desk.look(desk.read(drill.id)))
    await desk.do(claim, drill.id, OLIVE)
    silent = await desk.do(suspect_duress, drill.id, OLIVE, None)
    (warned,) = warnings(silent)
    assert warned.text.startswith("DRILL. This is an exercise.\nDo not call or text them")


async def test_whom_the_ladder_warns_at_that_moment_gets_no_second_letter(desk: Desk) -> None:
    incident = await desk.alarm(reported("BA", "4"))
    desk.clock.forward(seconds=60)
    await deliver(desk, await desk.look(incident))
    desk.clock.forward(seconds=5)
    silent = await desk.do(suspect_duress, incident.id, OLIVE, None)
    assert warnings(silent) == []
    assert [notice.forbids for notice in silent.notices] == [False, True]


async def test_a_warning_does_not_leave_once_it_is_over(desk: Desk) -> None:
    """The all-clear does, and nobody is told to keep away from what has ended."""
    incident = await desk.in_hand(reported("BA", "4"))
    await desk.rung(incident, HELENA.id, CallOutcome.TOLD)
    await desk.do(suspect_duress, incident.id, OLIVE, None)
    await desk.rung(incident, EmergencyService.POLICE, CallOutcome.ACCEPTED, reference="HX 1")
    handed = Judgement(cause=Cause.GENUINE_HANDED_OVER, note="The police saw them safe")
    await desk.do(resolve, incident.id, PRIYA, SUPERVISOR, handed)
    over = await desk.do(close, incident.id, PRIYA, SUPERVISOR)
    (warned,) = warnings(over)
    assert await desk.do(begin_sending, warned.id) is None
    (clear,) = [notice for notice in over.notices if notice.kind is NoticeKind.ALL_CLEAR]
    assert await desk.do(begin_sending, clear.id) is not None


async def test_who_was_told_of_a_burglary_is_warned_when_a_silent_alarm_opens_beside_it(
    desk: Desk,
) -> None:
    """P3, P14: it is written about the silent one, of which their customer sees nothing."""
    burglary = await desk.in_hand(reported("BA", "4"))
    await desk.rung(burglary, HELENA.id, CallOutcome.TOLD)
    desk.clock.forward(seconds=5)
    before = desk.read(burglary.id)
    robbed = await desk.alarm(reported("HA", "9"))
    (warned,) = warnings(robbed)
    assert (robbed.silent, warned.to.contact_id) == (True, HELENA.id)
    assert replace(desk.read(burglary.id), hushed=False) == before
    await deliver(desk, robbed)
    desk.clock.forward(seconds=5)
    again = await desk.do(suspect_duress, burglary.id, OLIVE, None)
    assert warnings(again) == [], "she knows"


async def test_a_drill_warns_nobody_who_was_told_of_what_is_real(desk: Desk) -> None:
    burglary = await desk.in_hand(reported("BA", "4"))
    await desk.rung(burglary, HELENA.id, CallOutcome.TOLD)
    desk.arrive(reported("HA", "9"), drill=True)
    await desk.do(raise_signals, CANALSIDE)
    (drill,) = [one for one in desk.store.tables.incidents.values() if one.drill]
    assert warnings(desk.read(drill.id)) == []


async def test_a_warning_leaves_while_anything_there_is_silent_still(desk: Desk) -> None:
    """Two became silent, and one letter warns of both: the end of the one does not withdraw it."""
    burglary = await desk.in_hand(reported("BA", "4"))
    await desk.rung(burglary, HELENA.id, CallOutcome.TOLD)
    desk.clock.forward(seconds=5)
    silent = await desk.do(suspect_duress, burglary.id, OLIVE, None)
    (warned,) = warnings(silent)
    robbed = await desk.alarm(reported("HA", "9"))
    assert warnings(robbed) == [], "she is told already"
    await desk.rung(burglary, EmergencyService.POLICE, CallOutcome.ACCEPTED, reference="HX 1")
    handed = Judgement(cause=Cause.GENUINE_HANDED_OVER, note="The police saw them safe")
    await desk.do(resolve, burglary.id, PRIYA, SUPERVISOR, handed)
    await desk.do(close, burglary.id, PRIYA, SUPERVISOR)
    assert await desk.do(begin_sending, warned.id) is not None
