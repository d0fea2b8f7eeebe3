"""The store of files: whole or not there, named by nobody but their content."""

import asyncio
import hashlib
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tocsin.gateways.file_store import FileStore

NOBODY = 65_534
SMALL = 4_096
TEXT = b"Report of incident 17, ../../etc/passwd"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home" / "files"


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@contextmanager
def a_disk_that_takes_little() -> Iterator[None]:
    """Let the system refuse to make any file larger, in the middle of writing it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def a_folder_of_somebody_elses(folder: Path) -> Iterator[None]:
    """Forbid to write into a folder; root is forbidden nothing, and is somebody else meanwhile."""
    folder.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)


async def test_a_file_is_found_by_its_hash_and_read_by_nobody_else(folder: Path) -> None:
    digest = await FileStore(folder).put(TEXT)
    assert digest == hashlib.sha256(TEXT).hexdigest()
    (path,) = files_in(folder)
    assert path == folder / digest[:2] / digest, "what is in it chooses no name"
    assert path.read_bytes() == TEXT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_same_bytes_from_many_at_once_are_one_file(folder: Path) -> None:
    store = FileStore(folder)
    digests = await asyncio.gather(*(store.put(TEXT) for _ in range(20)))
    assert len(set(digests)) == 1
    assert [path.read_bytes() for path in files_in(folder)] == [TEXT]


async def test_a_full_disk_is_said_and_leaves_nothing_half_written(folder: Path) -> None:
    store, large = FileStore(folder), os.urandom(10 * SMALL)
    kept = await store.put(TEXT)
    with a_disk_that_takes_little(), pytest.raises(OSError, match="File too large"):
        await store.put(large)
    assert [path.name for path in files_in(folder)] == [kept]
    digest = await store.put(large)
    assert (folder / digest[:2] / digest).read_bytes() == large


async def test_a_folder_that_is_denied_is_said_with_its_name(folder: Path) -> None:
    store = FileStore(folder)
    await store.put(b"first")
    with a_folder_of_somebody_elses(folder), pytest.raises(PermissionError, match=str(folder)):
        await store.put(b"second")
    assert len(files_in(folder)) == 1


async def test_what_lies_in_its_place_and_is_not_it_is_replaced(folder: Path) -> None:
    store = FileStore(folder)
    digest = await store.put(TEXT)
    path = folder / digest[:2] / digest
    path.write_bytes(TEXT[:-1])
    assert await store.put(TEXT) == digest
    assert path.read_bytes() == TEXT
