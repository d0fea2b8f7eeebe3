"""Lone workers' PINs in PostgreSQL: keyed digests, and how often a wrong one was entered."""

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.db.ledger import Ledger
from tocsin.domain.people.subject import Subject
from tocsin.domain.session.pin import Pins

HOLD = """
    select safe, duress, wrong, locked_until from lone_worker_pin
    where lone_worker_id = %(id)s for no key update
"""
ADD = """
    insert into lone_worker_pin (lone_worker_id, customer_id, centre_id, safe, duress, set_at)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(safe)s, %(duress)s, %(now)s)
"""
SAVE = """
    update lone_worker_pin set wrong = %(wrong)s, locked_until = %(locked_until)s
    where lone_worker_id = %(id)s
"""
FORGET = "delete from lone_worker_pin where lone_worker_id = %(id)s"


class PostgresPins:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def hold(self, subject: Subject) -> Pins | None:
        """Get somebody's PINs and hold them until the transaction ends; None where there are none.

        Entries come one after the other: two at once count as two.
        """
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            row = await (await cursor.execute(HOLD, {"id": subject.ref.id})).fetchone()
        await self._ledger.start_clock()
        return None if row is None else Pins(**row)

    async def add(self, subject: Subject, pins: Pins) -> None:
        whose = {"customer_id": subject.customer_id, "centre_id": subject.centre_id}
        values = _values(subject, pins) | whose | {"now": self._ledger.now}
        await self._connection.execute(ADD, values)

    async def save(self, subject: Subject, pins: Pins) -> None:
        """Keep how often a wrong one was entered: written for every entry, right or wrong."""
        await self._connection.execute(SAVE, _values(subject, pins))

    async def forget(self, subject: Subject) -> None:
        await self._connection.execute(FORGET, {"id": subject.ref.id})


def _values(subject: Subject, pins: Pins) -> dict[str, Any]:
    return {
        "id": subject.ref.id,
        "safe": pins.safe,
        "duress": pins.duress,
        "wrong": pins.wrong,
        "locked_until": pins.locked_until,
    }
