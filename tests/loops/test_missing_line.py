"""A receiver for whose port nobody has set up a line: that is said, and does not fill the log."""

import asyncio
import logging

import pytest
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.loops.conftest import free_port
from tocsin.db.bell import Ear
from tocsin.loops import alarm_receiver
from tocsin.loops.alarm_receiver import Receiver
from tocsin.loops.beat import Pulse

LOOKS = 5


class Turns(Pulse):
    """Counts how often the loop came round."""

    def __init__(self) -> None:
        super().__init__("receive")
        self.count = 0
        self.enough = asyncio.Event()

    def turn(self) -> None:
        self.count += 1
        if self.count == LOOKS:
            self.enough.set()


@pytest.mark.parametrize(("again_after", "said"), [(400, 1), (2, 3)])
async def test_a_missing_line_is_said_once_and_then_rarely_with_the_remedy(
    addresses: Addresses,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    again_after: int,
    said: int,
) -> None:
    monkeypatch.setattr(alarm_receiver, "TRY_AGAIN_AFTER_S", 0)
    monkeypatch.setattr(alarm_receiver, "SAY_AGAIN_AFTER_LOOKS", again_after)
    caplog.set_level(logging.WARNING, "tocsin.receive")
    ear, turns, port = Ear(), Turns(), free_port()
    async with AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool:
        receiver = Receiver(addresses.engine, port, ear.heard.set, pool)
        looking = asyncio.create_task(receiver.keep_informed(ear, turns))
        while not turns.enough.is_set():
            ear.heard.set()
            await asyncio.sleep(0.01)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == said
    assert f"port {port}" in lines[0]
    assert "Set up, Receiver lines" in lines[0]
