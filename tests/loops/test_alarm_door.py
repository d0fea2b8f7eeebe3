"""The doors: many connections, each held to its share, and none for ever."""

import asyncio
import resource
import sys
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.conftest import Addresses
from tests.loops.conftest import Caller, Door, open_door
from tests.loops.test_alarm_receiver import OPEN, alarm
from tocsin.loops import alarm_door
from tocsin.loops.alarm_door import PortUnusable, receive

MANY = 10_000
OTHER_FILES = 1_000
LEAST = 2_000  # fewer would show nothing
MOST_BYTES_EACH = 40_000  # ten thousand stay under 400 MB
# Their ends of the connections are another process's: each has a limit of open files of its own.
# They come quickly, but not all in one instant; then they say how many of them were hung up on.
IDLE_PANELS = """
import resource, select, socket, sys, time
port, count = int(sys.argv[1]), int(sys.argv[2])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
panels, looks = [], select.poll()
for number in range(count):
    panels.append(socket.create_connection(("127.0.0.1", port), timeout=10))
    looks.register(panels[-1], select.POLLIN)
    if number % 100 == 99:
        time.sleep(0.01)
print("connected", flush=True)
sys.stdin.readline()
print(len(looks.poll(0)), flush=True)
"""


async def test_ten_thousand_idle_panels_cost_little_and_hold_up_nobody(door: Door) -> None:
    """Ten thousand, or as many as this machine lets one process hold open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    many = MANY if hard == resource.RLIM_INFINITY else min(MANY, hard - OTHER_FILES)
    # The door is in this process, which holds each line's other end: where it may hold fewer than
    # that, only root could let it, and what the few cost is lost in what Python itself takes.
    if many < LEAST:
        pytest.skip(f"one process may hold no more than {hard} files open here")
    before = resident_bytes()
    idle = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", IDLE_PANELS, str(door.port), str(many)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert idle.stdout is not None
        assert await idle.stdout.readline() == b"connected\n"
        async with door.caller() as panel:
            await speak(panel, 1)
            grown = resident_bytes() - before
            hung_up, _ = await idle.communicate(b"\n")
            assert hung_up == b"0\n"
            await speak(panel, 2)
    finally:
        if idle.returncode is None:
            idle.kill()
            await idle.wait()
    assert grown < many * MOST_BYTES_EACH


def resident_bytes() -> int:
    with open("/proc/self/statm") as statm:  # noqa: PTH123  nothing but one line of the system's
        return int(statm.read().split()[1]) * resource.getpagesize()


async def test_the_longest_silent_connection_makes_room(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm_door, "MOST_CONNECTIONS", 3)
    async with open_door(addresses) as door, AsyncExitStack() as stack:
        first, second, third = [await stack.enter_async_context(door.caller()) for _ in range(3)]
        await speak(first, 1)
        fourth = await stack.enter_async_context(door.caller())
        assert await second.is_closed()
        for number, panel in enumerate((first, third, fourth), start=2):
            await speak(panel, number)


async def speak(panel: Caller, number: int) -> None:
    panel.send(alarm(number))
    assert b'"ACK"' in await panel.answer()


async def test_a_connection_that_is_silent_for_too_long_is_closed(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm_door, "SWEEP_EVERY_S", 0.05)
    monkeypatch.setattr(alarm_door.Peers.close_silent, "__defaults__", (0.5,))
    async with open_door(addresses) as door, door.caller() as silent, door.caller() as panel:
        for number in range(1, 9):
            await speak(panel, number)
            await asyncio.sleep(0.1)
        assert await silent.is_closed()
        await speak(panel, 9)


async def test_one_connections_flood_waits_for_itself_alone(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0
    real = door.receiver.take

    def counting(*args: Any) -> None:  # noqa: ANN401  it stands in for one that is typed
        nonlocal most
        real(*args)
        most = max(most, door.receiver._in_hand.qsize())

    monkeypatch.setattr(door.receiver, "take", counting)
    async with door.caller() as runaway, door.caller() as panel:
        begun = time.monotonic()
        runaway.send(b"".join(alarm(n % 9_999 + 1, zone=n % 4) for n in range(2_000)))
        await speak(panel, 1)
        for _ in range(2_000):
            await runaway.answer()
    assert most < alarm_door.SHARE + alarm_door.READ_BYTES // len(alarm()) + 2
    # However quick the machine is: each window lets its share through, and the read it stopped in.
    per_window = alarm_door.MOST_IN_WINDOW + alarm_door.READ_BYTES // len(alarm())
    windows = 2_000 / per_window
    assert time.monotonic() - begun > windows * alarm_door.WINDOW_S / 2
    await door.await_rows(OPEN, 1)


async def test_frames_before_the_receiver_is_ready_get_no_answer(addresses: Addresses) -> None:
    async with open_door(addresses) as door:
        door.receiver._line = None  # as before it has read its panels
        async with door.caller() as panel:
            panel.send(alarm())
            assert await panel.says_nothing()


async def test_a_taken_port_is_refused(door: Door) -> None:
    with pytest.raises(PortUnusable):
        await receive(door.receiver, "127.0.0.1", door.port)
