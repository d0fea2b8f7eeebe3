"""What a lone worker's phone may show of their alert: never more than is true, and never too much.

It is a row of its own, and no view of the incident: after a right PIN nothing is added to it,
whichever PIN it was, until they call for help again (P13).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState

HAD = frozenset({IncidentState.HANDLING, IncidentState.PARKED, IncidentState.RESOLVED})
OVER = frozenset({IncidentState.CLOSED, IncidentState.FILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneAlert:
    code: str
    pressed_at: datetime | None  # by our clock; None: nobody pressed anything
    stored_at: datetime
    taken_at: datetime | None = None
    taken_by: str | None = None
    over_at: datetime | None = None
    incident_id: UUID | None = None  # None: it is stored, and not raised yet


def is_news(known: PhoneAlert, received_at: datetime) -> bool:
    """Say whether an alert that was received then is another one than the phone shows."""
    return known.over_at is not None and received_at > known.over_at


def after(known: PhoneAlert, incident: Incident, now: datetime) -> PhoneAlert:
    """Give what the phone may show, as its incident stands; what is over stays as it was.

    What becomes of another incident of theirs says nothing of this alert.
    """
    if known.over_at is not None or known.incident_id != incident.id:
        return known
    if incident.state in OVER:
        return over(known, now)
    is_had = incident.state in HAD and incident.rings_since is None
    if not is_had or incident.operator_name is None or known.taken_at is not None:
        return known
    return replace(known, taken_at=now, taken_by=incident.operator_name)


def over(known: PhoneAlert, now: datetime) -> PhoneAlert:
    return replace(known, over_at=now)
