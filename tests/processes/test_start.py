"""Starting and ending: one clear line when it cannot start, nothing left when it ends."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.conftest import Addresses
from tests.processes.conftest import Running, members, until
from tests.processes.panel import burglary, insist
from tests.running import free_ports
from tocsin.cli import COMMANDS, WITH_FILE, WITH_WORDS
from tocsin.demo import story
from tocsin.supervisor import WRONG_SETTING

pytestmark = pytest.mark.slow

ENDS_WITHIN_S = 5.0
USAGE = 2  # as argparse ends
LOOPBACK = "0100007F"  # 127.0.0.1, as the system lists it
LISTENS = {"0A", "07"}  # TCP's state; UDP's, of a socket that is bound


def run(command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command until it ends by itself."""
    environment: Mapping[str, str] = os.environ | settings
    argv = [sys.executable, "-m", "tocsin", command]
    return subprocess.run(
        argv, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    web, alarm = free_ports(2)
    return {
        "TOCSIN_HOME": str(tmp_path_factory.mktemp("home")),
        "TOCSIN_WEB_PORT": str(web),
        "TOCSIN_ALARM_PORT": str(alarm),
    }


def listening_at(table: Path) -> list[str]:
    """List where somebody listens on this machine: address and port in hexadecimal digits."""
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    return [row[1] for row in rows if row[3] in LISTENS]


def refusal_of(ended: subprocess.CompletedProcess[str]) -> str:
    """Give the one line in which it said why, having ended with the code for it."""
    assert ended.returncode == WRONG_SETTING, ended.stderr
    (line,) = ended.stderr.splitlines()
    assert line.startswith("tocsin: ")
    return line


@pytest.mark.parametrize("name", ["TOCSIN_WEB_PORT", "TOCSIN_ALARM_PORT"])
def test_a_taken_port_is_named_in_one_line(settings: dict[str, str], name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(settings[name])))
        taken.listen()
        line = refusal_of(run("demo", **settings))
    assert name in line
    assert settings[name] in line


def test_taken_ports_are_named_both_before_anything_is_begun(settings: dict[str, str]) -> None:
    with socket.socket() as web, socket.socket(type=socket.SOCK_DGRAM) as alarm:
        web.bind(("127.0.0.1", int(settings["TOCSIN_WEB_PORT"])))
        web.listen()
        alarm.bind(("127.0.0.1", int(settings["TOCSIN_ALARM_PORT"])))
        ended = run("serve", **settings)
    line = refusal_of(ended)
    assert ended.stdout == "", "no code, and no address of somebody else's"
    assert list(Path(settings["TOCSIN_HOME"]).iterdir()) == []
    assert line.count("is in use by another program") == len(["web", "alarm"])
    assert "TOCSIN_WEB_PORT" in line
    assert "TOCSIN_ALARM_PORT" in line


def test_an_address_that_is_not_ours_is_named_and_nobody_there_is_asked(
    settings: dict[str, str],
) -> None:
    line = refusal_of(run("serve", **settings | {"TOCSIN_WEB_HOST": "192.0.2.1"}))
    assert "on 192.0.2.1 cannot be used" in line
    assert "a Tocsin runs there" not in line


def test_whoever_has_the_alarm_port_is_sent_nothing(settings: dict[str, str]) -> None:
    """A receiver would keep it as a message that nobody can read."""
    with socket.socket() as receiver:
        receiver.bind(("127.0.0.1", int(settings["TOCSIN_ALARM_PORT"])))
        receiver.listen()
        refusal_of(run("serve", **settings))
        receiver.settimeout(0)
        with pytest.raises(BlockingIOError):
            receiver.accept()


@pytest.mark.parametrize("name", ["TOCSIN_WEB_HOST", "TOCSIN_ALARM_HOST"])
def test_a_demo_that_others_could_reach_is_not_begun(settings: dict[str, str], name: str) -> None:
    line = refusal_of(run("demo", **settings | {name: "0.0.0.0"}))  # noqa: S104  it is refused
    assert name in line
    assert "loopback only" in line
    assert list(Path(settings["TOCSIN_HOME"]).iterdir()) == [], "nothing was begun"


