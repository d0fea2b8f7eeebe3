"""What may be done with an incident now, by whom, and why not.

One rule for both: the use cases refuse by it, and the console shows it before anything is pressed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tocsin.domain.access import Right, Role
from tocsin.domain.alarm.claim import may_take_over, why_not_park
from tocsin.domain.alarm.handling import why_not_resolve
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.elapsed import elapsed
from tocsin.domain.errors import DomainError, EventRefused, InOtherHands, NotNow
from tocsin.domain.response.phone_call import CalleeKind

E, S = IncidentEvent, IncidentState
ASKED_AGAIN_AFTER = timedelta(minutes=5)  # for a supervisor, where none has come


class Act(StrEnum):
    """What an operator does with an incident; the words are the API's."""

    CLAIM = "claim"
    CALL = "call"
    NOTE_OUTCOME = "note_outcome"
    CALL_EMERGENCY = "call_emergency"
    EMERGENCY_NOT_POSSIBLE = "emergency_not_possible"
    NOTE_REFERENCE = "note_reference"
    CALL_OUT = "call_out"  # have a response company sent there
    NOTE = "note"
    ASK_SUPERVISOR = "ask_supervisor"
    SUSPECT_DURESS = "suspect_duress"
    MAKE_REAL = "make_real"  # of a drill: say that it is none
    REFUSE_PIN = "refuse_pin"  # let it go on, though a safe PIN was entered
    ASSIST = "assist"  # work on it beside its operator
    LEAVE = "leave"
    PARK = "park"
    RESUME = "resume"
    RELEASE = "release"
    TAKE_OVER = "take_over"
    RESOLVE = "resolve"
    GO_BACK = "go_back"
    CLOSE = "close"


EVENT_OF: Mapping[Act, IncidentEvent] = {
    Act.CLAIM: E.CLAIM,
    Act.CALL: E.CALL,
    Act.NOTE_OUTCOME: E.HEAR,
    Act.CALL_EMERGENCY: E.CALL_HELP,
    Act.EMERGENCY_NOT_POSSIBLE: E.CALL,
    Act.NOTE_REFERENCE: E.HEAR,
    Act.CALL_OUT: E.CALL_HELP,
    Act.NOTE: E.NOTE,
    Act.ASK_SUPERVISOR: E.ASK_SUPERVISOR,
    Act.SUSPECT_DURESS: E.SUSPECT_DURESS,
    Act.MAKE_REAL: E.MAKE_REAL,
    Act.REFUSE_PIN: E.REFUSE_PIN,
    Act.ASSIST: E.ASSIST,
    Act.LEAVE: E.LEAVE,
    Act.PARK: E.PARK,
    Act.RESUME: E.RESUME,
    Act.RELEASE: E.RELEASE,
    Act.TAKE_OVER: E.TAKE_OVER,
    Act.RESOLVE: E.RESOLVE,
    Act.GO_BACK: E.GO_BACK,
    Act.CLOSE: E.CLOSE,
}

# What somebody's roles must include for each act: a noun, and a right to it.
_ADDS = {
    Act.CALL: "phone_call",
    Act.CALL_EMERGENCY: "phone_call",
    Act.EMERGENCY_NOT_POSSIBLE: "phone_call",
    Act.CALL_OUT: "phone_call",
    Act.NOTE_OUTCOME: "phone_call_outcome",
    Act.NOTE_REFERENCE: "phone_call_outcome",
}
RIGHT_OF: Mapping[Act, tuple[str, Right]] = {
    act: (_ADDS[act], Right.ADD) if act in _ADDS else ("incident", Right.CHANGE) for act in Act
}

# About a filed incident they open a new one.
REFUSED_NOWHERE = frozenset({Act.SUSPECT_DURESS, Act.CALL_EMERGENCY, Act.CALL_OUT})

