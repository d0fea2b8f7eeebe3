"""The doors: many connections, each held to its share, and none for ever."""

import asyncio
import resource
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.conftest import Addresses
from tests.loops.conftest import Caller, Door, open_door
from tests.loops.test_alarm_receiver import OPEN, alarm
from tocsin.loops import alarm_door
from tocsin.loops.alarm_door import PortUnusable, receive

MANY = 500
MOST_BYTES_EACH = 40_000


async def test_hundreds_of_idle_panels_cost_little_and_hold_up_nobody(door: Door) -> None:
    async with AsyncExitStack() as stack:
        before = resident_bytes()
        for _ in range(MANY):
            await stack.enter_async_context(door.caller())
        grown = resident_bytes() - before
        panel = await stack.enter_async_context(door.caller())
        panel.send(alarm())
        assert b'"ACK"' in await panel.answer()
    # Both ends of each connection live in this process; ten thousand stay under 400 MB.
    assert grown < MANY * MOST_BYTES_EACH


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
