"""Ends, by process id, what an earlier start of Tocsin left running in its own data folder.

After a kill -9 of the launcher PostgreSQL goes on; after a kill -9 of PostgreSQL's first process
its children take a moment to notice. Neither may keep a monitoring centre from starting again.

A process belongs to the data folder when its arguments say so: the first process carries
`-D FOLDER`, and its children show the cluster's name, made from the folder's path, in their
titles. Arguments are readable where the working directory is not (containers, macOS), and a
process id alone proves nothing, since ids are used again.
"""

import hashlib
import itertools
import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from tocsin.gateways.postgres_refusal import PostgresRefused

_PROC: Final = Path("/proc")
_ENDING: Final = "postgres, ending"
_GRACE_S: Final = 0.3  # children of a killed server usually go by themselves within this time
_STEPS: Final = ((signal.SIGINT, 2.0), (signal.SIGQUIT, 1.5), (signal.SIGKILL, 3.0))


def cluster_name(cluster: Path) -> str:
    """Name what the titles of this data folder's processes show."""
    return "tocsin-" + hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]


def wait_until(is_so: Callable[[], bool], *, within_s: float) -> bool:
    """Look every 20 ms; false if it did not come true in time."""
    end = time.monotonic() + within_s
    while not is_so():
        if time.monotonic() >= end:
            return False
        select.select((), (), (), 0.02)  # locks and strangers' processes offer nothing to wait for
    return True


def pids_in(cluster: Path) -> set[int]:
    """Find the processes of PostgreSQL that work in this data folder."""
    # From one reading: in a second one, a process may have moved on to what the first looked for.
    seen = _all_arguments()
    ending = {pid for pid, arguments in seen.items() if arguments == [_ENDING]}
    return ending | _servers(seen, cluster) | _children(seen, cluster)


def clear(cluster: Path) -> None:
    """End whatever still works in the data folder, and take its stale pid file away."""
    if not wait_until(lambda: not pids_in(cluster), within_s=_GRACE_S):
        for number, within_s in _STEPS:
            _send(number, cluster)
            if wait_until(lambda: not pids_in(cluster), within_s=within_s):
                break
        else:
            raise PostgresRefused(
                f"PostgreSQL processes {sorted(pids_in(cluster))} still work in {cluster} and do "
                "not end: end them, then start again"
            )
    # The pid in this file may long be somebody else's, and PostgreSQL would take it for a server.
    # Nothing of ours runs, and the home's lock keeps any other Tocsin from starting anything.
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _servers(seen: Mapping[int, list[str]], cluster: Path) -> set[int]:
    return {
        pid
        for pid, arguments in seen.items()
        if Path(arguments[0]).name in {"postgres", "initdb"}
        and ("-D", str(cluster)) in itertools.pairwise(arguments)
    }


def _children(seen: Mapping[int, list[str]], cluster: Path) -> set[int]:
    title = f"postgres: {cluster_name(cluster)}"
    return {pid for pid, arguments in seen.items() if " ".join(arguments).startswith(title)}


def _send(number: signal.Signals, cluster: Path) -> None:
    """Tell the server, which tells its children; tell them ourselves if it is gone or deaf."""
    seen = _all_arguments()
    pids = _servers(seen, cluster)
    if not pids or number == signal.SIGKILL:
        pids |= _children(seen, cluster)
    for pid in sorted(pids):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue  # it ended by itself, which is what we want
        except PermissionError as error:
            raise PostgresRefused(
                f"a PostgreSQL of another account (process {pid}) works in {cluster}: "
                "stop it, then start again"
            ) from error


def _all_arguments() -> dict[int, list[str]]:
    if not (_PROC / "self" / "cmdline").exists():
        return _all_arguments_by_ps()
    found = {}
    for entry in _PROC.iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            raw = (entry / "cmdline").read_bytes()
            stat = (entry / "stat").read_bytes()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it ended while we looked, or the system hides what is not ours
        if raw:
            found[int(entry.name)] = [os.fsdecode(word) for word in raw.rstrip(b"\0").split(b"\0")]
        elif _is_ending(stat):
            found[int(entry.name)] = [_ENDING]
    return found


def _is_ending(stat: bytes) -> bool:
    """Tell a PostgreSQL in its last moment, without arguments but with its memory still shared.

    A server started in that moment would refuse. A zombie has already let go of everything.
    """
    _, name, rest = re.split(rb"[()]", stat, maxsplit=2)
    return name == b"postgres" and rest.split()[0] not in {b"Z", b"X"}


def _all_arguments_by_ps() -> dict[int, list[str]]:
    """Where there is no /proc; a folder with spaces in its name is then not recognised."""
    listed = subprocess.run(
        ["/bin/ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    return {int(row[0]): row[1:] for row in rows if len(row) > 1}
