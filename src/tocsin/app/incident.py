"""Use cases of an incident. Each runs inside one transaction that the caller opened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tocsin.app.escalation import escalate
from tocsin.app.notice import tell_all_clear
from tocsin.app.ports import PLAN, TOCSIN, Actor, Entry, Work
from tocsin.domain.access import Role
from tocsin.domain.alarm.conclusion import lacks_word, why_not_conclude
from tocsin.domain.alarm.handling import (
    is_known,
    is_to_be_filed,
    is_to_return,
    next_step,
    why_not_resolve,
)
from tocsin.domain.alarm.incident import (
    INCIDENT,
    Cause,
    Incident,
    IncidentEvent,
    IncidentState,
    Judgement,
)
from tocsin.domain.elapsed import elapsed
from tocsin.domain.errors import InOtherHands, NobodySaidSafe, NotNow

E = IncidentEvent


async def claim(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Take an incident, or take note that one's own got worse."""
    incident = await work.incidents.get_for_update(incident_id)
    if incident.operator_id not in {None, operator.id}:
        raise InOtherHands(in_whose_hands(incident, work.now))
    state = INCIDENT.after(incident.state, E.CLAIM)
    since = incident.rings_since or incident.waiting_since
    taken = replace(
        incident,
        state=state,
        operator_id=operator.id,
        operator_name=operator.name,
        claimed_at=incident.claimed_at or work.now,
        worse_at=None,
        returned_at=None,
    )
    after = elapsed(since, work.now)
    if incident.returned_at:
        entry = _entry("incident.return_seen", operator, f"took it up again after {after}")
    elif incident.worse_at:
        entry = _entry("incident.worse_seen", operator, f"saw that it got worse, after {after}")
    elif incident.operator_id == operator.id:
        return await carry_on(work, incident, _entry("incident.reclaimed", operator, "has it"))
    else:
        entry = _entry("incident.claimed", operator, f"took it after {after}")
    return await carry_on(work, taken, entry)


async def write_note(work: Work, incident_id: UUID, operator: Actor, words: str) -> Incident:
    """Write down what somebody heard or did."""
    incident = await work.incidents.get_for_update(incident_id)
    state = INCIDENT.after(incident.state, E.NOTE)
    entry = Entry(kind="incident.noted", actor=operator, text="wrote", said=words)
    return await carry_on(work, replace(incident, state=state), entry)


async def suspect_duress(
    work: Work, incident_id: UUID, operator: Actor, words: str | None
) -> Incident:
    """Write down signs of duress: from here on it is silent, and of the highest priority (P3)."""
    told_of = await work.incidents.get_for_update(incident_id)
    incident = await in_progress(work, told_of)
    state = INCIDENT.after(incident.state, E.SUSPECT_DURESS)
    worse = replace(reopened(incident, state, work), silent=True, priority=1)
    entry = Entry(
        kind="incident.duress_suspected",
        actor=operator,
        text="saw signs of duress",
        said=words,
        references={"told_of": str(told_of.id)},
    )
    return await carry_on(work, worse, entry)


async def resolve(
    work: Work,
    incident_id: UUID,
    operator: Actor,
    roles: frozenset[Role],
    judgement: Judgement,
) -> Incident:
    """Say that it is over and what it was. It still has to be confirmed."""
    incident = await work.incidents.get_for_update(incident_id)
    if Role.SUPERVISOR not in roles:  # a supervisor ends what an operator has in hand
        demand_hands(incident, operator, work.now)
    state = INCIDENT.after(incident.state, E.RESOLVE)
    if reason := why_not_resolve(incident, roles, work.now):
        raise NotNow(reason)
    if lacking := why_not_conclude(incident, judgement, roles, work.now):
        raise NobodySaidSafe(lacking)
    lacking = lacks_word(incident, judgement.cause, work.now)
    over = replace(
        incident,
        state=state,
        cause=judgement.cause,
        resolution_note=judgement.note,
        resolved_at=work.now,
        resolved_by=operator.id,
    )
    entry = Entry(
        kind="incident.resolved",
        actor=operator,
        text=f"resolved it: {CAUSE_WORDS[judgement.cause]}"
        + (", on their own word: nobody had said that all is well" if lacking else ""),
        said=judgement.note,
        references={"cause": judgement.cause, "overruled": 1 if lacking else 0},
    )
    return await carry_on(work, over, entry)


