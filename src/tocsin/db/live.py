"""Reading the feed: what changed for one organisation since a cursor, in the order of commits.

A sequence number is no cursor: number 1 may commit after number 2 was read. So a read takes
whole transactions: all that committed since, whatever is still under way beside them. A cursor that
was given out goes on behind the oldest that was under way then: what came after it is told again.
"""

from dataclasses import dataclass, field
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.db.view import THESE_ROWS, Row, fetch_all

TOO_MANY = 2_000  # a screen that missed so much reads its list again

EPOCH = "select id from epoch"
SNAPSHOT = """
    select pg_snapshot_xmin(seen)::text::bigint, pg_snapshot_xmax(seen)::text::bigint, seen::text
    from pg_current_snapshot() as seen
"""
CHANGED = """
    select distinct subject_id from feed
    where tx >= %(from_tx)s::text::xid8
      and (%(seen)s::text is null or not pg_visible_in_snapshot(tx, %(seen)s::text::pg_snapshot))
      and subject_kind = 'incident'
    limit %(limit)s
"""


class Stale(Exception):
    """The cursor belongs to another epoch, or too much has happened since: read the list again."""


@dataclass(frozen=True, slots=True)
class Cursor:
    epoch: UUID
    tx: int  # all before it is seen
    before_tx: int = field(default=0, compare=False)  # nothing from it on is
    seen: str | None = field(default=None, compare=False)  # exactly that; None: it was given out

    def may_lie_behind(self, other: "Cursor") -> bool:
        """Say whether another one may have seen what this one has not."""
        return self.seen != other.seen and self.before_tx <= other.before_tx

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
    snapshot = await (await connection.execute(SNAPSHOT)).fetchone()
    assert epoch is not None, "every database has its epoch"
    assert snapshot is not None
    return Cursor(epoch[0], *snapshot)


async def changed_rows(connection: AsyncConnection, since: Cursor, until: Cursor) -> list[Row]:
    """Read the rows of what changed from one cursor to this snapshot's own. Raises Stale."""
    if since.epoch != until.epoch or since.tx > until.tx:
        raise Stale
    values = {"from_tx": str(since.tx), "seen": since.seen, "limit": TOO_MANY}
    cursor = await connection.execute(CHANGED, values)
    ids = [row[0] for row in await cursor.fetchall()]
    if len(ids) == TOO_MANY:
        raise Stale
    return list(await fetch_all(connection, THESE_ROWS, {"ids": ids})) if ids else []
