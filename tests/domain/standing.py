"""Standings for tests: what was agreed, what happened, in few words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tocsin.domain.people.subject import Contact
from tocsin.domain.response.callee import Standing
from tocsin.domain.response.phone_call import (
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
)
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import ResponsePlan

OPENED = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)
PLAN = ResponsePlan(
    version=1,
    name="Nights",
    ring_for=timedelta(seconds=30),
    between_rounds=timedelta(seconds=60),
    decide_within=timedelta(seconds=240),
    remind_every=timedelta(seconds=45),
)
SUBJECT_PHONE = "07700 900461"


def at(seconds: float) -> datetime:
    """Name a moment by the seconds since it opened."""
    return OPENED + timedelta(seconds=seconds)


def contact(number: int) -> Contact:
    return Contact(
        id=UUID(int=number),
        position=number,
        name=f"Contact {number}",
        relation="Keyholder",
        phone=f"07700 90000{number}",
    )


FIRST, SECOND = contact(1), contact(2)
STANDING = Standing(
    plan=PLAN,
    response_kind=ResponseKind.PERSONAL,
    silent=False,
    opened_at=OPENED,
    news_at=OPENED,
    subject_name="Mira Ødegård",
    subject_phone=SUBJECT_PHONE,
    contacts=(FIRST, SECOND),
    calls=(),
)


def call(
    callee: Contact | EmergencyService | None,
    *,
    placed: float,
    call_id: UUID | None = None,
) -> PhoneCall:
    """Place a call to a contact, to a service, or (None) to the subject."""
    kind, callee_id, name, number = CalleeKind.SUBJECT, None, "Mira Ødegård", SUBJECT_PHONE
    if isinstance(callee, Contact):
        kind, callee_id, name, number = CalleeKind.CONTACT, callee.id, callee.name, callee.phone
    if isinstance(callee, EmergencyService):
        kind, name, number = CalleeKind.EMERGENCY, f"the {callee}", "999"
    return PhoneCall(
        id=call_id or UUID(int=1_000 + int(placed * 10)),
        callee=kind,
        callee_id=callee_id,
        service=callee if isinstance(callee, EmergencyService) else None,
        name=name,
        number=number,
        placed_at=at(placed),
    )


def heard(
    call: PhoneCall, outcome: CallOutcome, *, after: float, by: float | None = None
) -> PhoneCall:
    """Add what was heard of a call, so many seconds after the opening."""
    word = HeardOutcome(at=at(after), outcome=outcome, attending_by=None if by is None else at(by))
    return replace(call, outcomes=(*call.outcomes, word))