NOT_IN_STATE = {
    S.WAITING: "Take it first.",
    S.HANDLING: "It is in hand.",
    S.PARKED: "It is parked: take it up first.",
    S.RESOLVED: "It is resolved: close it, or go back.",
    S.CLOSED: "It is closed.",
    S.FILED: "It is filed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, and when."""

    person_id: UUID | None
    roles: frozenset[Role]
    heard_at: datetime | None  # when the screen of the incident's operator was last heard
    now: datetime


def refusal(incident: Incident, act: Act, asking: Asking) -> DomainError | None:
    """Say why an operator may not do this now; None when they may."""
    if act in REFUSED_NOWHERE:
        return None
    if EVENT_OF[act] not in INCIDENT.allowed(incident.state):
        why = NOT_IN_STATE[incident.state]
        return EventRefused(INCIDENT.noun, state=incident.state, event=EVENT_OF[act], why=why)
    rule = RULES.get(act)
    return None if rule is None else rule(incident, asking)


def in_whose_hands(incident: Incident, now: datetime) -> InOtherHands:
    assert incident.claimed_at is not None, "whoever has it took it at some time"
    ago = elapsed(incident.claimed_at, now)
    words = f"{incident.operator_name} took it {ago} ago. You can watch, or ask them to hand over."
    return InOtherHands(words)


def _is_theirs(incident: Incident, asking: Asking) -> bool:
    return incident.operator_id is not None and incident.operator_id == asking.person_id


def _unless_taken(incident: Incident, asking: Asking) -> DomainError | None:
    if incident.operator_id is None or _is_theirs(incident, asking):
        return None
    return in_whose_hands(incident, asking.now)


def _only_theirs(incident: Incident, asking: Asking) -> DomainError | None:
    return None if _is_theirs(incident, asking) else in_whose_hands(incident, asking.now)


def _theirs_or_in_their_place(incident: Incident, asking: Asking) -> DomainError | None:
    """Let nobody end another's incident but a supervisor, or when its operator is not heard."""
    if _is_theirs(incident, asking) or may_take_over(asking.roles, asking.heard_at, asking.now):
        return None
    return in_whose_hands(incident, asking.now)


def _take_over(incident: Incident, asking: Asking) -> DomainError | None:
    if _is_theirs(incident, asking):
        return NotNow("You have it.")
    return _theirs_or_in_their_place(incident, asking)


def _park(incident: Incident, asking: Asking) -> DomainError | None:
    why = why_not_park(incident, asking.now)
    return _only_theirs(incident, asking) or (NotNow(why) if why else None)


def _resolve(incident: Incident, asking: Asking) -> DomainError | None:
    is_supervisor = Role.SUPERVISOR in asking.roles
    if not is_supervisor and (taken := _only_theirs(incident, asking)):
        return taken
    why = why_not_resolve(incident, asking.roles, asking.now)
    return NotNow(why) if why else None


def _close(incident: Incident, asking: Asking) -> DomainError | None:
    if incident.state is S.CLOSED:
        return None  # tapped twice
    why = why_not_resolve(incident, asking.roles, asking.now)
    return _theirs_or_in_their_place(incident, asking) or (NotNow(why) if why else None)


def _note_of(is_emergency: bool) -> Callable[[Incident, Asking], DomainError | None]:  # noqa: FBT001  two tables' worth
    def rule(incident: Incident, _asking: Asking) -> DomainError | None:
        kinds = {call.callee is CalleeKind.EMERGENCY for call in incident.calls}
        return None if is_emergency in kinds else NotNow("Nobody was called yet.")

    return rule


def _make_real(incident: Incident, _asking: Asking) -> DomainError | None:
    return None if incident.drill else NotNow("It is no drill.")


def _ask_supervisor(incident: Incident, asking: Asking) -> DomainError | None:
    if Role.SUPERVISOR in asking.roles:
        return NotNow("You are a supervisor yourself.")
    asked_at = incident.supervisor_asked_at
    if asked_at is None or asking.now >= asked_at + ASKED_AGAIN_AFTER:
        return None
    ago = elapsed(asked_at, asking.now)
    return NotNow(f"A supervisor was asked for {ago} ago. Ask again if none comes in 5 minutes.")


def _refuse_pin(incident: Incident, asking: Asking) -> DomainError | None:
    if incident.pin_at is None:
        return NotNow("No safe PIN was entered.")
    return _only_theirs(incident, asking)


def _assist(incident: Incident, asking: Asking) -> DomainError | None:
    return NotNow("You have it.") if _is_theirs(incident, asking) else None


def _leave(incident: Incident, asking: Asking) -> DomainError | None:
    is_there = asking.person_id in incident.aide_ids
    return None if is_there else NotNow("You are not helping with it.")


RULES: Mapping[Act, Callable[[Incident, Asking], DomainError | None]] = {
    Act.CLAIM: _unless_taken,
    Act.NOTE_OUTCOME: _note_of(is_emergency=False),
    Act.NOTE_REFERENCE: _note_of(is_emergency=True),
    Act.MAKE_REAL: _make_real,
    Act.ASK_SUPERVISOR: _ask_supervisor,
    Act.REFUSE_PIN: _refuse_pin,
    Act.ASSIST: _assist,
    Act.LEAVE: _leave,
    Act.PARK: _park,
    Act.RESUME: _only_theirs,
    Act.RELEASE: _only_theirs,
    Act.TAKE_OVER: _take_over,
    Act.RESOLVE: _resolve,
    Act.GO_BACK: _theirs_or_in_their_place,
    Act.CLOSE: _close,
}
