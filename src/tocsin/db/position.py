"""Where a lone worker is, in PostgreSQL: kept while they are looked after, and never else."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.domain.alarm.signal import Position

# They are looked after while a session runs, an alert stands on the phone or an incident about them
# is open. Whether one is, a silent one too, the door knows: no policy shows it to a phone, and no
# answer does.
KEEP_POSITION = """
    insert into position (
        id, received_at, occurred_at, subject_kind, subject_id, customer_id, centre_id, latitude,
        longitude, accuracy_m)
    select gen_random_uuid(), %(received_at)s, %(occurred_at)s, 'lone_worker', id, customer_id,
        centre_id, %(latitude)s, %(longitude)s, %(accuracy_m)s
    from lone_worker
    where id = %(id)s and is_looked_after(id)
"""


async def keep_position(
    connection: AsyncConnection,
    lone_worker_id: UUID,
    position: Position,
    *,
    received_at: datetime,
    occurred_at: datetime,
) -> None:
    values = {"id": lone_worker_id, "received_at": received_at, "occurred_at": occurred_at}
    await connection.execute(KEEP_POSITION, values | asdict(position))
