"""Nobody takes it: the ladder is climbed, people are told, and what they answer counts."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, DEV, MARGUERITE, OLIVE, OPERATOR, SUBJECTS, reported
from tocsin.app.claim import release
from tocsin.app.incident import claim, close, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.notice import Delivery, everyone_told
from tocsin.app.sending import answer, begin_sending, end_sending
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import NotFound, NotNow
from tocsin.domain.response.notice import Notice, NoticeChannel, NoticeKind, NoticeState
from tocsin.domain.response.phone_call import CallOutcome

BURGLARY = reported("BA", "4")
FALSE = Judgement(cause=Cause.FALSE_ACCIDENT)
SENT = Delivery(state=NoticeState.SENT, channel=NoticeChannel.MAIL, address="a@b.example")


def ended(state: NoticeState, why: str = "it is down") -> Delivery:
    return Delivery(state=state, channel=NoticeChannel.MAIL, address="a@b.example", why=why)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def untaken(desk: Desk, *, seconds: float) -> Incident:
    """Let a burglary ring for so long, looked at whenever its time comes."""
    return await look_until(desk, await desk.alarm(BURGLARY), seconds=seconds)


async def look_until(desk: Desk, incident: Incident, *, seconds: float) -> Incident:
    """Let so much time pass, and look at it whenever its time comes."""
    until = desk.clock.now + timedelta(seconds=seconds)
    while (due_at := desk.due(incident).due_at) <= until:
        desk.clock.now = due_at
        incident = await desk.look(incident)
    desk.clock.now = until
    return incident


async def send(desk: Desk, notice: Notice, delivery: Delivery = SENT) -> None:
    assert await desk.do(begin_sending, notice.id) is not None
    await desk.do(end_sending, notice.id, delivery)


async def ask_helena(desk: Desk) -> tuple[Incident, Notice]:
    incident = await untaken(desk, seconds=180)
    notice = incident.notices[-1]
    await send(desk, notice)
    return desk.read(incident.id), notice


async def end(desk: Desk, incident: Incident) -> Incident:
    """Take it, learn that all is well, and close it."""
    await desk.do(claim, incident.id, OLIVE)
    await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)
    await desk.do(resolve, incident.id, OLIVE, OPERATOR, FALSE)
    return await desk.do(close, incident.id, OLIVE, OPERATOR)


async def test_the_whole_ladder_is_climbed_and_each_rung_is_written_once(desk: Desk) -> None:
    incident = await untaken(desk, seconds=400)
    rungs = [kind for kind in desk.kinds(incident) if kind != "notice.written"]
    assert rungs == [
        "incident.opened",
        "incident.untaken",
        "incident.supervisors_called",
        "plan.runs_alone",
    ]
    assert [(n.kind, n.to.name) for n in incident.notices] == [
        (NoticeKind.SUPERVISOR, "Priya Nair"),
        (NoticeKind.RUN_ALONE, "Helena Hargreaves-Nwosu"),
        (NoticeKind.RUN_ALONE, "Tom Ackroyd"),
    ]
    owed = [row.body["notice"] for row in desk.store.tables.outbox if row.kind == "notice"]
    assert owed == [str(notice.id) for notice in incident.notices]


async def test_a_look_twice_at_one_moment_tells_nobody_twice(desk: Desk) -> None:
    incident = await untaken(desk, seconds=180)
    assert await desk.look(incident) == incident


async def test_whoever_takes_it_stops_the_ladder(desk: Desk) -> None:
    incident = await untaken(desk, seconds=60)
    taken = await desk.do(claim, incident.id, OLIVE)
    assert taken.untaken_since is None
    kinds = desk.kinds(incident)
    desk.clock.forward(hours=1)
    await desk.look(incident)
    assert desk.kinds(incident) == kinds


async def test_what_gets_worse_while_nobody_has_it_is_told_anew(desk: Desk) -> None:
    """P3: who was called about a flat battery is called about the panic, and not later."""
    incident = await desk.alarm(reported("low_battery"), about=MARGUERITE)
    incident = await look_until(desk, incident, seconds=600)
    assert [n.kind for n in incident.notices].count(NoticeKind.SUPERVISOR) == 1
    panicking = await desk.alarm(reported("panic"), about=MARGUERITE)
    told = [n for n in panicking.notices if n.written_at == desk.clock.now]
    assert {n.kind for n in told} == {NoticeKind.SUPERVISOR, NoticeKind.RUN_ALONE}
    assert all(n.title.startswith("Panic") for n in told)


async def test_a_centre_without_supervisors_does_not_say_that_it_calls_them(desk: Desk) -> None:
    desk.store.tables.supervisors.clear()
    incident = await untaken(desk, seconds=60)
    assert desk.last(incident)["text"] == "has no supervisor to write to: nobody has it after 1:00"


async def test_given_back_it_begins_at_the_lowest_rung(desk: Desk) -> None:
    incident = await untaken(desk, seconds=60)
    await desk.do(claim, incident.id, OLIVE)
    given = await desk.do(release, incident.id, OLIVE)
    assert given.climbed == frozenset()
    desk.clock.forward(seconds=30)
    await desk.look(given)
    assert desk.kinds(incident).count("incident.untaken") == 2


async def test_nobody_on_shift_is_said_at_once_and_taken_back(desk: Desk) -> None:
    desk.nobody_is_on_shift()
    incident = await desk.alarm(BURGLARY)
    assert incident.is_alone
    assert desk.kinds(incident)[1:] == [
        "shift.empty",
        "incident.supervisors_called",
        "notice.written",
    ]
    assert "Nobody is on shift" in incident.notices[0].text
    desk.somebody_is_on_shift()
    after = await desk.look(incident)
    assert not after.is_alone
    assert desk.kinds(incident)[-1] == "shift.filled"


async def test_a_plan_with_nobody_to_tell_says_so(desk: Desk) -> None:
    site = SUBJECTS[CANALSIDE]
    silent = tuple(replace(contact, email=None) for contact in site.contacts)
    desk.store.tables.subjects[CANALSIDE] = replace(site, contacts=silent)
    incident = await untaken(desk, seconds=180)
    assert desk.kinds(incident)[-1] == "plan.nobody_to_tell"


async def test_a_notice_counts_as_told_from_before_it_leaves(desk: Desk) -> None:
    incident = await untaken(desk, seconds=60)
    leaving = await desk.do(begin_sending, incident.notices[0].id)
    assert leaving is not None
    assert desk.read(incident.id).notices[0].state is NoticeState.UNKNOWN
    assert len(everyone_told(desk.read(incident.id))) == 1
    await desk.do(end_sending, leaving.notice.id, SENT)
    sent = desk.read(incident.id).notices[0]
    assert (sent.state, sent.sent_at) == (NoticeState.SENT, desk.clock.now)
    assert await desk.do(begin_sending, sent.id) is None


async def test_after_a_crash_in_between_it_is_sent_again_and_that_is_said(desk: Desk) -> None:
    incident = await untaken(desk, seconds=60)
    first = await desk.do(begin_sending, incident.notices[0].id)
    again = await desk.do(begin_sending, incident.notices[0].id)
    assert again is not None
    assert first is not None
    assert again.notice.id == first.notice.id
    assert desk.last(incident)["kind"] == "notice.unknown"


async def test_a_delay_is_said_once_and_a_failure_goes_on_to_the_next(desk: Desk) -> None:
    incident = await untaken(desk, seconds=180)
    notice = incident.notices[-1]
    for _ in range(2):
        await send(desk, notice, ended(NoticeState.OWED))
    assert desk.kinds(incident).count("notice.delayed") == 1
    await send(desk, notice, ended(NoticeState.UNKNOWN))
    assert desk.kinds(incident).count("notice.unknown") == 0
    desk.clock.forward(seconds=1)
    await send(desk, notice, ended(NoticeState.FAILED))
    kinds = desk.kinds(incident)
    assert kinds[-2:] == ["notice.failed", "notice.written"]
    assert desk.read(incident.id).notices[-1].to.name == "Tom Ackroyd"


async def test_what_became_needless_does_not_leave(desk: Desk) -> None:
    incident = await untaken(desk, seconds=180)
    call, ask = incident.notices
    maybe = await desk.do(begin_sending, ask.id)
    await desk.do(claim, incident.id, OLIVE)
    assert await desk.do(begin_sending, call.id) is None
    assert maybe is not None
    assert await desk.do(begin_sending, ask.id) is None
    states = [notice.state for notice in desk.read(incident.id).notices]
    assert states == [NoticeState.FAILED, NoticeState.UNKNOWN]


async def test_i_have_it_is_written_down_and_stops_the_plan(desk: Desk) -> None:
    incident, notice = await ask_helena(desk)
    await desk.do(answer, notice.id, has_it=True)
    last = desk.last(incident)
    assert (last["actor"], last["text"]) == ("Helena Hargreaves-Nwosu", "answered: I have it")
    desk.clock.forward(minutes=59)
    await desk.look(incident)
    assert len(desk.read(incident.id).notices) == 2


async def test_one_who_has_it_makes_a_second_message_needless(desk: Desk) -> None:
    incident = await untaken(desk, seconds=300)
    _, helena, tom = incident.notices
    await desk.do(answer, helena.id, has_it=True)
    assert await desk.do(begin_sending, tom.id) is None


async def test_i_cannot_tells_the_next_at_once(desk: Desk) -> None:
    incident, notice = await ask_helena(desk)
    desk.clock.forward(seconds=1)
    await desk.do(answer, notice.id, has_it=False)
    assert desk.read(incident.id).notices[-1].to.name == "Tom Ackroyd"
    assert "notice.answered" in desk.kinds(incident)


async def test_the_first_answer_stands(desk: Desk) -> None:
    incident, notice = await ask_helena(desk)
    await desk.do(answer, notice.id, has_it=True)
    kinds = desk.kinds(incident)
    await desk.do(answer, notice.id, has_it=True)
    assert desk.kinds(incident) == kinds
    with pytest.raises(NotNow, match="already"):
        await desk.do(answer, notice.id, has_it=False)


async def test_a_supervisor_answers_in_the_console(desk: Desk) -> None:
    incident = await untaken(desk, seconds=60)
    with pytest.raises(NotNow, match="no answer"):
        await desk.do(answer, incident.notices[0].id, has_it=True)
    with pytest.raises(NotFound):
        await desk.do(answer, uuid4(), has_it=True)


async def test_everyone_who_was_told_gets_the_all_clear_at_the_close(desk: Desk) -> None:
    incident, _ = await ask_helena(desk)
    await desk.do(claim, incident.id, OLIVE)
    tom = SUBJECTS[CANALSIDE].contacts[1].id
    await desk.rung(incident, tom, CallOutcome.TOLD)
    assert not [n for n in desk.read(incident.id).notices if n.kind is NoticeKind.ALL_CLEAR]
    over = await end(desk, incident)
    clear = {n.to.name: n.text for n in over.notices if n.kind is NoticeKind.ALL_CLEAR}
    assert set(clear) == {"Helena Hargreaves-Nwosu", "Tom Ackroyd"}
    assert all("it was a false alarm" in text for text in clear.values())
    await desk.do(close, incident.id, DEV, OPERATOR)
    assert len(desk.read(incident.id).notices) == len(over.notices)


async def test_opened_again_they_are_told_again_later(desk: Desk) -> None:
    incident, _ = await ask_helena(desk)
    over = await end(desk, incident)
    clear = over.notices[-1]
    await desk.do(suspect_duress, incident.id, OLIVE, None)
    assert await desk.do(begin_sending, clear.id) is None
    assert len(everyone_told(desk.read(incident.id))) == 1


async def test_a_webhook_is_owed_each_entry_and_a_customers_none_of_a_silent_one(
    desk: Desk,
) -> None:
    site = SUBJECTS[CANALSIDE]
    centre, customer = UUID(int=1), UUID(int=2)
    desk.store.tables.webhooks |= {centre: site.centre_id, customer: site.customer_id}
    incident = await desk.in_hand(BURGLARY)
    await desk.do(suspect_duress, incident.id, OLIVE, None)
    told = [(row.body["webhook"], row.body["happened"]) for row in desk.store.tables.outbox]
    assert told == [
        (str(centre), "incident.opened"),
        (str(customer), "incident.opened"),
        (str(centre), "incident.claimed"),
        (str(customer), "incident.claimed"),
        (str(centre), "incident.duress_suspected"),
    ]
