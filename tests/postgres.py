"""A real PostgreSQL for the tests: one for each test process, in a folder that goes with the run.

`TOCSIN_TEST_POSTGRES_BIN` names another version's programs, so that the same tests run on both ends
of what Tocsin supports. What is written here may be lost with the machine's power: it is for tests.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tocsin.gateways.postgres_server import PostgresServer

_QUICK: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def named_binaries() -> Path | None:
    """Where the programs are that this run of the tests is to use, if it was said."""
    named = os.environ.get("TOCSIN_TEST_POSTGRES_BIN")
    return Path(named) if named else None


def make_server(home: Path, *, patience_s: float = 30.0) -> PostgresServer:
    return PostgresServer(
        home, bin_directory=named_binaries(), settings=_QUICK, patience_s=patience_s
    )


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """Run one server for this test process; connect with `postgres_server.address(role)`."""
    with make_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server
