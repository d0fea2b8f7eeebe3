"""Tocsin's embedded PostgreSQL: a running server, or one clear line that says why not.

`PostgresServer(home).start()` finds the programs, makes the data folder if there is none, ends
what an earlier start left behind in it, starts the server, waits until it answers, and makes sure
of the database and its roles. It runs in a session apart: a Ctrl-C is for its owner, who ends it
last of all; for one that is killed `postgres_watch` does. Only one Tocsin may have a home: a lock
decides, which is free again the moment its owner is gone, however it went.

The server listens on a unix socket in a folder that only its own account may enter, never on TCP.
Authentication is therefore `trust`: whoever can reach the socket can read the data files beside it
too, so a password would protect nothing more. (`peer` would be no better and does not work in a
user namespace, where every stranger has the same name.)
"""

import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psycopg

from tocsin.gateways.postgres_account import Account, choose_account
from tocsin.gateways.postgres_binary import Binaries, find_binaries
from tocsin.gateways.postgres_leftover import clear, cluster_name, wait_until
from tocsin.gateways.postgres_lock import HomeLock
from tocsin.gateways.postgres_refusal import PostgresRefused, explain, explain_os_error
from tocsin.gateways.postgres_role import DATABASE, OWNER, conninfo, ensure_roles
from tocsin.gateways.postgres_watch import Watch

__all__ = ["PostgresRefused", "PostgresServer"]

_SOCKET: Final = ".s.PGSQL.5432"
_LONGEST_SOCKET: Final = 107 if sys.platform == "linux" else 103  # bytes, set by the system
_RECOVERY_S: Final = 300.0  # reading back a full log after a crash on a slow disk
_READY_LINE: Final = 7
_LOG_BYTES: Final = 10_000_000
_SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",  # we keep the log small ourselves, with one process fewer
    "log_destination": "stderr",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}


