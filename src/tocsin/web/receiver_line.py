"""Receiver lines over HTTP: the doors at which panels knock."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from tocsin.app.set_up import change, register, withdraw
from tocsin.db import set_up_query
from tocsin.db.set_up import get_thing
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.errors import Malformed
from tocsin.domain.people.set_up import DC09, ReceiverLine
from tocsin.web.asker import digest_of, new_token
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand, parts_of
from tocsin.web.given import Name
from tocsin.web.set_up import SetUpShape, Turn, list_of, settler, write
from tocsin.web.tracker_mapping import TrackerMapping

router = APIRouter(prefix="/receiver-lines", tags=["set-up"])


class ReceiverLineChange(BaseModel):
    name: Name
    port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="of a DC-09 line: TOCSIN_ALARM_PORT of the receiver that serves it",
    )
    unknown_account: Literal["duh", "ack"] = "duh"  # the answer to who is not known
    mapping: TrackerMapping | None = Field(default=None, description="of a line of any program")


class ReceiverLineGiven(ReceiverLineChange):
    """A line belongs to the centre of whoever sets it up."""

    protocol: Literal["dc09", "traccar", "osmand", "owntracks", "webhook"] = "dc09"


class ReceiverLineShape(SetUpShape):
    centre_id: UUID
    name: str
    protocol: str
    port: int | None
    unknown_account: str
    mapping: dict[str, Any] | None


class ReceiverLineMade(ReceiverLineShape):
    """The only answer that holds a tracker line's address. Null when the command comes again."""

    address: str | None = None


class ReceiverLineList(BaseModel):
    items: list[ReceiverLineShape]
    next: str | None


@router.get("")
async def get_receiver_lines(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()]
) -> ReceiverLineList:
    """List the receiver lines."""
    demand(asker, "receiver_line", Right.SEE)
    items, more = await list_of(rows, set_up_query.LIST_LINES, turn, "receiver-lines")
    return ReceiverLineList(items=[ReceiverLineShape(**item) for item in items], next=more)


@router.get("/{receiver_line_id}")
async def get_receiver_line(
    receiver_line_id: UUID, asker: AskerDep, rows: RowsDep
) -> ReceiverLineShape:
    """Show one receiver line."""
    demand(asker, "receiver_line", Right.SEE)
    return ReceiverLineShape.model_validate(await get_thing(rows, ReceiverLine, receiver_line_id))


@router.post("", response_model=ReceiverLineMade, status_code=201)
async def post_receiver_line(
    given: ReceiverLineGiven, command: CommandDep, request: Request
) -> Response:
    """Set a receiver line up. A tracker line's address is shown this once: its key is in it."""
    demand(command.asker, "receiver_line", Right.ADD)
    _demand_whole(given.protocol, given)
    key, is_new = new_token(), False
    digest = None if given.protocol == DC09 else digest_of(key)

    async def act(work: PostgresWork) -> str:
        nonlocal is_new
        is_new = True
        receiver_line = ReceiverLine(
            id=work.new_id(), centre_id=command.asker.organisation, **given.model_dump()
        )
        made = await register(work, settler(command.asker), receiver_line, digest)
        return write(ReceiverLineShape, made)

    response = await command.once("register_receiver_line", act, answers=201)
    shown = ReceiverLineShape.model_validate_json(bytes(response.body))
    base = parts_of(request).public_url or str(request.base_url).rstrip("/")
    address = f"{base}/in/{key}" if is_new and digest is not None else None
    made = ReceiverLineMade(**shown.model_dump(), address=address)
    return Response(made.model_dump_json(), 201, media_type="application/json")


@router.put("/{receiver_line_id}", response_model=ReceiverLineShape)
async def put_receiver_line(
    receiver_line_id: UUID, given: ReceiverLineChange, command: CommandDep
) -> Response:
    """Change a receiver line: all of its fields, as they shall be."""

    async def act(work: PostgresWork) -> str:
        by, changes = settler(command.asker), given.model_dump()
        known = await work.set_up.get(ReceiverLine, receiver_line_id)
        _demand_whole(known.protocol, given)
        return write(
            ReceiverLineShape, await change(work, by, ReceiverLine, receiver_line_id, changes)
        )

    demand(command.asker, "receiver_line", Right.CHANGE)
    return await command.once("change_receiver_line", act)


@router.post("/{receiver_line_id}/withdraw", response_model=ReceiverLineShape)
async def post_receiver_line_withdrawal(receiver_line_id: UUID, command: CommandDep) -> Response:
    """Take a receiver line out of use. It stays in the records."""

    async def act(work: PostgresWork) -> str:
        return write(
            ReceiverLineShape,
            await withdraw(work, settler(command.asker), ReceiverLine, receiver_line_id),
        )

    demand(command.asker, "receiver_line", Right.ADD)
    return await command.once("withdraw_receiver_line", act)


def _demand_whole(protocol: str, given: ReceiverLineChange) -> None:
    """Demand what a line of this protocol needs, and nothing that it cannot have."""
    if protocol == DC09 and given.port is None:
        raise Malformed("A DC-09 line needs a port.", {"port": "it is needed"})
    if protocol != DC09 and given.port is not None:
        words = "Trackers send to an address; their line has no port."
        raise Malformed(words, {"port": "it must be left out"})
    if (protocol == "webhook") != (given.mapping is not None):
        has = given.mapping is not None
        words = "Only a line of any program has a mapping." if has else "This line needs a mapping."
        raise Malformed(words, {"mapping": "it must be left out" if has else "it is needed"})
