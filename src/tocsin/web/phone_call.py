"""Calls over HTTP: what the console sends while somebody is on the telephone."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from tocsin.app import phone_call as phone_calls
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService, HeardOutcome
from tocsin.web.depends import Command, CommandDep, demand
from tocsin.web.given import Line, Moment, Words
from tocsin.web.incident import answer
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


class OutcomeHeard(BaseModel):
    """How a call ended, as the operator heard it."""

    outcome: CallOutcome
    note: Words | None = None
    reference: Line | None = None
    attending_by: Moment | None = None


@router.post("/phone-calls", response_model=IncidentShape)
async def post_call(incident_id: UUID, placed: CallPlaced, command: CommandDep) -> Response:
    """Write down that a contact, or the site or lone worker itself, is being rung."""

    async def act(work: PostgresWork) -> str:
        await phone_calls.call_person(work, incident_id, command.actor, placed.callee_id)
        return await answer(command, work, incident_id)

    demand(command.asker, "phone_call", Right.ADD)
    return await command.once("call_person", act)


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

    async def act(work: PostgresWork) -> str:
        await phone_calls.call_emergency(work, incident_id, command.actor, placed.service)
        return await answer(command, work, incident_id)

    demand(command.asker, "phone_call", Right.ADD)
    return await command.once("call_emergency", act)


@router.post("/emergency-calls/not-possible", response_model=IncidentShape)
async def post_emergency_given_up(
    incident_id: UUID, given_up: EmergencyGivenUp, command: CommandDep
) -> Response:
    """Write down why a service that the plan asks for is not called."""

    async def act(work: PostgresWork) -> str:
        await phone_calls.give_up_emergency(
            work, incident_id, command.actor, given_up.service, given_up.because
        )
        return await answer(command, work, incident_id)

    demand(command.asker, "phone_call", Right.ADD)
    return await command.once("give_up_emergency", act)


@router.post("/emergency-calls/{call_id}/outcome", response_model=IncidentShape)
async def post_emergency_outcome(
    incident_id: UUID, call_id: UUID, heard: OutcomeHeard, command: CommandDep
) -> Response:
    """Write down what the service said, with its reference when it accepts."""
    return await _hear(incident_id, call_id, heard, command)


async def _hear(
    incident_id: UUID, call_id: UUID, heard: OutcomeHeard, command: Command
) -> Response:
    async def act(work: PostgresWork) -> str:
        said = HeardOutcome(
            at=BEFORE_THE_LOCK,
            outcome=heard.outcome,
            note=heard.note,
            reference=heard.reference,
            attending_by=heard.attending_by,
        )
        await phone_calls.hear_outcome(work, incident_id, command.actor, call_id, said)
        return await answer(command, work, incident_id)

    demand(command.asker, "phone_call_outcome", Right.ADD)
    return await command.once("hear_outcome", act)
