"""Whose incident it is, over HTTP: parking, handing back, taking over, helping."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from tocsin.app import assistance
from tocsin.app import claim as claims
from tocsin.db.work import PostgresWork
from tocsin.domain.alarm.permission import Act
from tocsin.web.allowed import demand_act
from tocsin.web.depends import CommandDep
from tocsin.web.given import Moment, Words
from tocsin.web.incident import answer
from tocsin.web.shapes import IncidentShape

router = APIRouter(prefix="/incidents/{incident_id}", tags=["incidents"])


class Parking(BaseModel):
    until: Moment
    because: Annotated[Words, Field(min_length=1)]


@router.post("/park", response_model=IncidentShape)
async def post_parking(incident_id: UUID, parking: Parking, command: CommandDep) -> Response:
    """Put one's incident aside until a time, with a reason. It comes back by itself."""
    until: datetime = parking.until

    async def act(work: PostgresWork) -> str:
        await claims.park(work, incident_id, command.actor, until, parking.because)
        return await answer(command, work, incident_id)

    demand_act(command.asker, Act.PARK)
    return await command.once("park", act)


@router.post("/resume", response_model=IncidentShape)
async def post_resumption(incident_id: UUID, command: CommandDep) -> Response:
    """Take a parked incident up again before its time."""

    async def act(work: PostgresWork) -> str:
        await claims.resume(work, incident_id, command.actor)
        return await answer(command, work, incident_id)

    demand_act(command.asker, Act.RESUME)
    return await command.once("resume", act)


@router.post("/release", response_model=IncidentShape)
async def post_release(incident_id: UUID, command: CommandDep) -> Response:
    """Hand one's incident back to the queue: it rings until somebody takes it."""

    async def act(work: PostgresWork) -> str:
        await claims.release(work, incident_id, command.actor)
        return await answer(command, work, incident_id)

    demand_act(command.asker, Act.RELEASE)
    return await command.once("release", act)


@router.post("/take-over", response_model=IncidentShape)
async def post_take_over(incident_id: UUID, command: CommandDep) -> Response:
    """Take an incident from an operator who is not heard, or as a supervisor."""

    async def act(work: PostgresWork) -> str:
        await claims.take_over(work, incident_id, command.actor, command.roles)
        return await answer(command, work, incident_id)

    demand_act(command.asker, Act.TAKE_OVER)
    return await command.once("take_over", act)


@router.post("/assist", response_model=IncidentShape)
async def post_assistance(incident_id: UUID, command: CommandDep) -> Response:
    """Help whoever has it: write, ring and hear. It is ended by its operator alone."""

    async def act(work: PostgresWork) -> str:
        await assistance.assist(work, incident_id, command.actor)
        return await answer(command, work, incident_id)

    demand_act(command.asker, Act.ASSIST)
    return await command.once("assist", act)


@router.post("/leave", response_model=IncidentShape)
async def post_leave(incident_id: UUID, command: CommandDep) -> Response:
    """Help with it no longer."""

    async def act(work: PostgresWork) -> str:
        await assistance.leave(work, incident_id, command.actor)
        return await answer(command, work, incident_id)

    demand_act(command.asker, Act.LEAVE)
    return await command.once("leave", act)
