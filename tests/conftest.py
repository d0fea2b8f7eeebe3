"""Fixtures: a real PostgreSQL, a database of its own for each test, and a clock that tests move.

One server runs for each test process (tests/postgres.py). Its schema is migrated once, the demo's
story is told once, and each test gets a copy of either.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from tests.clock import FakeClock
from tests.domain.specimen import KEY
from tests.scratch import lie_in_memory
from tocsin.db.migrate import migrate
from tocsin.db.work import Means, WorkOpener
from tocsin.demo.seed import seed
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.postgres_server import PostgresServer

pytest_plugins = ["tests.postgres"]
lie_in_memory()

# How long an example takes says something of the machine, and nothing of the code.
settings.register_profile("tocsin", deadline=None)
settings.load_profile("tocsin")

# What is to reach every line of the domain and of the use cases, and no hit by chance.
OWN_TESTS = ("tests/domain/", "tests/app/", "tests/contract/")
TURNS = ({"browser", "processes"}, {"web", "loops", "gateways", "simulation"})

EPOCH = UUID(int=1)
ALARM_PORT = 8609
MIGRATED, SEEDED = "migrated", "seeded"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what is measured for coverage, and what comes first.

    To be measured makes a test several times slower: only those are that must reach every line.
    Several files run at once. The long ones come first, those that wait among those that work;
    the short ones fill up the end.
    """
    for item in items:
        if not item.nodeid.startswith(OWN_TESTS):
            item.add_marker("no_cover")
    files = list(dict.fromkeys(item.path for item in items))
    place = {path: (_turn(path), share) for path, share in _shares(files)}
    items.sort(key=lambda item: place[item.path])


def _turn(path: Path) -> int:
    return next((n for n, folders in enumerate(TURNS) if path.parent.name in folders), len(TURNS))


def _shares(files: Iterable[Path]) -> Iterator[tuple[Path, float]]:
    """Give where in its folder each file stands, from 0 to 1: so folders of one turn mix evenly."""
    for _, group in groupby(files, key=lambda path: path.parent):
        of_one = list(group)
        yield from ((path, n / len(of_one)) for n, path in enumerate(of_one))


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """How each of Tocsin's roles reaches one database."""

    owner: str
    web: str
    engine: str


@pytest.fixture(scope="session")
def postgres(postgres_server: PostgresServer) -> PostgresServer:
    """Give the test process's server."""
    return postgres_server


def _create(server: PostgresServer, name: str, template: str) -> None:
    words = sql.SQL("create database {} template {}")
    with psycopg.connect(server.address(database="postgres"), autocommit=True) as connection:
        connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(server: PostgresServer, name: str) -> None:
    words = sql.SQL("drop database {} with (force)")
    with psycopg.connect(server.address(database="postgres"), autocommit=True) as connection:
        connection.execute(words.format(sql.Identifier(name)))


@contextmanager
def copied(server: PostgresServer, template: str) -> Iterator[str]:
    """Give the owner's address of a copy that lasts as long as the block."""
    name = f"test_{new_id().hex}"
    _create(server, name, template)
    yield server.address(database=name)
    _drop(server, name)


@pytest.fixture(scope="session")
def migrated_template(postgres: PostgresServer) -> str:
    _create(postgres, MIGRATED, "template0")
    migrate(postgres.address(database=MIGRATED), epoch=EPOCH)
    return MIGRATED


@pytest.fixture(scope="session")
def seeded_template(postgres: PostgresServer, migrated_template: str) -> str:
    _create(postgres, SEEDED, migrated_template)
    seed(postgres.address(database=SEEDED), alarm_port=ALARM_PORT)
    return SEEDED


@pytest.fixture
def empty_database(postgres: PostgresServer, migrated_template: str) -> Iterator[str]:
    """Give the owner's address of a migrated database without a row."""
    with copied(postgres, migrated_template) as address:
        yield address


@pytest.fixture
def database(postgres: PostgresServer, seeded_template: str) -> Iterator[str]:
    """Give the owner's address of a database in which the demo's story stands."""
    with copied(postgres, seeded_template) as address:
        yield address


@pytest.fixture
def addresses(database: str) -> Addresses:
    return Addresses(
        owner=database,
        web=make_conninfo(database, user="tocsin_web"),
        engine=make_conninfo(database, user="tocsin_engine"),
    )


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that stands a minute ahead of what the database stamps by its own."""
    return FakeClock(datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1))


def _opener(pool: AsyncConnectionPool, clock: FakeClock) -> WorkOpener:
    means = Means(new_id=new_id, new_salt=new_salt, sealer=KEY)
    return WorkOpener(pool, means, clock=clock.ask)


@pytest.fixture
async def engine_work(addresses: Addresses, clock: FakeClock) -> AsyncIterator[WorkOpener]:
    """Open units of work as the receivers and loops do."""
    async with AsyncConnectionPool(addresses.engine, min_size=1, max_size=4, open=False) as pool:
        yield _opener(pool, clock)


@pytest.fixture
async def web_work(addresses: Addresses, clock: FakeClock) -> AsyncIterator[WorkOpener]:
    """Open units of work as the web does: say whose, or they see nothing."""
    async with AsyncConnectionPool(addresses.web, min_size=1, max_size=4, open=False) as pool:
        yield _opener(pool, clock)
