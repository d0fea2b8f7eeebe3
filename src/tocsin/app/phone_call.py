"""Use cases of a phone call: placed by the operator's own telephone, its outcome in their words."""

from dataclasses import replace
from uuid import UUID

from tocsin.app.incident import carry_on, in_progress, reopened
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.alarm.incident import INCIDENT, Incident, IncidentEvent
from tocsin.domain.errors import Malformed, NotFound, NotNow
from tocsin.domain.response.phone_call import (
    DANGER,
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
    may_end_with,
)

E = IncidentEvent


async def call_person(work: Work, incident_id: UUID, operator: Actor, callee_id: UUID) -> Incident:
    """Write down that a call is being placed: to a contact, or to the subject itself."""
    incident = await work.incidents.get_for_update(incident_id)
    contact_id = None if callee_id == incident.subject.ref.id else callee_id
    if incident.silent and contact_id is None:
        raise NotNow("Do not call or text them: somebody may be watching.")
    callee, name, number = _callee(incident, contact_id)
    call = PhoneCall(
        id=work.new_id(),
        callee=callee,
        callee_id=contact_id,
        service=None,
        name=name,
        number=number,
        placed_at=work.now,
    )
    return await _place(work, incident, operator, call)


async def call_emergency(
    work: Work, incident_id: UUID, operator: Actor, service: EmergencyService
) -> Incident:
    """Write down that an emergency service is being called. A person always starts it."""
    incident = await work.incidents.get_for_update(incident_id)
    return await _place(work, incident, operator, _emergency_call(work, incident, service))


async def give_up_emergency(
    work: Work, incident_id: UUID, operator: Actor, service: EmergencyService, reason: str
) -> Incident:
    """Write down why a service that the plan asks for is not called."""
    incident = await work.incidents.get_for_update(incident_id)
    call = _emergency_call(work, incident, service)
    state = INCIDENT.after(incident.state, E.CALL)
    heard = HeardOutcome(at=work.now, outcome=CallOutcome.NOT_POSSIBLE, note=reason)
    await work.incidents.add_call(incident, call, operator)
    await work.incidents.add_outcome(incident, call.id, heard, operator)
    calls = (*incident.calls, replace(call, outcomes=(heard,)))
    entry = Entry(
        kind="emergency.not_possible",
        actor=operator,
        text=f"did not call the {service}",
        said=reason,
        references={"phone_call": str(call.id), "service": service},
    )
    return await carry_on(work, replace(incident, state=state, calls=calls), entry)


async def hear_outcome(
    work: Work, incident_id: UUID, operator: Actor, call_id: UUID, heard: HeardOutcome
) -> Incident:
    """Write down how a call ended, and carry on from there. A later word is added to an earlier."""
    incident = await work.incidents.get_for_update(incident_id)
    call = next((c for c in incident.calls if c.id == call_id), None)
    if call is None:
        raise NotFound(f"no call {call_id} in this incident")
    _demand_sense(call, heard)
    heard = replace(heard, at=work.now)
    danger = heard.outcome in DANGER
    concerned = await in_progress(work, incident) if danger else incident
    is_elsewhere = concerned.id != incident.id
    state = INCIDENT.after(incident.state, E.HEAR_DANGER if danger and not is_elsewhere else E.HEAR)
    after = reopened(incident, state, work)
    if heard.outcome is CallOutcome.DURESS:
        after = replace(after, silent=True, priority=1)
    if is_elsewhere:
        await _warn(work, concerned, operator, call, heard)
    await work.incidents.add_outcome(incident, call_id, heard, operator)
    ended = replace(call, outcomes=(*call.outcomes, heard))
    calls = tuple(ended if c.id == call_id else c for c in incident.calls)
    return await carry_on(work, replace(after, calls=calls), _ended(operator, call, heard))


