"""A confirmation is written down when it comes: what counts later is what was known then."""

from collections.abc import Sequence
from dataclasses import replace

from tocsin.app.ports import PLAN, Entry
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.confirmation import confirmation_of
from tocsin.domain.alarm.incident import Incident


def confirm(incident: Incident, alerts: Sequence[Alert]) -> tuple[Incident, list[Entry]]:
    """Take note when these alerts confirm one another, or one of them says so by itself."""
    if incident.standing.is_confirmed:
        return incident, []
    found = confirmation_of(alerts, incident.confirmed_since)
    if found is None:
        return incident, []
    text = f"takes it as confirmed by {found.by}"
    entry = Entry(kind="incident.confirmed", actor=PLAN, text=text)
    return replace(incident, confirmed_at=found.at, confirmed_by=found.by), [entry]


def unconfirmed(incident: Incident) -> Incident:
    """Forget what was confirmed in a drill."""
    return replace(incident, confirmed_at=None, confirmed_by=None)