async def test_a_demo_listens_on_loopback_and_nowhere_else(demo: Running) -> None:
    heard_at = [
        address
        for table in ("tcp", "tcp6", "udp", "udp6")
        for address in listening_at(Path("/proc/net") / table)
        if address.endswith((f":{demo.web_port:04X}", f":{demo.alarm_port:04X}"))
    ]
    assert len(heard_at) == len(["web", "alarms over TCP", "alarms over UDP"])
    assert {address.partition(":")[0] for address in heard_at} == {LOOPBACK}


async def test_a_second_one_is_told_that_the_first_runs(demo: Running) -> None:
    ended = await asyncio.to_thread(run, "demo", **demo.environment)
    assert f"port {demo.web_port} on 127.0.0.1 is in use: a Tocsin runs there" in refusal_of(ended)


def test_a_wrong_setting_is_named_in_one_line(settings: dict[str, str]) -> None:
    assert "TOCSIN_WEB_PORT" in refusal_of(run("demo", **settings | {"TOCSIN_WEB_PORT": "http"}))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["backup"], "backup needs a file: tocsin backup FILE"),
        (["serve", "report.json"], "serve takes no file"),
        (["migrate", "--key", "abc"], "migrate takes no --key"),
        (["--key", "abc", "verify", "report.json"], "write tocsin verify FILE --key FINGERPRINT"),
    ],
)
def test_a_command_that_is_written_wrongly_is_told_how(words: list[str], why: str) -> None:
    argv = [sys.executable, "-m", "tocsin", *words]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == USAGE
    assert ended.stderr.splitlines()[-1] == f"tocsin: error: {why}"


def test_help_says_of_every_command_what_it_does() -> None:
    argv = [sys.executable, "-m", "tocsin", "help"]
    said = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=True).stdout
    told = re.findall(r"[a-z-]+", said.partition("commands:")[2])
    assert {*COMMANDS, *WITH_FILE, *WITH_WORDS} <= set(told)


@pytest.mark.parametrize("part", ["web", "loops", "receive"])
def test_a_part_without_a_database_says_which_setting_is_missing(
    settings: dict[str, str], part: str
) -> None:
    assert "TOCSIN_DATABASE_URL" in refusal_of(run(part, **settings))


@pytest.mark.parametrize("part", ["web", "loops", "receive"])
def test_an_old_schema_is_named_in_one_line(
    settings: dict[str, str], addresses: Addresses, part: str
) -> None:
    with psycopg.connect(addresses.owner) as connection:
        connection.execute("update alembic_version set version_num = '0000'")
    address = addresses.web if part == "web" else addresses.engine
    line = refusal_of(run(part, **settings | {"TOCSIN_DATABASE_URL": address}))
    assert "0000" in line
    assert "tocsin migrate" in line


async def test_being_told_to_stop_ends_everything_within_seconds(demo: Running) -> None:
    group = demo.group
    with (
        socket.create_connection(("127.0.0.1", demo.alarm_port)),
        demo.program() as program,
        program.stream("GET", "/live") as live,
    ):
        assert live.status_code == httpx.codes.OK
        await insist(demo.alarm_port, burglary(story.CLEAR_ACCOUNT))
        begun = time.monotonic()
        assert demo.stop() == 0
        assert time.monotonic() - begun < ENDS_WITHIN_S
    await until(lambda: members(group) == [], within_s=1)  # the test's own lifeline ends last
    said = demo.log.read_text()
    assert "Traceback" not in said
    assert "ASGI" not in said, "a stream that is cut off in its middle is told of by the server"


async def test_a_second_start_finds_everything_as_it_was(demo: Running) -> None:
    await insist(demo.alarm_port, burglary(story.CLEAR_ACCOUNT))
    demo.stop()
    demo.start()
    with demo.program() as program:
        assert len(program.get("/incidents").json()["items"]) == 1
