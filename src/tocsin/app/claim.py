"""Use cases of a claim: whose incident it is, and how it changes hands. Never silently."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tocsin.app.incident import carry_on, demand_hands, in_whose_hands, reopened, unclaimed
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.access import Role
from tocsin.domain.alarm.claim import may_take_over, why_not_park
from tocsin.domain.alarm.incident import INCIDENT, Incident, IncidentEvent
from tocsin.domain.elapsed import elapsed
from tocsin.domain.errors import InOtherHands, NotNow

E = IncidentEvent


async def park(
    work: Work, incident_id: UUID, operator: Actor, until: datetime, reason: str
) -> Incident:
    """Put one's incident aside until a time. It comes back by itself then."""
    incident = await work.incidents.get_for_update(incident_id)
    demand_hands(incident, operator, work.now)
    state = INCIDENT.after(incident.state, E.PARK)
    if refusal := why_not_park(incident, until, work.now):
        raise NotNow(refusal)
    parked = replace(incident, state=state, parked_until=until, parked_because=reason)
    entry = Entry(
        kind="incident.parked",
        actor=operator,
        text=f"parked it for {elapsed(work.now, until)}",
        said=reason,
        references={"until": until.isoformat()},
    )
    return await carry_on(work, parked, entry)


async def resume(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Take a parked incident up again before its time."""
    incident = await work.incidents.get_for_update(incident_id)
    demand_hands(incident, operator, work.now)
    state = INCIDENT.after(incident.state, E.RESUME)
    entry = Entry(kind="incident.resumed", actor=operator, text="took it up again")
    return await carry_on(work, reopened(incident, state, work), entry)


async def release(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Give one's incident back to everybody: it rings again until somebody takes it."""
    incident = await work.incidents.get_for_update(incident_id)
    demand_hands(incident, operator, work.now)
    state = INCIDENT.after(incident.state, E.RELEASE)
    given = unclaimed(reopened(incident, state, work), work)
    entry = Entry(kind="incident.released", actor=operator, text="handed it back to the queue")
    return await carry_on(work, given, entry)


async def take_over(
    work: Work, incident_id: UUID, operator: Actor, roles: frozenset[Role]
) -> Incident:
    """Take an incident from whoever has it: when they are not heard, or as a supervisor."""
    incident = await work.incidents.get_for_update(incident_id)
    state = INCIDENT.after(incident.state, E.TAKE_OVER)
    assert incident.operator_id is not None, "what is in hand is in somebody's"
    heard_at = await work.people.heard_at(incident.operator_id)
    if not may_take_over(roles, heard_at, work.now):
        raise InOtherHands(in_whose_hands(incident, work.now))
    taken = replace(
        reopened(incident, state, work),
        operator_id=operator.id,
        operator_name=operator.name,
        claimed_at=work.now,
        worse_at=None,
        returned_at=None,
    )
    entry = Entry(
        kind="incident.taken_over",
        actor=operator,
        text=f"took it over from {incident.operator_name}",
        references={"from": str(incident.operator_id)},
    )
    return await carry_on(work, taken, entry)
