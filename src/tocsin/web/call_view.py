"""Calls as the console shows them: who can be rung, who was, and what came of it."""

from collections.abc import Mapping
from uuid import UUID

from tocsin.domain.alarm.incident import Incident
from tocsin.domain.people.subject import Contact
from tocsin.domain.response.phone_call import CalleeKind, PhoneCall
from tocsin.web.shapes import CalleeShape, EmergencyCallShape, PhoneCallShape
from tocsin.web.words import tel

RELATION_OF_SUBJECT = {"site": "at the site", "lone_worker": "the person themselves"}


def callee_shapes(incident: Incident) -> list[CalleeShape]:
    """List everybody who can be rung: the site or lone worker, then the plan's contacts in order.

    Last come those whom the plan leaves out: whoever is asked for may be among them.
    """
    subject = incident.subject
    shapes = []
    if subject.phone is not None:
        relation = RELATION_OF_SUBJECT[subject.ref.kind]
        shapes.append(_callee(incident, subject.ref.id, 0, (subject.name, relation, subject.phone)))
    asked = incident.contacts
    left_out = [contact for contact in subject.contacts if contact not in asked]
    shapes += [_contact(incident, one, number) for number, one in enumerate(asked, start=1)]
    return shapes + [_contact(incident, one, None) for one in left_out]


def _contact(incident: Incident, contact: Contact, position: int | None) -> CalleeShape:
    named = (contact.name, contact.relation, contact.phone)
    return _callee(incident, contact.id, position, named)


def _callee(
    incident: Incident, callee_id: UUID, position: int | None, named: tuple[str, str, str]
) -> CalleeShape:
    name, relation, number = named
    calls = [call for call in incident.calls if _callee_id(incident, call) == callee_id]
    last = calls[-1] if calls else None
    heard = last.last if last else None
    state = None if last is None else ("ringing" if heard is None else heard.outcome)
    return CalleeShape(
        id=callee_id,
        position=position,
        name=name,
        relation=relation,
        number=number,
        tel=tel(number),
        is_subject=position == 0,
        state=state,
        placed_at=last.placed_at if last else None,
        attending_by=heard.attending_by if heard else None,
        has_it=_answer_of(incident, callee_id),
    )


def _answer_of(incident: Incident, contact_id: UUID) -> bool | None:
    """Say what somebody answered last to what the plan wrote to them."""
    own = (notice for notice in incident.notices if notice.to.contact_id == contact_id)
    answered = [(notice.answered_at, notice.has_it) for notice in own if notice.answered_at]
    return max(answered)[1] if answered else None


def _callee_id(incident: Incident, call: PhoneCall) -> UUID | None:
    return incident.subject.ref.id if call.callee is CalleeKind.SUBJECT else call.callee_id


def phone_call_shapes(
    incident: Incident, callers: Mapping[UUID, str | None]
) -> list[PhoneCallShape]:
    """List the calls to people, newest first."""
    return [
        PhoneCallShape(
            id=call.id,
            callee_id=_callee_id(incident, call)
            or call.id,  # dialled by hand: nobody's on the list
            callee_name=call.name,
            number=call.number,
            placed_at=call.placed_at,
            by=callers.get(call.id),
            outcome=call.last.outcome if call.last else None,
            ended_at=call.last.at if call.last else None,
            note=call.last.note if call.last else None,
            attending_by=call.last.attending_by if call.last else None,
        )
        for call in reversed(incident.calls)
        if call.service is None
    ]


def emergency_shapes(
    incident: Incident, callers: Mapping[UUID, str | None]
) -> list[EmergencyCallShape]:
    """List the calls to emergency services, newest first."""
    return [
        EmergencyCallShape(
            id=call.id,
            service=call.service,
            number=call.number,
            placed_at=call.placed_at,
            by=callers.get(call.id),
            reference=call.last.reference if call.last else None,
            outcome=call.last.outcome if call.last else None,
            ended_at=call.last.at if call.last else None,
            note=call.last.note if call.last else None,
        )
        for call in reversed(incident.calls)
        if call.service is not None
    ]
