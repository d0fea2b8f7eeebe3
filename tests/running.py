"""A real Tocsin in processes of its own, on free ports and in a folder that is thrown away."""

import atexit
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

import httpx
import psycopg
from psycopg import sql

from tocsin import lifeline
from tocsin.demo import story
from tocsin.demo.seed import tell
from tocsin.gateways.postgres_dump import running_address

LIFELINE = str(Path(lifeline.__file__))
READY_WITHIN_S = 60.0
FORGET_TRIES = 5
# All but what the processes themselves hold in their heads.
TOLD = """
    select relname from pg_class
    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace
      and relname <> all('{alembic_version, epoch, heartbeat, signing_key}')
"""
STOP_WITHIN_S = 15.0


def free_ports(count: int) -> list[int]:
    """Give ports that nobody listens on at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _forget(owner: psycopg.Connection) -> None:
    names = [sql.Identifier(name) for (name,) in owner.execute(TOLD).fetchall()]
    owner.execute("set local session_replication_role = replica")  # journals are never changed
    owner.execute(sql.SQL("truncate {} restart identity").format(sql.SQL(", ").join(names)))
    owner.execute("set local session_replication_role = origin")


class RunningDemo:
    """`tocsin demo` as a visitor starts it."""

    WORD = "demo"

    def __init__(self, home: Path) -> None:
        self.home = home
        self.web_port, self.alarm_port = free_ports(2)
        self.address = f"http://127.0.0.1:{self.web_port}"
        self.log = home / "demo.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._written: IO[bytes] | None = None
        self._lifeline: int | None = None

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "TOCSIN_HOME": str(self.home),
            "TOCSIN_WEB_PORT": str(self.web_port),
            "TOCSIN_ALARM_PORT": str(self.alarm_port),
            "TOCSIN_PUBLIC_URL": self.address,
        }

    def start(self) -> None:
        """Start it and wait until every part of it is ready."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._written = self.log.open("ab")
        # A run of the tests that is cut off must leave no demo behind it.
        theirs, self._lifeline = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, LIFELINE, str(theirs), sys.executable, "-m", "tocsin", self.WORD],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[theirs],
        )
        os.close(theirs)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN_S
        while not self._is_ready():
            assert self._process is not None
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health/ready", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """End it as a service manager does; give its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(STOP_WITHIN_S)
        self._let_go()
        return code

    def kill_everything(self) -> None:
        """End every process of it at once, PostgreSQL's as well, as a power cut does."""
        assert self._process is not None
        server = int((self.home / "postgres/postmaster.pid").read_text().splitlines()[0])
        os.kill(server, signal.SIGKILL)  # it has a session of its own
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_WITHIN_S)
        self._let_go()

    def _let_go(self) -> None:
        self._process = None
        assert self._written is not None
        self._written.close()
        assert self._lifeline is not None
        os.close(self._lifeline)
        self._lifeline = None

    def process_of(self, part: str) -> int:
        """Give the process id of one part: web, loops or receive."""
        assert self._process is not None
        module = f"tocsin.process.{part}\0".encode()
        for folder in Path("/proc").iterdir():
            if not folder.name.isdecimal():
                continue
            with suppress(ProcessLookupError, FileNotFoundError):  # it ended while we looked
                line = (folder / "cmdline").read_bytes()
                is_ours = os.getpgid(int(folder.name)) == self._process.pid
                if is_ours and line.endswith(module) and b"lifeline" not in line:
                    return int(folder.name)
        raise AssertionError(f"no process of the demo is its {part}")

    def begin_anew(self) -> None:
        """Bring the database back to the story's beginning, under processes that go on running."""
        address = running_address(self.home)
        assert address is not None
        for _ in range(FORGET_TRIES):
            with suppress(psycopg.errors.DeadlockDetected), psycopg.connect(address) as owner:
                _forget(owner)
                tell(owner, alarm_port=self.alarm_port)
                break
        else:
            raise AssertionError("the loops are always in the middle of something")

    def program(self) -> httpx.Client:
        """Give a client that knows the demo's API key."""
        headers = {"Authorization": f"Bearer {story.API_KEY}"}
        return httpx.Client(base_url=f"{self.address}/api/v1", headers=headers, timeout=10)


class NewInstallation(RunningDemo):
    """`tocsin serve` in an empty folder: nobody can sign in, and its log says the one-time code."""

    WORD = "serve"

    def one_time_code(self) -> str:
        told = re.search(r"one-time code (\S+)", self.log.read_text())
        assert told is not None, self.log.read_text()
        return told.group(1)


@cache
def _first_start() -> Path:
    """Let one demo make its folder and end; what others would make anew is copied from there.

    It is made once for all test processes of a run, and goes with the last of them.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"tocsin-first-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)  # PostgreSQL may run under another account
    used = os.open(folder / "used", os.O_CREAT | os.O_RDWR)
    fcntl.flock(used, fcntl.LOCK_SH)
    atexit.register(_leave, folder, used)
    with (folder / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            demo = RunningDemo(folder / "home")
            demo.start()
            demo.stop()
            (folder / "made").touch()
    return folder / "home"


def _leave(folder: Path, used: int) -> None:
    with suppress(BlockingIOError):  # others still copy from it
        fcntl.flock(used, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    os.close(used)


def new_home(home: Path) -> Path:
    """Make a folder like that of a demo that was started once, and ended."""
    home.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "--archive", str(_first_start()), str(home)], check=True)
    return home


@contextmanager
def running_demo(home: Path) -> Iterator[RunningDemo]:
    demo = RunningDemo(new_home(home))
    demo.start()
    try:
        yield demo
    finally:
        if demo._process is not None:
            demo.stop()
