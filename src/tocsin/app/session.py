"""Use cases of a lone worker's session: started, heard, extended, ended, and looked at in time.

What a lone worker says after it became an alarm is shown to whoever has the incident, and settles
nothing by itself: a phone that says that all is well may be in other hands.
"""

from datetime import datetime
from uuid import UUID

from tocsin.app.ports import TOCSIN, Actor, Entry, ToldHere, Work
from tocsin.domain.alarm.signal import Channel
from tocsin.domain.errors import NotNow
from tocsin.domain.people.set_up import LoneWorker
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.session.session import (
    SESSION,
    Extension,
    Planned,
    Session,
    SessionEvent,
    SessionState,
    alarm_of,
    begin,
    checked_in,
    due,
    ended,
    extended,
    late_word_of,
    passed,
    reminded,
    undated_word_of,
)


async def start_session(work: Work, lone_worker_id: UUID, by: Actor, planned: Planned) -> Session:
    """Start a session. Its times run out at the server, whatever becomes of the phone."""
    ref = SubjectRef(kind=SubjectKind.LONE_WORKER, id=lone_worker_id)
    subject = await work.subjects.lock(ref)
    if (await work.set_up.get(LoneWorker, lone_worker_id)).withdrawn_at is not None:
        raise NotNow(f"{subject.name} was withdrawn: no session can be started for them.")
    if running := await work.sessions.running_of(subject):
        raise NotNow(f"“{running.doing}” is not ended yet: end it first.")
    session = begin(work.new_id(), subject, planned, work.now)
    await work.sessions.add(session)
    entry = Entry(kind="session.started", actor=by, text="started a session", said=planned.doing)
    await work.journal.append(session, entry)
    return session


async def session_of(work: Work, lone_worker_id: UUID) -> UUID:
    """Name the session of a lone worker that is not ended. Raises NotNow."""
    ref = SubjectRef(kind=SubjectKind.LONE_WORKER, id=lone_worker_id)
    running = await work.sessions.running_of(await work.subjects.get(ref))
    if running is None:
        raise NotNow("No session is running.")
    return running.id


async def check_in(work: Work, session_id: UUID, by: Actor, said_at: datetime | None) -> Session:
    """Hear that all is well; without `said_at`, at this moment."""
    session = await work.sessions.get_for_update(session_id)
    heard = checked_in(session, _moment_of(work, session, said_at))
    entry = Entry(kind="session.checked_in", actor=by, text="checked in")
    return await _hear(work, session, heard, entry)


async def extend_session(
    work: Work,
    session_id: UUID,
    by: Actor,
    extension: Extension,
    said_at: datetime | None = None,
) -> Session:
    """Let it last so long from when that was said; without `said_at`, from now on."""
    session = await work.sessions.get_for_update(session_id)
    heard = extended(session, extension, _moment_of(work, session, said_at))
    entry = Entry(kind="session.extended", actor=by, text="changed when it ends")
    return await _hear(work, session, heard, entry)


async def hear_undated(work: Work, session_id: UUID, by: Actor, event: SessionEvent) -> Session:
    """Hear a word of which nobody knows how old it is. It may be too old for all it could settle.

    The phone's clock was set between: it is written down, and the times run on.
    """
    session = await work.sessions.get_for_update(session_id)
    SESSION.after(session.state, event)  # refused where it is refused otherwise
    text = UNDATED_WORDS[event]
    if _is_alarm(session):
        told = ToldHere(report=undated_word_of(text), channel=Channel.PHONE)
        await work.signals.tell(session.subject, told)
    entry = Entry(kind="session.undated_word", actor=by, text=f"{text}, {SETTLES_NOTHING}")
    await work.journal.append(session, entry)
    return session


async def end_session(work: Work, session_id: UUID, by: Actor, said_at: datetime | None) -> Session:
    """End it; of one that has ended nothing changes."""
    session = await work.sessions.get_for_update(session_id)
    heard = ended(session, _moment_of(work, session, said_at))
    entry = Entry(kind="session.ended", actor=by, text="ended the session")
    return await _hear(work, session, heard, entry)


async def look_at_session(work: Work, session: Session) -> Session:
    """Look at a session, held already, because its time has come. Twice is harmless."""
    while (event := due(session, work.now)) is not None:
        if event is SessionEvent.REMIND:
            session = reminded(session)
            entry = Entry(kind="session.due_soon", actor=TOCSIN, text="is about to wait for a word")
        else:
            await work.signals.tell(session.subject, ToldHere(report=alarm_of(session)))
            session = passed(session)
            entry = Entry(kind=f"session.{event}", actor=TOCSIN, text=PASSED_WORDS[event])
        await work.journal.append(session, entry)
    await work.sessions.save(session)
    return session


def _moment_of(work: Work, session: Session, said_at: datetime | None) -> datetime:
    """Say when it was said: neither ahead of us nor before there was anything to be said."""
    return work.now if said_at is None else min(max(said_at, session.started_at), work.now)


def _is_alarm(session: Session) -> bool:
    return session.missed > 0 or session.state is SessionState.OVERDUE


async def _hear(work: Work, before: Session, heard: Session, entry: Entry) -> Session:
    if _is_alarm(before) and heard.heard_at > before.heard_at:
        await work.signals.tell(heard.subject, ToldHere(report=late_word_of(heard)))
    await work.journal.append(heard, entry)
    await work.sessions.save(heard)
    return heard


UNDATED_WORDS = {
    SessionEvent.CHECK_IN: "checked in",
    SessionEvent.EXTEND: "asked for more time",
}
SETTLES_NOTHING = "nobody knows when: the phone's clock was set. It settles nothing"
PASSED_WORDS = {
    SessionEvent.MISS: "heard no check-in in time: raises an alarm",
    SessionEvent.RUN_OUT: "heard of no end in time: raises an alarm",
}
