"""The demo's handsets: what would have left the machine, and a visitor who plays the keyholder."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from tocsin.app.sending import answer
from tocsin.db import view
from tocsin.domain.errors import NotFound
from tocsin.domain.response.notice import NoticeKind
from tocsin.web.demo_sheet import DemoSheet
from tocsin.web.depends import parts_of, reading
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/demo/handsets", tags=["demo"])

HANDSETS = """
    select id as notice, incident_id as incident, kind, name as to, address, title, text,
        sent_at as at, has_it, kind = 'run_alone' and has_it is null as asks
    from notice where channel = 'handset' and sent_at is not null
    order by sent_at desc, id desc limit %(limit)s
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
    has_it: bool | None


class HandsetList(BaseModel):
    items: list[Handset]
    next: str | None


class AnswerGiven(BaseModel):
    i_have_it: bool


class Answered(BaseModel):
    notice: UUID
    has_it: bool


@router.get("")
async def get_handsets(
    request: Request, limit: Annotated[int, Query(ge=1, le=1_000)] = 100
) -> HandsetList:
    """List what is on the handsets, newest first. 404 when this is no demo."""
    sheet = _demand_demo(request)
    async with reading(parts_of(request).pool, sheet.centre_id) as rows:
        found = await view.fetch_all(rows, HANDSETS, {"limit": limit})
    return HandsetList(items=[Handset(**row) for row in found], next=None)


@router.post("/{notice}/answer")
async def post_answer(notice: UUID, given: AnswerGiven, request: Request) -> Answered:
    """Answer a message as whoever got it: "I have it", or "I cannot"."""
    sheet = _demand_demo(request)
    async with parts_of(request).open_work("answer_notice", sheet.centre_id) as work:
        await answer(work, notice, has_it=given.i_have_it)
    return Answered(notice=notice, has_it=given.i_have_it)


def _demand_demo(request: Request) -> DemoSheet:
    sheet = parts_of(request).demo
    if sheet is None:
        raise NotFound("This is not a demo.")
    return sheet
