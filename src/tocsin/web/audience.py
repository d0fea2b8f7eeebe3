"""Who listens: one open stream for each screen, and all screens of one organisation."""

import asyncio
import time
from dataclasses import dataclass, field

from sse_starlette import ServerSentEvent

from tocsin.db.live import Cursor

AGAIN_AFTER_S = 2.0
HOLDS = 256  # what a slow screen may owe before it is told to read again


@dataclass(eq=False, slots=True)
class Screen:
    """One open stream."""

    events: asyncio.Queue[ServerSentEvent] = field(
        default_factory=lambda: asyncio.Queue(maxsize=HOLDS)
    )

    def show(self, event: ServerSentEvent) -> None:
        if self.events.full():
            while not self.events.empty():
                self.events.get_nowait()
            event = resync()
        self.events.put_nowait(event)

    async def next_event(
        self, within_s: float, ending: asyncio.Task[object]
    ) -> ServerSentEvent | None:
        """Give what is to be told next; None when there is nothing in time, or it ends."""
        told = asyncio.create_task(self.events.get())
        try:
            await asyncio.wait(
                {told, ending}, timeout=max(0.0, within_s), return_when="FIRST_COMPLETED"
            )
            return told.result() if told.done() else None
        finally:
            told.cancel()


@dataclass(eq=False, slots=True)
class Audience:
    """All streams of one organisation, and how far they have been told."""

    cursor: Cursor
    screens: set[Screen] = field(default_factory=set)
    is_told_all: bool = True  # else no beat claims that all is well
    again_at: float = 0.0  # what could not be told is tried again then

    def show(self, event: ServerSentEvent) -> None:
        for screen in self.screens:
            screen.show(event)

    def came_short(self) -> None:
        self.is_told_all, self.again_at = False, time.monotonic() + AGAIN_AFTER_S

    def caught_up(self, cursor: Cursor) -> None:
        self.is_told_all, self.cursor = True, cursor


def resync() -> ServerSentEvent:
    """Tell a screen to read everything anew."""
    return ServerSentEvent(event="resync", data="{}")
