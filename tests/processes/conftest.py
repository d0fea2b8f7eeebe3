"""All of Tocsin in real processes, as `tocsin demo` starts it; and a look at them from outside."""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest

from tests.running import READY_WITHIN_S, RunningDemo, new_home
from tocsin.demo import story
from tocsin.gateways.clock import new_id
from tocsin.gateways.postgres_leftover import pids_in
from tocsin.gateways.postgres_role import OWNER, conninfo

ADD_SITE = """
    insert into site (id, customer_id, centre_id, name, address, time_zone)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(name)s, 'Test Road 1', 'Europe/London')
"""
ADD_PANEL = """
    insert into panel (id, line_id, account, site_id, customer_id, centre_id)
    values (%(panel)s, %(line_id)s, %(account)s, %(id)s, %(customer_id)s, %(centre_id)s)
"""
ADD_CONTACT = """
    insert into contact (
        id, customer_id, centre_id, site_id, position, name, relation, phone, email)
    values (gen_random_uuid(), %(customer_id)s, %(centre_id)s, %(id)s, 1, 'Mo', 'Keyholder',
        '01632 960000', 'mo@hargreaves.example')
"""


class Running(RunningDemo):
    """A demo whose processes can be found, stopped and killed one by one."""

    @property
    def group(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    def ask(self, query: LiteralString, **values: object) -> list[tuple[Any, ...]]:
        with self._connect() as connection:
            return connection.execute(query, values).fetchall()

    def _connect(self) -> psycopg.Connection:
        """Connect as the owner, waiting while the server reads back its log."""
        end = time.monotonic() + READY_WITHIN_S
        while True:
            try:
                return psycopg.connect(conninfo(str(self.cluster), role=OWNER))
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def add_panels(self, count: int) -> dict[str, UUID]:
        """Add a site with a panel and a keyholder so many times; the sites by account."""
        sites = {f"{0xB000 + number:X}": new_id() for number in range(count)}
        with self._connect() as connection:
            for account, site in sites.items():
                values = {
                    "id": site,
                    "panel": new_id(),
                    "account": account,
                    "name": f"Site of panel {account}",
                    "customer_id": story.HARGREAVES,
                    "centre_id": story.NORTHGATE,
                    "line_id": story.LINE,
                }
                connection.execute(ADD_SITE, values)
                connection.execute(ADD_PANEL, values)
                connection.execute(ADD_CONTACT, values)
        return sites

    def pid_of(self, name: str) -> int | None:
        """Find one of the processes, PostgreSQL's first one among them."""
        if name == "postgres":
            with suppress(FileNotFoundError, IndexError, ValueError):
                return int((self.cluster / "postmaster.pid").read_text().splitlines()[0])
            return None
        ends = f"-m\0tocsin.process.{name}\0".encode()
        found = [
            pid
            for pid in members(self.group)
            if (line := command_line(pid)).endswith(ends) and b"lifeline" not in line
        ]
        return found[0] if found else None

    def signal_database(self, number: signal.Signals) -> None:
        for pid in pids_in(self.cluster):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def cut_the_power(self) -> None:
        """Kill everything at one blow, PostgreSQL's children too: each is a group of its own."""
        database = pids_in(self.cluster)
        self.kill_everything()
        for pid in database:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def until(so: Callable[[], bool], *, within_s: float) -> float:
    """Wait until it is so, and say how long that took."""
    begun = time.monotonic()
    while not so():
        assert time.monotonic() - begun < within_s, "it did not come true in time"
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


def members(group: int) -> list[int]:
    """List the living processes of a process group."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(FileNotFoundError, ProcessLookupError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == group and fields[0] != "Z":
                    found.append(int(folder.name))
    return found


def command_line(pid: int) -> bytes:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    demo = Running(new_home(tmp_path_factory.mktemp("demo") / "home"))
    demo.start()
    try:
        yield demo
    finally:
        if demo._process is not None:
            demo.signal_database(signal.SIGCONT)
            demo.stop()
