"""Where the tests' files lie: in memory, where there is room for them.

Each test has a database of its own, a copy of seven hundred files. Where files are made and deleted
at the pace of a disk that copy takes a second; in memory it takes a twentieth of that.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108  pytest makes a folder in it that is its own
ROOM_BYTES = 4 * 1024**3


def lie_in_memory() -> None:
    """Let everything that is temporary lie in memory, unless TMPDIR names another place."""
    if "TMPDIR" in os.environ or not _has_room():
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # to be looked up anew


def _has_room() -> bool:
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    takes_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    return takes_programs and shutil.disk_usage(MEMORY).free >= ROOM_BYTES
