"""The clocks of an incident: what was agreed, and what was kept. One public definition.

"Taken" runs from the alarm (or from the moment it got worse) until an operator takes it;
"verified" until it is known whether it is real; "decide" is the limit after which it counts
as real. All run on the centre's own clock, from the moment the signal was stored and raised.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from tocsin.domain.alarm.handling import claim_by
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.response.response_plan import ResponsePlan, stored_plan
from tocsin.web.shapes import Clock


def clocks_of(incident: Incident) -> list[Clock]:
    """List the clocks in the order in which they come."""
    plan = incident.plan
    started = incident.opened_at
    return [
        Clock(
            name="since",
            label="Since the alarm",
            started_at=started,
            due_at=None,
            met_at=incident.closed_at,
        ),
        _take(incident),
        Clock(
            name="verify",
            label="Verified",
            started_at=started,
            due_at=started + plan.verify_within,
            met_at=incident.verified_at,
        ),
        Clock(
            name="decide",
            label="Decide",
            started_at=started,
            due_at=started + plan.decide_within,
            met_at=incident.verified_at,
        ),
    ]


def _take(incident: Incident) -> Clock:
    started = incident.rings_since or incident.waiting_since
    met = None if incident.rings_since else incident.claimed_at
    return Clock(
        name="take", label="Taken", started_at=started, due_at=claim_by(incident), met_at=met
    )


def clock_of_row(row: Mapping[str, Any]) -> Clock | None:
    """Give the clock that a line of the queue shows: to take, then to decide, then none."""
    plan = stored_plan(row["plan"])
    if row["state"] == IncidentState.PARKED:
        return _clock("parked", "back then", row["changed_at"], row["parked_until"])
    rings_since = row["worse_at"] or row["returned_at"]
    if row["state"] == IncidentState.WAITING or rings_since:
        started = rings_since or row["waiting_since"]
        return _clock("take", "left to take", started, started + plan.claim_within)
    if row["state"] == IncidentState.HANDLING and row["verified_at"] is None:
        return _decide(row, plan)
    return None


def _decide(row: Mapping[str, Any], plan: ResponsePlan) -> Clock:
    started = row["opened_at"]
    return _clock("decide", "left to decide", started, started + plan.decide_within)


def _clock(
    name: Literal["take", "decide", "parked"], label: str, started: datetime, due: datetime
) -> Clock:
    return Clock(name=name, label=label, started_at=started, due_at=due, met_at=None)
