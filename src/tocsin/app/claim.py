"""Use cases of a claim: whose incident it is, and how it changes hands. Never silently."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tocsin.app.incident import carry_on, demand, reopened, taken_by, unclaimed
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.access import Role
from tocsin.domain.alarm.claim import why_not_until
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent
from tocsin.domain.alarm.permission import Act
from tocsin.domain.elapsed import elapsed
from tocsin.domain.errors import NotNow

E = IncidentEvent


async def park(
    work: Work, incident_id: UUID, operator: Actor, until: datetime, reason: str
) -> Incident:
    """Put one's incident aside until a time. It comes back by itself then."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.PARK, operator)
    state = INCIDENT.after(incident.state, E.PARK)
    if refusal := why_not_until(incident, until, work.now):
        raise NotNow(refusal)
    parked = replace(incident, state=state, parked_until=until, parked_because=reason)
    entry = Entry(
        kind="incident.parked",
        actor=operator,
        text=f"parked it; back by itself in {elapsed(work.now, until)}",
        said=reason,
        references={"until": until.isoformat()},
    )
    return await carry_on(work, parked, entry)


async def resume(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Take a parked incident up again before its time."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.RESUME, operator)
    state = INCIDENT.after(incident.state, E.RESUME)
    entry = Entry(kind="incident.resumed", actor=operator, text="took it up again")
    return await carry_on(work, reopened(incident, state, work), entry)


async def release(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Give one's incident back to everybody: it rings again until somebody takes it."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.RELEASE, operator)
    state = INCIDENT.after(incident.state, E.RELEASE)
    given = unclaimed(reopened(incident, state, work), work)
    entry = Entry(kind="incident.released", actor=operator, text="handed it back to the queue")
    return await carry_on(work, given, entry)


async def take_over(
    work: Work, incident_id: UUID, operator: Actor, roles: frozenset[Role]
) -> Incident:
    """Take an incident from whoever has it: when they are not heard, or as a supervisor."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.TAKE_OVER, operator, roles)
    state = INCIDENT.after(incident.state, E.TAKE_OVER)
    free = replace(reopened(incident, state, work), claimed_at=None)
    taken = taken_by(free, operator, work)
    entry = Entry(
        kind="incident.taken_over",
        actor=operator,
        text=f"took it over from {incident.operator_name}",
        references={"from": str(incident.operator_id)},
    )
    return await carry_on(work, taken, entry)
