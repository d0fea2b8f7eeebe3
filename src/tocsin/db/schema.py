"""Which schema this release needs, and whether a database has it: asked at every start."""

import psycopg

from tocsin.db.errors import DatabaseRefused

NEWEST = "0001"  # a test holds it to the newest migration

IS_THERE = "select to_regclass('public.alembic_version') is not null"
VERSION = "select version_num from alembic_version"


def check_schema(address: str) -> None:
    """See that the database answers and has this release's schema. Raises DatabaseRefused."""
    with psycopg.connect(address) as connection:
        there = connection.execute(IS_THERE).fetchone()
        version = connection.execute(VERSION).fetchone() if there and there[0] else None
    had = version[0] if version else "none"
    if had != NEWEST:
        is_older = version is None or had < NEWEST
        cure = "run `tocsin migrate`" if is_older else "start the release that made it"
        raise DatabaseRefused(
            f"the database's schema is {had}, this release needs {NEWEST}: {cure}"
        )
