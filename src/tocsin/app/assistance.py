"""Use cases of those who work on an incident beside the operator who has it.

One has it, any number may help: they write, ring and hear. It ends by its operator alone.
"""

from dataclasses import replace
from uuid import UUID

from tocsin.app.incident import carry_on, demand
from tocsin.app.notice import tell
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.access import Role
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent
from tocsin.domain.alarm.permission import Act
from tocsin.domain.response.notice import NoticeKind

ASKED_AGAIN = "asked for a supervisor again: none has come"


async def assist(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Help with a colleague's incident. Twice is the same as once."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.ASSIST, operator)
    if operator.id in incident.aide_ids:
        return incident  # tapped twice
    state = INCIDENT.after(incident.state, IncidentEvent.ASSIST)
    after, entry = with_aide(replace(incident, state=state), operator)
    return await carry_on(work, after, entry)


async def leave(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Help with it no longer."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.LEAVE, operator)
    state = INCIDENT.after(incident.state, IncidentEvent.LEAVE)
    staying = tuple(one for one in incident.aide_ids if one != operator.id)
    entry = Entry(kind="incident.left", actor=operator, text="helps with it no longer")
    return await carry_on(work, replace(incident, state=state, aide_ids=staying), entry)


async def ask_supervisor(
    work: Work, incident_id: UUID, operator: Actor, roles: frozenset[Role]
) -> Incident:
    """Ask for a supervisor: it rings at their screens, and they are written to, until one comes.

    While none comes it may be asked again, but not so often that nobody heeds it.
    """
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.ASK_SUPERVISOR, operator, roles)
    state = INCIDENT.after(incident.state, IncidentEvent.ASK_SUPERVISOR)
    asked = replace(incident, state=state, supervisor_asked_at=work.now)
    said = []
    for supervisor in await work.people.supervisors(incident.subject.centre_id):
        asked, entry = await tell(work, asked, NoticeKind.SUPERVISOR_ASKED, supervisor)
        said.append(entry)
    text = "asked for a supervisor" if incident.supervisor_asked_at is None else ASKED_AGAIN
    text = text if said else f"{text}: the centre has none"
    entry = Entry(kind="incident.supervisor_asked", actor=operator, text=text)
    return await carry_on(work, asked, entry, also=said)


def with_aide(incident: Incident, operator: Actor) -> tuple[Incident, Entry]:
    """Give the incident with one more who helps, and the entry that says so."""
    assert operator.id is not None, "who helps is a person"
    entry = Entry(kind="incident.assisted", actor=operator, text="helps with it")
    return replace(incident, aide_ids=(*incident.aide_ids, operator.id)), entry
