"""What a webhook is told, in PostgreSQL: to where, what it may see, and the log of each attempt.

The engine sees every row; whoever is told shall see what the API would show them, and no more. So
an incident's row is read by the API's own query, each of its tables cut down to what the policies
let the target's organisation see: both are written from `domain/access.py` (P14).
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row

from tocsin.db.policy import condition
from tocsin.db.view import THESE_ROWS, Row
from tocsin.db.work import INTRODUCE
from tocsin.domain.access import Right

# With its secret: for who signs, and for nobody else.
TARGET = """
    select id, organisation_id, centre_id, url, secret from webhook
    where id = %(id)s and withdrawn_at is null
"""
# Of these the engine itself may not read every column.
COLUMNS = {
    "person": "id, organisation_id, centre_id, name",
    "sign_in": "person_id, organisation_id, heard_at",
}


def _as_shown(query: str) -> str:
    """Write a query over such rows alone as the policies show to the introduced organisation."""
    nouns = sorted(set(re.findall(r"\b(?:from|join) (\w+)", query)) - {"lateral"})
    cut = (
        f"{noun} as not materialized (select {COLUMNS.get(noun, '*')} from {noun}"  # noqa: S608  our own words
        f" where {condition(noun, Right.SEE)})"
        for noun in nouns
    )
    return f"with {', '.join(cut)} {query}"


SHOWN_ROWS = _as_shown(THESE_ROWS)
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
    """Give an incident's row as the target may see it now; None when it may not (any more)."""
    introduced = {"organisation": str(target.organisation_id), "work": "webhook"}
    await connection.execute(INTRODUCE, introduced)
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(SHOWN_ROWS.encode(), {"ids": [incident_id]})
        return await cursor.fetchone()


async def log_attempt(connection: AsyncConnection, attempt: Attempt) -> None:
    await connection.execute(LOG, asdict(attempt))
