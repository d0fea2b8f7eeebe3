"""Trackers over HTTP, as an administrator sets them up: which device speaks for whom."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from tocsin.app.set_up import withdraw
from tocsin.app.tracker import register_tracker
from tocsin.db.tracker import LIST_TRACKERS
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.tracker import Tracker
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Name
from tocsin.web.set_up import FIRST, SetUpShape, Turn, list_of, settler, write
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/trackers", tags=["set-up"])


class TrackerGiven(BaseModel):
    line_id: UUID
    lone_worker_id: UUID
    account: Name = Field(
        description="what it calls itself: Traccar's uniqueId, OsmAnd's id, OwnTracks' user/device"
    )


class TrackerShape(SetUpShape):
    customer_id: UUID
    centre_id: UUID
    line_id: UUID
    lone_worker_id: UUID
    account: str


class TrackerLine(TrackerShape):
    heard_at: Time | None  # null: never
    battery_percent: int | None


class TrackerList(BaseModel):
    items: list[TrackerLine]
    next: str | None


@router.get("")
async def get_trackers(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()], lone_worker: UUID | None = None
) -> TrackerList:
    """List the trackers, or those of one lone worker, and when each was heard."""
    demand(asker, "tracker", Right.SEE)
    items, more = await list_of(rows, LIST_TRACKERS, turn, "trackers", lone_worker=lone_worker)
    return TrackerList(items=[TrackerLine(**item) for item in items], next=more)


@router.post("", response_model=TrackerShape, status_code=201)
async def post_tracker(given: TrackerGiven, command: CommandDep) -> Response:
    """Let a tracker speak for a lone worker."""
    demand(command.asker, "tracker", Right.ADD)

    async def act(work: PostgresWork) -> str:
        tracker = Tracker(
            id=work.new_id(),
            customer_id=FIRST,  # the lone worker's, as it turns out
            centre_id=FIRST,
            **given.model_dump(),
        )
        return write(TrackerShape, await register_tracker(work, settler(command.asker), tracker))

    return await command.once("register_tracker", act, answers=201)


@router.post("/{tracker_id}/withdraw", response_model=TrackerShape)
async def post_tracker_withdrawal(tracker_id: UUID, command: CommandDep) -> Response:
    """Let a tracker speak for nobody any more, at once."""

    async def act(work: PostgresWork) -> str:
        gone = await withdraw(work, settler(command.asker), Tracker, tracker_id)
        return write(TrackerShape, gone)

    demand(command.asker, "tracker", Right.CHANGE)
    return await command.once("withdraw_tracker", act)
