"""What its customer is shown of an incident that became silent after they had seen it. Pure.

Whoever forces somebody's hand may look over the customer's shoulder. So to the customer it stays
as it stood at the last change before; only what whoever is there sees and hears themselves is
added, that somebody took it, and its end. Every alarm is taken: one that waited for ever would say
what is to be hidden. What else is done about it changes nothing of what is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState

S = IncidentState

ENDED = frozenset({S.CLOSED, S.FILED})
OVER = ENDED | {S.RESOLVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The part of what is shown that still changes."""

    state: IncidentState
    priority: int
    closed_at: datetime | None = None
    operator_id: UUID | None = None
    claimed_at: datetime | None = None
    happened: str | None = None  # in the journal's words, for whoever listens; None: nothing did


def becomes_silent(before: Incident, after: Incident) -> bool:
    """Say whether this change is the one that its customer must not see."""
    return after.silent and not before.silent


def next_shown(shown: Shown, before: Incident, after: Incident) -> Shown:
    """Say what is shown of it from this change on; the same, with nothing happened, for most."""
    if happened := _heard_there(_open_to_view(before), _open_to_view(after)):
        shown = replace(shown, happened=happened, priority=min(shown.priority, _worst(after)))
        is_new = happened == "alert.joined"
        if is_new and shown.state in OVER:
            shown = replace(shown, state=S.HANDLING, closed_at=None)
    if after.state is S.CLOSED and before.state is not S.CLOSED and shown.state not in ENDED:
        at = after.closed_at
        return replace(shown, state=S.CLOSED, closed_at=at, happened="incident.closed")
    if after.state is S.FILED and shown.state is S.CLOSED:
        return replace(shown, state=S.FILED, happened="incident.filed")
    if shown.state is S.WAITING and after.state is S.HANDLING and after.operator_id is not None:
        return _taken(shown, after)
    return shown


def _taken(shown: Shown, after: Incident) -> Shown:
    """Show that somebody has it, once: whoever has it later, or that nobody has, is not shown."""
    operator_id, claimed_at = after.operator_id, after.claimed_at
    taken = replace(shown, state=S.HANDLING, operator_id=operator_id, claimed_at=claimed_at)
    return replace(taken, happened="incident.claimed")


def _open_to_view(incident: Incident) -> Sequence[Alert]:
    return [alert for alert in incident.alerts if not alert.hidden]


def _worst(incident: Incident) -> int:
    return min(alert.priority for alert in _open_to_view(incident))


def _heard_there(before: Sequence[Alert], after: Sequence[Alert]) -> str | None:
    """Name what the device reported that anybody at the place may know of."""
    known = {alert.id: alert for alert in before}
    if any(alert.id not in known for alert in after):
        return "alert.joined"
    if any(alert.count > known[alert.id].count for alert in after):
        return "alert.repeated"
    if any(alert.restored_at != known[alert.id].restored_at for alert in after):
        return "alert.restored"
    return None
