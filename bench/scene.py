"""A whole Tocsin for measuring: its own PostgreSQL with real flushes, and its three processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg

from tocsin.db.migrate import migrate
from tocsin.demo import story
from tocsin.demo.seed import seed
from tocsin.gateways.clock import new_id
from tocsin.gateways.postgres_server import PostgresServer

ACCOUNTS = tuple(f"{0xB000 + n:X}" for n in range(500))
KEY = b"0123456789ABCDEF"
START_WITHIN_S = 30.0

ADD_SITE = """
    insert into site (id, customer_id, centre_id, name, address, time_zone)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(name)s, 'Measured Road 1', 'Europe/London')
"""
ADD_PANEL = """
    insert into panel (
        id, line_id, account, site_id, customer_id, centre_id, aes_key, has_key)
    values (
        %(id)s, %(line_id)s, %(account)s, %(site_id)s, %(customer_id)s, %(centre_id)s, %(key)s,
        %(key)s::bytea is not null)
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where everything is, while it runs."""

    owner: str
    alarm_port: int
    web_port: int
    address_of: dict[str, str]  # by role

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.owner) as connection:
            return list(connection.execute(query).fetchall())

    def do(self, statements: LiteralString, **values: object) -> None:
        with psycopg.connect(self.owner, autocommit=True) as connection:
            psycopg.ClientCursor(connection).execute(statements, values)


def free_port() -> int:
    """Find a port that is free for both TCP and UDP just now."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        port: int = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        return port


@contextmanager
def program(argv: list[str], env: dict[str, str] | None = None) -> Iterator[None]:
    """Run one program as long as the block lasts."""
    with subprocess.Popen(argv, env=env) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)


def await_port(port: int) -> None:
    end = time.monotonic() + START_WITHIN_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}")


@contextmanager
def part(scene: Scene, home: Path, name: str) -> Iterator[None]:
    """Run one of Tocsin's processes as long as the block lasts."""
    env = os.environ | {
        "TOCSIN_HOME": str(home),
        "TOCSIN_DEMO": "1",
        "TOCSIN_DATABASE_URL": scene.address_of["web" if name == "web" else "engine"],
        "TOCSIN_ALARM_PORT": str(scene.alarm_port),
        "TOCSIN_WEB_PORT": str(scene.web_port),
    }
    with program([sys.executable, "-m", f"tocsin.process.{name}"], env):
        yield


@contextmanager
def tocsin(home: Path, *parts: str, key: bytes | None = None) -> Iterator[Scene]:
    """Run PostgreSQL and these processes, with a site and a panel for each account."""
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(home))
        alarm_port, web_port = free_port(), free_port()
        migrate(server.address(), epoch=new_id())
        seed(server.address(), alarm_port=alarm_port)
        roles = {name: server.address(f"tocsin_{name}") for name in ("web", "engine")}
        _add_sites(server.address(), key)
        scene = Scene(server.address(), alarm_port, web_port, roles)
        for name in parts:
            stack.enter_context(part(scene, home, name))
        if "receive" in parts:
            await_port(alarm_port)
        if "web" in parts:
            await_port(web_port)
        yield scene


def _add_sites(owner: str, key: bytes | None) -> None:
    with psycopg.connect(owner) as connection:
        for account in ACCOUNTS:
            site = new_id()
            values = {
                "id": site,
                "site_id": site,
                "customer_id": story.HARGREAVES,
                "centre_id": story.NORTHGATE,
                "name": f"Site of panel {account}",
            }
            connection.execute(ADD_SITE, values)
            panel = {"id": new_id(), "line_id": story.LINE, "account": account, "key": key}
            connection.execute(ADD_PANEL, values | panel)
