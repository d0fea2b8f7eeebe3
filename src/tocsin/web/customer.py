"""Customers of a centre, and the centre itself, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from tocsin.app.set_up import change, register, withdraw
from tocsin.db import set_up_query
from tocsin.db.set_up import get_thing
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.set_up import Organisation
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Name, Phone, Zone
from tocsin.web.set_up import SetUpShape, Turn, list_of, settler, write

router = APIRouter(prefix="/customers", tags=["set-up"])


class CustomerGiven(BaseModel):
    name: Name
    time_zone: Zone
    phone: Phone = Field(
        default=None, description="a centre's own: lone workers' phones show it to be rung"
    )


class CustomerShape(SetUpShape):
    name: str
    time_zone: str
    phone: str | None = None
    is_centre: bool
    centre_id: UUID | None


class CustomerList(BaseModel):
    items: list[CustomerShape]
    next: str | None


@router.get("")
async def get_customers(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()]
) -> CustomerList:
    """List the customers."""
    demand(asker, "organisation", Right.SEE)
    items, more = await list_of(rows, set_up_query.LIST_CUSTOMERS, turn, "customers")
    return CustomerList(items=[CustomerShape(**item) for item in items], next=more)


@router.get("/{customer_id}")
async def get_customer(customer_id: UUID, asker: AskerDep, rows: RowsDep) -> CustomerShape:
    """Show one customer; or one's own organisation."""
    demand(asker, "organisation", Right.SEE)
    return CustomerShape.model_validate(await get_thing(rows, Organisation, customer_id))


@router.post("", response_model=CustomerShape, status_code=201)
async def post_customer(given: CustomerGiven, command: CommandDep) -> Response:
    """Take a customer on."""

    async def act(work: PostgresWork) -> str:
        customer = Organisation(
            id=work.new_id(),
            is_customer=True,
            centre_id=command.asker.organisation,
            **given.model_dump(),
        )
        return write(CustomerShape, await register(work, settler(command.asker), customer))

    demand(command.asker, "organisation", Right.ADD)
    return await command.once("register_customer", act, answers=201)


@router.put("/{customer_id}", response_model=CustomerShape)
async def put_customer(customer_id: UUID, given: CustomerGiven, command: CommandDep) -> Response:
    """Change a customer; or one's own organisation."""

    async def act(work: PostgresWork) -> str:
        by, changes = settler(command.asker), given.model_dump()
        return write(CustomerShape, await change(work, by, Organisation, customer_id, changes))

    demand(command.asker, "organisation", Right.CHANGE)
    return await command.once("change_customer", act)


@router.post("/{customer_id}/withdraw", response_model=CustomerShape)
async def post_customer_withdrawal(customer_id: UUID, command: CommandDep) -> Response:
    """Take a customer out of use: its people and programs are let in no longer."""

    async def act(work: PostgresWork) -> str:
        by = settler(command.asker)
        return write(CustomerShape, await withdraw(work, by, Organisation, customer_id))

    demand(command.asker, "organisation", Right.ADD)
    return await command.once("withdraw_customer", act)
