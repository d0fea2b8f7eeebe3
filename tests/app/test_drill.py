"""A drill that turns real: it rings, what was said in it covers nothing, and all are told."""

from datetime import timedelta

import pytest

from tests.app.desk import Desk
from tests.scene import DEV, MARGUERITE, OLIVE, OPERATOR, PRIYA, reported
from tocsin.app.claim import park
from tocsin.app.incident import claim, close, resolve
from tocsin.app.news import make_real, suspect_duress
from tocsin.app.notice import Delivery
from tocsin.app.opening import open_by_hand
from tocsin.app.phone_call import call_emergency, call_out, call_person
from tocsin.app.sending import begin_sending, end_sending
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.told import Told
from tocsin.domain.errors import NotNow
from tocsin.domain.response.notice import NoticeChannel, NoticeKind, NoticeState
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_company import Dialled
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import Because, StepKind, Verdict, verdict

SENT = Delivery(state=NoticeState.SENT, channel=NoticeChannel.MAIL, address="a@b.example")


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def drilled(desk: Desk) -> Incident:
    """Have a drill of a panic in which she says that all is well, and everybody was told."""
    signal = desk.arrive(reported("panic"), about=MARGUERITE, drill=True)
    await desk.do(raise_signals, MARGUERITE)
    incident_id = desk.store.tables.signals[signal.id].incident_id
    assert incident_id is not None
    desk.clock.forward(seconds=60)
    told = await desk.look(desk.read(incident_id))
    for notice in told.notices:
        await desk.do(begin_sending, notice.id)
        await desk.do(end_sending, notice.id, SENT)
    await desk.do(claim, incident_id, OLIVE)
    return await desk.rung(told, MARGUERITE.id, CallOutcome.SAFE)


async def test_a_real_alarm_in_a_drill_rings_and_voids_what_was_said_in_it(desk: Desk) -> None:
    """P3: the same panic, meant this time. Nothing of the exercise answers it."""
    drill = await drilled(desk)
    assert verdict(drill.standing, desk.clock.now) is Verdict.SAFE
    desk.clock.forward(seconds=20)
    real = await desk.alarm(reported("panic"), about=MARGUERITE)
    assert (real.id, real.drill, real.real_at) == (drill.id, False, desk.clock.now)
    assert real.untaken_since == desk.clock.now, "it rings for whoever has it"
    assert verdict(real.standing, desk.clock.now) is Verdict.OPEN
    assert "incident.real" in desk.kinds(real)


async def test_who_was_told_of_a_drill_is_told_that_it_is_none_any_more(desk: Desk) -> None:
    drill = await drilled(desk)
    (before,) = drill.notices
    assert before.text.startswith("DRILL")
    real = await desk.alarm(reported("fall"), about=MARGUERITE)
    to = [notice.to for notice in real.notices if notice.kind is NoticeKind.REAL]
    assert to == [before.to]
    after = next(notice for notice in real.notices if notice.kind is NoticeKind.REAL)
    assert "You were told of an exercise. Now it is real." in after.text
    await desk.do(claim, real.id, OLIVE)
    assert await desk.do(begin_sending, after.id) is not None, "taken or not"


async def test_word_of_a_drill_does_not_leave_once_it_is_real(desk: Desk) -> None:
    desk.arrive(reported("panic"), about=MARGUERITE, drill=True)
    await desk.do(raise_signals, MARGUERITE)
    (incident,) = desk.store.tables.incidents.values()
    desk.clock.forward(seconds=60)
    (notice,) = (await desk.look(desk.read(incident.id))).notices
    desk.clock.forward(seconds=1)
    real = await desk.alarm(reported("panic"), about=MARGUERITE)
    assert await desk.do(begin_sending, notice.id) is None
    assert [n.text.startswith("DRILL") for n in real.notices] == [True, False]


async def test_another_drill_in_a_drill_is_one_still(desk: Desk) -> None:
    drill = await drilled(desk)
    desk.arrive(reported("fall"), about=MARGUERITE, drill=True)
    await desk.do(raise_signals, MARGUERITE)
    assert desk.read(drill.id).drill
    assert desk.read(drill.id).real_at is None


async def test_what_somebody_tells_in_a_drill_is_no_drill(desk: Desk) -> None:
    drill = await drilled(desk)
    told = Told(about=MARGUERITE, kind=ResponseKind.PERSONAL, words="He has her", silent=True)
    real = await desk.do(open_by_hand, OLIVE, told)
    assert (real.id, real.drill, real.silent) == (drill.id, False, True)
    assert NoticeKind.REAL in {notice.kind for notice in real.notices}
    assert verdict(real.standing, desk.clock.now) is Verdict.CONFIRMED


async def test_the_journal_of_a_drill_says_that_no_service_was_rung(desk: Desk) -> None:
    drill = await drilled(desk)
    noted = await desk.do(call_emergency, drill.id, OLIVE, EmergencyService.AMBULANCE)
    said = desk.last(noted)
    assert (said["kind"], "999" in said["text"]) == ("phone_call.placed", False)
    assert said["text"].startswith("noted that the ambulance service would be called")


