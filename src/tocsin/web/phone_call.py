"""Calls over HTTP: what the console sends while somebody is on the telephone."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from tocsin.app import phone_call as phone_calls
from tocsin.domain.alarm.permission import Act
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService, HeardOutcome
from tocsin.domain.response.response_company import Dialled
from tocsin.web.depends import Command, CommandDep
from tocsin.web.given import Line, Moment, Name, Words
from tocsin.web.incident import carry_out
from tocsin.web.shapes import IncidentShape

router = APIRouter(prefix="/incidents/{incident_id}", tags=["phone calls"])

BEFORE_THE_LOCK = datetime.min.replace(tzinfo=UTC)  # the use case puts its own moment here


class CallPlaced(BaseModel):
    callee_id: UUID


class EmergencyPlaced(BaseModel):
    service: EmergencyService


class EmergencyGivenUp(BaseModel):
    service: EmergencyService
    because: Words = Field(min_length=1)


class DialledByHand(BaseModel):
    """A response company that is not among the contacts."""

    name: Name
    number: Annotated[str, Field(min_length=1, max_length=40)]


class CallOutGiven(BaseModel):
    by_hand: DialledByHand | None = None  # without it: the one among the contacts


class OutcomeHeard(BaseModel):
    """How a call ended, as the operator heard it."""

    outcome: CallOutcome
    note: Words | None = None
    reference: Line | None = None
    no_reference: bool = Field(
        default=False, description="a service that comes gave none: said in the reference's place"
    )
    attending_by: Moment | None = None


@router.post("/phone-calls", response_model=IncidentShape)
async def post_call(incident_id: UUID, placed: CallPlaced, command: CommandDep) -> Response:
    """Write down that a contact, or the site or lone worker itself, is being rung."""
    return await carry_out(
        command, incident_id, Act.CALL, "call_person", phone_calls.call_person, placed.callee_id
    )


@router.post("/phone-calls/{call_id}/outcome", response_model=IncidentShape)
async def post_outcome(
    incident_id: UUID, call_id: UUID, heard: OutcomeHeard, command: CommandDep
) -> Response:
    """Write down how a call ended. A later word is added to an earlier one, never in its place."""
    return await _hear(incident_id, call_id, heard, command)


@router.post("/emergency-calls", response_model=IncidentShape)
async def post_emergency_call(
    incident_id: UUID, placed: EmergencyPlaced, command: CommandDep
) -> Response:
    """Write down that an emergency service is being rung. A person always starts it."""
    return await carry_out(
        command,
        incident_id,
        Act.CALL_EMERGENCY,
        "call_emergency",
        phone_calls.call_emergency,
        placed.service,
    )


@router.post("/call-outs", response_model=IncidentShape)
async def post_call_out(incident_id: UUID, given: CallOutGiven, command: CommandDep) -> Response:
    """Write down that a response company is being called out by telephone."""
    by_hand = given.by_hand
    dialled = None if by_hand is None else Dialled(name=by_hand.name, number=by_hand.number)
    return await carry_out(
        command, incident_id, Act.CALL_OUT, "call_out", phone_calls.call_out, dialled
    )


@router.post("/emergency-calls/not-possible", response_model=IncidentShape)
async def post_emergency_given_up(
    incident_id: UUID, given_up: EmergencyGivenUp, command: CommandDep
) -> Response:
    """Write down why a service that the plan asks for is not called."""
    return await carry_out(
        command,
        incident_id,
        Act.EMERGENCY_NOT_POSSIBLE,
        "give_up_emergency",
        phone_calls.give_up_emergency,
        given_up.service,
        given_up.because,
    )


@router.post("/emergency-calls/{call_id}/outcome", response_model=IncidentShape)
async def post_emergency_outcome(
    incident_id: UUID, call_id: UUID, heard: OutcomeHeard, command: CommandDep
) -> Response:
    """Write down what the service said, with its reference when it accepts."""
    return await _hear(incident_id, call_id, heard, command)


async def _hear(
    incident_id: UUID, call_id: UUID, heard: OutcomeHeard, command: Command
) -> Response:
    said = HeardOutcome(
        at=BEFORE_THE_LOCK,
        outcome=heard.outcome,
        note=heard.note,
        reference=heard.reference,
        attending_by=heard.attending_by,
        no_reference=heard.no_reference,
    )
    return await carry_out(
        command,
        incident_id,
        Act.NOTE_OUTCOME,
        "hear_outcome",
        phone_calls.hear_outcome,
        call_id,
        said,
    )
