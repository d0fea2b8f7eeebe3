"""What is wrong with a database: said in one line, or told from a fault of what was asked of it."""

from psycopg import OperationalError

# Connection exceptions, no room or memory, operator intervention but not a cancelled statement,
# faults of the system, transactions rolled back for another's sake, no lock.
AWAY = ("08", "53", "57P", "58", "40", "55P03")


class DatabaseRefused(Exception):
    """The database cannot be used as it is."""


def is_outage(error: Exception) -> bool:
    """Say whether the database is not able now, or two waited for each other: it is tried again.

    What else it refuses, a statement that takes too long for one, is a fault of what was asked.
    """
    if not isinstance(error, OperationalError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(AWAY)
