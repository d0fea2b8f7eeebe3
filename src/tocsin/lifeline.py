"""Runs a program that must not outlive the process that holds the other end of a pipe.

Called as `python lifeline.py FD PROGRAM ARGUMENT...`. The program takes this process over, so its
process id, its exit code and its signals are what the supervisor sees. A small watcher stays beside
it and reads the pipe, which ends when the supervisor ends, however that came about; the watcher
then kills the program. See `tocsin.supervisor` for why it is done like this.
"""

import os
import signal
import sys


def main() -> None:
    pipe, argv = int(sys.argv[1]), sys.argv[2:]
    program = os.getpid()
    if os.fork() == 0:
        _watch(pipe, program)
    os.set_inheritable(pipe, False)  # noqa: FBT003 - that is how os spells it
    try:
        os.execvp(argv[0], argv)  # noqa: S606 - our own argument list, and no shell
    except OSError as error:
        sys.stderr.write(f"tocsin: {argv[0]} cannot be run: {error.strerror}\n")
        os._exit(127)


def _watch(pipe: int, program: int) -> None:
    # What is sent to the whole process group is meant for the program; the watcher goes last.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    while os.read(pipe, 1):
        pass
    # If the program has ended, its process id may be another's by now; then it is not our parent.
    if os.getppid() == program:
        os.kill(program, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
