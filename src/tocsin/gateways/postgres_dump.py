"""Copies a database out into a file and back, with PostgreSQL's own programs.

A dump is as of one moment, also while alarms come in. A restore is whole or not at all.
"""

import os
import re
import subprocess
from pathlib import Path

import psycopg

from tocsin.gateways.postgres_binary import find_binaries
from tocsin.gateways.postgres_refusal import PostgresRefused
from tocsin.gateways.postgres_role import DATABASE, OWNER, conninfo

_SOCKET_LINE, _STATE_LINE = 4, 7  # of postmaster.pid, from 0


def running_address(home: Path) -> str | None:
    """Say how to reach, as its owner, the server that another Tocsin runs in this home."""
    try:
        written = (home.resolve() / "postgres" / "postmaster.pid").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    lines = written.splitlines()
    if len(lines) <= _STATE_LINE or not lines[_STATE_LINE].startswith("ready"):
        return None
    address = conninfo(lines[_SOCKET_LINE], role=OWNER, database=DATABASE)
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return None  # what a killed server left behind
    return address


def dump(address: str, path: Path, *, home: Path, bin_directory: Path | None) -> None:
    """Write the whole database into a file. Raises PostgresRefused."""
    program = _program("pg_dump", home, bin_directory)
    _run([program, "--format=custom", f"--file={path}", f"--dbname={address}"])


def restore(address: str, path: Path, *, home: Path, bin_directory: Path | None) -> None:
    """Put a dump into an empty database, all of it or nothing. Raises PostgresRefused."""
    program = _program("pg_restore", home, bin_directory)
    argv = [program, "--single-transaction", "--exit-on-error", "--no-owner"]
    _run([*argv, f"--dbname={address}", str(path)])


def _program(name: str, home: Path, bin_directory: Path | None) -> str:
    found = find_binaries(bin_directory, cluster=home / "postgres").directory / name
    if not os.access(found, os.X_OK):
        raise PostgresRefused(f"{found.parent} has no program {name}: set TOCSIN_POSTGRES_BIN")
    return str(found)


def _run(argv: list[str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    done = subprocess.run(  # noqa: S603 - a program that was found, and no shell
        argv,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=kept | {"LC_MESSAGES": "C"},
    )
    if done.returncode != 0:
        said = (done.stderr.strip() or "no word").splitlines()[0]
        without_password = re.sub(r"//[^@/]*@", "//…@", said)
        raise PostgresRefused(f"{Path(argv[0]).name} failed: {without_password}")
