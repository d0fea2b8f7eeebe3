"""What must always be so, asked of the database itself: each question names what breaks a promise.

A finding is a fault of ours. It is said in the log and by the board, and what can be set right is.
"""

from collections.abc import Mapping
from typing import LiteralString
from uuid import UUID

from psycopg import AsyncConnection

# P1: nobody would ever look at it again.
WITHOUT_A_LOOK = """
    select id from incident
    where state <> 'filed' and not exists (
        select from deadline
        where subject_kind = 'incident' and subject_id = incident.id and kind = 'look')
    order by id limit 100
"""
LOOK_NOW = """
    insert into deadline (
        subject_kind, subject_id, kind, customer_id, centre_id, priority, due_at)
    select 'incident', id, 'look', customer_id, centre_id, priority, clock_timestamp()
    from incident where id = %(id)s
    on conflict (subject_kind, subject_id, kind) do nothing
"""
COUNTS: Mapping[str, LiteralString] = {
    "stored signals wait to be raised": """
        select count(*) from signal_due
        where received_at < clock_timestamp() - interval '30 seconds'
    """,
    "deadlines have come and are not met": """
        select count(*) from deadline where due_at < clock_timestamp() - interval '60 seconds'
    """,
    "sessions are due and nobody looks at them": """
        select count(*) from session where look_at < clock_timestamp() - interval '60 seconds'
    """,
    "outside effects are owed and not tried": """
        select count(*) from outbox where state in ('owed', 'claimed')
          and due_at < clock_timestamp() - interval '5 minutes'
    """,
    "rows lie in a default partition: a month has none of its own": """
        select (select count(*) from signal_default) + (select count(*) from signal_outcome_default)
            + (select count(*) from position_default) + (select count(*) from feed_default)
            + (select count(*) from lateness_default)
    """,
}


async def find_without_a_look(connection: AsyncConnection) -> list[UUID]:
    """List incidents that have no next look."""
    return [row[0] for row in await (await connection.execute(WITHOUT_A_LOOK)).fetchall()]


async def look_now(connection: AsyncConnection, incident_id: UUID) -> None:
    """Give an incident a look that is due at once."""
    await connection.execute(LOOK_NOW, {"id": incident_id})


async def find_overdue(connection: AsyncConnection) -> dict[str, int]:
    """Count what should have been done: in words, with how many; nothing that is none."""
    found = {}
    for words, query in COUNTS.items():
        row = await (await connection.execute(query)).fetchone()
        assert row is not None
        if row[0]:
            found[words] = row[0]
    return found
