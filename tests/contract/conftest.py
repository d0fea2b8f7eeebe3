"""The stage on which the contract is tested, once in memory and once in PostgreSQL."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.contract.stage import MemoryStage, PostgresStage, Stage
from tests.scene import make_store


@pytest.fixture(params=["memory", "postgres"])
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    clock = request.getfixturevalue("clock")
    if request.param == "memory":
        yield MemoryStage(make_store(clock), clock)
        return
    engine, web = (request.getfixturevalue(name) for name in ("engine_work", "web_work"))
    with psycopg.connect(request.getfixturevalue("database"), autocommit=True) as owner:
        yield PostgresStage(engine, web, owner, clock)
