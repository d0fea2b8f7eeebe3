"""Trackers in PostgreSQL: by what each is known behind its line, and that it was heard."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

GET_TRACKER = """
    select id, customer_id, centre_id, line_id, lone_worker_id, account, withdrawn_at
    from tracker where id = %(id)s
"""
HOLD_TRACKER = "select id from tracker where id = %(id)s for no key update"
ADD_TRACKER = """
    insert into tracker (
        id, customer_id, centre_id, line_id, lone_worker_id, account, withdrawn_at)
    values (
        %(id)s, %(customer_id)s, %(centre_id)s, %(line_id)s, %(lone_worker_id)s, %(account)s,
        %(withdrawn_at)s)
"""
SAVE_TRACKER = """
    update tracker set account = %(account)s, withdrawn_at = %(withdrawn_at)s where id = %(id)s
"""
LIST_TRACKERS = """
    select tracker.id, tracker.customer_id, tracker.centre_id, line_id, lone_worker_id, account,
        heard_at, battery_percent, tracker.withdrawn_at
    from tracker
    where tracker.id > %(after)s and (tracker.withdrawn_at is null or %(withdrawn)s)
      and (%(of)s::uuid is null or %(of)s in (lone_worker_id, line_id))
    order by tracker.id limit %(limit)s
"""
FIND_LINE = "select id, centre_id, protocol, mapping from find_tracker_line(%(digest)s)"
HEAR = """
    select id, lone_worker_id, customer_id, centre_id, account, battery_percent
    from tracker
    where line_id = %(line_id)s and account = %(account)s and withdrawn_at is null
    for no key update
"""
WAS_HEARD = """
    update tracker set heard_at = clock_timestamp(),
        battery_percent = coalesce(%(battery_percent)s, battery_percent)
    where id = %(id)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerLine:
    """The line whose key somebody showed."""

    id: UUID
    centre_id: UUID
    protocol: str
    mapping: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTracker:
    """A tracker that speaks, held until the transaction ends."""

    id: UUID
    lone_worker_id: UUID
    customer_id: UUID
    centre_id: UUID
    account: str
    battery_percent: int | None


async def find_tracker_line(connection: AsyncConnection, digest: bytes) -> TrackerLine | None:
    """Find the line to whose address this key belongs."""
    row = await _row(connection, FIND_LINE, {"digest": digest})
    return None if row is None else TrackerLine(**row)


async def hear_tracker(
    connection: AsyncConnection, line_id: UUID, account: str
) -> KnownTracker | None:
    """Hold the tracker that calls itself so behind this line; None: nobody knows it."""
    row = await _row(connection, HEAR, {"line_id": line_id, "account": account})
    return None if row is None else KnownTracker(**row)


async def was_heard(
    connection: AsyncConnection, tracker: KnownTracker, battery_percent: int | None
) -> None:
    await connection.execute(WAS_HEARD, {"id": tracker.id, "battery_percent": battery_percent})


async def _row(
    connection: AsyncConnection, query: str, values: Mapping[str, Any]
) -> dict[str, Any] | None:
    async with connection.cursor(row_factory=dict_row) as cursor:
        return await (await cursor.execute(query.encode(), values)).fetchone()
