"""A database's life: what was restored from a backup is another one, and old cursors mean nothing.

Only the database's owner writes here.
"""

from uuid import UUID

import psycopg

IS_EMPTY = """
    select not exists (
        select from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r')
"""
FORGET = "delete from epoch"
BEGIN = "insert into epoch (id, since) values (%(id)s, clock_timestamp())"
# A restored sign-in may be one that was ended since: everybody signs in again.
END_SIGN_INS = "delete from sign_in"


def is_empty(owner_address: str) -> bool:
    """Say whether nothing was ever put into this database."""
    with psycopg.connect(owner_address) as connection:
        row = connection.execute(IS_EMPTY).fetchone()
    return row is not None and bool(row[0])


def renew_epoch(owner_address: str, epoch: UUID) -> None:
    """Begin a new life: every screen reads its list again, and everybody signs in again."""
    with psycopg.connect(owner_address) as connection:
        connection.execute(FORGET)
        connection.execute(BEGIN, {"id": epoch})
        connection.execute(END_SIGN_INS)
