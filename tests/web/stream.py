"""A screen that follows `/api/v1/live`, driven without sockets: it may read slowly, or go away."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from fastapi import FastAPI


@dataclass(frozen=True)
class Told:
    """One event as the page receives it."""

    name: str
    id: str | None
    body: dict[str, Any]


class Stream:
    def __init__(self) -> None:
        self.status_code = 0
        self.headers: dict[str, str] = {}
        self.is_over = False
        self._told: asyncio.Queue[Told] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._reads = asyncio.Event()
        self._reads.set()

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status_code = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            return
        await self._reads.wait()  # a slow screen's socket takes no more
        for block in message.get("body", b"").decode().split("\r\n\r\n"):
            if block.strip():
                self._told.put_nowait(_read(block))
        self.is_over = not message.get("more_body", False)

    def stop_reading(self) -> None:
        self._reads.clear()

    def read_on(self) -> None:
        self._reads.set()

    async def next(self, *names: str, within: float = 5.0) -> Told:
        """Wait for the next event of these names, past all others; of any name if none is given."""
        async with asyncio.timeout(within):
            while True:
                told = await self._told.get()
                if not names or told.name in names:
                    return told

    async def run(self, api: FastAPI, scope: Mapping[str, Any]) -> None:
        await api(dict(scope), self._receive, self._send)  # type: ignore[arg-type]  # dicts it takes

    def leave(self) -> Self:
        self._gone.set()
        return self


def _read(block: str) -> Told:
    fields = dict(line.split(": ", 1) for line in block.strip().splitlines())
    return Told(fields["event"], fields.get("id"), json.loads(fields["data"]))


@asynccontextmanager
async def following(
    api: FastAPI, headers: Mapping[str, str], *, after: str = "", last_event_id: str = ""
) -> AsyncIterator[Stream]:
    """Follow what changes until the block ends."""
    sent = dict(headers) | ({"last-event-id": last_event_id} if last_event_id else {})
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/v1/live",
        "raw_path": b"/api/v1/live",
        "query_string": f"after={after}".encode() if after else b"",
        "headers": [(k.lower().encode(), v.encode()) for k, v in sent.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8600),
        "root_path": "",
    }
    stream = Stream()
    running = asyncio.create_task(stream.run(api, scope))
    try:
        yield stream
    finally:
        stream.leave().read_on()
        await asyncio.wait_for(running, 5)
