"""An operator's screen, as a client of the web process: when an alarm stands on the board."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import httpx

from tocsin.demo import story
from tocsin.web.auth import COOKIE

REQUEST = (
    "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
    "Cookie: {name}={value}\r\n\r\n"
)
OPERATOR = {"email": "olive@northgate.example", "password": story.PASSWORD}
LONGEST_LINE = 50_000_000


@dataclass(slots=True)
class Board:
    """How many alarms of each site have been on the board, and since when each."""

    seen_at: dict[str, list[float]] = field(default_factory=dict)
    beats: int = 0

    def show(self, item: dict[str, object]) -> None:
        now = time.perf_counter()
        seen = self.seen_at.setdefault(str(item["who"]), [])
        count = item["alarm_count"]
        assert isinstance(count, int)
        seen += [now] * (count - len(seen))


@asynccontextmanager
async def watching(port: int) -> AsyncIterator[Board]:
    """Follow the live stream over HTTP as long as the block lasts."""
    cookie = await _sign_in(port)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LONGEST_LINE)
    writer.write(REQUEST.format(name=COOKIE, value=cookie).encode())
    board, is_open = Board(), asyncio.Event()
    following = asyncio.create_task(_follow(reader, board, is_open))
    try:
        async with asyncio.timeout(10):
            await is_open.wait()
        yield board
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        writer.close()


async def _sign_in(port: int) -> str:
    """Sign an operator in: an alarm that nobody can take is another matter."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as client:
        headers = {"X-Tocsin-App": "console"}
        answer = await client.post("/sign-in", json=OPERATOR, headers=headers)
        answer.raise_for_status()
        return answer.cookies[COOKIE]


async def _follow(reader: asyncio.StreamReader, board: Board, is_open: asyncio.Event) -> None:
    name = ""
    while line := (await reader.readline()).decode().rstrip():
        continue  # the response's head
    while True:
        line = (await reader.readline()).decode().rstrip("\r\n")
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
            is_open.set()
            board.beats += name == "beat"
            assert name != "resync", "the screen could not follow"
        elif line.startswith("data: ") and name == "queue":
            for item in json.loads(line.removeprefix("data: "))["items"]:
                board.show(item)
