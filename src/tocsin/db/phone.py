"""Lone workers' phones in PostgreSQL: what one shows, that it was heard, and which is missed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.db.ledger import Ledger
from tocsin.db.position import keep_position
from tocsin.domain.alarm.signal import Position
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.session.heartbeat import HEARD_WITHIN, Phone

READ = """
    select row_to_json(session) as session, row_to_json(phone_alert) as alert,
        exists (select from lone_worker_pin where lone_worker_id = %(id)s) as has_pins
    from (values (1)) as one
    left join session on session.lone_worker_id = %(id)s and session.state <> 'ended'
    left join phone_alert on phone_alert.lone_worker_id = %(id)s
        and phone_alert.over_at is null
"""
HOLD = """
    select id, lone_worker_id, label, heard_at, awake, battery_percent, lost_at
    from device where id = %(id)s for no key update
"""
# Along the index of those that are awake; a session in which it was heard makes it matter.
CLAIM_UNHEARD = """
    select id, lone_worker_id, label, heard_at, awake, battery_percent, lost_at
    from device
    where awake and lost_at is null and withdrawn_at is null
        and heard_at <= %(now)s::timestamptz - %(within)s::interval
        and id <> all(%(but)s::uuid[])
        and exists (select from session
            where session.lone_worker_id = device.lone_worker_id and state = 'running'
                and session.started_at <= device.heard_at)
    order by heard_at limit %(at_most)s
    for no key update of device skip locked
"""
SAVE = """
    update device set heard_at = %(heard_at)s, awake = %(awake)s,
        battery_percent = %(battery_percent)s, lost_at = %(lost_at)s
    where id = %(id)s
"""


class PostgresPhones:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def hold(self, device_id: UUID) -> Phone:
        """Get a phone and hold it until the transaction ends. Raises NotFound."""
        rows = await self._fetch(HOLD, {"id": device_id})
        await self._ledger.start_clock()
        if not rows:
            raise NotFound(f"no device {device_id}")
        return _phone(rows[0])

    async def claim_unheard(self, at_most: int, but: Collection[UUID] = ()) -> Sequence[Phone]:
        """Hold phones that were not heard while their sessions run, the longest silent first."""
        now = await self._ledger.ask_clock()
        values = {"now": now, "within": HEARD_WITHIN, "at_most": at_most, "but": list(but)}
        rows = await self._fetch(CLAIM_UNHEARD, values)
        await self._ledger.start_clock()
        return [_phone(row) for row in rows]

    async def save(self, phone: Phone) -> None:
        await self._connection.execute(SAVE, asdict(phone))

    async def keep_position(self, phone: Phone, position: Position, occurred_at: datetime) -> None:
        await keep_position(
            self._connection,
            phone.whose.id,
            position,
            received_at=self._ledger.now,
            occurred_at=occurred_at,
        )

    async def _fetch(self, query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            return await (await cursor.execute(query.encode(), values)).fetchall()


def _phone(row: Mapping[str, Any]) -> Phone:
    fields = {name: value for name, value in row.items() if name != "lone_worker_id"}
    whose = SubjectRef(kind=SubjectKind.LONE_WORKER, id=row["lone_worker_id"])
    return Phone(whose=whose, **fields)


async def read_phone(connection: AsyncConnection, lone_worker_id: UUID) -> Mapping[str, Any]:
    """Read a lone worker's session and alert, as their phone may show them."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(READ, {"id": lone_worker_id})).fetchone()
    assert row is not None, "it stands on a row of its own"
    return row
