"""Ends PostgreSQL in good order when its owner is gone and has not done so.

The server has a session of its own, so nothing that ends its owner reaches it. Beside it stands
this file as a program: `python postgres_watch.py FD PID`. It reads a pipe that its owner holds
open, which ends when the owner ends, however that came about. What it signals is the very process
that it opened at its start, whoever has that number by then. Where the system has no such thing,
the next start of the owner ends what was left.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Watch:
    """Keeps one server from outliving this process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline = -1

    def begin(self, pid: int) -> None:
        """Watch this server, and no longer the one before."""
        self.end()
        if not hasattr(os, "pidfd_open"):
            return
        theirs, self._lifeline = os.pipe()
        argv = [sys.executable, "-I", "-S", __file__, str(theirs), str(pid)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own argument list, and no shell
                argv, stdin=subprocess.DEVNULL, pass_fds=(theirs,), start_new_session=True
            )
        finally:
            os.close(theirs)

    def end(self) -> None:
        """Watch nothing any more: a server that still runs is ended by it."""
        if self._lifeline >= 0:
            os.close(self._lifeline)
        if self._process is not None:
            self._process.wait()
        self._process, self._lifeline = None, -1


def main() -> None:
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)
    with suppress(ProcessLookupError):
        server = os.pidfd_open(int(sys.argv[2]))
        while os.read(int(sys.argv[1]), 1):
            pass
        signal.pidfd_send_signal(server, signal.SIGINT)


if __name__ == "__main__":
    main()
