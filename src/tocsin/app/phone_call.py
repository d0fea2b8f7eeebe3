"""Use cases of a phone call: placed by the operator's own telephone, its outcome in their words.

Whoever rings somebody in a colleague's incident works on it beside them, and is shown there.
"""

from dataclasses import replace
from uuid import UUID

from tocsin.app.assistance import with_aide
from tocsin.app.incident import carry_on, demand, endangered, reopened, taken_by
from tocsin.app.news import in_progress, warn
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.alarm.permission import Act
from tocsin.domain.elapsed import ahead
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
from tocsin.domain.response.response_company import NO_COMPANY, Dialled, response_company

E = IncidentEvent
SAY_SO = "Drill: tell them first that it is one."  # contacts are really rung in it


async def call_person(work: Work, incident_id: UUID, operator: Actor, callee_id: UUID) -> Incident:
    """Write down that a call is being placed: to a contact, or to the subject itself."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.CALL, operator)
    contact_id = None if callee_id == incident.subject.ref.id else callee_id
    if (incident.silent or incident.is_hushed) and contact_id is None:
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
    return await _place(work, incident, operator, call, E.CALL)


async def call_emergency(
    work: Work, incident_id: UUID, operator: Actor, service: EmergencyService
) -> Incident:
    """Write down that an emergency service is being called. A person always starts it.

    It may be done at every moment: who calls when nobody has it takes it by that, and what is over
    is opened again.
    """
    told_of = await work.incidents.get_for_update(incident_id)
    await demand(work, told_of, Act.CALL_EMERGENCY, operator)
    incident = await in_progress(work, told_of, operator)
    call = _emergency_call(work, incident, service)
    return await _place(work, incident, operator, call, E.CALL_HELP)


async def call_out(
    work: Work, incident_id: UUID, operator: Actor, dialled: Dialled | None
) -> Incident:
    """Write down that a response company is being called out, by telephone.

    It is the one among the contacts; where there is none, the number that was dialled by hand.
    """
    told_of = await work.incidents.get_for_update(incident_id)
    await demand(work, told_of, Act.CALL_OUT, operator)
    incident = await in_progress(work, told_of, operator)
    contact = response_company(incident.subject.contacts)
    if dialled is None and contact is None:
        raise NotNow(NO_COMPANY)
    is_contact = dialled is None and contact is not None
    call = PhoneCall(
        id=work.new_id(),
        callee=CalleeKind.CONTACT if is_contact else CalleeKind.COMPANY,
        callee_id=contact.id if is_contact and contact else None,
        service=None,
        name=dialled.name if dialled else contact.name if contact else "",
        number=dialled.number if dialled else contact.phone if contact else "",
        placed_at=work.now,
    )
    return await _place(work, incident, operator, call, E.CALL_HELP)


async def give_up_emergency(
    work: Work, incident_id: UUID, operator: Actor, service: EmergencyService, reason: str
) -> Incident:
    """Write down why a service that the plan asks for is not called."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.EMERGENCY_NOT_POSSIBLE, operator)
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
    work: Work,
    incident_id: UUID,
    operator: Actor,
    call_id: UUID,
    heard: HeardOutcome,
) -> Incident:
    """Write down how a call ended, and carry on from there. A later word is added to an earlier.

    That a service that comes gave no reference is said, and never just left out.
    """
    incident = await work.incidents.get_for_update(incident_id)
    call = get_call(incident, call_id)
    heard = replace(heard, at=work.now, reference=(heard.reference or "").strip() or None)
    _demand_sense(call, heard)
    danger = heard.outcome in DANGER
    concerned = await in_progress(work, incident, operator) if danger else incident
    is_elsewhere = concerned.id != incident.id
    state = INCIDENT.after(incident.state, E.HEAR_DANGER if danger and not is_elsewhere else E.HEAR)
    after = reopened(incident, state, work)
    if heard.outcome is CallOutcome.DURESS:
        after = replace(after, silent=True)
    if danger and not is_elsewhere:
        after = endangered(after, operator, work)
    if is_elsewhere:
        warned, copied = await warn(work, concerned, operator, call, heard)
        await carry_on(work, warned, _ended(operator, copied, heard, told_of=incident))
    await work.incidents.add_outcome(incident, call_id, heard, operator)
    ended = replace(call, outcomes=(*call.outcomes, heard))
    calls = tuple(ended if c.id == call_id else c for c in incident.calls)
    return await carry_on(work, replace(after, calls=calls), _ended(operator, call, heard))


def get_call(incident: Incident, call_id: UUID) -> PhoneCall:
    """Get one of an incident's calls. Raises NotFound."""
    call = next((one for one in incident.calls if one.id == call_id), None)
    if call is None:
        raise NotFound(f"no call {call_id} in this incident")
    return call


async def _place(
    work: Work, incident: Incident, operator: Actor, call: PhoneCall, event: IncidentEvent
) -> Incident:
    state = INCIDENT.after(incident.state, event)
    after = reopened(incident, state, work)
    also = []
    if incident.state in {IncidentState.WAITING, IncidentState.CLOSED}:
        after = taken_by(after, operator, work)
        also.append(Entry(kind="incident.claimed", actor=operator, text="took it by calling help"))
    elif incident.operator_id != operator.id and operator.id not in incident.aide_ids:
        after, joined = with_aide(after, operator)
        also.append(joined)
    await work.incidents.add_call(incident, call, operator)
    calling = replace(after, state=state, calls=(*incident.calls, call))
    entry = Entry(
        kind="phone_call.placed",
        actor=operator,
        text=_placed(incident, call, event),
        references={"phone_call": str(call.id), "callee": call.callee},
    )
    return await carry_on(work, calling, entry, also=also)


def _placed(incident: Incident, call: PhoneCall, event: IncidentEvent) -> str:
    if call.callee is CalleeKind.EMERGENCY and incident.drill:
        return f"noted that {call.name} would be called: in a drill nobody rings them"
    is_call_out = event is E.CALL_HELP and call.callee is not CalleeKind.EMERGENCY
    said = f"{'called out' if is_call_out else 'called'} {call.name} on {call.number}"
    return f"{said}. {SAY_SO}" if incident.drill else said


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
        words = "say by what time they will be there"
        raise Malformed(words, {"attending_by": words})
    if heard.gave_no_reference and not heard.no_reference:
        words = "write the reference that the service gave, or say that they gave none"
        raise Malformed(words, {"reference": words})
    if heard.no_reference and not heard.gave_no_reference:
        words = "that they gave no reference is said when they come, and without one"
        raise Malformed(words, {"no_reference": words})


def _ended(
    operator: Actor, call: PhoneCall, heard: HeardOutcome, *, told_of: Incident | None = None
) -> Entry:
    words = OUTCOME_WORDS[heard.outcome]
    reference = f", reference {heard.reference}" if heard.reference else ""
    reference = ", and gave no reference" if heard.gave_no_reference else reference
    within = f", within {ahead(heard.at, heard.attending_by)}" if heard.attending_by else ""
    return Entry(
        kind="phone_call.ended",
        actor=operator,
        text=f"heard from {call.name}: {words}{within}{reference}"
        + (f", in incident {told_of.number}" if told_of else ""),
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
