"""An incident that is opened by hand, over HTTP, and the search for whom it is about."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, model_validator

from tocsin.app.opening import open_by_hand
from tocsin.db import view
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.alarm.told import Told
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Line, Words
from tocsin.web.incident import answer
from tocsin.web.shapes import IncidentShape

router = APIRouter(tags=["incidents"])

# Whoever looks for somebody knows a part of the name, of the place, or the account of a panel.
SEARCH = """
    select kind, id, name, organisation, place from (
        select 'site' as kind, site.id, site.name, customer.name as organisation,
            site.address as place
        from site left join organisation as customer on customer.id = site.customer_id
        where site.withdrawn_at is null
        union all
        select 'lone_worker', lone_worker.id, lone_worker.name, customer.name,
            lone_worker.description
        from lone_worker
        left join organisation as customer on customer.id = lone_worker.customer_id
        where lone_worker.withdrawn_at is null) as subject
    where position(lower(%(sought)s) in
        lower(concat_ws(' ', name, organisation, place))) > 0
    order by position(lower(%(sought)s) in lower(name)) = 0, name, id
    limit %(limit)s
"""


class Subject(BaseModel):
    """A site or a lone worker, as somebody who looks for one sees them."""

    kind: SubjectKind
    id: UUID
    name: str
    organisation: str | None
    place: str | None


class SubjectList(BaseModel):
    items: list[Subject]
    next: str | None


class OpeningGiven(BaseModel):
    """What somebody told: about a site or about a lone worker."""

    site: UUID | None = None
    lone_worker: UUID | None = None
    response_kind: ResponseKind
    words: Annotated[Words, Field(min_length=1)]
    by: Line | None = None  # "her brother, by telephone"
    silent: bool = False

    @model_validator(mode="after")
    def about_one(self) -> Self:
        if (self.site is None) is (self.lone_worker is None):
            raise ValueError("it is about a site or about a lone worker")
        return self

    @property
    def about(self) -> SubjectRef:
        if self.site is not None:
            return SubjectRef(kind=SubjectKind.SITE, id=self.site)
        assert self.lone_worker is not None, "it is about one of the two"
        return SubjectRef(kind=SubjectKind.LONE_WORKER, id=self.lone_worker)


@router.get("/subjects")
async def get_subjects(
    asker: AskerDep,
    rows: RowsDep,
    sought: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SubjectList:
    """Look for a site or a lone worker by a part of the name, the customer or the place."""
    demand(asker, "site", Right.SEE)
    values = {"sought": sought.replace("\0", "").strip(), "limit": limit}
    found = await view.fetch_all(rows, SEARCH, values)
    return SubjectList(items=[Subject(**row) for row in found], next=None)


@router.post("/incidents", response_model=IncidentShape)
async def post_incident(given: OpeningGiven, command: CommandDep) -> Response:
    """Open an incident on what somebody told; it joins the open one of its kind if there is one."""
    told = Told(
        about=given.about,
        kind=given.response_kind,
        words=given.words,
        by=given.by or None,
        silent=given.silent,
    )

    async def act(work: PostgresWork) -> str:
        incident = await open_by_hand(work, command.actor, told)
        return await answer(command, work, incident.id)

    demand(command.asker, "incident", Right.ADD)
    return await command.once("open_by_hand", act)
