"""Heartbeats of the loops in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from psycopg import AsyncConnection

SAY = """
    insert into heartbeat (name, process, heard_at)
    select name, %(process)s, clock_timestamp() from unnest(%(names)s::text[]) as name
    on conflict (name, process) do update set heard_at = excluded.heard_at
"""
FORGET = "delete from heartbeat where heard_at < clock_timestamp() - interval '1 hour'"


async def say_alive(connection: AsyncConnection, process: UUID, names: Sequence[str]) -> None:
    """Write down that these loops of one process are alive, and forget processes long gone."""
    await connection.execute(SAY, {"process": process, "names": list(names)})
    await connection.execute(FORGET)
