"""A lone worker's session: what they do, for how long, and by when they let themselves be heard.

The times are the server's: they run out whether or not the phone lives. Whoever is not heard in
time is reminded first, has a grace that is shorter the higher the risk, and then is an alarm.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.alarm.signal_code import TOCSIN
from tocsin.domain.alarm.withdrawal import UNDATED_WORD
from tocsin.domain.errors import Malformed
from tocsin.domain.lifecycle import Lifecycle
from tocsin.domain.people.subject import Subject
from tocsin.domain.record import journal


class SessionState(StrEnum):
    RUNNING = "running"
    OVERDUE = "overdue"  # its end is past, and nobody has said that it is over
    ENDED = "ended"


class SessionEvent(StrEnum):
    CHECK_IN = "check_in"  # the lone worker says that all is well
    EXTEND = "extend"
    REMIND = "remind"  # something is due soon
    MISS = "miss"  # a check-in did not come, not even within its grace
    RUN_OUT = "run_out"  # its end did not come, not even within its grace
    END = "end"  # the lone worker says that it is over


S, E = SessionState, SessionEvent

MISSED_CHECK_IN, SESSION_EXPIRED, CHECKED_IN = "missed_check_in", "session_expired", "checked_in"

SESSION = Lifecycle(
    noun="session",
    initial=S.RUNNING,
    moves={
        S.RUNNING: {
            E.CHECK_IN: S.RUNNING,
            E.EXTEND: S.RUNNING,
            E.REMIND: S.RUNNING,
            E.MISS: S.RUNNING,  # the next one is waited for
            E.RUN_OUT: S.OVERDUE,
            E.END: S.ENDED,
        },
        S.OVERDUE: {
            E.CHECK_IN: S.OVERDUE,  # a word that came late, or a word instead of the end
            E.EXTEND: S.RUNNING,
            E.END: S.ENDED,
        },
        S.ENDED: {
            E.CHECK_IN: S.ENDED,  # kept on a phone without signal, and sent after the end
            E.END: S.ENDED,  # tapped twice
        },
    },
)


class Risk(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


GRACE = {
    Risk.LOW: timedelta(minutes=10),
    Risk.NORMAL: timedelta(minutes=5),
    Risk.HIGH: timedelta(minutes=2),
}
LEAST = timedelta(minutes=1)
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed when it started."""

    check_in_every: timedelta | None  # None: its end alone is waited for
    remind_before: timedelta = timedelta(minutes=5)
    grace: timedelta = GRACE[Risk.NORMAL]

    def __post_init__(self) -> None:
        if self.check_in_every is not None and not LEAST <= self.check_in_every <= LONGEST:
            raise Malformed("check-ins are a minute to a day apart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a lone worker is about to do."""

    doing: str
    place: str | None = None
    notes: str | None = None
    lasts: timedelta
    check_in_every: timedelta | None = None
    risk: Risk = Risk.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Until when a session shall last now."""

    lasts: timedelta  # from now on


@dataclass(frozen=True, kw_only=True)  # no slots: what is worked out is kept
class Session:
    id: UUID
    subject: Subject  # the lone worker
    state: SessionState
    doing: str  # in the lone worker's own words
    place: str | None = None  # likewise
    notes: str | None = None
    terms: Terms
    started_at: datetime
    ends_at: datetime
    heard_at: datetime  # the lone worker said so: by starting it, a check-in, an extension
    check_in_at: datetime | None  # the next one that is waited for; None: only the end is
    reminded_of: datetime | None = None  # the moment that they were last reminded of
    missed: int = 0  # check-ins since they were last heard
    ended_at: datetime | None = None

    @cached_property
    def page(self) -> journal.Page:
        """Its journal."""
        return journal.Page(
            subject=journal.Subject(kind="session", id=str(self.id)),
            organisation_id=self.subject.customer_id,  # whose phone writes it
            customer_id=self.subject.customer_id,
            centre_id=self.subject.centre_id,
        )

    @property
    def due_at(self) -> datetime:
        """When the lone worker is to let themselves be heard, without any grace."""
        return self.ends_at if self.check_in_at is None else self.check_in_at

    @property
    def alarm_at(self) -> datetime:
        """When it becomes an alarm, if nothing is heard before.

        Who checks in where they were to say that it is over has the grace once more.
        """
        return max(self.due_at, self.heard_at) + self.terms.grace


def first_check_in(heard_at: datetime, ends_at: datetime, terms: Terms) -> datetime | None:
    """Name the check-in that follows on a moment; none where the end comes first."""
    if terms.check_in_every is None or heard_at + terms.check_in_every >= ends_at:
        return None
    return heard_at + terms.check_in_every


def begin(session_id: UUID, subject: Subject, planned: Planned, now: datetime) -> Session:
    """Begin a session: whoever starts it is heard by that. Raises Malformed."""
    ends_at = _end(planned.lasts, now)
    terms = Terms(check_in_every=planned.check_in_every, grace=GRACE[planned.risk])
    return Session(
        id=session_id,
        subject=subject,
        state=SESSION.initial,
        doing=planned.doing,
        place=planned.place,
        notes=planned.notes,
        terms=terms,
        started_at=now,
        ends_at=ends_at,
        heard_at=now,
        check_in_at=first_check_in(now, ends_at, terms),
    )


def _end(lasts: timedelta, now: datetime) -> datetime:
    if lasts < LEAST:
        raise Malformed("It lasts a minute at least.")
    if lasts > LONGEST:
        raise Malformed("It lasts a day at most: start another one then.")
    return now + lasts


def look_at(session: Session, now: datetime) -> datetime | None:
    """Name the moment of the next look, later than now; None when nothing is waited for.

    P1: while it runs there is one.
    """
    if session.state is not S.RUNNING:
        return None
    moments = [session.alarm_at]
    if session.reminded_of != session.due_at:
        moments.append(session.due_at - session.terms.remind_before)
    ahead = [at for at in moments if at > now]
    return min(ahead) if ahead else now + timedelta(seconds=1)


def due(session: Session, now: datetime) -> SessionEvent | None:
    """Say what its time has come for."""
    if session.state is not S.RUNNING:
        return None
    if now >= session.alarm_at:
        return E.RUN_OUT if session.check_in_at is None else E.MISS
    is_soon = now >= session.due_at - session.terms.remind_before
    return E.REMIND if is_soon and session.reminded_of != session.due_at else None


def reminded(session: Session) -> Session:
    state = SESSION.after(session.state, E.REMIND)
    return replace(session, state=state, reminded_of=session.due_at)


def passed(session: Session) -> Session:
    """Let a check-in, or the end, be missed; of a check-in the next one is waited for then."""
    if session.check_in_at is None:
        return replace(session, state=SESSION.after(session.state, E.RUN_OUT))
    following = first_check_in(session.check_in_at, session.ends_at, session.terms)
    state = SESSION.after(session.state, E.MISS)
    return replace(session, state=state, check_in_at=following, missed=session.missed + 1)


def checked_in(session: Session, said_at: datetime) -> Session:
    """Hear that all is well, said at a moment that may be past: the phone had no signal.

    A word that is older than the last one changes nothing.
    """
    state = SESSION.after(session.state, E.CHECK_IN)
    if state is not S.RUNNING or said_at <= session.heard_at:
        return replace(session, state=state, heard_at=max(session.heard_at, said_at))
    following = first_check_in(said_at, session.ends_at, session.terms)
    return replace(session, state=state, heard_at=said_at, check_in_at=following, missed=0)


def extended(session: Session, extension: Extension, said_at: datetime) -> Session:
    """Let it last so long from when that was said: a word of the lone worker's, like a check-in.

    A word that is older than the last one changes nothing.
    """
    state = SESSION.after(session.state, E.EXTEND)
    ends_at = _end(extension.lasts, said_at)
    if said_at < session.heard_at:
        return session
    following = first_check_in(said_at, ends_at, session.terms)
    return replace(
        session, state=state, heard_at=said_at, ends_at=ends_at, check_in_at=following, missed=0
    )


def ended(session: Session, said_at: datetime) -> Session:
    state = SESSION.after(session.state, E.END)
    if session.state is S.ENDED:
        return session  # tapped twice
    heard_at = max(session.heard_at, said_at)
    return replace(session, state=state, heard_at=heard_at, ended_at=said_at)


def alarm_of(session: Session) -> DeviceReport:
    """Report that a check-in, or the end, did not come within its grace."""
    code = SESSION_EXPIRED if session.check_in_at is None else MISSED_CHECK_IN
    what = "its end" if session.check_in_at is None else "a check-in"
    text = f"{what} was due {_moment(session.due_at, session)}, last heard {_last(session)}"
    return DeviceReport(scheme=TOCSIN, code=code, zone_text=f"{text}; {_doing(session)}")


def late_word_of(session: Session) -> DeviceReport:
    """Report that they were heard after it had become an alarm: that alone settles nothing."""
    text = f"said by the phone at {_last(session)}: nobody has spoken with them"
    return DeviceReport(scheme=TOCSIN, code=CHECKED_IN, zone_text=text)


def undated_word_of(text: str) -> DeviceReport:
    """Report a word of which nobody knows how old it is, for whoever has the alarm."""
    return DeviceReport(scheme=TOCSIN, code=UNDATED_WORD, zone_text=text)


def _doing(session: Session) -> str:
    return session.doing if session.place is None else f"{session.doing}, {session.place}"


def _last(session: Session) -> str:
    return _moment(session.heard_at, session)


def _moment(at: datetime, session: Session) -> str:
    return f"{at.astimezone(ZoneInfo(session.subject.time_zone)):%H:%M:%S}"