class PostgresServer:
    """One server in one home. Not for several threads at once."""

    def __init__(
        self,
        home: Path,
        *,
        bin_directory: Path | None = None,
        settings: Mapping[str, str] | None = None,
        patience_s: float = 30.0,
    ) -> None:
        self.home = home.resolve()  # one home has one name, by which its processes are known
        self.cluster = self.home / "postgres"
        self.log = self.home / "postgres.log"
        self._bin_directory = bin_directory
        self._settings = settings or {}
        self._patience_s = patience_s
        self._lock, self._watch = HomeLock(self.home), Watch()
        self._process: subprocess.Popen[str] | None = None
        self._account: Account | None = None
        self._binaries: Binaries | None = None
        self._sockets: Path | None = None
        self._log_start = 0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process id of the server's first process, while it runs."""
        return self._process.pid if self._process is not None and self.is_running else None

    def address(self, role: str = OWNER, database: str = DATABASE) -> str:
        """Say how to connect as this role, in the words of libpq; known while it runs."""
        assert self._sockets is not None
        return conninfo(str(self._sockets), role=role, database=database)

    def start(self) -> None:
        """Return when the server answers and has its roles; raise `PostgresRefused` if not."""
        assert not self.is_running
        try:
            self._start()
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise explain_os_error(error, self.home) from error
            if isinstance(error, psycopg.Error):
                raise explain(str(error), self.home, log=self.log) from error
            raise

    def restart(self) -> None:
        """Bring back a server that died, at once, without waiting until it has recovered."""
        assert self._lock.is_held
        try:
            clear(self.cluster)
            self._launch()
        except OSError as error:
            raise explain_os_error(error, self.home) from error

    def stop(self) -> None:
        """End the server: its sessions are closed at once, and by force after ten seconds."""
        process, self._process = self._process, None
        if process is not None:
            for number, within_s in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0)):
                process.send_signal(number)
                if wait_until(lambda: process.poll() is not None, within_s=within_s):
                    break
            else:
                process.kill()
            process.wait()
        self._watch.end()
        if not self._lock.is_held:
            return
        try:
            clear(self.cluster)
            if self._sockets not in (None, self.cluster):
                shutil.rmtree(self._sockets, ignore_errors=True)  # an empty folder at worst
            self._sockets = None
        finally:
            self._lock.release()

    def last_words(self) -> str:
        """Say in one line why a server that is not running any more ended."""
        code = self._process.returncode if self._process else 0
        if code < 0:
            return f"signal {-code}"
        return str(explain(self._said(), self.home, log=self.log))

    def keep_log_small(self) -> None:
        """Move a log that has grown too large aside; at most two of them are kept.

        The server holds the file open for appending, so it is copied and emptied in place.
        """
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            older = self.log.with_suffix(".log.1")
            try:
                shutil.copyfile(self.log, older)
            except OSError:
                older.unlink(missing_ok=True)  # a full disk: half a copy would only fill it more
                return
            os.truncate(self.log, 0)
            self._log_start = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock.take(within_s=self._patience_s)
        self._binaries = find_binaries(self._bin_directory, cluster=self.cluster)
        clear(self.cluster)
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster(self._binaries)
        self._account = choose_account(self.cluster, self._binaries.postgres)
        self._account.take(self.cluster)
        self.cluster.chmod(0o700)
        self._launch()
        wait_until(lambda: not self.is_running or self._is_ready(), within_s=_RECOVERY_S)
        if not self.is_running:
            raise explain(self._said(), self.home, log=self.log)
        ensure_roles(str(self._sockets))

    def _is_ready(self) -> bool:
        """Read the line in which the server tells its starter that it takes connections."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > _READY_LINE and lines[_READY_LINE].startswith("ready")

    def _make_cluster(self, binaries: Binaries) -> None:
        """Make the data folder beside its place and move it there when it is complete."""
        if self.cluster.exists() and any(self.cluster.iterdir()):
            raise PostgresRefused(
                f"{self.cluster} is neither a database nor empty: move it away, or restore a backup"
            )
        for old in self.home.glob("postgres.new.*"):  # an earlier start was cut short
            clear(old)
            shutil.rmtree(old, ignore_errors=True)  # its last process may still write; next time
        new = self.home / f"postgres.new.{os.getpid()}"
        new.mkdir(mode=0o700)
        try:
            account = choose_account(new, binaries.initdb)
            account.take(new)
            self._initdb(binaries, account, new)
            new.rename(self.cluster)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)  # above all when the disk is full
            raise
        folder = os.open(self.home, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def _initdb(self, binaries: Binaries, account: Account, new: Path) -> None:
        builtin = ["--locale-provider=builtin"] if binaries.major >= 17 else []  # noqa: PLR2004 - a version
        argv = [binaries.initdb, "-D", str(new), "-U", OWNER, "--encoding=UTF8"]
        argv += [*builtin, "--locale=C.UTF-8", "--data-checksums"]
        argv += ["--auth-local=trust", "--auth-host=reject"]
        process = account.popen(argv, output=subprocess.PIPE, env=_environment())
        try:
            said = process.communicate()[0]
        except BaseException:
            process.kill()
            process.communicate()
            raise
        if process.returncode != 0:
            raise explain(said, self.home)

    def _launch(self) -> None:
        assert self._binaries is not None
        assert self._account is not None
        self.keep_log_small()
        self._sockets = self._socket_directory()
        # Like the data folder's: its pid may be somebody else's by now, or a zombie's.
        (self._sockets / f"{_SOCKET}.lock").unlink(missing_ok=True)
        settings = {**_SETTINGS, **self._settings}
        settings["unix_socket_directories"] = str(self._sockets)
        settings["cluster_name"] = cluster_name(self.cluster)
        argv = [self._binaries.postgres, "-D", str(self.cluster)]
        argv += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._log_start = os.fstat(log).st_size
            self._process = self._account.popen(argv, output=log, env=_environment(), apart=True)
        finally:
            os.close(log)
        self._watch.begin(self._process.pid)

    def _said(self) -> str:
        """Return what the server wrote since it was last started."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(self._log_start, self.log.stat().st_size - 100_000))
            return log.read().decode("utf-8", "replace")

    def _socket_directory(self) -> Path:
        """Choose the data folder, closed to all but its account, or a shorter one like it."""
        if len(os.fsencode(self.cluster / _SOCKET)) <= _LONGEST_SOCKET:
            return self.cluster
        owner = self._account.uid if self._account else os.geteuid()
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        name = f"tocsin-{owner}-{digest}"
        for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 - ownership is checked
            if len(os.fsencode(parent / name / _SOCKET)) <= _LONGEST_SOCKET:
                return self._private(parent / name, owner)
        raise PostgresRefused(f"{self.home} is too long a path for a socket: shorten TOCSIN_HOME")

    def _private(self, folder: Path, owner: int) -> Path:
        """Make this folder, or make sure that nobody else made it."""
        try:
            folder.mkdir(mode=0o700)
            if self._account:
                self._account.take(folder)
        except FileExistsError:
            found = folder.lstat()
            is_ours = found.st_uid == owner and stat.S_ISDIR(found.st_mode)
            if not is_ours or stat.S_IMODE(found.st_mode) & 0o077:
                raise PostgresRefused(
                    f"{folder} was made by somebody else: remove it, or shorten TOCSIN_HOME"
                ) from None
        return folder


def _environment() -> dict[str, str]:
    """Ours without what would change the server: PGDATA, PGPORT, the language of its messages."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_MESSAGES": "C"}
