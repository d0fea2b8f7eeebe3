"""Every query of the program, put to the real schema by a role that may carry it out.

A renamed column fails here, at once; so does a right that nobody was given.
"""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

import tocsin.db
import tocsin.process
import tocsin.web
from tests.conftest import copied
from tests.db.scene import plan_of
from tocsin.gateways.postgres_server import PostgresServer

OWNERS = {"db.migrate", "db.epoch", "db.first_code"}  # asked before any other role works
STATEMENT = re.compile(r"\s*(select|insert|update|delete|with)\b", re.IGNORECASE)
ROLES = {
    "db": ("tocsin_engine", "tocsin_web"),
    "process": ("tocsin_engine", "tocsin_web"),
    "web": ("tocsin_web",),
}


def _queries() -> Iterator[tuple[str, str]]:
    for package in (tocsin.db, tocsin.process, tocsin.web):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if module.ispkg:
                continue
            for name, text in vars(import_module(module.name)).items():
                if name.isupper() and isinstance(text, str) and STATEMENT.match(text):
                    yield f"{module.name.removeprefix('tocsin.')}.{name}", text


QUERIES = dict(_queries())


def explain(address: str, query: str) -> None:
    """Let the database read a query, plan it, and see whether this role may carry it out."""
    with psycopg.connect(address) as connection:
        plan_of(connection, query)


@pytest.fixture(scope="module")
def schema(postgres: PostgresServer, migrated_template: str) -> Iterator[str]:
    """Give one database to all queries: none of them is carried out."""
    with copied(postgres, migrated_template) as address:
        yield address


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_fits_the_schema_and_the_rights_of_who_asks_it(schema: str, name: str) -> None:
    roles = ROLES[name.partition(".")[0]]
    if name.rpartition(".")[0] in OWNERS:
        roles = ("tocsin_owner",)
    refusals = []
    for role in roles:
        try:
            explain(make_conninfo(schema, user=role), QUERIES[name])
        except psycopg.errors.InsufficientPrivilege as refusal:
            refusals.append(str(refusal))
    assert len(refusals) < len(roles), refusals


def test_the_queries_are_found() -> None:
    """An empty list would pass every test above."""
    found = {name.rpartition(".")[0] for name in QUERIES}
    assert {"db.incident", "db.journal", "db.live", "db.view", "web.signal", "web.auth"} <= found
    assert len(QUERIES) > 60


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("select nmae from site", psycopg.errors.UndefinedColumn),
        ("select password_hash from person", psycopg.errors.InsufficientPrivilege),
    ],
)
def test_a_query_that_does_not_fit_is_refused(
    schema: str, query: str, why: type[psycopg.Error]
) -> None:
    with pytest.raises(why):
        explain(make_conninfo(schema, user="tocsin_web"), query)
