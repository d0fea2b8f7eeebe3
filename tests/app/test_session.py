"""Sessions at work: their times run out by themselves, and what is said late settles nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.app.desk import Desk
from tests.fakes import FakeWork
from tests.scene import MARGUERITE, OLIVE
from tests.tables import SessionRow
from tocsin.app.incident import claim
from tocsin.app.ports import Actor
from tocsin.app.session import (
    check_in,
    end_session,
    extend_session,
    look_at_session,
    start_session,
)
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.errors import EventRefused, Malformed, NotFound, NotNow
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.response.verification import Verdict, verdict
from tocsin.domain.session.session import Extension, Planned, Risk, Session, SessionState

S = SessionState
PHONE = Actor(kind="integrator", name="Works app")
VISIT = Planned(
    doing="Visiting 12 Mill Lane",
    place="Luddendale",
    lasts=timedelta(minutes=45),
    check_in_every=timedelta(minutes=15),
)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def begun(desk: Desk, planned: Planned = VISIT) -> Session:
    return await desk.do(start_session, MARGUERITE.id, PHONE, planned)


async def pass_until(desk: Desk, session: Session, moment: datetime) -> Session:
    """Let time pass: look at the session whenever its look comes, and raise what that stores."""

    async def meet(work: FakeWork) -> None:
        for due in await work.sessions.claim_due(25):
            await look_at_session(work, due)

    while (at := row(desk, session).look_at) is not None and at <= moment:
        desk.clock.now = at
        await desk.do(meet)
        await desk.do(raise_signals, MARGUERITE)
    desk.clock.now = moment
    return row(desk, session).session


def row(desk: Desk, session: Session) -> SessionRow:
    return desk.store.tables.sessions[session.id]


def incidents(desk: Desk) -> list[Incident]:
    return [desk.read(one) for one in desk.store.tables.incidents]


async def test_who_is_not_heard_becomes_an_incident_of_their_own(desk: Desk) -> None:
    """L3: at the time that was agreed, with the phone off."""
    session = await begun(desk)
    await pass_until(desk, session, session.started_at + timedelta(minutes=19, seconds=59))
    assert incidents(desk) == []
    await pass_until(desk, session, session.started_at + timedelta(minutes=20))
    (incident,) = incidents(desk)
    assert (incident.subject.ref, incident.state) == (MARGUERITE, IncidentState.WAITING)
    assert [alert.words for alert in incident.alerts] == ["Check-in missed"]
    told = incident.alerts[0].zone_text or ""
    assert "Visiting 12 Mill Lane, Luddendale" in told
    session = await pass_until(desk, session, session.started_at + timedelta(hours=2))
    (incident,) = incidents(desk)
    assert {alert.words for alert in incident.alerts} == {"Check-in missed", "Session ran out"}
    assert (session.state, session.missed) == (S.OVERDUE, 2)
    assert desk.texts(session) == [
        "started a session",
        *["is about to wait for a word", "heard no check-in in time: raises an alarm"] * 2,
        "is about to wait for a word",
        "heard of no end in time: raises an alarm",
    ]


async def test_who_is_heard_in_time_raises_nothing(desk: Desk) -> None:
    session = await begun(desk)
    for minutes in (14, 28, 42):
        now = session.started_at + timedelta(minutes=minutes)
        session = await pass_until(desk, session, now)
        session = await desk.do(check_in, session.id, PHONE, None)
    session = await desk.do(end_session, session.id, PHONE, None)
    assert (session.state, row(desk, session).look_at) == (S.ENDED, None)
    assert desk.store.tables.signals == {}
    assert await desk.do(end_session, session.id, PHONE, None) == session


async def test_a_word_that_comes_late_is_shown_and_settles_nothing(desk: Desk) -> None:
    """L5: the phone may be in other hands. The operator judges."""
    session = await begun(desk)
    now = session.started_at + timedelta(minutes=21)
    await pass_until(desk, session, now)
    (incident,) = incidents(desk)
    await desk.do(claim, incident.id, OLIVE)
    session = await desk.do(check_in, session.id, PHONE, None)
    await desk.do(raise_signals, MARGUERITE)
    (incident,) = incidents(desk)
    assert incident.state is IncidentState.HANDLING
    assert incident.alerts[0].restored_at == now
    assert verdict(incident.standing, now) is Verdict.OPEN
    assert (session.missed, session.check_in_at) == (0, now + timedelta(minutes=15))
    await desk.do(check_in, session.id, PHONE, None)
    assert len(desk.store.tables.signals) == 2, "a second word tells nothing new"


async def test_an_end_that_comes_late_is_shown_too(desk: Desk) -> None:
    session = await begun(desk, Planned(doing="Boiler", lasts=timedelta(minutes=5)))
    await pass_until(desk, session, session.started_at + timedelta(minutes=11))
    session = await desk.do(end_session, session.id, PHONE, None)
    assert session.state is S.ENDED
    (alarm, word) = [one.signal.reports[0] for one in desk.store.tables.signals.values()]
    assert (alarm.code, word.code) == ("session_expired", "checked_in")


async def test_what_was_said_without_signal_counts_from_when_it_was_said(desk: Desk) -> None:
    session = await begun(desk)
    started = session.started_at
    desk.clock.forward(seconds=14 * 60)
    heard = await desk.do(check_in, session.id, PHONE, started + timedelta(minutes=9))
    assert heard.check_in_at == started + timedelta(minutes=24)
    for wrong in (timedelta(days=-1), timedelta(days=1)):
        heard = await desk.do(check_in, session.id, PHONE, desk.clock.now + wrong)
        assert started <= heard.heard_at <= desk.clock.now


async def test_a_session_is_made_longer_and_runs_again(desk: Desk) -> None:
    session = await begun(desk, Planned(doing="Boiler", lasts=timedelta(minutes=5)))
    session = await pass_until(desk, session, session.started_at + timedelta(minutes=11))
    assert session.state is S.OVERDUE
    session = await desk.do(
        extend_session, session.id, PHONE, Extension(lasts=timedelta(minutes=30))
    )
    assert (session.state, session.ends_at) == (S.RUNNING, desk.clock.now + timedelta(minutes=30))
    with pytest.raises(Malformed, match="a day at most"):
        await desk.do(extend_session, session.id, PHONE, Extension(lasts=timedelta(days=2)))


async def test_the_higher_the_risk_the_sooner_it_is_an_alarm(desk: Desk) -> None:
    risky = Planned(doing="Night shift", lasts=timedelta(minutes=30), risk=Risk.HIGH)
    session = await begun(desk, risky)
    assert session.alarm_at == session.started_at + timedelta(minutes=32)


async def test_nobody_has_two_sessions_at_a_time(desk: Desk) -> None:
    session = await begun(desk)
    with pytest.raises(NotNow, match="end it first"):
        await begun(desk)
    await desk.do(end_session, session.id, PHONE, None)
    assert (await begun(desk)).id != session.id
    with pytest.raises(EventRefused):
        await desk.do(extend_session, session.id, PHONE, Extension(lasts=timedelta(minutes=30)))


@pytest.mark.parametrize("lasts", [timedelta(seconds=30), timedelta(days=2)])
async def test_how_long_a_session_lasts(desk: Desk, lasts: timedelta) -> None:
    with pytest.raises(Malformed):
        await begun(desk, Planned(doing="Boiler", lasts=lasts))


async def test_only_of_lone_workers_and_of_what_is_there(desk: Desk) -> None:
    with pytest.raises(NotFound, match=SubjectKind.LONE_WORKER):
        await desk.do(start_session, uuid4(), PHONE, VISIT)
    with pytest.raises(NotFound, match="no session"):
        await desk.do(check_in, UUID(int=1), PHONE, None)


async def test_nobody_is_sent_out_for_a_lone_worker_who_was_withdrawn(desk: Desk) -> None:
    things = desk.store.tables.things
    things[MARGUERITE.id] = replace(things[MARGUERITE.id], withdrawn_at=desk.clock.now)
    with pytest.raises(NotNow, match="Marguerite Adebayo-Lindqvist was withdrawn"):
        await begun(desk)
    assert desk.store.tables.sessions == {}


async def test_more_time_that_was_kept_counts_from_when_it_was_asked_for(desk: Desk) -> None:
    """It is no sign of life of the moment at which it came."""
    session = await begun(desk)
    asked_at = desk.clock.now + timedelta(minutes=5)
    desk.clock.forward(minutes=9)
    longer = Extension(lasts=timedelta(hours=2))
    heard = await desk.do(extend_session, session.id, PHONE, longer, asked_at)
    assert (heard.heard_at, heard.ends_at) == (asked_at, asked_at + longer.lasts)
    again = await desk.do(extend_session, session.id, PHONE, longer, session.started_at)
    assert again == heard
