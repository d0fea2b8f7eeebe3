"""Reading the feed: what changed for one organisation since a cursor, in the order of commits.

A sequence number is no cursor: number 1 may commit after number 2 was read. So a read takes
whole transactions: those at or after the cursor's, and before the oldest one still under way.
"""

from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.db.view import THESE_ROWS, Row, fetch_all

TOO_MANY = 2_000  # a screen that missed so much reads its list again

EPOCH = "select id from epoch"
HORIZON = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
CHANGED = """
    select distinct subject_id from feed
    where tx >= %(from_tx)s::text::xid8 and tx < %(before_tx)s::text::xid8
      and subject_kind = 'incident'
    limit %(limit)s
"""


class Stale(Exception):
    """The cursor belongs to another epoch, or too much has happened since: read the list again."""


@dataclass(frozen=True, slots=True)
class Cursor:
    epoch: UUID
    tx: int

    def __str__(self) -> str:
        return f"{self.epoch.hex}.{self.tx:x}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Read a cursor as it was given out. Raises Stale for anything else."""
        epoch, dot, tx = text.partition(".")
        try:
            assert dot
            assert tx.isalnum()  # int() would take a sign, which no cursor has
            return cls(UUID(hex=epoch), int(tx, 16))
        except (ValueError, AssertionError):
            raise Stale from None


async def cursor_now(connection: AsyncConnection) -> Cursor:
    """Give the cursor of this transaction's snapshot: what it sees, the feed need not repeat."""
    epoch = await (await connection.execute(EPOCH)).fetchone()
    horizon = await (await connection.execute(HORIZON)).fetchone()
    assert epoch is not None, "every database has its epoch"
    assert horizon is not None
    return Cursor(epoch[0], horizon[0])


async def changed_rows(connection: AsyncConnection, since: Cursor, until: Cursor) -> list[Row]:
    """Read the rows of what changed between two cursors, as they are now. Raises Stale."""
    if since.epoch != until.epoch or since.tx > until.tx:
        raise Stale
    values = {"from_tx": str(since.tx), "before_tx": str(until.tx), "limit": TOO_MANY}
    cursor = await connection.execute(CHANGED, values)
    ids = [row[0] for row in await cursor.fetchall()]
    if len(ids) == TOO_MANY:
        raise Stale
    return list(await fetch_all(connection, THESE_ROWS, {"ids": ids})) if ids else []
