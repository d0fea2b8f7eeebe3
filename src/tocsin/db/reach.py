"""Whether the database is reached at all: asked on a connection of its own."""

from psycopg import AsyncConnection, OperationalError

WITHIN_S = 2  # the least that libpq keeps to


async def is_reached(address: str) -> bool:
    """Say whether it lets us in. That a pool is full, or a statement too slow, tells nothing."""
    try:
        async with await AsyncConnection.connect(address, connect_timeout=WITHIN_S):
            return True
    except OperationalError:
        return False
