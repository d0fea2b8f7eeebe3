"""What may be done with an incident now, and why not: every refusal explains itself beforehand."""

from datetime import datetime

from tocsin.domain.access import Relation, Right, Role, may
from tocsin.domain.alarm.handling import why_not_resolve
from tocsin.domain.alarm.incident import INCIDENT, Incident, IncidentEvent, IncidentState
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
    "resolve": E.RESOLVE,
    "go_back": E.GO_BACK,
    "close": E.CLOSE,
}

NOT_IN_STATE = {
    IncidentState.WAITING: "Take it first.",
    IncidentState.HANDLING: "It is in hand.",
    IncidentState.RESOLVED: "It is resolved: close it, or go back.",
    IncidentState.CLOSED: "It is closed.",
    IncidentState.FILED: "It is filed.",
}


def allowed_acts(
    incident: Incident, roles: frozenset[Role], now: datetime
) -> dict[str, Permission]:
    """Say for every act whether it may be done now by somebody with these roles."""
    if not may(roles, "incident", Right.CHANGE, Relation.CENTRE):
        refusal = Permission(allowed=False, because="Only the centre's operators do this.")
        return dict.fromkeys(EVENT_OF, refusal)
    events = INCIDENT.allowed(incident.state)
    acts = {
        act: _permission(because=None if event in events else NOT_IN_STATE[incident.state])
        for act, event in EVENT_OF.items()
    }
    if incident.state is IncidentState.HANDLING and not incident.worse_at:
        acts["claim"] = _permission(because="It is taken.")
    for act in ("resolve", "close"):
        if acts[act].allowed:
            acts[act] = _permission(because=why_not_resolve(incident, roles, now))
    return acts


def _permission(*, because: str | None) -> Permission:
    return Permission(allowed=because is None, because=because)
