"""People in PostgreSQL: who is heard, and what only they themselves may know."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.domain.access import Role
from tocsin.domain.response.notice import Addressee

HEARD_AT = "select max(heard_at) from sign_in where person_id = %(id)s"
# A watcher's or an administrator's open screen takes no incident; whoever signed out is gone.
CENTRE_HEARD_AT = """
    select max(sign_in.heard_at) from sign_in
    join person on person.id = sign_in.person_id
    where sign_in.organisation_id = %(id)s and sign_in.app = 'console'
      and person.roles && array['operator', 'supervisor'] and person.withdrawn_at is null
      and sign_in.ends_at > clock_timestamp()
"""
SUPERVISORS = """
    select name, id from person
    where organisation_id = %(centre_id)s and 'supervisor' = any(roles) and withdrawn_at is null
    order by name, id
"""
COUNT_WITH = """
    select count(*) from person
    where organisation_id = %(organisation_id)s and %(role)s = any(roles) and withdrawn_at is null
"""
SET_PASSWORD = "update person set password_hash = %(hash)s where id = %(id)s"  # noqa: S105  a query
END_SIGN_INS = """
    update sign_in set ends_at = least(ends_at, clock_timestamp())
    where person_id = %(id)s and (%(but)s::bytea is null or token_digest <> %(but)s)
"""


class PostgresPeople:
    """Asks once in a transaction for what all of its looks need to know."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._heard_at: dict[UUID, datetime | None] = {}
        self._supervisors: dict[UUID, Sequence[Addressee]] = {}

    async def heard_at(self, person_id: UUID) -> datetime | None:
        """Say when a screen of theirs was last heard, signed out or not; None: never."""
        return await self._moment(HEARD_AT, person_id)

    async def centre_heard_at(self, centre_id: UUID) -> datetime | None:
        """Say when a screen of any of a centre's operators was last heard."""
        return await self._moment(CENTRE_HEARD_AT, centre_id)

    async def supervisors(self, centre_id: UUID) -> Sequence[Addressee]:
        """List whom a centre calls when nobody takes an incident."""
        if centre_id not in self._supervisors:
            cursor = await self._connection.execute(SUPERVISORS, {"centre_id": centre_id})
            rows = await cursor.fetchall()
            self._supervisors[centre_id] = [Addressee(name=n, person_id=i) for n, i in rows]
        return self._supervisors[centre_id]

    async def _moment(self, query: LiteralString, of: UUID) -> datetime | None:
        if of not in self._heard_at:
            row = await (await self._connection.execute(query, {"id": of})).fetchone()
            assert row is not None
            self._heard_at[of] = row[0]
        return self._heard_at[of]

    async def count_with(self, organisation_id: UUID, role: Role) -> int:
        """Count the people of an organisation who have this role."""
        values = {"organisation_id": organisation_id, "role": role}
        row = await (await self._connection.execute(COUNT_WITH, values)).fetchone()
        assert row is not None
        return int(row[0])

    async def set_password(self, person_id: UUID, password_hash: str) -> None:
        values = {"id": person_id, "hash": password_hash}
        await self._connection.execute(SET_PASSWORD, values)

    async def end_sign_ins(self, person_id: UUID, but: bytes | None = None) -> None:
        """End all that somebody has open, one browser excepted; when they were heard is kept."""
        await self._connection.execute(END_SIGN_INS, {"id": person_id, "but": but})
