"""The supervisor with real processes: what dies is back at once, and nothing outlives it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.gateways.postgres_scene import home
from tests.postgres import make_server
from tocsin.gateways.postgres_leftover import pids_in
from tocsin.supervisor import WRONG_SETTING, Child, supervise

__all__ = ["home"]  # a fixture, which pytest finds here by its name

ROOT = Path(__file__).parents[2]

# Each child writes its process id into a file of its own, one line for each start.
STEADY = "import os, sys, time; print(os.getpid(), file=open(sys.argv[1], 'a')); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STEADY
SUPERVISOR = """
import sys
from pathlib import Path
from tocsin.supervisor import Child, supervise
where, home, *code = sys.argv[1:]
children = [
    Child(f"child {n}", [sys.executable, "-c", text, f"{where}/{n}"]) for n, text in enumerate(code)
]
if home:
    from tests.postgres import make_server
sys.exit(supervise(children, postgres=make_server(Path(home)) if home else None))
"""


def await_it(look: Callable[[], bool], *, within_s: float = 10.0) -> float:
    """Wait until it is so, and return how long that took."""
    begun_at = time.monotonic()
    while not look():
        assert time.monotonic() - begun_at < within_s, "it did not come true in time"
        time.sleep(0.01)
    return time.monotonic() - begun_at


def starts(where: Path, child: int = 0) -> list[int]:
    """Read the process ids that this child has had so far."""
    file = where / str(child)
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"  # nobody may be there to bury it


@contextmanager
def supervisor(
    where: Path, *code: str, home: Path | None = None
) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-c", SUPERVISOR, str(where), str(home or ""), *code]
    with subprocess.Popen(
        argv, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            await_it(lambda: all(starts(where, n) for n in range(len(code))))
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def end(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> str:
    process.send_signal(number)
    return process.communicate(timeout=20)[1]


def test_a_killed_child_is_back_within_a_second_and_the_others_never_notice(
    tmp_path: Path,
) -> None:
    with supervisor(tmp_path, STEADY, STEADY) as process:
        first, other = starts(tmp_path)[0], starts(tmp_path, 1)
        os.kill(first, signal.SIGKILL)
        assert await_it(lambda: len(starts(tmp_path)) == 2) < 1
        assert starts(tmp_path, 1) == other
        assert is_alive(other[0])
        said = end(process)
    assert said == "tocsin: child 0 ended: signal 9; starting it again now\n"


def test_a_child_that_dies_over_and_over_is_started_ever_more_slowly(tmp_path: Path) -> None:
    dying = STEADY.replace("time.sleep(600)", "sys.exit(3)")
    with supervisor(tmp_path, dying) as process:
        await_it(lambda: len(starts(tmp_path)) == 4)
        said = end(process)
    pauses = re.findall(r"child 0 ended: exit code 3; starting it again (.+)\n", said)
    assert pauses[:3] == ["now", "in 0.5 s", "in 1 s"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_told_to_stop_ends_the_children_and_is_no_failure(
    tmp_path: Path, number: signal.Signals
) -> None:
    with supervisor(tmp_path, STEADY, STEADY) as process:
        children = [*starts(tmp_path), *starts(tmp_path, 1)]
        assert end(process, number) == ""
        assert process.returncode == 0
    assert not any(is_alive(pid) for pid in children)


def test_a_child_that_does_not_want_to_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SUPERVISOR.replace("where, home", "supervisor._STOP_WITHIN_S = 0.5\nwhere, home")
    monkeypatch.setitem(globals(), "SUPERVISOR", "from tocsin import supervisor\n" + text)
    with supervisor(tmp_path, DEAF) as process:
        child = starts(tmp_path)[0]
        assert end(process) == "tocsin: child 0 did not end within 0.5 s and is killed\n"
    assert not is_alive(child)


def test_children_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with supervisor(tmp_path, STEADY, DEAF) as process:
        children = [*starts(tmp_path), *starts(tmp_path, 1)]
        assert {os.getpgid(pid) for pid in children} == {os.getpgid(process.pid)}
        process.kill()
        process.wait()
        await_it(lambda: not any(is_alive(pid) for pid in children), within_s=1)


def test_no_watcher_is_left_by_a_child_that_ended(tmp_path: Path) -> None:
    def watchers() -> int:
        lines = subprocess.run(["ps", "axwwo", "args"], capture_output=True, text=True, check=True)
        return sum(
            str(tmp_path) in line and "lifeline" in line for line in lines.stdout.splitlines()
        )

    with supervisor(tmp_path, STEADY) as process:
        for count in (2, 3):
            os.kill(starts(tmp_path)[-1], signal.SIGKILL)
            await_it(lambda count=count: len(starts(tmp_path)) == count)  # type: ignore[misc]  # a default binds it
        await_it(lambda: watchers() == 1, within_s=2)
        end(process)
    await_it(lambda: watchers() == 0, within_s=2)


def test_a_wrong_setting_at_the_first_start_stops_everything_with_its_code(
    tmp_path: Path,
) -> None:
    wrong = f"import sys; sys.exit({WRONG_SETTING})"
    children = [
        Child("steady", [sys.executable, "-c", STEADY, str(tmp_path / "0")]),
        Child("wrong", [sys.executable, "-c", wrong]),
    ]
    assert supervise(children) == WRONG_SETTING
    assert not any(is_alive(pid) for pid in starts(tmp_path))


def test_a_wrong_setting_later_on_stops_nothing(tmp_path: Path) -> None:
    once = STEADY.replace("time.sleep(600)", "n = len(open(sys.argv[1]).readlines());") + (
        " time.sleep(600) if n != 2 else sys.exit(78)"
    )
    with supervisor(tmp_path, once) as process:
        os.kill(starts(tmp_path)[0], signal.SIGKILL)
        await_it(lambda: len(starts(tmp_path)) == 3)
        assert "child 0 ended: exit code 78; starting it again in 0.5 s" in end(process)


def test_a_program_that_is_not_there_is_said_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong = f"import sys, time; time.sleep(0.3); sys.exit({WRONG_SETTING})"
    children = [Child("gone", ["/no/such"]), Child("wrong", [sys.executable, "-c", wrong])]
    supervise(children)
    assert capfd.readouterr().err.startswith(
        "tocsin: /no/such cannot be run: No such file or directory\n"
        "tocsin: gone ended: exit code 127; starting it again now\n"
    )


def test_a_killed_server_is_back_within_two_seconds_while_the_children_stay(
    tmp_path: Path, home: Path
) -> None:
    with make_server(home) as server:
        address = server.address()
    with supervisor(tmp_path, STEADY, home=home) as process:
        os.kill(server_pid(home), signal.SIGKILL)
        assert await_it(lambda: has_answer(address)) < 2
        assert len(starts(tmp_path)) == 1
        said = end(process)
        assert process.returncode == 0
    assert said.startswith("tocsin: PostgreSQL ended: signal 9; starting it again now\n")
    await_it(lambda: not pids_in(home / "postgres"))  # another server's last may count as ours


def test_everything_killed_at_once_starts_again_in_the_same_home(
    tmp_path: Path, home: Path
) -> None:
    for _ in range(2):
        with supervisor(tmp_path, STEADY, home=home) as process:
            for pid in (process.pid, *pids_in(home / "postgres"), *starts(tmp_path)):
                if is_alive(pid):
                    os.kill(pid, signal.SIGKILL)
    with make_server(home) as server, psycopg.connect(server.address()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_postgresql_does_not_outlive_a_supervisor_that_is_killed(
    tmp_path: Path, home: Path
) -> None:
    with supervisor(tmp_path, STEADY, home=home) as process:
        assert pids_in(home / "postgres")
        process.kill()
        process.wait()
        await_it(lambda: not pids_in(home / "postgres"))
    assert not (home / "postgres/postmaster.pid").exists(), "it was ended in good order"


def test_an_interrupt_from_the_terminal_reaches_all_and_starts_nothing_again(
    tmp_path: Path, home: Path
) -> None:
    with supervisor(tmp_path, STEADY, home=home) as process:
        assert os.getsid(server_pid(home)) != os.getsid(process.pid), "it is ended last, by us"
        os.killpg(process.pid, signal.SIGINT)
        said = process.communicate(timeout=20)[1]
        assert process.returncode == 0
    assert "starting it again" not in said
    await_it(lambda: not pids_in(home / "postgres"))  # another server's last may count as ours
    assert not is_alive(starts(tmp_path)[0])


def server_pid(home: Path) -> int:
    return int((home / "postgres/postmaster.pid").read_text().splitlines()[0])


def has_answer(address: str) -> bool:
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return False
    return True
