"""The demo's handsets: what would have left the machine, and a visitor who plays the keyholder."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, StringConstraints

from tocsin.app.handset import speak
from tocsin.app.sending import answer
from tocsin.db import view
from tocsin.domain.errors import NotFound
from tocsin.domain.response.notice import NoticeKind
from tocsin.web.demo_sheet import DemoSheet
from tocsin.web.depends import parts_of, reading
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/demo/handsets", tags=["demo"])

HANDSETS = """
    select notice.id as notice, incident_id as incident, kind, name as to, address, title, text,
        sent_at as at, has_it, incident.state in ('closed', 'filed') as is_over,
        kind = 'run_alone' and has_it is null as asks
    from notice join incident on incident.id = notice.incident_id
    where channel = 'handset' and sent_at is not null
    order by sent_at desc, notice.id desc limit %(limit)s
"""

# Of a drill's call to an emergency service it is only noted that it would be placed.
RINGING = """
    select call.id as call, incident_id as incident, callee_name as to, call.number as address,
        placed_at as at
    from phone_call as call join incident on incident.id = call.incident_id
    where not exists (select from phone_call_outcome where phone_call_id = call.id)
      and not (incident.drill and call.callee_kind = 'emergency')
    order by placed_at desc, call.id desc limit %(limit)s
"""


class Handset(BaseModel):
    """One message on somebody's handset."""

    notice: UUID
    incident: UUID
    kind: NoticeKind
    to: str
    address: str | None
    title: str
    text: str
    at: Time
    asks: bool  # whether it waits for an answer
    is_over: bool  # whether what it tells of was closed: then it waits for none
    has_it: bool | None


class HandsetCall(BaseModel):
    """A call that an operator placed, and of which nobody has written how it ended."""

    call: UUID
    incident: UUID
    to: str
    address: str
    at: Time


class HandsetList(BaseModel):
    items: list[Handset]
    ringing: list[HandsetCall]
    next: str | None


class AnswerGiven(BaseModel):
    i_have_it: bool


class Spoken(BaseModel):
    incident: UUID
    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Heard(BaseModel):
    call: UUID
    words: str


class Answered(BaseModel):
    notice: UUID
    has_it: bool


@router.get("")
async def get_handsets(
    request: Request, limit: Annotated[int, Query(ge=1, le=1_000)] = 100
) -> HandsetList:
    """List what is on the handsets, and which ring, newest first. 404 when this is no demo."""
    sheet = _demand_demo(request)
    async with reading(parts_of(request).pool, sheet.centre_id) as rows:
        found = await view.fetch_all(rows, HANDSETS, {"limit": limit})
        ringing = await view.fetch_all(rows, RINGING, {"limit": limit})
    return HandsetList(
        items=[Handset(**row | {"asks": row["asks"] and not row["is_over"]}) for row in found],
        ringing=[HandsetCall(**row) for row in ringing],
        next=None,
    )


@router.post("/{notice}/answer")
async def post_answer(notice: UUID, given: AnswerGiven, request: Request) -> Answered:
    """Answer a message as whoever got it: "I have it", or "I cannot"."""
    sheet = _demand_demo(request)
    async with parts_of(request).open_work("answer_notice", sheet.centre_id) as work:
        await answer(work, notice, has_it=given.i_have_it)
    return Answered(notice=notice, has_it=given.i_have_it)


@router.post("/calls/{call}/speak")
async def post_speak(call: UUID, given: Spoken, request: Request) -> Heard:
    """Speak into a handset that rings. The operator reads it, and writes down how the call ends."""
    sheet = _demand_demo(request)
    async with parts_of(request).open_work("speak", sheet.centre_id) as work:
        await speak(work, given.incident, call, given.words)
    return Heard(call=call, words=given.words)


def _demand_demo(request: Request) -> DemoSheet:
    sheet = parts_of(request).demo
    if sheet is None:
        raise NotFound("This is not a demo.")
    return sheet
