"""Incidents over HTTP: the queue, one incident whole, and everything that is done with it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Concatenate, ParamSpec
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from tocsin.app import incident as incidents
from tocsin.app import news
from tocsin.app.ports import Actor, Work
from tocsin.db import view
from tocsin.db.ledger import database_clock
from tocsin.db.live import cursor_now
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.permission import RIGHT_OF, Act
from tocsin.web.depends import AskerDep, Command, CommandDep, RowsDep, demand
from tocsin.web.given import Words
from tocsin.web.incident_list import Asked, find_rows, next_path
from tocsin.web.incident_view import rows_shape, show_incident
from tocsin.web.journal_view import journal_line
from tocsin.web.shapes import IncidentList, IncidentShape, JournalLine, Quiet

router = APIRouter(prefix="/incidents", tags=["incidents"])

P = ParamSpec("P")

Limit = Annotated[int, Query(ge=1, le=1_000)]


class Note(BaseModel):
    text: Words = Field(min_length=1)


class Suspicion(BaseModel):
    note: Words | None = None


class ResolutionGiven(BaseModel):
    cause: Cause
    note: Words | None = None


class JournalPage(BaseModel):
    items: list[JournalLine]
    next: str | None


@router.get("")
async def get_incidents(
    asker: AskerDep,
    rows: RowsDep,
    asked: Annotated[Asked, Query()],
) -> IncidentList:
    """List incidents, newest first; the open ones worst first. `live` goes on at the cursor."""
    demand(asker, "incident", Right.SEE)
    now = await database_clock(rows)
    cursor = await cursor_now(rows)
    items = await find_rows(rows, asked, now)
    quiet = await view.fetch_one(rows, view.QUIET, {"now": now})
    assert quiet is not None
    return IncidentList(
        items=rows_shape(items),
        next=next_path(items, asked),
        cursor=str(cursor),
        now=now,
        quiet=Quiet(**quiet),
    )


@router.get("/{incident_id}")
async def get_incident(incident_id: UUID, asker: AskerDep, rows: RowsDep) -> IncidentShape:
    """Show one incident whole, with its next step and what may be done."""
    demand(asker, "incident", Right.SEE)
    return await show_incident(rows, incident_id, asker, await database_clock(rows))


@router.get("/{incident_id}/journal")
async def get_journal(
    incident_id: UUID,
    asker: AskerDep,
    rows: RowsDep,
    before: Annotated[int, Query(ge=1, le=2**31 - 1)] = 2**31 - 1,
    limit: Limit = 200,
) -> JournalPage:
    """Read an incident's journal, newest first."""
    demand(asker, "journal_entry", Right.SEE)
    await view.get_incident(rows, incident_id)
    lines = await view.get_journal(rows, incident_id, before=before, limit=limit)
    more = len(lines) == limit and lines[-1]["number"] > 1
    path = f"/api/v1/incidents/{incident_id}/journal?before={lines[-1]['number']}" if more else None
    return JournalPage(
        items=[journal_line(line) for line in lines],
        next=path and f"{path}&limit={limit}",
    )


async def answer(command: Command, work: PostgresWork, incident_id: UUID) -> str:
    """Write the incident as it stands after a command, in the command's own transaction."""
    await work.write_out()  # with its journal up to this command
    shape = await show_incident(work.connection, incident_id, command.asker, work.now)
    return shape.model_dump_json()


async def carry_out(
    command: Command,
    incident_id: UUID,
    act: Act,
    name: str,
    use_case: Callable[Concatenate[Work, UUID, Actor, P], Awaitable[Incident]],
    *given: P.args,
    **named: P.kwargs,
) -> Response:
    """Do a use case of an incident, and answer with the incident in which it was done.

    That is another one where this one is over, and news about it belongs elsewhere.

    All in one transaction, which bears the name. Raises NotAllowed where the asker's roles do not
    include the act.
    """

    async def do(work: PostgresWork) -> str:
        done_in = await use_case(work, incident_id, command.actor, *given, **named)
        return await answer(command, work, done_in.id)

    demand(command.asker, *RIGHT_OF[act])
    return await command.once(name, do)


@router.post("/{incident_id}/claim", response_model=IncidentShape)
async def post_claim(incident_id: UUID, command: CommandDep) -> Response:
    """Take an incident, or take note that one's own got worse. 409 if somebody else has it."""
    return await carry_out(command, incident_id, Act.CLAIM, "claim", incidents.claim)


@router.post("/{incident_id}/notes", response_model=IncidentShape)
async def post_note(incident_id: UUID, note: Note, command: CommandDep) -> Response:
    """Write down what somebody heard or did."""
    return await carry_out(
        command, incident_id, Act.NOTE, "write_note", incidents.write_note, note.text
    )


@router.post("/{incident_id}/signs-of-duress", response_model=IncidentShape)
async def post_suspicion(
    incident_id: UUID, command: CommandDep, suspicion: Suspicion | None = None
) -> Response:
    """Write down signs of duress: the incident becomes silent and of the highest priority."""
    return await carry_out(
        command,
        incident_id,
        Act.SUSPECT_DURESS,
        "suspect_duress",
        news.suspect_duress,
        suspicion.note if suspicion else None,
    )


@router.post("/{incident_id}/make-real", response_model=IncidentShape)
async def post_reality(incident_id: UUID, command: CommandDep) -> Response:
    """Say that a drill is none: from here on emergency services are rung. 409 if it is no drill."""
    return await carry_out(command, incident_id, Act.MAKE_REAL, "make_real", news.make_real)


@router.post("/{incident_id}/resolve", response_model=IncidentShape)
async def post_resolution(
    incident_id: UUID, given: ResolutionGiven, command: CommandDep
) -> Response:
    """Say that it is over and what it was. It still has to be confirmed by a close."""
    judgement = Judgement(cause=given.cause, note=given.note)
    return await carry_out(
        command, incident_id, Act.RESOLVE, "resolve", incidents.resolve, command.roles, judgement
    )


@router.post("/{incident_id}/go-back", response_model=IncidentShape)
async def post_return(incident_id: UUID, command: CommandDep) -> Response:
    """Take a resolution back before it is confirmed."""
    return await carry_out(
        command, incident_id, Act.GO_BACK, "go_back", incidents.go_back, command.roles
    )


@router.post("/{incident_id}/close", response_model=IncidentShape)
async def post_close(incident_id: UUID, command: CommandDep) -> Response:
    """Confirm that it is over. The report is written; later news opens it again."""
    return await carry_out(command, incident_id, Act.CLOSE, "close", incidents.close, command.roles)
