"""`make bench`: Tocsin beside its peer and against its goals, in one run and one table."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.board import watching
from bench.panels import Measured, alarm, call
from bench.scene import ACCOUNTS, Scene, await_port, free_port, program, tocsin

CONNECTIONS = 32
FOR_S = 10.0
WARM_S = 2.0
BOARD_FOR_S = 20.0
ALARMS_PER_S = 100
RUNAWAY_PER_S = 5_000
SETTLE_S = 5.0  # what is not on the board by then never came there
NEVER_S = 1_000.0
SHARE_OF_PEER = 0.8
ANSWER_MS, BOARD_MS = 50, 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    what: str
    measured: str
    goal: str
    is_met: bool


def frames_of(first: int) -> list[list[bytes]]:
    return [[alarm(account, first + n) for n in range(5_000)] for account in ACCOUNTS[:CONNECTIONS]]


def called(port: int) -> Measured:
    uvloop.run(call(port, frames=frames_of(5_000), for_s=WARM_S))
    return uvloop.run(call(port, frames=frames_of(0), for_s=FOR_S))


def peer_rate() -> Measured:
    port = free_port()
    with program([sys.executable, "-m", "bench.peer", str(port)]):
        await_port(port)
        return called(port)


def measure_intake(home: Path) -> list[Line]:
    """Measure frames stored and acknowledged a second, beside a receiver that stores nothing."""
    before = peer_rate()
    with tocsin(home, "receive", "loops") as scene:
        ours = called(scene.alarm_port)
        (stored,) = scene.ask("select count(*) from signal")
    after = peer_rate()
    peer = max(before.per_second, after.per_second)
    assert isinstance(stored[0], int)
    assert stored[0] >= ours.answers["ACK"] == len(ours.took_s), "every answer was an ACK, stored"
    ratio, p99 = ours.per_second / peer, ours.percentile_ms(0.99)
    return [
        Line(
            f"stored and acknowledged a second, {CONNECTIONS} connections",
            f"{ours.per_second:,.0f} = {ratio:.2f} × pysiaalarm's {peer:,.0f}",
            f"≥ {SHARE_OF_PEER} ×",
            ratio >= SHARE_OF_PEER,
        ),
        Line("… the answer's p99", f"{p99:.1f} ms", f"< {ANSWER_MS} ms", p99 < ANSWER_MS),
    ]


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


def board_line(what: str, took_s: list[float]) -> Line:
    ordered = sorted(max(0.0, took) * 1000 for took in took_s)
    p50, p99 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    measured = f"p50 {p50:.0f}, p99 {p99:.0f}, most {ordered[-1]:.0f} ms"
    return Line(what, measured, f"p99 < {BOARD_MS} ms", p99 < BOARD_MS)


def measure_board(home: Path) -> list[Line]:
    with tocsin(home, "receive", "loops", "web") as scene:
        took_s = uvloop.run(raise_steadily(scene))
    return [board_line(f"stored → on the board, {ALARMS_PER_S} alarms a second", took_s)]


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
        board_line(what, took_s),
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
    width = [max(len(line.what) for line in lines), max(len(line.measured) for line in lines)]
    for line in lines:
        verdict = "met" if line.is_met else "MISSED"
        print(f"{line.what:{width[0]}}  {line.measured:{width[1]}}  {line.goal:14}  {verdict}")
    return 0 if all(line.is_met for line in lines) else 1


PARTS = {"intake": measure_intake, "board": measure_board, "runaway": measure_runaway}

if __name__ == "__main__":
    sys.exit(main())
