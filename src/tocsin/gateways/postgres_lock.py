"""One Tocsin at a time in one home: a lock that the system lets go of however its owner ends."""

import fcntl
import os
from pathlib import Path

from tocsin.gateways.postgres_leftover import wait_until
from tocsin.gateways.postgres_refusal import PostgresRefused


class HomeLock:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / "tocsin.lock"
        self._file: int | None = None

    @property
    def is_held(self) -> bool:
        return self._file is not None

    def take(self, *, within_s: float) -> None:
        """Hold the lock, or say who does; waits a while, since the other may just be ending."""
        if self.is_held:
            return
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not wait_until(self._try, within_s=within_s):
            owner = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            self.release()
            raise PostgresRefused(
                f"another Tocsin (process {owner}) already runs in {self._home}: stop it first, "
                "or set another TOCSIN_HOME"
            )
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _try(self) -> bool:
        assert self._file is not None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
