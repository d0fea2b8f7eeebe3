"""Key files: made once, whole or not at all, and readable by their owner alone."""

import os
import stat
import tempfile
from pathlib import Path


class KeyFileUnusable(Exception):
    """A key cannot be read or made; the message is one line for whoever starts Tocsin."""


def make_once(path: Path, content: bytes) -> None:
    """Write a key aside and link it into place: who links first wins, and none is half."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123  # a descriptor is no path
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _link_unless_there(aside, path)
    finally:
        Path(aside).unlink()
    flush_folder(path.parent)


def read_private(path: Path, what: str) -> bytes:
    """Read a key that nobody else can. Raises KeyFileUnusable."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileUnusable(f"{what} {path} can be read by others: chmod 600 it.")
    return path.read_bytes()


def _link_unless_there(aside: str, path: Path) -> None:
    try:
        os.link(aside, path)
    except FileExistsError:
        return  # another process was first: its key is the key


def flush_folder(folder: Path) -> None:
    """Make the new name survive a power cut too, before anything is made with its key."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
