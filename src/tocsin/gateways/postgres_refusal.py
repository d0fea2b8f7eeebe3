"""Why PostgreSQL cannot be had, as one line that says what is wrong and what to do.

PostgreSQL says what it knows in many lines and in its own words. Somebody who only wants their
alarms received gets one line; the whole story stays in the log file that the line names.
"""

import errno
import re
from pathlib import Path
from typing import Final


class PostgresRefused(Exception):
    """One line: what is wrong, and what to do about it."""


# The first pattern that is found wins. Semaphores and memory come first, since the kernel answers
# "No space left on device" to them as well, and nobody should go looking for a full disk then.
_CAUSES: Final = (
    (
        r"could not create (semaphores|shared memory segment)|could not map anonymous shared",
        (
            "the machine gives PostgreSQL no shared memory or semaphores: free some memory, or "
            "raise the limits kernel.shmmax, kernel.shmall and kernel.sem"
        ),
    ),
    (
        r"could not resize shared memory segment",
        "the shared memory at /dev/shm is full: make it larger (in a container: --shm-size=256m)",
    ),
    (
        r"No space left on device|[Dd]isk quota exceeded|Check free disk space",
        "the disk under {home} is full: make room there",
    ),
    (
        r"Read-only file system",
        "{home} is on a read-only file system: give Tocsin a folder that it may write to",
    ),
    (
        r"database files are incompatible with server|unrecognized configuration parameter",
        (
            "the data in {home} and these PostgreSQL binaries do not go together: start with the "
            "binaries that made the data"
        ),
    ),
    (
        r"pre-existing shared memory block|lock file \"[^\"]+\" already exists",
        "another PostgreSQL still uses {home}: stop it, then start again",
    ),
    (
        r"[Cc]ould not look up effective user ID|user does not exist|could not look up local user",
        "the account that Tocsin runs under has no name on this machine: add it to /etc/passwd",
    ),
    (
        r"[Pp]ermission denied|Operation not permitted|has wrong ownership|invalid permissions",
        (
            "this account may not use everything in {home}: give the folder back to the account "
            "that Tocsin runs under, with everything in it"
        ),
    ),
    (
        r"could not (bind|create) (Unix|any Unix)|Unix-domain socket path .* too long",
        "PostgreSQL could not open its socket: start with a shorter TOCSIN_HOME than {home}",
    ),
    (
        (
            r"could not locate a valid checkpoint|invalid (primary )?checkpoint|"
            r"could not (read|open) file \"(global|base|pg_wal|pg_control)"
        ),
        "the database in {home} is damaged: restore it from a backup",
    ),
)
_SPOKEN: Final = re.compile(r"(?:FATAL|PANIC|ERROR|error):\s+(.+)")


def explain(said: str, home: Path, *, log: Path | None = None) -> PostgresRefused:
    """Put what PostgreSQL (or initdb, or a connection) said into one line."""
    more = f" (all of it is in {log})" if log else ""
    for pattern, line in _CAUSES:
        if re.search(pattern, said):
            return PostgresRefused(line.format(home=home) + more)
    spoken = _SPOKEN.findall(said)
    lines = said.strip().splitlines()
    last = spoken[-1] if spoken else (lines[-1] if lines else "it said nothing")
    return PostgresRefused(f"PostgreSQL does not run: {last.strip()}{more}")


def explain_os_error(error: OSError, home: Path) -> PostgresRefused:
    """Put what the system refused to us into one line."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return explain("No space left on device", home)
    if error.errno == errno.EROFS:
        return explain("Read-only file system", home)
    where = error.filename or home
    if error.errno in (errno.EACCES, errno.EPERM):
        return PostgresRefused(
            f"this account may not use {where}: give it to the account that Tocsin runs under, "
            "or set TOCSIN_HOME to a folder of that account"
        )
    return PostgresRefused(f"{where}: {error.strerror or error}: correct this, then start again")
