"""Whose incident it is: when a claim is stale, who may take it over, what may be put aside."""

from datetime import datetime

from tocsin.domain.access import Role
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.latest import RINGS_AGAIN, why_help_is_due
from tocsin.domain.response.escalation import ON_SHIFT_FOR
from tocsin.domain.response.verification import services_due

IN_HAND = frozenset({IncidentState.HANDLING, IncidentState.RESOLVED})

STALE_AFTER = ON_SHIFT_FOR  # whoever is on shift no longer has nothing in hand


def is_stale(heard_at: datetime | None, now: datetime) -> bool:
    """Say whether an operator has not been heard for so long that a colleague may step in."""
    return heard_at is None or now - heard_at >= STALE_AFTER


def stale_at(incident: Incident, heard_at: datetime | None) -> datetime | None:
    """Name the moment at which whoever has it counts as gone; None when nobody has it in hand.

    From then on it is nobody's, until they are heard again: it is theirs still, and others are
    told. A parked one comes back by itself, and what rings again has its clock already.
    """
    if incident.state not in IN_HAND or incident.claimed_at is None or incident.rings_since:
        return None
    return max(heard_at or incident.claimed_at, incident.claimed_at) + STALE_AFTER


def may_take_over(roles: frozenset[Role], heard_at: datetime | None, now: datetime) -> bool:
    return Role.SUPERVISOR in roles or is_stale(heard_at, now)


def why_not_park(incident: Incident, now: datetime) -> str | None:
    """Say why an incident must not be put aside now; None when it may be."""
    if ringing := next((call for call in incident.calls if call.last is None), None):
        return f"The call to {ringing.name} has no outcome yet."
    if due := services_due(incident.standing, now):
        return why_help_is_due(incident, due[0])
    if incident.rings_since:
        return RINGS_AGAIN
    return None


def why_not_until(incident: Incident, until: datetime, now: datetime) -> str | None:
    """Say why it must not be put aside for so long; None when it may be."""
    if until <= now:
        return "The time until which it is parked must lie ahead."
    if until > now + incident.plan.park_within:
        hours = incident.plan.park_within.total_seconds() / 3600
        return f"The plan lets it be parked for {hours:g} hours at most."
    return None
