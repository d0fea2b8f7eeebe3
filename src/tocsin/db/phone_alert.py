"""What lone workers' phones may show, in PostgreSQL: one row each."""

from dataclasses import asdict

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.db.ledger import Ledger
from tocsin.domain.people.subject import Subject
from tocsin.domain.session.phone_alert import PhoneAlert

HOLD = """
    select code, pressed_at, stored_at, taken_at, taken_by, over_at, incident_id from phone_alert
    where lone_worker_id = %(id)s for no key update
"""
# Where there is no row, nothing is held: then whoever writes the first one does so in turn, so that
# what somebody pressed is not written over by what was raised in the same moment.
FIRST_IN_TURN = "select pg_advisory_xact_lock(hashtextextended(%(id)s::text, 5))"
PUT = """
    insert into phone_alert (lone_worker_id, customer_id, centre_id, code, pressed_at, stored_at,
        taken_at, taken_by, over_at, incident_id)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(code)s, %(pressed_at)s, %(stored_at)s,
        %(taken_at)s, %(taken_by)s, %(over_at)s, %(incident_id)s)
    on conflict (lone_worker_id) do update set
        code = excluded.code, pressed_at = excluded.pressed_at, stored_at = excluded.stored_at,
        taken_at = excluded.taken_at, taken_by = excluded.taken_by, over_at = excluded.over_at,
        incident_id = excluded.incident_id
"""


class PostgresPhoneAlerts:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def hold(self, subject: Subject) -> PhoneAlert | None:
        """Get what is shown and hold it until the transaction ends; None where nothing ever was."""
        values = {"id": subject.ref.id}
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            row = await (await cursor.execute(HOLD, values)).fetchone()
            if row is None:
                await cursor.execute(FIRST_IN_TURN, values)
                row = await (await cursor.execute(HOLD, values)).fetchone()
        await self._ledger.start_clock()
        return None if row is None else PhoneAlert(**row)

    async def put(self, subject: Subject, alert: PhoneAlert) -> None:
        whose = {
            "id": subject.ref.id,
            "customer_id": subject.customer_id,
            "centre_id": subject.centre_id,
        }
        await self._connection.execute(PUT, asdict(alert) | whose)
