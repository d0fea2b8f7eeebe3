"""Deadlines in PostgreSQL: the only timer in the system."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.incident import Incident

CLEAR = """
    delete from deadline
    where subject_kind = 'incident' and subject_id = %(incident_id)s and kind = 'look'
"""
# Lateness is data: how long after its time each deadline was met.
MEASURE = """
    insert into lateness (met_at, due_at, subject_kind, subject_id, kind, work)
    select %(met_at)s, due_at, subject_kind, subject_id, kind, %(work)s from deadline
    where subject_kind = 'incident' and subject_id = any(%(ids)s) and kind = 'look'
      and due_at <= %(met_at)s
    returning subject_id
"""
# A look that failed is tried again later: it must not stop the others.
POSTPONE = """
    update deadline set due_at = clock_timestamp() + interval '30 seconds'
    where subject_kind = 'incident' and subject_id = %(incident_id)s and kind = 'look'
"""
UNTIL_NEXT = """
    select greatest(0, least(3600, coalesce(
            extract(epoch from min(due_at) - clock_timestamp()), 3600)))::float,
        (select count(*) from (
            select from deadline where due_at <= clock_timestamp() limit %(most)s) as due)
    from deadline
"""


class PostgresDeadlines:
    """Sets the next look: written with all incidents that changed, at the end."""

    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def look_again(self, incident: Incident, due_at: datetime) -> None:
        """Set the incident's next look, in place of the one it had."""
        assert due_at > self._ledger.now, "the next look lies ahead"
        self._ledger.looks[incident.id] = {
            "incident_id": incident.id,
            "customer_id": incident.subject.customer_id,
            "centre_id": incident.subject.centre_id,
            "priority": incident.priority,
            "due_at": due_at,
        }
        self._ledger.looked(incident.id)

    async def clear(self, incident: Incident) -> None:
        """Look no more: it is filed."""
        self._ledger.looks.pop(incident.id, None)
        await self._connection.execute(CLEAR, {"incident_id": incident.id})
        self._ledger.looked(incident.id)


async def next_due(pool: AsyncConnectionPool, most: int) -> tuple[float, int]:
    """Say for how many seconds nobody need look, an hour at most, and how many looks are due now.

    Those that are due are counted up to `most`.
    """
    async with pool.connection() as connection:
        row = await (await connection.execute(UNTIL_NEXT, {"most": most})).fetchone()
    assert row is not None
    return float(row[0]), int(row[1])


async def put_off(pool: AsyncConnectionPool, incident_id: UUID) -> None:
    """Put a look off and say nothing: where even that could not be said."""
    async with pool.connection() as connection:
        await connection.execute(POSTPONE, {"incident_id": incident_id})
