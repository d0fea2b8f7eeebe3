"""A notice: one message to one person, and the words of it.

Whoever was told of an alarm is told when it is over. A notice that left and of which nobody wrote
down how it ended is *unknown*: it counts as told, and it may be sent again, with the same name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tocsin.domain.people.subject import Contact
from tocsin.domain.response.phone_call import SPOKEN_TO, CalleeKind, EmergencyService, PhoneCall


class NoticeKind(StrEnum):
    SUPERVISOR = "supervisor"  # to a supervisor of the centre: nobody has taken it
    SUPERVISOR_ASKED = "supervisor_asked"  # to a supervisor: an operator asks for one
    RUN_ALONE = "run_alone"  # to a contact: the plan runs by itself
    REAL = "real"  # to everyone who was told of a drill: it is none any more
    WARNING = "warning"  # to everyone who was told before it became silent: do not ring there
    ALL_CLEAR = "all_clear"  # to everyone who was told: it is over


class NoticeState(StrEnum):
    OWED = "owed"  # it has not left
    SENT = "sent"  # it was taken by whoever carries it
    FAILED = "failed"  # it did not leave, and will not
    UNKNOWN = "unknown"  # it may have left; nobody has written down how that ended


class NoticeChannel(StrEnum):
    MAIL = "mail"
    HANDSET = "handset"  # the demo's: nothing leaves the machine


DRILL = "DRILL. This is an exercise."
DO_NOT_CALL = "Do not call or text them: somebody may be watching."
WORSE = (
    "It got worse since you were told of it. The monitoring centre deals with it.",
    "Do not go there alone.",
)
ASKED = ("An operator asks for a supervisor.", "Open it in the console.")
TOLD = frozenset({NoticeState.SENT, NoticeState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a notice is for: a contact of the customer's, or one of the centre's people."""

    name: str
    contact_id: UUID | None = None
    person_id: UUID | None = None

    @property
    def mark(self) -> tuple[UUID | None, UUID | None]:
        """Tell people apart, whatever they are called."""
        return self.contact_id, self.person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    id: UUID
    kind: NoticeKind
    to: Addressee
    title: str
    text: str
    written_at: datetime
    state: NoticeState = NoticeState.OWED
    channel: NoticeChannel | None = None  # this and the address are known once it is sent
    address: str | None = None
    sent_at: datetime | None = None
    why: str | None = None  # it was not sent, or not yet
    has_it: bool | None = None  # the answer: "I have it", "I cannot"; None: no answer yet
    answered_at: datetime | None = None

    @property
    def tells_of_drill(self) -> bool:
        return self.title.startswith(DRILL)

    @property
    def warns(self) -> bool:
        """Say whether its words keep whoever reads it from ringing there."""
        return self.kind is NoticeKind.ALL_CLEAR or self.forbids

    @property
    def forbids(self) -> bool:
        """Say whether it says not to ring there. An all-clear does not: it may be taken back."""
        return DO_NOT_CALL in self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it ended, in words that promise no more than is known."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a notice tells of."""

    number: int
    alarm: str  # in words, as on the board
    about: str  # the site or the lone worker
    waited: str
    is_left: bool = False  # an operator took it, and is not heard any more
    is_unnoted: bool = False  # an operator has it, and takes no note of what came since
    drill: bool
    silent: bool
    nobody_on_shift: bool
    called: frozenset[EmergencyService]
    wanted: tuple[EmergencyService, ...]  # by the plan
    emergency_number: str
    ending: Ending | None = None  # once it is closed


def told(
    notices: Sequence[Notice], calls: Sequence[PhoneCall], contacts: Sequence[Contact]
) -> list[Addressee]:
    """List everyone who was told of an alarm and can be told of its end, each once."""
    reached = [
        notice.to
        for notice in notices
        if notice.kind is not NoticeKind.ALL_CLEAR and notice.state in TOLD
    ]
    spoken = {c.callee_id for c in calls if c.callee is CalleeKind.CONTACT and c.had(SPOKEN_TO)}
    reached += [
        Addressee(name=contact.name, contact_id=contact.id)
        for contact in contacts
        if contact.id in spoken and contact.email
    ]
    return list({to.mark: to for to in reversed(reached)}.values())[::-1]


