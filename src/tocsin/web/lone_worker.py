"""Lone workers over HTTP: who they are, and what an operator must know to help them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from tocsin.app.set_up import change, register, withdraw
from tocsin.db import set_up_query
from tocsin.db.set_up import get_thing
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.set_up import LoneWorker
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Name, Phone, Text, Zone
from tocsin.web.set_up import SetUpShape, Turn, customer_of, list_of, settler, write

router = APIRouter(prefix="/lone-workers", tags=["set-up"])


class LoneWorkerChange(BaseModel):
    name: Name
    time_zone: Zone
    phone: Phone = None
    description: Text = None
    medical: Text = None


class LoneWorkerGiven(LoneWorkerChange):
    customer_id: UUID


class LoneWorkerShape(SetUpShape):
    customer_id: UUID
    centre_id: UUID
    name: str
    time_zone: str
    phone: str | None
    description: str | None
    medical: str | None


class LoneWorkerList(BaseModel):
    items: list[LoneWorkerShape]
    next: str | None


@router.get("")
async def get_lone_workers(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()], customer: UUID | None = None
) -> LoneWorkerList:
    """List the lone workers, or those of one customer."""
    demand(asker, "lone_worker", Right.SEE)
    items, more = await list_of(
        rows, set_up_query.LIST_LONE_WORKERS, turn, "lone-workers", customer=customer
    )
    return LoneWorkerList(items=[LoneWorkerShape(**item) for item in items], next=more)


@router.get("/{lone_worker_id}")
async def get_lone_worker(lone_worker_id: UUID, asker: AskerDep, rows: RowsDep) -> LoneWorkerShape:
    """Show one lone worker."""
    demand(asker, "lone_worker", Right.SEE)
    return LoneWorkerShape.model_validate(await get_thing(rows, LoneWorker, lone_worker_id))


@router.post("", response_model=LoneWorkerShape, status_code=201)
async def post_lone_worker(given: LoneWorkerGiven, command: CommandDep) -> Response:
    """Set a lone worker up."""

    async def act(work: PostgresWork) -> str:
        customer_id, centre_id = await customer_of(work, given.customer_id)
        fields = given.model_dump() | {"customer_id": customer_id, "centre_id": centre_id}
        lone_worker = LoneWorker(id=work.new_id(), **fields)
        return write(LoneWorkerShape, await register(work, settler(command.asker), lone_worker))

    demand(command.asker, "lone_worker", Right.ADD)
    return await command.once("register_lone_worker", act, answers=201)


@router.put("/{lone_worker_id}", response_model=LoneWorkerShape)
async def put_lone_worker(
    lone_worker_id: UUID, given: LoneWorkerChange, command: CommandDep
) -> Response:
    """Change a lone worker: all of its fields, as they shall be."""

    async def act(work: PostgresWork) -> str:
        by, changes = settler(command.asker), given.model_dump()
        return write(LoneWorkerShape, await change(work, by, LoneWorker, lone_worker_id, changes))

    demand(command.asker, "lone_worker", Right.CHANGE)
    return await command.once("change_lone_worker", act)


@router.post("/{lone_worker_id}/withdraw", response_model=LoneWorkerShape)
async def post_lone_worker_withdrawal(lone_worker_id: UUID, command: CommandDep) -> Response:
    """Take a lone worker out of use. It stays in the records."""

    async def act(work: PostgresWork) -> str:
        return write(
            LoneWorkerShape,
            await withdraw(work, settler(command.asker), LoneWorker, lone_worker_id),
        )

    demand(command.asker, "lone_worker", Right.ADD)
    return await command.once("withdraw_lone_worker", act)
