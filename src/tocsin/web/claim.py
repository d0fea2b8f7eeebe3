"""Whose incident it is, over HTTP: parking, handing back, taking over, helping."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from tocsin.app import assistance, withdrawal
from tocsin.app import claim as claims
from tocsin.domain.alarm.permission import Act
from tocsin.web.depends import CommandDep
from tocsin.web.given import Moment, Words
from tocsin.web.incident import carry_out
from tocsin.web.shapes import IncidentShape

router = APIRouter(prefix="/incidents/{incident_id}", tags=["incidents"])


class Parking(BaseModel):
    until: Moment
    because: Annotated[Words, Field(min_length=1)]


@router.post("/park", response_model=IncidentShape)
async def post_parking(incident_id: UUID, parking: Parking, command: CommandDep) -> Response:
    """Put one's incident aside until a time, with a reason. It comes back by itself."""
    until: datetime = parking.until
    return await carry_out(
        command, incident_id, Act.PARK, "park", claims.park, until, parking.because
    )


@router.post("/resume", response_model=IncidentShape)
async def post_resumption(incident_id: UUID, command: CommandDep) -> Response:
    """Take a parked incident up again before its time."""
    return await carry_out(command, incident_id, Act.RESUME, "resume", claims.resume)


@router.post("/refuse-pin", response_model=IncidentShape)
async def post_pin_refusal(incident_id: UUID, command: CommandDep) -> Response:
    """Let it go on, though the lone worker's safe PIN was entered."""
    return await carry_out(
        command, incident_id, Act.REFUSE_PIN, "refuse_pin", withdrawal.refuse_pin
    )


@router.post("/release", response_model=IncidentShape)
async def post_release(incident_id: UUID, command: CommandDep) -> Response:
    """Hand one's incident back to the queue: it rings until somebody takes it."""
    return await carry_out(command, incident_id, Act.RELEASE, "release", claims.release)


@router.post("/take-over", response_model=IncidentShape)
async def post_take_over(incident_id: UUID, command: CommandDep) -> Response:
    """Take an incident from an operator who is not heard, or as a supervisor."""
    return await carry_out(
        command, incident_id, Act.TAKE_OVER, "take_over", claims.take_over, command.roles
    )


@router.post("/assist", response_model=IncidentShape)
async def post_assistance(incident_id: UUID, command: CommandDep) -> Response:
    """Help whoever has it: write, ring and hear. It is ended by its operator alone."""
    return await carry_out(command, incident_id, Act.ASSIST, "assist", assistance.assist)


@router.post("/ask-supervisor", response_model=IncidentShape)
async def post_supervisor_asked(incident_id: UUID, command: CommandDep) -> Response:
    """Ask for a supervisor: it rings at their screens, and they are written to, until one comes."""
    return await carry_out(
        command,
        incident_id,
        Act.ASK_SUPERVISOR,
        "ask_supervisor",
        assistance.ask_supervisor,
        command.roles,
    )


@router.post("/leave", response_model=IncidentShape)
async def post_leave(incident_id: UUID, command: CommandDep) -> Response:
    """Help with it no longer."""
    return await carry_out(command, incident_id, Act.LEAVE, "leave", assistance.leave)
