"""The values that the report on paper shows: agreed and actual, and every second of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tocsin.domain.elapsed import elapsed
from tocsin.domain.response.phone_call import CallOutcome
from tocsin.web.plan_shape import PlanShape
from tocsin.web.shapes import AlertShape, Clock, EmergencyCallShape, IncidentShape, JournalLine

DIGEST_SHOWN = 24  # hexadecimal digits: enough to compare by eye with another copy
SERVICE_TOLD = {"police": "Police told", "ambulance": "Ambulance told", "fire": "Fire service told"}


def paper_values(
    incident: IncidentShape, journal: Sequence[JournalLine], *, centre: str, digest: str
) -> dict[str, Any]:
    """Give every value that the template names; the journal oldest first."""
    zone = ZoneInfo(incident.subject.time_zone)
    opened = incident.opened_at.astimezone(zone)
    return {
        "centre": centre,
        "number": str(incident.number),
        "day": _day(opened),
        "time_zone": incident.subject.time_zone,
        "title": incident.title,
        "who": f"{incident.who}, {incident.organisation}",
        "place": _place(incident),
        "outcome": _outcome(incident),
        "drill": incident.drill,
        "plan": _plan(incident.plan),
        "times": _times(incident),
        "alarms": [_alarm(alert, opened) for alert in incident.alerts],
        "journal": _lines(journal, opened),
        "seal": {
            "entries": str(len(journal)),
            "digest": " ".join(digest[i : i + 4] for i in range(0, DIGEST_SHOWN, 4)),
            "file": f"incident-{incident.number}.json",
        },
    }


def _place(incident: IncidentShape) -> str:
    place = incident.place
    if place is None:
        return "Place not known"
    return " · ".join(part for part in (place.address, place.plus_code) if part)


def _outcome(incident: IncidentShape) -> str | None:
    resolution = incident.resolution
    if resolution is None:
        return "Not resolved yet: this is how it stood when the report was made."
    words = f"{resolution.words[:1].upper()}{resolution.words[1:]}."
    return f"{words} {resolution.note}" if resolution.note else words


def _plan(plan: PlanShape) -> str:
    parts = [plan.name, plan.hours, f"version {plan.version}"]
    return ", ".join(part for part in parts if part)


def _times(incident: IncidentShape) -> list[dict[str, Any]]:
    """Compare what was agreed with what was: each from the alarm, in minutes and seconds."""
    clocks = {clock.name: clock for clock in incident.clocks}
    operator = incident.operator.name if incident.operator else ""
    rows = [_kept("Taken", operator, clocks["take"]), _kept("Verified", "", clocks["verify"])]
    rows += [
        _told(call, incident.opened_at, call.ended_at)
        for call in reversed(incident.emergency)
        if call.outcome is CallOutcome.ACCEPTED and call.ended_at is not None
    ]
    if clocks["since"].met_at is not None:
        took = elapsed(incident.opened_at, clocks["since"].met_at)
        rows.append({"name": "Closed", "who": "", "took": took, "agreed": None, "kept": True})
    return rows


def _kept(name: str, who: str, clock: Clock) -> dict[str, Any]:
    assert clock.due_at is not None
    took = "not" if clock.met_at is None else elapsed(clock.started_at, clock.met_at)
    return {
        "name": name,
        "who": who,
        "took": took,
        "agreed": elapsed(clock.started_at, clock.due_at),
        "kept": clock.met_at is not None and clock.met_at <= clock.due_at,
    }


def _told(call: EmergencyCallShape, opened_at: datetime, ended_at: datetime) -> dict[str, Any]:
    return {
        "name": SERVICE_TOLD[call.service],
        "who": f"reference {call.reference}" if call.reference else "they gave no reference",
        "took": elapsed(opened_at, ended_at),
        "agreed": None,
        "kept": True,
    }


def _day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B %Y}"


def _moment(at: datetime, opened: datetime) -> str:
    """Write a time there, with its day where that is not the one on which it opened."""
    there = at.astimezone(opened.tzinfo)
    day = "" if there.date() == opened.date() else f"{there.day} {there:%B}, "
    return f"{day}{there:%H:%M:%S}"


def _alarm(alert: AlertShape, opened: datetime) -> dict[str, str]:
    first, last = (_moment(at, opened) for at in (alert.first_at, alert.last_at))
    return {
        "words": alert.title,
        "place": alert.place,
        "when": first if first == last else f"{first} to {last}",
        "count": str(alert.count),
    }


def _lines(journal: Sequence[JournalLine], opened: datetime) -> list[dict[str, str | None]]:
    """Write every entry, and before the first of each further day which day that is."""
    lines, day = [], opened.date()
    for line in journal:
        there = line.at.astimezone(opened.tzinfo)
        lines.append(
            {
                "day": None if there.date() == day else _day(there),
                "number": str(line.number),
                "at": f"{there:%H:%M:%S}",
                "actor": line.actor.name,
                "text": line.text,
                "said": line.said,
            }
        )
        day = there.date()
    return lines
