"""Use cases of an incident. Each runs inside one transaction that the caller opened."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from tocsin.app.escalation import escalate
from tocsin.app.notice import tell_all_clear, warn_told
from tocsin.app.phone_alert import tell_phone
from tocsin.app.ports import PLAN, TOCSIN, Actor, Entry, Work
from tocsin.domain.access import Role
from tocsin.domain.alarm.conclusion import lacks_word, why_not_conclude
from tocsin.domain.alarm.handling import (
    is_known,
    is_to_be_filed,
    is_to_return,
    next_step,
)
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.permission import Act, Asking, refusal
from tocsin.domain.elapsed import elapsed
from tocsin.domain.errors import NobodySaidSafe

E = IncidentEvent


async def claim(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Take an incident, or take note that one's own got worse."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.CLAIM, operator)
    since = incident.rings_since or incident.waiting_since
    state = INCIDENT.after(incident.state, E.CLAIM)
    taken = replace(taken_by(incident, operator, work), state=state)
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
    await demand(work, incident, Act.NOTE, operator)
    state = INCIDENT.after(incident.state, E.NOTE)
    entry = Entry(kind="incident.noted", actor=operator, text="wrote", said=words)
    await work.incidents.show(incident)
    return await carry_on(work, replace(incident, state=state), entry)


async def resolve(
    work: Work,
    incident_id: UUID,
    operator: Actor,
    roles: frozenset[Role],
    judgement: Judgement,
) -> Incident:
    """Say that it is over and what it was. It still has to be confirmed."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.RESOLVE, operator, roles)
    state = INCIDENT.after(incident.state, E.RESOLVE)
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


async def go_back(
    work: Work, incident_id: UUID, operator: Actor, roles: frozenset[Role]
) -> Incident:
    """Take a resolution back before it is confirmed."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.GO_BACK, operator, roles)
    state = INCIDENT.after(incident.state, E.GO_BACK)
    entry = _entry("incident.unresolved", operator, "took the resolution back")
    return await carry_on(work, _unresolved(replace(incident, state=state)), entry)


async def close(work: Work, incident_id: UUID, operator: Actor, roles: frozenset[Role]) -> Incident:
    """Confirm that it is over. The report goes out; later news opens it again."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.CLOSE, operator, roles)
    state = INCIDENT.after(incident.state, E.CLOSE)
    if incident.state is IncidentState.CLOSED:
        return incident  # tapped twice
    closed = replace(incident, state=state, closed_at=work.now, aide_ids=())
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
        return await carry_on(work, incident, None, by_look=True)
    if is_to_return(incident, work.now):
        state = INCIDENT.after(incident.state, E.RETURN)
        back = replace(reopened(incident, state, work), returned_at=work.now)
        return await carry_on(work, back, _entry("incident.returned", PLAN, "brought it back"))
    incident = replace(incident, state=INCIDENT.after(incident.state, E.LOOK))
    return await carry_on(work, incident, None, by_look=True)


async def carry_on(
    work: Work,
    incident: Incident,
    entry: Entry | None,
    *,
    also: Sequence[Entry] = (),
    by_look: bool = False,
) -> Incident:
    """Write it down, and set the time of the next look: every use case ends here.

    A mere look verifies nothing. It could only when a silent incident beside it is over, and at
    that moment a word about this one would tell its customer of the other.
    """
    becomes_silent = incident.silent and incident.silent_at is None
    if becomes_silent:
        incident = replace(incident, silent_at=work.now, pin_at=None)
    if not by_look and incident.verified_at is None and is_known(incident, work.now):
        incident = replace(incident, verified_at=work.now)
    incident, met = await _meet_supervisor(work, incident, entry)
    incident, climbed, climb_at = await escalate(work, incident, entry.actor.id if entry else None)
    incident, warned = await warn_told(work, incident) if becomes_silent else (incident, [])
    if incident.state is IncidentState.FILED:
        await work.deadlines.clear(incident)
    else:
        look_at = next_step(incident, work.now).look_at
        await work.deadlines.look_again(incident, min(look_at, climb_at or look_at))
    await work.incidents.save(incident)
    await tell_phone(work, incident)
    for written in (*([entry] if entry else []), *also, *met, *climbed, *warned):
        await write_down(work, incident, written)
    return incident


