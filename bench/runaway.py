"""One panel gone mad: `python -m bench.runaway PORT RATE SECONDS`. Prints what it got through."""

import asyncio
import sys
import time
from typing import cast

import uvloop

from bench.panels import alarm

ACCOUNT = "1234"
EVERY_S = 0.01


class _Runaway(asyncio.Protocol):
    """Sends whether or not it is answered, as long as the line takes it."""

    def __init__(self) -> None:
        self.answers = 0
        self.may_send = asyncio.Event()
        self.may_send.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, received: bytes) -> None:
        self.answers += received.count(b"\r")

    def pause_writing(self) -> None:
        self.may_send.clear()

    def resume_writing(self) -> None:
        self.may_send.set()


async def _run(port: int, rate: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    _, panel = await loop.create_connection(_Runaway, "127.0.0.1", port)
    frames = [alarm(ACCOUNT, number) for number in range(9_999)]
    begun = time.perf_counter()
    sent = 0
    while (lasted := time.perf_counter() - begun) < seconds:
        due = int(lasted * rate) - sent
        batch = [frames[(sent + n) % len(frames)] for n in range(due)]
        panel.transport.write(b"".join(batch))
        sent += due
        await panel.may_send.wait()
        await asyncio.sleep(EVERY_S)
    print(f"{sent / seconds:.0f} {panel.answers / seconds:.0f}")


if __name__ == "__main__":
    uvloop.run(_run(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
