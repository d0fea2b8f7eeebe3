"""What a lone worker's phone shows, read as it stands; and that it was heard."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

READ = """
    select row_to_json(session) as session, row_to_json(phone_alert) as alert,
        exists (select from lone_worker_pin where lone_worker_id = %(id)s) as has_pins
    from (values (1)) as one
    left join session on session.lone_worker_id = %(id)s and session.state <> 'ended'
    left join phone_alert on phone_alert.lone_worker_id = %(id)s
        and phone_alert.over_at is null
"""
HEAR = """
    update device set heard_at = greatest(heard_at, %(at)s), awake = %(awake)s,
        battery_percent = coalesce(%(battery_percent)s, battery_percent)
    where id = %(id)s
"""
# Where somebody is, is kept while a session runs or an alert stands on the phone, and never else.
KEEP_POSITION = """
    insert into position (
        id, received_at, occurred_at, subject_kind, subject_id, customer_id, centre_id, latitude,
        longitude, accuracy_m)
    select gen_random_uuid(), %(at)s, %(occurred_at)s, 'lone_worker', device.lone_worker_id,
        device.customer_id, device.centre_id, %(latitude)s, %(longitude)s, %(accuracy_m)s
    from device
    where id = %(id)s and (
        exists (select from session where session.lone_worker_id = device.lone_worker_id
            and session.state <> 'ended')
        or exists (select from phone_alert
            where phone_alert.lone_worker_id = device.lone_worker_id and over_at is null))
"""


async def read_phone(connection: AsyncConnection, lone_worker_id: UUID) -> Mapping[str, Any]:
    """Read a lone worker's session and alert, as their phone may show them."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(READ, {"id": lone_worker_id})).fetchone()
    assert row is not None, "it stands on a row of its own"
    return row


async def hear(
    connection: AsyncConnection,
    device_id: UUID,
    heard: Mapping[str, Any],
    position: Mapping[str, Any] | None,
    *,
    occurred_at: datetime,
) -> None:
    """Note that a phone was heard, and where it was then."""
    await connection.execute(HEAR, {"id": device_id, **heard})
    if position is not None:
        values = {"id": device_id, "at": heard["at"], "occurred_at": occurred_at, **position}
        await connection.execute(KEEP_POSITION, values)
