"""The panels behind one receiver line: what must be in memory to answer a frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

# The mark changes when any panel of the line does, so that thousands of panels are read again
# only then, and not every second.
LINE = """
    select id, centre_id, unknown_account, (
        select count(*) || ' ' || coalesce(bit_xor(hashtextextended(panel::text, 0)), 0)
        from panel where line_id = receiver_line.id) as mark
    from receiver_line where port = %(port)s and withdrawn_at is null
"""
PANELS = """
    select id, account, site_id, customer_id, centre_id, aes_key, profile ->> 'crc' as crc,
        profile ->> 'length' as length, profile ->> 'time' as time
    from panel
    where line_id = %(id)s and withdrawn_at is null
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """A panel as it was read last: each is itself, so that what was decided of it is found fast."""

    id: UUID
    account: str
    site_id: UUID
    customer_id: UUID
    centre_id: UUID
    aes_key: bytes | None
    crc: str | None = None  # how it writes, where that was agreed; None takes any known form
    length: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A receiver line with its panels by account."""

    id: UUID
    centre_id: UUID
    acknowledges_unknown: bool
    mark: str  # of its panels, as they were read
    panels: Mapping[str, Panel]


async def find_line(
    connection: AsyncConnection, port: int, known: Line | None = None
) -> Line | None:
    """Find the line whose door this port is, with its panels; known ones are not read again."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        line = await (await cursor.execute(LINE, {"port": port})).fetchone()
        if line is None:
            return None
        if known is not None and (known.id, known.mark) == (line["id"], line["mark"]):
            panels = known.panels
        else:
            rows = await (await cursor.execute(PANELS, {"id": line["id"]})).fetchall()
            panels = {row["account"]: Panel(**row) for row in rows}
    return Line(
        id=line["id"],
        centre_id=line["centre_id"],
        acknowledges_unknown=line["unknown_account"] == "ack",
        mark=line["mark"],
        panels=panels,
    )
