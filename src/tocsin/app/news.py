"""News about an incident: where it belongs when the incident that it is about is over.

About a closed one it joins the subject's open one, or opens it again; about a filed one it joins
the open one, or opens a new one that names it. Danger is refused nowhere (P3).
"""

from dataclasses import replace
from uuid import UUID

from tocsin.app.confirmation import unconfirmed
from tocsin.app.drill import end_drill
from tocsin.app.incident import (
    carry_on,
    demand,
    endangered,
    reopened,
    rung_for_others,
    worsened,
)
from tocsin.app.opening import Opening, open_incident
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.alarm.permission import Act
from tocsin.domain.alarm.told import Told, alert_told
from tocsin.domain.response.phone_call import CallOutcome, HeardOutcome, PhoneCall

E = IncidentEvent
OVER = frozenset({IncidentState.CLOSED, IncidentState.FILED})


async def in_progress(work: Work, told_of: Incident, operator: Actor) -> Incident:
    """Give the incident that news of danger belongs to; it is held.

    Opening a closed one again beside an open one would make two of one thing. What is over is
    waited for by nobody who holds its subject, so the subject may be locked after it.
    """
    if told_of.state not in OVER:
        return told_of
    subject = await work.subjects.lock(told_of.subject.ref)
    others = await work.incidents.open_of(subject)
    known = next((o for o in others if o.matter == told_of.matter), None)
    if known is not None or told_of.state is IncidentState.CLOSED:
        return known or told_of
    told = Told(about=subject.ref, kind=told_of.response_kind, words="")
    entry = Entry(
        kind="incident.opened",
        actor=operator,
        text=f"opened it on news about incident {told_of.number}, which is filed",
        references={"follows": str(told_of.id)},
    )
    alert = replace(alert_told(work.new_id(), told, work.now), priority=1)
    opening = Opening(
        response_kind=told.response_kind, account=told_of.account, alerts=(alert,), said=(entry,)
    )
    return await open_incident(work, subject, opening)


async def suspect_duress(
    work: Work, incident_id: UUID, operator: Actor, words: str | None
) -> Incident:
    """Write down signs of duress: from here on it is silent, and of the highest priority (P3)."""
    told_of = await work.incidents.get_for_update(incident_id)
    incident = await in_progress(work, told_of, operator)
    state = INCIDENT.after(incident.state, E.SUSPECT_DURESS)
    worse = endangered(replace(reopened(incident, state, work), silent=True), operator, work)
    entry = Entry(
        kind="incident.duress_suspected",
        actor=operator,
        text="saw signs of duress",
        said=words,
        references={"told_of": str(told_of.id)},
    )
    return await carry_on(work, worse, entry)


async def make_real(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Say that a drill is none: services are rung from here on, and whoever was told hears so."""
    told_of = await work.incidents.get_for_update(incident_id)
    await demand(work, told_of, Act.MAKE_REAL, operator)
    incident = await in_progress(work, told_of, operator)
    state = INCIDENT.after(incident.state, E.MAKE_REAL)
    real = rung_for_others(reopened(incident, state, work), operator, work)
    said: list[Entry] = []
    if incident.drill:
        real, said = await end_drill(work, unconfirmed(real))
    entry = Entry(
        kind="incident.made_real",
        actor=operator,
        text="said that it is real",
        references={"told_of": str(told_of.id)},
    )
    return await carry_on(work, real, entry, also=said)


async def warn(
    work: Work, incident: Incident, operator: Actor, call: PhoneCall, heard: HeardOutcome
) -> tuple[Incident, PhoneCall]:
    """Let the open incident know of danger that was heard in a call of one that is over.

    The call stands in both, so that the danger counts in both.
    """
    copied = replace(call, id=work.new_id(), placed_at=work.now, outcomes=())
    await work.incidents.add_call(incident, copied, operator)
    await work.incidents.add_outcome(incident, copied.id, heard, operator)
    state = INCIDENT.after(incident.state, E.HEAR_DANGER)
    warned = replace(
        reopened(incident, state, work),
        calls=(*incident.calls, replace(copied, outcomes=(heard,))),
        priority=1,
        silent=incident.silent or heard.outcome is CallOutcome.DURESS,
    )
    return worsened(warned, work), copied