def unwarned(
    notices: Sequence[Notice], calls: Sequence[PhoneCall], contacts: Sequence[Contact]
) -> list[Addressee]:
    """List who was told of an alarm, and whose last word of it does not keep them from ringing."""
    tells = [notice for notice in notices if notice.state is not NoticeState.FAILED]
    last = {n.to.mark: n for n in sorted(tells, key=lambda n: n.written_at)}
    forbidden = {mark for mark, notice in last.items() if notice.forbids}
    return [to for to in told(notices, calls, contacts) if to.mark not in forbidden]


def left_to_ring(calls: Sequence[PhoneCall], contacts: Sequence[Contact]) -> list[PhoneCall]:
    """List who was told of an alarm by telephone alone and hears of its end no other way.

    Each once, by the last call in which they were spoken to.
    """
    written_to = {contact.id for contact in contacts if contact.email}
    told_so = {
        call.callee_id or call.number: call
        for call in calls
        if call.callee in {CalleeKind.CONTACT, CalleeKind.COMPANY}
        and call.had(SPOKEN_TO)
        and call.callee_id not in written_to
    }
    return list(told_so.values())


def compose(kind: NoticeKind, occasion: Occasion) -> tuple[str, str]:
    """Write a notice: its title, and its text. A drill and a silent alarm say so first of all."""
    what = f"{occasion.alarm}: {occasion.about}"
    if kind is NoticeKind.ALL_CLEAR:
        assert occasion.ending is not None, "what is told to be over is closed, with a cause"
        title, lines = f"{occasion.ending.title} {what}", [f"{what}.", *occasion.ending.lines]
    elif kind is NoticeKind.REAL:
        lines = ["You were told of an exercise. Now it is real.", f"{what}."]
        title = f"No exercise any more. {what}"
        lines.append(f"If anybody is in danger, call {occasion.emergency_number}.")
    elif kind is NoticeKind.WARNING:
        title, lines = f"It got worse. {what}", [f"{what}.", *WORSE]
    elif kind is NoticeKind.SUPERVISOR_ASKED:
        title, lines = f"A supervisor is asked for. {what}", [f"{what}.", *ASKED]
    else:
        title, lines = what, [f"{what}.", *_lines(kind, occasion)]
    first = _first_of_all(kind, occasion)
    text = "\n".join([*first, *lines, f"Incident {occasion.number}"])
    return " ".join([*first, title]), text


def _first_of_all(kind: NoticeKind, occasion: Occasion) -> list[str]:
    first = [DRILL] if occasion.drill else []
    is_silent = occasion.silent and kind is not NoticeKind.ALL_CLEAR
    if is_silent or kind is NoticeKind.WARNING:
        first.append(DO_NOT_CALL)
    return first


def _lines(kind: NoticeKind, occasion: Occasion) -> list[str]:
    lines = [_why(occasion)]
    if occasion.nobody_on_shift:
        lines.append("Nobody is on shift at the monitoring centre.")
    lines += [
        f"Nobody has called {CALLED[service]}."
        for service in dict.fromkeys((EmergencyService.POLICE, *occasion.wanted))
        if service not in occasion.called
    ]
    if kind is NoticeKind.SUPERVISOR:
        return [*lines, "Take it in the console."]
    return [
        *lines,
        f"If anybody is in danger, call {occasion.emergency_number}.",
        "Can you see to it? Please say so.",
    ]


def _why(occasion: Occasion) -> str:
    """Say what is wrong. How long is left out where nothing was waited for."""
    span = "" if occasion.nobody_on_shift else f" for {occasion.waited}"
    if occasion.is_left:
        return f"An operator took it and is not at the screen any more: nobody is with it{span}."
    if occasion.is_unnoted:
        return f"Its operator has taken no note of what is new in it{span}."
    return f"No operator has taken it{span}."


CALLED = {
    EmergencyService.POLICE: "the police",
    EmergencyService.AMBULANCE: "the ambulance service",
    EmergencyService.FIRE: "the fire service",
}