async def test_signs_of_duress_in_a_drill_leave_it_one_until_somebody_says_that_it_is_real(
    desk: Desk,
) -> None:
    """P3: whoever gives the duress word in an exercise may mean it."""
    drill = await drilled(desk)
    forced = await desk.do(suspect_duress, drill.id, OLIVE, None)
    assert (forced.drill, forced.silent, forced.priority) == (True, True, 1)
    desk.clock.forward(seconds=5)
    real = await desk.do(make_real, drill.id, OLIVE)
    assert (real.drill, real.silent, real.real_at) == (False, True, desk.clock.now)
    assert real.worse_at is None, "whoever has it said so themselves"
    assert desk.kinds(real)[-3:] == ["incident.made_real", "incident.real", "notice.written"]
    step = next_step(real, desk.clock.now)
    assert (step.kind, step.service) == (StepKind.CALL_EMERGENCY, EmergencyService.POLICE)
    (told,) = [notice for notice in real.notices if notice.kind is NoticeKind.REAL]
    assert told.text.startswith("Do not call or text them")


async def test_what_a_colleague_says_is_real_rings_for_whoever_has_it(desk: Desk) -> None:
    """P3: what was said in the drill covers nothing, and what was put aside is in hand again."""
    drill = await drilled(desk)
    until = desk.clock.now + timedelta(minutes=5)
    await desk.do(park, drill.id, OLIVE, until, "The exercise pauses")
    desk.clock.forward(seconds=5)
    real = await desk.do(make_real, drill.id, DEV)
    assert (real.state, real.operator_id) == (IncidentState.HANDLING, OLIVE.id)
    assert real.untaken_since == real.worse_at == desk.clock.now
    assert verdict(real.standing, desk.clock.now) is Verdict.OPEN


async def test_only_a_drill_is_made_real(desk: Desk) -> None:
    real = await desk.in_hand(reported("panic"), about=MARGUERITE)
    with pytest.raises(NotNow, match="It is no drill"):
        await desk.do(make_real, real.id, OLIVE)


async def over(desk: Desk, drill: Incident) -> Incident:
    """End a drill in which all was well."""
    tested = Judgement(cause=Cause.TEST)
    await desk.do(resolve, drill.id, OLIVE, OPERATOR, tested)
    return await desk.do(close, drill.id, OLIVE, OPERATOR)


async def test_a_closed_drill_that_was_real_is_opened_again(desk: Desk) -> None:
    closed = await over(desk, await drilled(desk))
    real = await desk.do(make_real, closed.id, DEV)
    assert (real.id, real.drill, real.state) == (closed.id, False, IncidentState.WAITING)


async def test_that_a_closed_drill_was_real_rings_in_what_is_open_beside_it(desk: Desk) -> None:
    closed = await over(desk, await drilled(desk))
    desk.clock.forward(seconds=5)
    fresh = await desk.in_hand(reported("panic"), about=MARGUERITE)
    desk.clock.forward(seconds=5)
    told = await desk.do(make_real, closed.id, DEV)
    assert (told.id, told.real_at, told.worse_at) == (fresh.id, None, desk.clock.now)
    assert desk.last(told)["references"]["told_of"] == str(closed.id)


@pytest.mark.parametrize("accepted", [True, False], ids=["answered", "unanswered"])
async def test_a_call_that_was_only_noted_in_a_drill_is_no_call_once_it_is_real(
    desk: Desk, *, accepted: bool
) -> None:
    """P3: nobody was rung, so nobody comes; nor does a word that was written too late count."""
    drill = await drilled(desk)
    await desk.do(suspect_duress, drill.id, OLIVE, None)
    call_id = await desk.ring(drill, EmergencyService.POLICE)
    if accepted:
        await desk.hear(drill, call_id, CallOutcome.ACCEPTED, reference="DRILL")
    desk.clock.forward(seconds=5)
    real = await desk.do(make_real, drill.id, PRIYA)
    await desk.do(claim, drill.id, OLIVE)
    ended = "ends the drill's call to the police: nobody rang them" in desk.texts(real)
    assert ended is not accepted
    late = await desk.hear(real, call_id, CallOutcome.ACCEPTED, reference="DRILL")
    step = next_step(late, desk.clock.now)
    assert (step.service, step.because) == (EmergencyService.POLICE, Because.SILENT)


async def test_who_is_called_once_it_is_real_reads_that_no_service_was_called(desk: Desk) -> None:
    drill = await drilled(desk)
    await desk.do(suspect_duress, drill.id, OLIVE, None)
    await desk.rung(drill, EmergencyService.POLICE, CallOutcome.ACCEPTED, reference="DRILL")
    desk.clock.forward(seconds=5)
    await desk.do(make_real, drill.id, DEV)
    desk.clock.forward(seconds=60)
    called = await desk.look(desk.read(drill.id))
    texts = [n.text for n in called.notices if n.kind is NoticeKind.SUPERVISOR and n.warns]
    assert ["Nobody has called the police." in text for text in texts] == [True]


async def test_who_is_really_rung_in_a_drill_is_told_first_that_it_is_one(desk: Desk) -> None:
    """Only emergency services are left out of it."""
    drill = await drilled(desk)
    dialled = Dialled(name="Safeguard", number="0161 496 0102")
    called = await desk.do(call_out, drill.id, OLIVE, dialled)
    so = "Drill: tell them first that it is one."
    assert desk.last(called)["text"] == f"called out Safeguard on 0161 496 0102. {so}"
    asked = await desk.do(call_person, drill.id, OLIVE, drill.subject.contacts[0].id)
    assert desk.last(asked)["text"].endswith(so)
