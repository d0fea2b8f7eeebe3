"""What is beside a silent alarm: every screen that shows it is told when that begins or ends.

Whoever works on it sees at once that nobody may be rung there. It writes into none of these
incidents, which others may hold: what the screens go by is the version in `db/view.py`.
"""

from psycopg import AsyncConnection

from tocsin.db.ledger import Ledger

# Of the silent alarm itself its customer is told nothing, and so nothing of what it changes.
TELL = """
    insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
    select %(now)s, 'incident', id, customer_id, centre_id, true from incident
    where coalesce(site_id, lone_worker_id, line_id) = any(%(subjects)s::uuid[])
      and state <> 'filed'
"""


async def tell_hushed(connection: AsyncConnection, ledger: Ledger) -> None:
    """Tell of what is where a silent alarm began or ended in this transaction."""
    if ledger.hushing:
        await connection.execute(TELL, {"now": ledger.now, "subjects": sorted(ledger.hushing)})
        ledger.hushing.clear()
