"""One Tocsin at a time in one home: a lock that the system lets go of however its owner ends."""

import fcntl
import logging
import os
from pathlib import Path

from tocsin.gateways.postgres_leftover import wait_until
from tocsin.gateways.postgres_refusal import PostgresRefused

logger = logging.getLogger("tocsin.home")


class HomeLock:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / "tocsin.lock"
        self._file: int | None = None

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def take(self, *, within_s: float) -> None:
        """Hold the lock, or say who does; waits a while, since the other may just be ending.

        Whoever is told to stop while they wait hold nothing: what runs here is the other's.
        """
        if self.is_held:
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        owner = ""
        try:
            if not _try(file):
                logger.warning(
                    "another Tocsin (process %s) runs in %s: waiting %g s for it to end",
                    _owner(file),
                    self._home,
                    within_s,
                )
            if wait_until(lambda: _try(file), within_s=within_s):
                self._file = file
                os.ftruncate(file, 0)
                os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
            else:
                owner = _owner(file)
        finally:
            if self._file is None:
                os.close(file)
        if owner:
            raise PostgresRefused(
                f"another Tocsin (process {owner}) already runs in {self._home}: stop it first, "
                "or set another TOCSIN_HOME"
            )

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _owner(file: int) -> str:
    return os.pread(file, 20, 0).decode("ascii", "replace").strip() or "unknown"


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
