"""Bring a database to this release's schema. Only the owner's role runs this, one at a time."""

from importlib import import_module
from typing import LiteralString
from uuid import UUID

import psycopg

from tocsin.db.errors import DatabaseRefused
from tocsin.db.schema import NEWEST, find_version

LOCK = 0x746F6373696E  # "tocsin", so that two starts migrate one after the other

MISSING_ROLES = """
    select string_agg(name, ', ') from unnest(array['tocsin_web', 'tocsin_engine']) as name
    where not exists (select from pg_roles where rolname = name)
"""
ADD_EPOCH = """
    insert into epoch (id, since) select %(id)s, clock_timestamp()
    where not exists (select from epoch)
"""
ADD_PARTITIONS = "select tocsin_add_partitions(%(month)s::date, 13)"
NOW = "select clock_timestamp()"


def migrate(owner_address: str, *, epoch: UUID) -> None:
    """Bring the schema up to date and see that the coming months have their partitions.

    `epoch` names this database's life, unless it has a name already. Raises DatabaseRefused.
    """
    with psycopg.connect(owner_address, autocommit=True) as connection:
        missing = _one(connection, MISSING_ROLES)
        if missing:
            raise DatabaseRefused(f"the database has no role {missing}: create it with LOGIN first")
        connection.execute("select pg_advisory_lock(%(key)s)", {"key": LOCK})
        if find_version(connection) != NEWEST:
            # Alembic takes half a second to load, at every start, and is needed once a release.
            import_module("tocsin.db.upgrade").upgrade(owner_address)
        connection.execute(ADD_EPOCH, {"id": epoch})
        connection.execute(ADD_PARTITIONS, {"month": _one(connection, NOW)})


def _one(connection: psycopg.Connection, query: LiteralString) -> object:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]