async def _warn(
    work: Work, incident: Incident, operator: Actor, call: PhoneCall, heard: HeardOutcome
) -> None:
    """Let the open incident know of danger that was heard in a call of a closed one."""
    state = INCIDENT.after(incident.state, E.HEAR_DANGER)
    warned = replace(
        reopened(incident, state, work),
        priority=1,
        silent=incident.silent or heard.outcome is CallOutcome.DURESS,
        worse_at=incident.worse_at or (work.now if incident.operator_id else None),
    )
    await carry_on(work, warned, _ended(operator, call, heard))


async def _place(work: Work, incident: Incident, operator: Actor, call: PhoneCall) -> Incident:
    state = INCIDENT.after(incident.state, E.CALL)
    await work.incidents.add_call(incident, call, operator)
    calling = replace(incident, state=state, calls=(*incident.calls, call))
    entry = Entry(
        kind="phone_call.placed",
        actor=operator,
        text=f"called {call.name} on {call.number}",
        references={"phone_call": str(call.id), "callee": call.callee},
    )
    return await carry_on(work, calling, entry)


def _callee(incident: Incident, contact_id: UUID | None) -> tuple[CalleeKind, str, str]:
    subject = incident.subject
    if contact_id is None:
        if subject.phone is None:
            raise NotNow(f"{subject.name} has no telephone number.")
        return CalleeKind.SUBJECT, subject.name, subject.phone
    contact = next((c for c in subject.contacts if c.id == contact_id), None)
    if contact is None:
        raise NotFound(f"no contact {contact_id} for {subject.name}")
    return CalleeKind.CONTACT, contact.name, contact.phone


def _emergency_call(work: Work, incident: Incident, service: EmergencyService) -> PhoneCall:
    return PhoneCall(
        id=work.new_id(),
        callee=CalleeKind.EMERGENCY,
        callee_id=None,
        service=service,
        name=f"the {SERVICE_WORDS[service]}",
        number=incident.plan.emergency_number,
        placed_at=work.now,
    )


def _demand_sense(call: PhoneCall, heard: HeardOutcome) -> None:
    if not may_end_with(call.callee, heard.outcome):
        raise Malformed(f"a call to {call.name} cannot end with “{heard.outcome}”")
    if heard.outcome is CallOutcome.ATTENDING and heard.attending_by is None:
        raise Malformed("say by what time they will be there")
    if heard.outcome is CallOutcome.ACCEPTED and not heard.reference:
        raise Malformed("write the reference that the service gave")


def _ended(operator: Actor, call: PhoneCall, heard: HeardOutcome) -> Entry:
    words = OUTCOME_WORDS[heard.outcome]
    reference = f", reference {heard.reference}" if heard.reference else ""
    return Entry(
        kind="phone_call.ended",
        actor=operator,
        text=f"heard from {call.name}: {words}{reference}",
        said=heard.note,
        references={
            "phone_call": str(call.id),
            "outcome": heard.outcome,
            "attending_by": heard.attending_by.isoformat() if heard.attending_by else None,
        },
    )


SERVICE_WORDS = {
    EmergencyService.POLICE: "police",
    EmergencyService.AMBULANCE: "ambulance service",
    EmergencyService.FIRE: "fire service",
}

OUTCOME_WORDS = {
    CallOutcome.SAFE: "safe, password correct",
    CallOutcome.WITH_THEM_SAFE: "is there, all is well",
    CallOutcome.IN_DANGER: "in danger",
    CallOutcome.DURESS: "signs of duress",
    CallOutcome.WRONG_PASSWORD: "says safe, password wrong",
    CallOutcome.ATTENDING: "goes there",
    CallOutcome.TOLD: "told, cannot come",
    CallOutcome.UNCLEAR: "answered, unclear",
    CallOutcome.NO_ANSWER: "no answer",
    CallOutcome.BUSY: "busy",
    CallOutcome.VOICEMAIL: "voicemail, not a person",
    CallOutcome.FAILED: "the call did not go through",
    CallOutcome.UNKNOWN: "nobody knows how it ended",
    CallOutcome.ACCEPTED: "accepted",
    CallOutcome.REFUSED: "refused",
    CallOutcome.NOT_POSSIBLE: "not possible",
}
