"""The database and the roles that Tocsin works with, made if they are missing, set anew each time.

The owner owns the tables and migrates them; `tocsin_web` and `tocsin_engine` get no right that is
not granted to them, and can never see past the policies on the rows.
"""

from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

OWNER: Final = "tocsin_owner"
DATABASE: Final = "tocsin"
_TIMEOUTS: Final = {
    # A request that takes longer than ten seconds has lost its reader; a loop's may wait longer.
    "tocsin_web": {
        "statement_timeout": "10s",
        "idle_in_transaction_session_timeout": "15s",
        "lock_timeout": "8s",
    },
    "tocsin_engine": {
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "30s",
        "lock_timeout": "8s",
    },
}


def conninfo(socket_directory: str, *, role: str, database: str = DATABASE) -> str:
    return make_conninfo("", host=socket_directory, port=5432, dbname=database, user=role)


def ensure_roles(socket_directory: str) -> None:
    """Bring roles and database to what they should be, whatever is there already."""
    address = conninfo(socket_directory, role=OWNER, database="postgres")
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
        for role, timeouts in _TIMEOUTS.items():
            _ensure_role(connection, role, timeouts)
        _ensure_database(connection)


def _ensure_role(connection: psycopg.Connection, role: str, timeouts: dict[str, str]) -> None:
    known = connection.execute("select 1 from pg_roles where rolname = %s", [role])
    name = sql.Identifier(role)
    verb = sql.SQL("alter role" if known.fetchone() else "create role")
    rights = sql.SQL("login nosuperuser nobypassrls nocreatedb nocreaterole noreplication")
    connection.execute(sql.SQL("{} {} {}").format(verb, name, rights))
    for setting, value in timeouts.items():
        change = sql.SQL("alter role {} set {} to {}")
        connection.execute(change.format(name, sql.Identifier(setting), sql.Literal(value)))


def _ensure_database(connection: psycopg.Connection) -> None:
    known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
    database = sql.Identifier(DATABASE)
    if known.fetchone() is None:
        create = sql.SQL("create database {} owner {}")
        connection.execute(create.format(database, sql.Identifier(OWNER)))
    connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    for role in _TIMEOUTS:
        grant = sql.SQL("grant connect on database {} to {}")
        connection.execute(grant.format(database, sql.Identifier(role)))
