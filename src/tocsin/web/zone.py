"""Zones over HTTP: what a panel's numbers mean, one by one or as a whole pasted table."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tocsin.app.zone import add_zone, put_zone, remove_zone, set_zones
from tocsin.db.set_up import get_thing
from tocsin.db.work import PostgresWork
from tocsin.db.zone import list_zones
from tocsin.domain.access import Right
from tocsin.domain.people.set_up import Panel
from tocsin.domain.people.zone import (
    LONGEST_NAME,
    NUMBER,
    Zone,
    ZoneKind,
    ZonePlace,
    place_of,
    read_zones,
)
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Name, storable
from tocsin.web.set_up import settler

router = APIRouter(prefix="/panels/{panel_id}/zones", tags=["set-up"])

LONGEST_TABLE = 400_000

Place = Annotated[
    str,
    Path(
        pattern=rf"^({NUMBER}\.)?{NUMBER}$",
        description="the zone's number; with its area in front where it has one, as in `2.3`",
    ),
]


class ZoneGiven(BaseModel):
    """What stands there. The name is read out to keyholders and to the police."""

    name: Annotated[Name, StringConstraints(max_length=LONGEST_NAME)]
    kind: ZoneKind = Field(description="what is wrong there when the signal does not say it")


class NewZoneGiven(ZoneGiven):
    """A zone that the table does not have yet. Leading zeros do not matter."""

    zone: Annotated[str, Field(pattern=f"^{NUMBER}$")]
    area: Annotated[str, Field(pattern=f"^{NUMBER}$")] | None = None


class ZonesGiven(BaseModel):
    """A whole table, one zone a line: `zone;name;kind`, or `zone;name;kind;area`.

    Semicolons or tabs part the cells; a first line that begins with `zone` is a heading.
    """

    lines: Annotated[str, Field(max_length=LONGEST_TABLE)]


class ZoneShape(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    zone: str = Field(description="without leading zeros")
    area: str | None = Field(description="null: whatever area the panel names with it")
    name: str
    kind: ZoneKind


class ZoneList(BaseModel):
    items: list[ZoneShape]
    next: str | None = None


@router.get("")
async def get_zones(panel_id: UUID, asker: AskerDep, rows: RowsDep) -> ZoneList:
    """List what a panel's numbers mean, by area and number."""
    demand(asker, "zone", Right.SEE)
    await get_thing(rows, Panel, panel_id)
    return _listed(await list_zones(rows, panel_id))


@router.put("", response_model=ZoneList)
async def put_zones(panel_id: UUID, given: ZonesGiven, command: CommandDep) -> Response:
    """Put a pasted table in the place of the panel's. What is left out is forgotten.

    All of it or nothing: the refusal names each line that is wrong.
    """
    demand(command.asker, "zone", Right.ADD)
    zones = read_zones(storable(given.lines))

    async def act(work: PostgresWork) -> str:
        await set_zones(work, settler(command.asker), panel_id, zones)
        return _listed(await work.zones.of_panel(panel_id)).model_dump_json()

    return await command.once("set_zones", act)


@router.post("", response_model=ZoneShape, status_code=201)
async def post_zone(panel_id: UUID, given: NewZoneGiven, command: CommandDep) -> Response:
    """Say what a number means that meant nothing before. One that the table has is refused."""
    area, number = place_of(given.zone, given.area)
    line = Zone(zone=number, area=area, name=given.name, kind=given.kind)

    async def act(work: PostgresWork) -> str:
        added = await add_zone(work, settler(command.asker), panel_id, line)
        return ZoneShape.model_validate(added).model_dump_json()

    demand(command.asker, "zone", Right.ADD)
    return await command.once("add_zone", act, answers=201)


@router.put("/{zone}", response_model=ZoneShape)
async def put_one_zone(
    panel_id: UUID, zone: Place, given: ZoneGiven, command: CommandDep
) -> Response:
    """Say what one number means. The alerts that came before keep the name that they came with."""
    area, number = _read_place(zone)
    line = Zone(zone=number, area=area, name=given.name, kind=given.kind)

    async def act(work: PostgresWork) -> str:
        kept = await put_zone(work, settler(command.asker), panel_id, line)
        return ZoneShape.model_validate(kept).model_dump_json()

    demand(command.asker, "zone", Right.ADD)
    return await command.once("put_zone", act)


@router.delete("/{zone}", response_model=ZoneShape)
async def delete_zone(panel_id: UUID, zone: Place, command: CommandDep) -> Response:
    """Take one number off the table; the answer is what it meant."""

    async def act(work: PostgresWork) -> str:
        gone = await remove_zone(work, settler(command.asker), panel_id, _read_place(zone))
        return ZoneShape.model_validate(gone).model_dump_json()

    demand(command.asker, "zone", Right.REMOVE)
    return await command.once("remove_zone", act)


def _read_place(place: str) -> ZonePlace:
    area, _, number = place.rpartition(".")
    return place_of(number, area)


def _listed(zones: object) -> ZoneList:
    return ZoneList.model_validate({"items": zones, "next": None})
