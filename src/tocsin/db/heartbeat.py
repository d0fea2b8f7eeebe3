"""Heartbeats of the loops in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from psycopg import AsyncConnection

SAY = """
    insert into heartbeat (name, process, heard_at)
    select name, %(process)s, clock_timestamp() from unnest(%(names)s::text[]) as name
    on conflict (name, process) do update set heard_at = excluded.heard_at
"""
# P12: a part of Tocsin that is not heard for so long is called silent, on the board and to probes.
SILENT = """
    select name from unnest(%(names)s::text[]) as name
    where not exists (
        select from heartbeat
        where heartbeat.name = name.name
          and heard_at > clock_timestamp() - make_interval(secs => %(within_s)s))
    order by name
"""
SILENT_AFTER_S = 10.0
PARTS = ("audit", "deadline", "outbox", "raise", "receive", "session", "store", "supervise")
# A process that is long gone is forgotten, but never the last of its name: its silence must show.
FORGET = """
    delete from heartbeat as old where heard_at < clock_timestamp() - interval '1 hour'
      and exists (select from heartbeat as newer
                  where newer.name = old.name and newer.heard_at > old.heard_at)
"""


async def say_alive(connection: AsyncConnection, process: UUID, names: Sequence[str]) -> None:
    """Write down that these loops of one process are alive, and forget processes long gone."""
    await connection.execute(SAY, {"process": process, "names": list(names)})
    await connection.execute(FORGET)


async def silent_parts(connection: AsyncConnection, within_s: float = SILENT_AFTER_S) -> list[str]:
    """Name the parts that nobody has heard of late, in any process."""
    cursor = await connection.execute(SILENT, {"names": list(PARTS), "within_s": within_s})
    return [row[0] for row in await cursor.fetchall()]
