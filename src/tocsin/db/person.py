"""People in PostgreSQL: who is heard."""

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

HEARD_AT = "select max(heard_at) from sign_in where person_id = %(id)s"


class PostgresPeople:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def heard_at(self, person_id: UUID) -> datetime | None:
        """Say when a screen of theirs was last heard; None when none is signed in."""
        row = await (await self._connection.execute(HEARD_AT, {"id": person_id})).fetchone()
        assert row is not None
        moment: datetime | None = row[0]
        return moment
