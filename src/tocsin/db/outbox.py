"""The outbox in PostgreSQL: what must happen outside, written with what made it necessary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tocsin.db.deadline import SHOW, TELL
from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.incident import Incident

OWE = """
    insert into outbox (
        id, kind, subject_kind, subject_id, customer_id, centre_id, body, work, added_at, due_at)
    values (
        %(id)s, %(kind)s, 'incident', %(incident_id)s, %(customer_id)s, %(centre_id)s, %(body)s,
        %(work)s, %(added_at)s, %(added_at)s)
"""

# The longest owed first. A lease that ran out is as good as none.
CLAIM = """
    update outbox set state = 'claimed', lease = %(lease)s, attempts = attempts + 1,
        due_at = clock_timestamp() + interval '60 seconds'
    where id = (
        select id from outbox
        where state in ('owed', 'claimed') and due_at <= clock_timestamp()
        order by due_at limit 1
        for no key update skip locked)
    returning id, kind, subject_id, body, attempts, lease
"""
SETTLE = """
    update outbox set state = 'done', result = %(result)s, last_error = null,
        settled_at = clock_timestamp()
    where id = %(id)s and lease = %(lease)s
"""
# 2, 4, 8 … seconds apart, at most ten minutes; given up after twelve tries, in 37 minutes.
FAIL = """
    update outbox set
        state = case when attempts >= 12 then 'given_up' else 'owed' end,
        due_at = clock_timestamp() + least(600, power(2, attempts)) * interval '1 second',
        last_error = %(error)s
    where id = %(id)s and lease = %(lease)s
    returning state
"""


class PostgresOutbox:
    def __init__(
        self,
        connection: AsyncConnection,
        ledger: Ledger,
        *,
        work: str,
        new_id: Callable[[], UUID],
    ) -> None:
        self._connection, self._ledger = connection, ledger
        self._work, self._new_id = work, new_id

    async def owe(self, kind: str, incident: Incident, body: Mapping[str, Any]) -> None:
        """Owe something to the outside world; the outbox loop sees to it after the commit."""
        values = {
            "id": self._new_id(),
            "kind": kind,
            "incident_id": incident.id,
            "customer_id": incident.subject.customer_id,
            "centre_id": incident.subject.centre_id,
            "body": Jsonb(dict(body)),
            "work": self._work,
            "added_at": self._ledger.now,
        }
        await self._connection.execute(OWE, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something owed to the outside world, claimed by a lease."""

    id: UUID
    kind: str
    subject_id: UUID
    body: dict[str, Any]
    attempts: int
    lease: UUID


async def claim_owed(connection: AsyncConnection, lease: UUID) -> Owed | None:
    """Claim what has been owed longest. Its lease runs for a minute from the commit."""
    async with connection.cursor(row_factory=class_row(Owed)) as cursor:
        await cursor.execute(CLAIM, {"lease": lease})
        return await cursor.fetchone()


async def settle_owed(connection: AsyncConnection, owed: Owed, result: str) -> None:
    """Write down that it was done; whoever has lost the lease since writes nothing."""
    await connection.execute(SETTLE, {"id": owed.id, "lease": owed.lease, "result": result})


async def fail_owed(connection: AsyncConnection, owed: Owed, error: str) -> None:
    """Owe it again, later each time; after the last try it is given up, and an operator is told."""
    values = {"id": owed.id, "lease": owed.lease, "error": error[:2_000]}
    row = await (await connection.execute(FAIL, values)).fetchone()
    if row is not None and row[0] == "given_up":
        reason = f"{owed.kind.replace('_', ' ')} could not be done: {error[:200]}"
        values = {"incident_id": owed.subject_id, "reason": reason}
        await connection.execute(TELL, values)
        await connection.execute(SHOW, values)
