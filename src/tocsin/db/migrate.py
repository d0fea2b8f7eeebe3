"""Bring a database to this release's schema. Only the owner's role runs this, one at a time."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from tocsin.db.errors import DatabaseRefused

SCRIPTS = Path(__file__).parent / "migrations"
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


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


def migrate(owner_address: str, *, epoch: UUID) -> None:
    """Bring the schema up to date and see that the coming months have their partitions.

    `epoch` names this database's life, unless it has a name already.
    """
    with psycopg.connect(owner_address) as raw:  # closing it gives the lock back, whatever happens
        engine = sqlalchemy.create_engine(
            "postgresql+psycopg://", creator=lambda: raw, poolclass=sqlalchemy.NullPool
        )
        with engine.connect() as connection:
            _migrate(connection, epoch)


def _migrate(connection: sqlalchemy.Connection, epoch: UUID) -> None:
    missing = connection.exec_driver_sql(MISSING_ROLES).scalar_one()
    if missing:
        raise DatabaseRefused(f"the database has no role {missing}: create it with LOGIN first")
    connection.exec_driver_sql("select pg_advisory_lock(%(key)s)", {"key": LOCK})
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseRefused(f"the database is of another release: {error}") from error
    now: datetime = connection.exec_driver_sql(NOW).scalar_one()
    connection.exec_driver_sql(ADD_EPOCH, {"id": epoch})
    connection.exec_driver_sql(ADD_PARTITIONS, {"month": now})
    connection.commit()
