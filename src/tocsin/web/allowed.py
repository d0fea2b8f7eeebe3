"""What may be done with an incident now, and why not: every refusal explains itself beforehand."""

from datetime import datetime

from tocsin.domain.access import Relation, Right, may
from tocsin.domain.alarm.claim import may_take_over, why_not_park
from tocsin.domain.alarm.handling import why_not_resolve
from tocsin.domain.alarm.incident import INCIDENT, Incident, IncidentEvent, IncidentState
from tocsin.web.auth import Asker
from tocsin.web.shapes import Permission

E = IncidentEvent

EVENT_OF = {
    "claim": E.CLAIM,
    "call": E.CALL,
    "note_outcome": E.HEAR,
    "call_emergency": E.CALL,
    "emergency_not_possible": E.CALL,
    "note_reference": E.HEAR,
    "note": E.NOTE,
    "suspect_duress": E.SUSPECT_DURESS,
    "park": E.PARK,
    "resume": E.RESUME,
    "release": E.RELEASE,
    "take_over": E.TAKE_OVER,
    "resolve": E.RESOLVE,
    "go_back": E.GO_BACK,
    "close": E.CLOSE,
}

NOT_IN_STATE = {
    IncidentState.WAITING: "Take it first.",
    IncidentState.HANDLING: "It is in hand.",
    IncidentState.PARKED: "It is parked: take it up first.",
    IncidentState.RESOLVED: "It is resolved: close it, or go back.",
    IncidentState.CLOSED: "It is closed.",
    IncidentState.FILED: "It is filed.",
}


def allowed_acts(
    incident: Incident, asker: Asker, heard_at: datetime | None, now: datetime
) -> dict[str, Permission]:
    """Say for every act whether the asker may do it now. `heard_at` is its operator's last sign."""
    if not may(asker.roles, "incident", Right.CHANGE, Relation.CENTRE):
        refusal = Permission(allowed=False, because="Only the centre's operators do this.")
        return dict.fromkeys(EVENT_OF, refusal)
    events = INCIDENT.allowed(incident.state)
    reasons = {
        act: None if event in events else NOT_IN_STATE[incident.state]
        for act, event in EVENT_OF.items()
    }
    is_theirs = incident.operator_id == asker.actor.id
    if incident.state is IncidentState.HANDLING and not incident.rings_since:
        reasons["claim"] = "It is taken."
    for act in ("park", "resume", "release"):
        reasons[act] = reasons[act] or _unless(is_theirs, "Somebody else has it.")
    if not reasons["take_over"]:
        reasons["take_over"] = _why_not_take_over(asker, heard_at, now, is_theirs=is_theirs)
    soon = now + incident.plan.remind_every
    reasons["park"] = reasons["park"] or why_not_park(incident, soon, now)
    for act in ("resolve", "close"):
        reasons[act] = reasons[act] or why_not_resolve(incident, asker.roles, now)
    return {act: Permission(allowed=not why, because=why) for act, why in reasons.items()}


def _why_not_take_over(
    asker: Asker, heard_at: datetime | None, now: datetime, *, is_theirs: bool
) -> str | None:
    if is_theirs:
        return "You have it."
    return _unless(
        may_take_over(asker.roles, heard_at, now),
        "Its operator is at the desk: ask them to hand it back.",
    )


def _unless(holds: bool, why: str) -> str | None:  # noqa: FBT001  it reads as it is called
    return None if holds else why
