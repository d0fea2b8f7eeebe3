"""Which schema this release needs, and whether a database has it: asked at every start."""

import psycopg

from tocsin.db.errors import DatabaseRefused

NEWEST = "0001"  # a test holds it to the newest migration

IS_THERE = "select to_regclass('public.alembic_version') is not null"
VERSION = "select version_num from alembic_version"


def check_schema(address: str) -> None:
    """See that the database answers and has this release's schema. Raises DatabaseRefused."""
    with psycopg.connect(address) as connection:
        version = find_version(connection)
    if version != NEWEST:
        had = version or "none"
        is_older = version is None or version < NEWEST
        cure = "run `tocsin migrate`" if is_older else "start the release that made it"
        raise DatabaseRefused(
            f"the database's schema is {had}, this release needs {NEWEST}: {cure}"
        )


def find_version(connection: psycopg.Connection) -> str | None:
    """Say which schema a database has; None when it has none of ours."""
    there = connection.execute(IS_THERE).fetchone()
    found = connection.execute(VERSION).fetchone() if there and there[0] else None
    return found[0] if found else None
