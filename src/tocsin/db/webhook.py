"""Webhooks in PostgreSQL: where programs are told, and each attempt to tell them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row

from tocsin.db.view import THESE_ROWS, Row

GET_WEBHOOK = """
    select id, organisation_id, centre_id, url, created_at, withdrawn_at from webhook
    where id = %(id)s
"""
HOLD_WEBHOOK = "select id from webhook where id = %(id)s for no key update"
ADD_WEBHOOK = """
    insert into webhook (id, organisation_id, centre_id, url, secret, created_at)
    values (
        %(id)s, %(organisation_id)s, %(centre_id)s, %(url)s, %(secret)s, %(created_at)s)
"""
SAVE_WEBHOOK = "update webhook set withdrawn_at = %(withdrawn_at)s where id = %(id)s"
# With its secret: for who signs, and for nobody else.
TARGET = """
    select id, organisation_id, centre_id, url, secret from webhook
    where id = %(id)s and withdrawn_at is null
"""
PARTIES = "select silent, centre_id, customer_id from incident where id = %(id)s"
LOG = """
    insert into webhook_delivery (
        id, webhook_id, organisation_id, centre_id, outbox_id, incident_id, happened, attempt, at,
        took_ms, answer, error)
    values (
        %(id)s, %(webhook_id)s, %(organisation_id)s, %(centre_id)s, %(outbox_id)s,
        %(incident_id)s, %(happened)s, %(attempt)s, %(at)s, %(took_ms)s, %(answer)s, %(error)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    id: UUID
    organisation_id: UUID
    centre_id: UUID | None
    url: str
    secret: bytes

    @property
    def is_centre(self) -> bool:
        """Whether it is the centre's own."""
        return self.organisation_id == self.centre_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to tell a target, for the log that its owner reads."""

    id: UUID
    webhook_id: UUID
    organisation_id: UUID
    centre_id: UUID | None
    outbox_id: UUID
    incident_id: UUID
    happened: str
    attempt: int
    at: datetime
    took_ms: int
    answer: int | None
    error: str | None


async def find_target(connection: AsyncConnection, webhook_id: UUID) -> Target | None:
    """Find where a webhook goes; None when it was withdrawn."""
    async with connection.cursor(row_factory=class_row(Target)) as cursor:
        await cursor.execute(TARGET, {"id": webhook_id})
        return await cursor.fetchone()


async def find_row_for(
    connection: AsyncConnection, target: Target, incident_id: UUID
) -> Row | None:
    """Give an incident's row as it stands now; None when the target may not see it (any more)."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        parties = await (await cursor.execute(PARTIES, {"id": incident_id})).fetchone()
        assert parties is not None, f"incident {incident_id} is not there"
        if target.organisation_id != parties["centre_id"] and parties["silent"]:
            return None
        await cursor.execute(THESE_ROWS, {"ids": [incident_id]})
        return await cursor.fetchone()


async def log_attempt(connection: AsyncConnection, attempt: Attempt) -> None:
    await connection.execute(LOG, asdict(attempt))
