"""A drill that turns real: it rings, what was said in it covers nothing, and all are told."""

import pytest

from tests.app.desk import Desk
from tests.scene import MARGUERITE, OLIVE, reported
from tocsin.app.incident import claim
from tocsin.app.notice import Delivery
from tocsin.app.opening import open_by_hand
from tocsin.app.phone_call import call_emergency
from tocsin.app.sending import begin_sending, end_sending
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.told import Told
from tocsin.domain.response.notice import NoticeChannel, NoticeKind, NoticeState
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import Verdict, verdict

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
