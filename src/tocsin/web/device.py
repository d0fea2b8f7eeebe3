"""Phones of lone workers over HTTP, as an administrator sees them: codes, phones, withdrawals."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from tocsin.app.device import offer_enrolment
from tocsin.app.set_up import withdraw
from tocsin.db import set_up_query
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.device import Device
from tocsin.gateways.one_time_code import new_paper_code, paper_form
from tocsin.web.asker import digest_of
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand, parts_of
from tocsin.web.set_up import SetUpShape, Turn, list_of, settler, write
from tocsin.web.time_shape import Time

router = APIRouter(tags=["set-up"])


class EnrolmentGiven(BaseModel):
    new_pins: bool = Field(
        default=False, description="they forgot their PINs: those that stand end with this code"
    )


class EnrolmentOffered(BaseModel):
    """A code that is good once. It is shown here and nowhere else."""

    code: str
    link: str = Field(description="opens the page on the phone; a tap there spends the code")
    ends_at: Time


class DeviceShape(SetUpShape):
    lone_worker_id: UUID
    label: str
    enrolled_at: Time


class DeviceLine(DeviceShape):
    heard_at: Time
    awake: bool
    battery_percent: int | None
    session_runs: bool = Field(description="of whoever has it: it could say no word of it any more")
    alert_stands: bool = Field(description="on it: it could show and say nothing of it any more")


class DeviceList(BaseModel):
    items: list[DeviceLine]
    next: str | None


@router.post(
    "/lone-workers/{lone_worker_id}/enrolments", response_model=EnrolmentOffered, status_code=201
)
async def post_enrolment(
    lone_worker_id: UUID, given: EnrolmentGiven, command: CommandDep, request: Request
) -> Response:
    """Make a code by which a lone worker's phone is enrolled, without a password."""
    base = parts_of(request).public_url or str(request.base_url).rstrip("/")

    async def act(work: PostgresWork) -> str:
        code = new_paper_code()
        enrolment = await offer_enrolment(
            work,
            settler(command.asker),
            lone_worker_id,
            digest_of(paper_form(code)),
            new_pins=given.new_pins,
        )
        link = f"{base}/worker/#{code}"
        offered = EnrolmentOffered(code=code, link=link, ends_at=enrolment.ends_at)
        return offered.model_dump_json()

    demand(command.asker, "enrolment", Right.ADD)
    return await command.once("offer_enrolment", act, answers=201)


@router.get("/lone-workers/{lone_worker_id}/devices")
async def get_devices(
    lone_worker_id: UUID, asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()]
) -> DeviceList:
    """List the phones that speak for a lone worker, and when each was heard."""
    demand(asker, "device", Right.SEE)
    path = f"lone-workers/{lone_worker_id}/devices"
    items, more = await list_of(rows, set_up_query.LIST_DEVICES, turn, path, of=lone_worker_id)
    return DeviceList(items=[DeviceLine(**item) for item in items], next=more)


@router.post("/devices/{device_id}/withdraw", response_model=DeviceShape)
async def post_device_withdrawal(device_id: UUID, command: CommandDep) -> Response:
    """Let a phone speak for nobody any more, at once: it was lost, or is another's."""

    async def act(work: PostgresWork) -> str:
        return write(DeviceShape, await withdraw(work, settler(command.asker), Device, device_id))

    demand(command.asker, "device", Right.CHANGE)
    return await command.once("withdraw_device", act)