async def go_back(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Take a resolution back before it is confirmed."""
    incident = await work.incidents.get_for_update(incident_id)
    state = INCIDENT.after(incident.state, E.GO_BACK)
    entry = _entry("incident.unresolved", operator, "took the resolution back")
    return await carry_on(work, _unresolved(replace(incident, state=state)), entry)


async def close(work: Work, incident_id: UUID, operator: Actor, roles: frozenset[Role]) -> Incident:
    """Confirm that it is over. The report goes out; later news opens it again."""
    incident = await work.incidents.get_for_update(incident_id)
    state = INCIDENT.after(incident.state, E.CLOSE)
    if incident.state is IncidentState.CLOSED:
        return incident  # tapped twice
    if reason := why_not_resolve(incident, roles, work.now):
        raise NotNow(reason)
    closed = replace(incident, state=state, closed_at=work.now)
    await work.outbox.owe("file_report", closed, {})
    closed, said = await tell_all_clear(work, closed)
    closing = _entry("incident.closed", operator, "closed it")
    return await carry_on(work, closed, closing, also=said)


async def look(work: Work, incident: Incident) -> Incident:
    """Look at an incident, held already, because its time has come. Twice is harmless."""
    if is_to_be_filed(incident, work.now):
        filed = replace(incident, state=INCIDENT.after(incident.state, E.FILE))
        return await carry_on(work, filed, _entry("incident.filed", TOCSIN, "filed it"))
    if incident.state is IncidentState.CLOSED:
        return await carry_on(work, incident, None)
    if is_to_return(incident, work.now):
        state = INCIDENT.after(incident.state, E.RETURN)
        back = replace(reopened(incident, state, work), returned_at=work.now)
        return await carry_on(work, back, _entry("incident.returned", PLAN, "brought it back"))
    incident = replace(incident, state=INCIDENT.after(incident.state, E.LOOK))
    return await carry_on(work, incident, None)


async def carry_on(
    work: Work, incident: Incident, entry: Entry | None, *, also: Sequence[Entry] = ()
) -> Incident:
    """Write it down, and set the time of the next look: every use case ends here."""
    if incident.verified_at is None and is_known(incident, work.now):
        incident = replace(incident, verified_at=work.now)
    incident, climbed, climb_at = await escalate(work, incident)
    if incident.state is IncidentState.FILED:
        await work.deadlines.clear(incident)
    else:
        look_at = next_step(incident, work.now).look_at
        await work.deadlines.look_again(incident, min(look_at, climb_at or look_at))
    await work.incidents.save(incident)
    for written in (*([entry] if entry else []), *also, *climbed):
        await write_down(work, incident, written)
    return incident


async def write_down(work: Work, incident: Incident, entry: Entry) -> None:
    """Write an entry into the journal, and tell whoever listens from outside."""
    await work.journal.append(incident, entry)
    await work.outbox.announce(incident, entry.kind)


async def in_progress(work: Work, incident: Incident) -> Incident:
    """Give the incident that news of danger belongs to: for a closed one, its subject's open one.

    Opening the closed one again beside that would make two of one thing; the database refuses it.
    """
    if incident.state is not IncidentState.CLOSED:
        return incident
    others = await work.incidents.open_of(incident.subject)
    return next((o for o in others if o.response_kind is incident.response_kind), incident)


def reopened(incident: Incident, state: IncidentState, work: Work) -> Incident:
    """Give the incident in its new state; one that was over starts a new claim clock."""
    after = replace(incident, state=state)
    if state is not IncidentState.PARKED:
        after = replace(after, parked_until=None, parked_because=None)
    if incident.state is IncidentState.CLOSED and state is IncidentState.WAITING:
        return _unresolved(replace(unclaimed(after, work), closed_at=None))
    if incident.state is IncidentState.RESOLVED and state is IncidentState.HANDLING:
        return _unresolved(after)
    return after


def unclaimed(incident: Incident, work: Work) -> Incident:
    """Give it back to everybody: its claim clock starts anew."""
    return replace(
        incident,
        operator_id=None,
        operator_name=None,
        claimed_at=None,
        waiting_since=work.now,
        worse_at=None,
        returned_at=None,
    )


def _unresolved(incident: Incident) -> Incident:
    return replace(incident, cause=None, resolution_note=None, resolved_at=None, resolved_by=None)


def demand_hands(incident: Incident, operator: Actor, now: datetime) -> None:
    if incident.operator_id not in {None, operator.id}:
        raise InOtherHands(in_whose_hands(incident, now))


def in_whose_hands(incident: Incident, now: datetime) -> str:
    assert incident.claimed_at is not None, "whoever has it took it at some time"
    ago = elapsed(incident.claimed_at, now)
    return f"{incident.operator_name} took it {ago} ago. You can watch, or ask them to hand over."


def _entry(kind: str, actor: Actor, text: str) -> Entry:
    return Entry(kind=kind, actor=actor, text=text)


CAUSE_WORDS = {
    Cause.GENUINE_SAFE: "genuine, everybody safe",
    Cause.GENUINE_HANDED_OVER: "genuine, handed to the emergency service",
    Cause.FALSE_ACCIDENT: "false alarm, by accident",
    Cause.FALSE_EQUIPMENT: "false alarm, equipment",
    Cause.FALSE_ENVIRONMENT: "false alarm, weather, animals or dust",
    Cause.TEST: "a test",
    Cause.UNEXPLAINED: "unexplained",
}
