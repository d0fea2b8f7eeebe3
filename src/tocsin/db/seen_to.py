"""An incident that asks for a person asks until one does something with it.

What machines write meanwhile takes nothing back: what the outbox gave up is given up still, though
a signal joined or a deadline was met.
"""

from psycopg import AsyncConnection

from tocsin.db.ledger import Ledger

SEEN_TO = """
    update incident set needs_human = null
    where id = any(%(ids)s) and needs_human is not null
"""


async def note_seen_to(connection: AsyncConnection, ledger: Ledger) -> None:
    """Let those ask no more with which an operator did something in this transaction."""
    if ledger.seen_to:
        await connection.execute(SEEN_TO, {"ids": sorted(ledger.seen_to)})
        ledger.seen_to.clear()
