"""`make bench`: Tocsin beside its peer and against its goals, in one run and one table."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from bench.board import watching
from bench.deadlines import measure_deadlines
from bench.intake import measure_datagrams, measure_encrypted, measure_full, measure_intake
from bench.panels import alarm, call
from bench.pin import measure_pin
from bench.scene import ACCOUNTS, Scene, program, tocsin
from bench.screen import measure_screen
from bench.table import Line, print_table, share_line

BOARD_FOR_S = 20.0
ALARMS_PER_S = 100
RUNAWAY_PER_S = 5_000
SETTLE_S = 5.0  # what is not on the board by then never came there
NEVER_S = 1_000.0
BOARD_MS = 1_000


async def raise_steadily(scene: Scene) -> list[float]:
    """Send alarms over all sites at a steady pace; how long each took to stand on the board."""
    order = [(a, n) for n in range(len(ACCOUNTS)) for a in ACCOUNTS]
    count = int(ALARMS_PER_S * BOARD_FOR_S)
    stored_at: dict[str, list[float]] = {}

    async def send(account: str, number: int) -> None:
        one = await call(scene.alarm_port, frames=[[alarm(account, number, zone=number)]], for_s=0)
        assert one.answers["ACK"] == 1, "every alarm was acknowledged"
        stored_at.setdefault(f"Site of panel {account}", []).append(time.perf_counter())

    async with watching(scene.web_port) as board:
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for n, (account, number) in enumerate(order[:count]):
                await asyncio.sleep(max(0.0, begun + n / ALARMS_PER_S - time.perf_counter()))
                group.create_task(send(account, number))
        await asyncio.sleep(SETTLE_S)
    took_s = []
    for who, at in stored_at.items():
        seen = board.seen_at.get(who, [])
        took_s += [s - a for a, s in zip(at, seen, strict=False)]
        took_s += [NEVER_S] * (len(at) - len(seen))
    return took_s


def measure_board(home: Path) -> list[Line]:
    with tocsin(home, "receive", "loops", "web") as scene:
        took_s = uvloop.run(raise_steadily(scene))
    return [share_line(f"stored → on the board, {ALARMS_PER_S} alarms a second", took_s, BOARD_MS)]


def measure_runaway(home: Path) -> list[Line]:
    with tocsin(home, "receive", "loops", "web") as scene:
        seconds = str(BOARD_FOR_S + 2)
        argv = ["-m", "bench.runaway", str(scene.alarm_port), str(RUNAWAY_PER_S), seconds]
        with program([sys.executable, *argv]):
            time.sleep(1)
            took_s = uvloop.run(raise_steadily(scene))
        query = "select count(*) from signal where account = '1234'"
        (stored,) = scene.ask(query)
    assert isinstance(stored[0], int)
    rate = stored[0] / (BOARD_FOR_S + 2)
    what = f"… while one panel sends {RUNAWAY_PER_S:,} a second"
    return [
        share_line(what, took_s, BOARD_MS),
        Line("… stored of it meanwhile", f"{rate:,.0f} a second", "more than none", rate > 0),
    ]


@contextmanager
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run under another account
        yield Path(folder)


def main() -> int:
    """Measure everything that is named, or all; the exit code says whether the goals hold."""
    named = sys.argv[1:] or list(PARTS)
    lines = []
    for name in named:
        with home() as folder:
            lines += PARTS[name](folder)
    return 0 if print_table(lines) else 1


PARTS = {
    "intake": measure_intake,
    "encrypted": measure_encrypted,
    "datagrams": measure_datagrams,
    "full": measure_full,
    "board": measure_board,
    "runaway": measure_runaway,
    "screen": measure_screen,
    "deadlines": measure_deadlines,
    "pin": measure_pin,
}

if __name__ == "__main__":
    sys.exit(main())