async def _meet_supervisor(
    work: Work, incident: Incident, entry: Entry | None
) -> tuple[Incident, list[Entry]]:
    """See whether a supervisor who was asked for has come: whatever one does with it says so."""
    if incident.supervisor_asked_at is None:
        return incident, []
    met = replace(incident, supervisor_asked_at=None)
    if not incident.is_open:
        return met, []
    supervisors = await work.people.supervisors(incident.subject.centre_id)
    if entry is None or entry.actor.id not in {one.person_id for one in supervisors}:
        return incident, []
    text = f"sees a supervisor with it: {entry.actor.name}"
    return met, [Entry(kind="incident.supervisor_came", actor=PLAN, text=text)]


async def write_down(work: Work, incident: Incident, entry: Entry) -> None:
    """Write an entry into the journal, and tell whoever listens from outside."""
    await work.journal.append(incident, entry)
    await work.outbox.announce(incident, entry.kind)


def reopened(incident: Incident, state: IncidentState, work: Work) -> Incident:
    """Give the incident in its new state; one that was over starts a new claim clock."""
    after = replace(incident, state=state)
    if state is not IncidentState.PARKED:
        after = replace(after, parked_until=None, parked_because=None)
    if incident.state is IncidentState.CLOSED and state is not IncidentState.CLOSED:
        return _unresolved(replace(unclaimed(after, work), closed_at=None, pin_at=None))
    if incident.state is IncidentState.RESOLVED and state is IncidentState.HANDLING:
        return _unresolved(after)
    return after


def worsened(incident: Incident, work: Work) -> Incident:
    """Let it ring again for whoever has it; where nobody has, the ladder is climbed anew.

    What was waited for so far counts: whom it has called about less is called at once.
    """
    is_had = incident.state is IncidentState.HANDLING
    worse_at = (incident.worse_at or work.now) if is_had else incident.worse_at
    return replace(incident, worse_at=worse_at, rungs=frozenset())


def endangered(incident: Incident, by: Actor, work: Work) -> Incident:
    """Put danger before all else. It rings, unless whoever has it wrote it down themselves."""
    return rung_for_others(replace(incident, priority=1), by, work)


def rung_for_others(incident: Incident, by: Actor, work: Work) -> Incident:
    """Let it ring again, unless whoever has it knows of it by their own hand."""
    is_known = incident.operator_id is not None and incident.operator_id == by.id
    return incident if is_known else worsened(incident, work)


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


def taken_by(incident: Incident, operator: Actor, work: Work) -> Incident:
    """Give it to an operator, who has taken note of all that it rang for."""
    assert operator.id is not None, "who takes it is a person"
    return replace(
        incident,
        operator_id=operator.id,
        operator_name=operator.name,
        claimed_at=incident.claimed_at or work.now,
        first_claimed_at=incident.first_claimed_at or work.now,
        aide_ids=tuple(one for one in incident.aide_ids if one != operator.id),
        worse_at=None,
        returned_at=None,
    )


async def demand(
    work: Work,
    incident: Incident,
    act: Act,
    operator: Actor,
    roles: frozenset[Role] = frozenset(),
) -> None:
    """Refuse what this operator may not do with it now. Raises the rule's own error."""
    heard_at = None
    if incident.operator_id not in {None, operator.id}:
        heard_at = await work.people.heard_at(incident.operator_id)
    asking = Asking(person_id=operator.id, roles=roles, heard_at=heard_at, now=work.now)
    if error := refusal(incident, act, asking):
        raise error


def _entry(kind: str, actor: Actor, text: str) -> Entry:
    return Entry(kind=kind, actor=actor, text=text)


CAUSE_WORDS = {
    Cause.GENUINE_SAFE: "genuine, everybody safe",
    Cause.GENUINE_HANDED_OVER: "genuine, handed to the emergency service",
    Cause.FALSE_ACCIDENT: "false alarm, by accident",
    Cause.FALSE_EQUIPMENT: "false alarm, equipment",
    Cause.FALSE_ENVIRONMENT: "false alarm, weather, animals or dust",
    Cause.TEST: "a test",
    Cause.CALLED_OFF: "called off by their own PIN",
    Cause.UNEXPLAINED: "unexplained",
}
