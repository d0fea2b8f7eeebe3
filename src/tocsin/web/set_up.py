"""What all endpoints of the set-up have in common: who asks, lists, answers, the journal."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query
from psycopg import AsyncConnection
from pydantic import BaseModel, ConfigDict

from tocsin.app.set_up import Settler
from tocsin.db import set_up_query, view
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.set_up import Organisation
from tocsin.web.asker import Asker
from tocsin.web.depends import AskerDep, RowsDep, demand
from tocsin.web.journal_view import journal_line
from tocsin.web.shapes import JournalLine
from tocsin.web.time_shape import Time

router = APIRouter(tags=["set-up"])

S = TypeVar("S", bound="SetUpShape")

Limit = Annotated[int, Query(ge=1, le=1_000)]
FIRST = UUID(int=0)


class SetUpShape(BaseModel):
    """Something that is set up, as it is answered."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    withdrawn_at: Time | None


class Turn(BaseModel):
    """Which part of a list is asked for."""

    after: UUID = FIRST
    limit: Limit = 100
    withdrawn: bool = False  # also what was withdrawn


class SetUpLine(JournalLine):
    """A change of the set-up: what changed, as it was and as it is."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None


class SetUpJournal(BaseModel):
    items: list[SetUpLine]
    next: str | None


def settler(asker: Asker) -> Settler:
    return Settler(actor=asker.actor, organisation=asker.organisation, roles=asker.roles)


def write(shape: type[S], thing: object) -> str:
    """Write the answer to a command."""
    return shape.model_validate(thing).model_dump_json()


async def list_of(
    rows: AsyncConnection, query: str, turn: Turn, path: str, **of: UUID | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Read one part of a list, and where the next one begins."""
    asked = {name: value for name, value in of.items() if value is not None}
    values: Mapping[str, Any] = turn.model_dump() | {"of": next(iter(asked.values()), None)}
    items = await view.fetch_all(rows, query, dict(values))
    if len(items) < turn.limit:
        return items, None
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    more += "&withdrawn=true" if turn.withdrawn else ""
    return items, f"/api/v1/{path}?limit={turn.limit}&after={items[-1]['id']}{more}"


async def customer_of(work: PostgresWork, customer_id: UUID) -> tuple[UUID, UUID]:
    """Give a customer's id and its centre's. Raises NotFound: also when it is another's."""
    customer = await work.set_up.get(Organisation, customer_id)
    centre_id = customer.page.centre_id
    assert centre_id is not None, "every customer has a centre"
    return customer.id, centre_id


@router.get("/organisations/{organisation_id}/journal")
async def get_set_up_journal(
    organisation_id: UUID,
    asker: AskerDep,
    rows: RowsDep,
    limit: Limit = 100,
    before: Annotated[int, Query(ge=1, le=2**31 - 1)] = 2**31 - 1,
) -> SetUpJournal:
    """Read who changed what in an organisation's set-up, newest first."""
    demand(asker, "person", Right.CHANGE)
    values = {"id": organisation_id, "before": before, "limit": limit}
    found = await view.fetch_all(rows, set_up_query.SET_UP_JOURNAL, values)
    path = f"/api/v1/organisations/{organisation_id}/journal?limit={limit}&before="
    more = f"{path}{found[-1]['number']}" if len(found) == limit else None
    return SetUpJournal(items=[_line(row) for row in found], next=more)


def _line(row: Mapping[str, Any]) -> SetUpLine:
    words = json.loads(row["body"]) if row["body"] else {}
    changed = {k: json.loads(words[k]) if k in words else None for k in ("before", "after")}
    return SetUpLine.model_validate(journal_line(row).model_dump() | changed)
