"""What the tests of the embedded PostgreSQL share: a home with a row in it, and launchers."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest

from tests.postgres import make_server
from tocsin.gateways.postgres_leftover import pids_in
from tocsin.gateways.postgres_server import PostgresRefused, PostgresServer

ROOT = Path(__file__).parents[2]
SITE_PACKAGES = Path(psycopg.__file__).parents[1]
GONE_WITHIN_S = 5.0
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can set this scene")


@cache
def make_filled_home(folder: Path) -> Path:
    """Make a home that already has a database with one row in it; once, to be copied."""
    home = folder / "filled"
    with make_server(home) as server, psycopg.connect(server.address()) as connection:
        connection.execute("create table alarm as select 'help' as words")
    return home


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "home"
    filled = make_filled_home(tmp_path_factory.getbasetemp())
    subprocess.run(["cp", "-a", str(filled), str(copy)], check=True)
    yield copy
    end = time.monotonic() + GONE_WITHIN_S
    while (left := pids_in(copy / "postgres")) and time.monotonic() < end:
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left
    shutil.rmtree(tmp_path)  # each copy is 50 MB large, and a test may have moved it


def words_in(server: PostgresServer) -> str:
    with psycopg.connect(server.address()) as connection:
        row = connection.execute("select words from alarm").fetchone()
    assert row is not None
    return str(row[0])


def sockets_of(server: PostgresServer) -> Path:
    return Path(str(psycopg.conninfo.conninfo_to_dict(server.address())["host"]))


def refusal_of(server: PostgresServer) -> str:
    with pytest.raises(PostgresRefused) as caught:
        server.start()
    line = str(caught.value)
    assert "\n" not in line
    assert not server.is_running
    return line


def launch(
    home: Path, *, patience_s: float = 5.0, python: str = sys.executable, account: str | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [python, "-m", "tests.gateways.postgres_launcher", str(home), str(patience_s)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}:{SITE_PACKAGES}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        user=account,
        group=None if account is None else pwd.getpwnam(account).pw_gid,
        extra_groups=None if account is None else [],
    )


@contextmanager
def launched(home: Path) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """Run a launcher; gives it with the server's process id and address."""
    with launch(home) as launcher:
        assert launcher.stdout is not None
        pid, _, address = launcher.stdout.readline().partition(" ")
        assert pid, launcher.communicate()[1]
        yield launcher, int(pid), address.strip()


def keep_busy(address: str) -> psycopg.Connection:
    """Leave a session of PostgreSQL computing, which does not notice that its server has died."""
    connection = psycopg.connect(address)
    connection.pgconn.send_query(b"select count(*) from generate_series(1, 100000000000) g")
    return connection


def wait_for_answer(server: PostgresServer) -> None:
    while True:
        try:
            psycopg.connect(server.address()).close()
        except psycopg.OperationalError:
            assert server.is_running
            time.sleep(0.01)
        else:
            return


def python_for_everybody() -> str:
    """Find a Python like this one that an ordinary account can run."""
    for python in (sys.executable, "/usr/bin/python3"):
        trial = subprocess.run(
            [
                "/bin/sh",
                "-c",
                'exec "$0" -c "import psycopg, sys; print(sys.version_info[:2])"',
                python,
            ],
            env={"PYTHONPATH": str(SITE_PACKAGES)},
            capture_output=True,
            text=True,
            check=False,
            user="nobody",
            cwd="/",
        )
        if trial.stdout.strip() == str(sys.version_info[:2]):
            return python
    # A Python below root's own folder, and none of its version outside of it: another version
    # could not import the compiled psycopg, and no account but root can run this one.
    pytest.skip(f"no account but root can run a Python {sys.version_info[:2]} with psycopg here")
