"""Webhooks over HTTP: where programs are told of what happens, and the log of the attempts."""

import secrets
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from psycopg import AsyncConnection
from pydantic import BaseModel, Field

from tocsin.app.set_up import register, withdraw
from tocsin.db import view
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.errors import Malformed, NotFound
from tocsin.domain.people.set_up import Organisation
from tocsin.domain.people.webhook import Webhook, why_not_to
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.set_up import FIRST, Limit, settler
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

SECRET_BYTES = 32
LAST_ID = UUID(int=2**128 - 1)
LIST = """
    select id, organisation_id as organisation, url, created_at, withdrawn_at from webhook
    where withdrawn_at is null and id > %(after)s order by id limit %(limit)s
"""
FIND = "select id from webhook where id = %(id)s"
DELIVERIES = """
    select id, outbox_id as message, incident_id as incident, happened, attempt, at, took_ms,
        answer, error
    from webhook_delivery where webhook_id = %(id)s and id < %(before)s
    order by id desc limit %(limit)s
"""


class WebhookGiven(BaseModel):
    url: Annotated[str, Field(max_length=2_000)]
    organisation: UUID | None = None  # whose; without it one's own


class WebhookShape(BaseModel):
    id: UUID
    organisation: UUID
    url: str
    created_at: Time


class WebhookMade(WebhookShape):
    """The only answer that holds the secret. Null when the same command comes again."""

    secret: str | None


class WebhookList(BaseModel):
    items: list[WebhookShape]
    next: str | None


class DeliveryShape(BaseModel):
    """One attempt to tell a target."""

    id: UUID
    message: UUID  # the same for every attempt to send the same
    incident: UUID
    happened: str
    attempt: int
    at: Time
    took_ms: int
    answer: int | None
    error: str | None


class DeliveryList(BaseModel):
    items: list[DeliveryShape]
    next: str | None


@router.get("")
async def get_webhooks(
    asker: AskerDep, rows: RowsDep, after: UUID = FIRST, limit: Limit = 100
) -> WebhookList:
    """List the webhooks that are in use, without their secrets."""
    demand(asker, "webhook", Right.SEE)
    found = await view.fetch_all(rows, LIST, {"after": after, "limit": limit})
    path = f"/api/v1/webhooks?limit={limit}"
    more = f"{path}&after={found[-1]['id']}" if len(found) == limit else None
    return WebhookList(items=[WebhookShape(**row) for row in found], next=more)


@router.post("", response_model=WebhookMade)
async def post_webhook(given: WebhookGiven, command: CommandDep) -> Response:
    """Let a program be told of what happens. The secret that signs it is shown this once."""
    if refusal := why_not_to(given.url):
        raise Malformed(refusal)

    secret, is_new = secrets.token_urlsafe(SECRET_BYTES), False

    async def act(work: PostgresWork) -> str:
        nonlocal is_new
        is_new = True
        organisation_id = given.organisation or command.asker.organisation
        owner = await work.set_up.hold(Organisation, organisation_id)
        webhook = Webhook(
            id=work.new_id(),
            organisation_id=owner.id,
            centre_id=owner.page.centre_id,
            url=given.url,
            created_at=work.now,
        )
        await register(work, settler(command.asker), webhook, secret.encode())
        return WebhookShape(
            id=webhook.id,
            organisation=owner.id,
            url=webhook.url,
            created_at=webhook.created_at,
        ).model_dump_json()

    demand(command.asker, "webhook", Right.ADD)
    response = await command.once("register_webhook", act)
    shown = WebhookShape.model_validate_json(bytes(response.body))
    made = WebhookMade(**shown.model_dump(), secret=secret if is_new else None)
    return Response(made.model_dump_json(), media_type="application/json")


@router.delete("/{webhook_id}", response_model=WebhookShape)
async def delete_webhook(webhook_id: UUID, command: CommandDep) -> Response:
    """Tell this target nothing more. What was sent stays in its log."""

    async def act(work: PostgresWork) -> str:
        gone = await withdraw(work, settler(command.asker), Webhook, webhook_id)
        return WebhookShape(
            id=gone.id,
            organisation=gone.organisation_id,
            url=gone.url,
            created_at=gone.created_at,
        ).model_dump_json()

    demand(command.asker, "webhook", Right.CHANGE)
    return await command.once("withdraw_webhook", act)


@router.get("/{webhook_id}/deliveries")
async def get_deliveries(
    webhook_id: UUID,
    asker: AskerDep,
    rows: RowsDep,
    before: UUID = LAST_ID,
    limit: Limit = 100,
) -> DeliveryList:
    """Read the attempts to tell a target, newest first."""
    demand(asker, "webhook_delivery", Right.SEE)
    await _demand_webhook(rows, webhook_id)
    values = {"id": webhook_id, "before": before, "limit": limit}
    found = await view.fetch_all(rows, DELIVERIES, values)
    path = f"/api/v1/webhooks/{webhook_id}/deliveries?limit={limit}"
    more = f"{path}&before={found[-1]['id']}" if len(found) == limit else None
    return DeliveryList(items=[DeliveryShape(**row) for row in found], next=more)


async def _demand_webhook(rows: AsyncConnection, webhook_id: UUID) -> None:
    if await view.fetch_one(rows, FIND, {"id": webhook_id}) is None:
        raise NotFound("There is no such webhook, or it is not yours to see.")
