"""Panels over HTTP: which account reports for which site, and how. A key goes in and never out."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, BaseModel, Field

from tocsin.app.panel import change_key, register_panel
from tocsin.app.set_up import change, withdraw
from tocsin.db import set_up_query, view
from tocsin.db.set_up import get_thing
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.panel_key import KeyForm, read_panel_key
from tocsin.domain.people.set_up import Panel
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.set_up import FIRST, SetUpShape, Turn, list_of, settler, write
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/panels", tags=["set-up"])

A_DAY_S = 86_400


class PanelProfile(BaseModel):
    """How a transmitter writes, where that is known; what is left out is taken in any form."""

    crc: Literal["standard", "binary", "with_cr"] | None = None
    length: Literal["hex", "decimal", "ignore"] | None = None
    time: Literal["strict", "window", "none"] | None = None


class PanelChange(BaseModel):
    # Kept in capitals, as DC-09 writes them.
    account: Annotated[str, Field(pattern="^[0-9A-Fa-f]{3,16}$"), AfterValidator(str.upper)]
    profile: PanelProfile = PanelProfile()
    report_every_s: int | None = Field(None, ge=10, le=30 * A_DAY_S)


class PanelKeyGiven(BaseModel):
    """Hexadecimal digits or plain characters; say which when it could be both."""

    aes_key: str | None = Field(None, min_length=1, max_length=64, repr=False)
    key_form: KeyForm | None = None

    def read(self) -> bytes | None:
        return None if self.aes_key is None else read_panel_key(self.aes_key, self.key_form)


class PanelGiven(PanelChange, PanelKeyGiven):
    site_id: UUID
    line_id: UUID


class PanelShape(SetUpShape):
    customer_id: UUID
    centre_id: UUID
    line_id: UUID
    site_id: UUID
    account: str
    has_key: bool
    profile: dict[str, Any]
    report_every_s: int | None


class PanelHeard(PanelShape):
    """A panel, and when it was heard: by any frame of its own that was taken."""

    heard_at: Time | None  # null: never
    silent_since: Time | None  # the silence that the board was told of; null: none


class PanelList(BaseModel):
    items: list[PanelHeard]
    next: str | None


@router.get("")
async def get_panels(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()], site: UUID | None = None
) -> PanelList:
    """List the panels, or those of one site."""
    demand(asker, "panel", Right.SEE)
    items, more = await list_of(rows, set_up_query.LIST_PANELS, turn, "panels", site=site)
    return PanelList(items=[PanelHeard(**item) for item in items], next=more)


@router.get("/{panel_id}")
async def get_panel(panel_id: UUID, asker: AskerDep, rows: RowsDep) -> PanelHeard:
    """Show one panel; of its key, whether it has one."""
    demand(asker, "panel", Right.SEE)
    panel = PanelShape.model_validate(await get_thing(rows, Panel, panel_id))
    (heard,) = await view.fetch_all(rows, set_up_query.PANEL_HEARD, {"id": panel_id})
    return PanelHeard(**panel.model_dump(), **heard)


@router.post("", response_model=PanelShape, status_code=201)
async def post_panel(given: PanelGiven, command: CommandDep) -> Response:
    """Let a panel report for a site. Its receiver knows it a second later."""
    demand(command.asker, "panel", Right.ADD)
    key = given.read()

    async def act(work: PostgresWork) -> str:
        panel = Panel(
            id=work.new_id(),
            customer_id=FIRST,  # the site's, as it turns out
            centre_id=FIRST,
            **given.model_dump(exclude={"aes_key", "key_form"}, exclude_none=True),
        )
        return write(PanelShape, await register_panel(work, settler(command.asker), panel, key))

    return await command.once("register_panel", act, answers=201)


@router.put("/{panel_id}", response_model=PanelShape)
async def put_panel(panel_id: UUID, given: PanelChange, command: CommandDep) -> Response:
    """Change how a panel reports: all of these fields, as they shall be."""

    async def act(work: PostgresWork) -> str:
        profile = given.profile.model_dump(exclude_none=True)
        changes = given.model_dump() | {"profile": profile}
        return write(
            PanelShape, await change(work, settler(command.asker), Panel, panel_id, changes)
        )

    demand(command.asker, "panel", Right.CHANGE)
    return await command.once("change_panel", act)


@router.put("/{panel_id}/key", response_model=PanelShape)
async def put_panel_key(panel_id: UUID, given: PanelKeyGiven, command: CommandDep) -> Response:
    """Give a panel another key; null takes it off, and it reports in clear."""
    demand(command.asker, "panel", Right.CHANGE)
    key = given.read()

    async def act(work: PostgresWork) -> str:
        return write(PanelShape, await change_key(work, settler(command.asker), panel_id, key))

    return await command.once("change_key", act)


@router.post("/{panel_id}/withdraw", response_model=PanelShape)
async def post_panel_withdrawal(panel_id: UUID, command: CommandDep) -> Response:
    """Take a panel out of use: what it sends is then an unknown sender's."""

    async def act(work: PostgresWork) -> str:
        return write(PanelShape, await withdraw(work, settler(command.asker), Panel, panel_id))

    demand(command.asker, "panel", Right.CHANGE)
    return await command.once("withdraw_panel", act)
