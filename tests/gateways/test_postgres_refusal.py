"""What keeps PostgreSQL from starting is one clear line, and nothing is harmed by it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gateways.postgres_scene import (
    home,
    needs_root,
    refusal_of,
    sockets_of,
    words_in,
)
from tests.postgres import make_server
from tocsin.gateways import postgres_binary
from tocsin.gateways.postgres_binary import find_binaries
from tocsin.gateways.postgres_server import PostgresServer

__all__ = ["home"]  # a fixture, which pytest finds here by its name


@contextmanager
def small_disk(where: Path, size: str) -> Iterator[Path]:
    where.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(where)]
    said = subprocess.run(mount, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        # Only a disk of its own can be full: a limit on files is another error. A container may
        # forbid root to mount one, and then nothing takes its place.
        pytest.skip(f"this machine lets us make no small disk: {said.stderr.strip()}")
    try:
        yield where
    finally:
        subprocess.run(["umount", str(where)], check=True)


@needs_root
def test_a_disk_too_small_for_a_database_is_one_clear_line(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        line = refusal_of(make_server(disk))
        assert line == f"the disk under {disk} is full: make room there"
        assert list(disk.glob("postgres*")) == []


@needs_root
def test_a_database_on_a_full_disk_is_one_clear_line_and_runs_once_there_is_room(
    home: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "100m") as disk:
        crowded = disk / "home"
        shutil.copytree(home, crowded)
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
            while True:
                file.write(bytes(4096))
        assert f"the disk under {crowded} is full: make room" in refusal_of(make_server(crowded))
        filler.unlink()
        with make_server(crowded) as server:
            assert words_in(server) == "help"


def test_data_of_another_major_version_is_one_clear_line(home: Path) -> None:
    (home / "postgres/PG_VERSION").write_text("14\n")
    line = refusal_of(make_server(home))
    assert f"the data in {home}/postgres was made by PostgreSQL 14, but " in line


def put_programs(folder: Path, version: str) -> None:
    """Put stand-ins where a system has its programs; each says its version as PostgreSQL does."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)


def test_an_older_server_on_the_machine_is_used_for_data_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PG_VERSION").write_text("15\n")
    system = tmp_path / "system"
    put_programs(system / "15" / "bin", "15.14 (Debian 15.14-0+deb12u1)")
    put_programs(system / "16" / "bin", "16.10")
    monkeypatch.setattr(postgres_binary, "SYSTEM_ROOT", system)
    found = find_binaries(None, cluster=tmp_path)
    assert (found.major, found.directory) == (15, system / "15" / "bin")
    assert find_binaries(None, cluster=tmp_path / "none").major == 18


def test_a_folder_without_programs_is_one_clear_line(tmp_path: Path) -> None:
    line = refusal_of(PostgresServer(tmp_path / "home", bin_directory=tmp_path))
    assert f"{tmp_path} has no program postgres" in line


def test_a_home_with_a_very_long_path_has_its_socket_elsewhere(home: Path) -> None:
    deep = home.parent / ("very" * 20) / ("long" * 20)
    deep.mkdir(parents=True)
    home.rename(deep / "home")
    with make_server(deep / "home") as server:
        assert words_in(server) == "help"
        sockets = sockets_of(server)
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not sockets.exists()


def test_a_socket_folder_that_others_may_enter_is_not_used(home: Path) -> None:
    deep = home.parent / ("very" * 20) / ("long" * 20)
    deep.mkdir(parents=True)
    home.rename(deep / "home")
    server = make_server(deep / "home")
    server.start()
    sockets = sockets_of(server)
    server.stop()
    sockets.mkdir(mode=0o755)
    try:
        assert f"{sockets} was made by somebody else" in refusal_of(server)
    finally:
        sockets.rmdir()
