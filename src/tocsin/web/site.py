"""Sites over HTTP: where alarms come from, and what an operator must know of the place."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from tocsin.app.set_up import change, register, withdraw
from tocsin.db import set_up_query
from tocsin.db.set_up import get_thing
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.set_up import Site
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Name, Phone, Text, Zone
from tocsin.web.set_up import SetUpShape, Turn, customer_of, list_of, settler, write

router = APIRouter(prefix="/sites", tags=["set-up"])


class SiteChange(BaseModel):
    name: Name
    address: Name
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    time_zone: Zone
    phone: Phone = None
    description: Text = None
    entrance: Text = None
    keys: Text = None


class SiteGiven(SiteChange):
    customer_id: UUID


class SiteShape(SetUpShape):
    customer_id: UUID
    centre_id: UUID
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    phone: str | None
    description: str | None
    entrance: str | None
    keys: str | None


class SiteList(BaseModel):
    items: list[SiteShape]
    next: str | None


@router.get("")
async def get_sites(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()], customer: UUID | None = None
) -> SiteList:
    """List the sites, or those of one customer."""
    demand(asker, "site", Right.SEE)
    items, more = await list_of(rows, set_up_query.LIST_SITES, turn, "sites", customer=customer)
    return SiteList(items=[SiteShape(**item) for item in items], next=more)


@router.get("/{site_id}")
async def get_site(site_id: UUID, asker: AskerDep, rows: RowsDep) -> SiteShape:
    """Show one site."""
    demand(asker, "site", Right.SEE)
    return SiteShape.model_validate(await get_thing(rows, Site, site_id))


@router.post("", response_model=SiteShape, status_code=201)
async def post_site(given: SiteGiven, command: CommandDep) -> Response:
    """Set a site up."""

    async def act(work: PostgresWork) -> str:
        customer_id, centre_id = await customer_of(work, given.customer_id)
        fields = given.model_dump() | {"customer_id": customer_id, "centre_id": centre_id}
        site = Site(id=work.new_id(), **fields)
        return write(SiteShape, await register(work, settler(command.asker), site))

    demand(command.asker, "site", Right.ADD)
    return await command.once("register_site", act, answers=201)


@router.put("/{site_id}", response_model=SiteShape)
async def put_site(site_id: UUID, given: SiteChange, command: CommandDep) -> Response:
    """Change a site: all of its fields, as they shall be."""

    async def act(work: PostgresWork) -> str:
        by, changes = settler(command.asker), given.model_dump()
        return write(SiteShape, await change(work, by, Site, site_id, changes))

    demand(command.asker, "site", Right.CHANGE)
    return await command.once("change_site", act)


@router.post("/{site_id}/withdraw", response_model=SiteShape)
async def post_site_withdrawal(site_id: UUID, command: CommandDep) -> Response:
    """Take a site out of use. It stays in the records."""

    async def act(work: PostgresWork) -> str:
        return write(SiteShape, await withdraw(work, settler(command.asker), Site, site_id))

    demand(command.asker, "site", Right.ADD)
    return await command.once("withdraw_site", act)
