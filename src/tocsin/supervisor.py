"""Runs Tocsin's processes side by side: what dies is back within a second, and nothing is left.

`supervise` starts the children in its own process group, PostgreSQL in a session apart, and stays
until it is told to stop (by SIGTERM, SIGINT or SIGHUP). Then it ends the children, and PostgreSQL
after them. A child that dies over and over is started again ever more slowly, up to every five
seconds, for ever: a monitoring centre that has given up is worse than one that keeps trying. Only a
child that ends with code 78 at its first start (a wrong setting) stops everything, with that code.

If the supervisor itself is killed, its children go with it. Each of them starts through
`lifeline.py`, whose watcher reads a pipe that the supervisor holds open. This was chosen over
Linux's PR_SET_PDEATHSIG because it works the same wherever there are pipes, needs no foreign calls,
is not tied to the thread that started the child, and survives a change of account; and over a
thread in each child because it holds for any program and for one that hangs. PostgreSQL may be
writing then: its own watcher, or the next start of its launcher, ends it in good order.
"""

import abc
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final, Self

from tocsin.gateways.postgres_server import PostgresRefused, PostgresServer

WRONG_SETTING: Final = 78  # EX_CONFIG of sysexits.h

_Reaction = Callable[[int, FrameType | None], object] | int | None

_LIFELINE: Final = str(Path(__file__).with_name("lifeline.py"))
_STOPPING: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_STOP_WITHIN_S: Final = 10.0
_STEADY_AFTER_S: Final = 10.0
_PAUSES_S: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 5.0)
_LOOK_EVERY_S: Final = 5.0  # for the size of PostgreSQL's log; deaths ring the bell themselves


@dataclass(frozen=True, slots=True)
class Child:
    """A program to keep running. Without `env` it gets the supervisor's environment."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None


def supervise(children: Sequence[Child], *, postgres: PostgresServer | None = None) -> int:
    """Keep the children (and the server, started here if it is not running) alive until told.

    Must be called in the main thread. Returns the exit code; `PostgresRefused` comes through.
    """
    kept_children = [_KeptChild(child) for child in children]
    kept: list[_Kept] = [*kept_children]
    if postgres is not None:
        kept.insert(0, _KeptServer(postgres))
    with _Bell() as bell:
        try:
            return _keep(kept, bell)
        finally:
            _stop(kept_children, bell)
            if postgres is not None:
                postgres.stop()


def _keep(kept: Sequence["_Kept"], bell: "_Bell") -> int:
    while not bell.is_stopping:
        for one in kept:
            one.look(time.monotonic())
            if one.has_wrong_setting:
                return WRONG_SETTING
        due = min((one.start_at for one in kept if one.start_at is not None), default=math.inf)
        bell.wait(min(_LOOK_EVERY_S, due - time.monotonic()))
    return 0


def _stop(children: Sequence["_KeptChild"], bell: "_Bell") -> None:
    for child in children:
        child.ask_to_end()
    end = time.monotonic() + _STOP_WITHIN_S
    while any(child.is_alive for child in children) and time.monotonic() < end:
        bell.wait(end - time.monotonic())
    for child in children:
        child.end()


class _Kept(abc.ABC):
    """One thing that is kept running, and when it is to be started again."""

    has_wrong_setting = False

    def __init__(self, name: str) -> None:
        self._name = name
        self._started_at = 0.0
        self._early_deaths = 0
        self.start_at: float | None = 0.0  # None while it runs

    def look(self, now: float) -> None:
        """Start it if that is due, or see whether it ended."""
        if self.start_at is None:
            self._look_for_end(now)
        elif self.start_at <= now:
            self.start_at = None
            self._start()
            self._started_at = time.monotonic()

    def _look_for_end(self, now: float) -> None:
        why = self._find_end()
        if why is None or self.has_wrong_setting:
            return
        if now - self._started_at >= _STEADY_AFTER_S:
            self._early_deaths = 0
        pause = _PAUSES_S[min(self._early_deaths, len(_PAUSES_S) - 1)]
        self._early_deaths += 1
        self.start_at = now + pause
        _say(
            f"{self._name} ended: {why}; starting it again {f'in {pause:g} s' if pause else 'now'}"
        )

    @abc.abstractmethod
    def _start(self) -> None: ...

    @abc.abstractmethod
    def _find_end(self) -> str | None:
        """Say why it ended, or None while it runs."""


class _KeptChild(_Kept):
    def __init__(self, child: Child) -> None:
        super().__init__(child.name)
        self._child = child
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: int | None = None
        self._starts = 0
        self._refusal = "it was never started"

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def end(self) -> None:
        """Make sure that it is gone."""
        if self._process is not None and self.is_alive:
            _say(f"{self._name} did not end within {_STOP_WITHIN_S:g} s and is killed")
            self._process.kill()
            self._process.wait()
        self._let_go()

    def _start(self) -> None:
        self._starts += 1
        theirs, self._lifeline = os.pipe()
        argv = [sys.executable, "-I", "-S", _LIFELINE, str(theirs), *self._child.argv]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own argument list, and no shell
                argv, stdin=subprocess.DEVNULL, env=self._child.env, pass_fds=(theirs,)
            )
        except OSError as error:  # too many processes, say: the same as a death, and as passing
            self._process, self._refusal = None, str(error)
        finally:
            os.close(theirs)

    def _find_end(self) -> str | None:
        if self.is_alive:
            return None
        self._let_go()
        if self._process is None:
            return self._refusal
        code = self._process.returncode
        self.has_wrong_setting = code == WRONG_SETTING and self._starts == 1
        return f"exit code {code}" if code >= 0 else f"signal {-code}"

    def _let_go(self) -> None:
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None


class _KeptServer(_Kept):
    def __init__(self, server: PostgresServer) -> None:
        super().__init__("PostgreSQL")
        self._server = server
        self._was_started = False
        self._refusal: str | None = None

    def _start(self) -> None:
        if self._server.is_running:
            self._was_started = True
            return
        if not self._was_started:
            self._server.start()  # what goes wrong at the very first start stops everything
            self._was_started = True
            return
        try:
            self._refusal = None
            self._server.restart()
        except PostgresRefused as refused:
            self._refusal = str(refused)

    def _find_end(self) -> str | None:
        if self._server.is_running:
            self._server.keep_log_small()
            return None
        return self._refusal or self._server.last_words()


class _Bell:
    """Rings when a child ends or somebody wants us to stop, so that nobody has to look all day."""

    def __init__(self) -> None:
        self.is_stopping = False
        self._former: dict[signal.Signals, _Reaction] = {}

    def __enter__(self) -> Self:
        self._ear, self._hammer = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._hammer, False)
        self._former_hammer = signal.set_wakeup_fd(self._hammer, warn_on_full_buffer=False)
        self._former = {n: signal.signal(n, self._ring) for n in (*_STOPPING, signal.SIGCHLD)}
        return self

    def __exit__(self, *_: object) -> None:
        for number, former in self._former.items():
            signal.signal(number, former)
        signal.set_wakeup_fd(self._former_hammer)
        os.close(self._ear)
        os.close(self._hammer)

    def wait(self, within_s: float) -> None:
        if select.select([self._ear], [], [], max(0.0, within_s))[0]:
            os.read(self._ear, 4096)

    def _ring(self, number: int, _frame: FrameType | None) -> None:
        self.is_stopping = self.is_stopping or number in _STOPPING


def _say(line: str) -> None:
    try:
        os.write(2, f"tocsin: {line}\n".encode())
    except OSError:
        return  # the terminal is gone; that is no reason to stop looking after the alarms
