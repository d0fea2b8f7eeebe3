"""Live: what changed, to every screen that may see it, within a moment and without a reload.

One read for each organisation that has a screen open here, rendered once for all its screens.
A stream holds no database connection, and ends with its sign-in.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import anyio
from fastapi import APIRouter, Header, Query, Request
from psycopg import OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sse_starlette import EventSourceResponse, ServerSentEvent

from tocsin.db.bell import Bell, News
from tocsin.db.heartbeat import silent_parts
from tocsin.db.known_time import KnownTime
from tocsin.db.live import Cursor, Stale, changed_rows, cursor_now
from tocsin.db.reach import is_reached
from tocsin.db.view import Row
from tocsin.domain.access import Right
from tocsin.domain.errors import NotAllowed
from tocsin.pause import pause
from tocsin.web.asker import Asker
from tocsin.web.audience import Audience, Screen, resync
from tocsin.web.auth import ask_again
from tocsin.web.depends import AskerDep, demand, reading
from tocsin.web.errors import SignedOut
from tocsin.web.incident_view import row_shape
from tocsin.web.time_shape import write_time

BEAT_EVERY_S = 2.0
PACE_S = 0.2  # from one telling to the next: at most five writes a second for each screen
KNOWN_FOR_S = 4.0  # without news from the database for so long, no beat claims that all is well
DOUBT_EVERY_S = 1.0  # without news from it, how often it is asked whether it is there at all
# Each beat looks whether the sign-in still stands: whoever is withdrawn is out within seconds.
NOTE_EVERY_BEATS = 5  # how often it is written down that somebody is there
END_WITHIN_S = 1.0  # a stream ends by itself when its process is told to stop
NO_PING_S = 86_400  # comments never reach a page; the named beat does

logger = logging.getLogger("tocsin.live")
router = APIRouter(tags=["live"])


class LiveHub:
    def __init__(self, pool: AsyncConnectionPool, bell: Bell, address: str) -> None:
        self._pool, self._ear, self._address = pool, bell.ear(News.CHANGES), address
        self._audiences: dict[UUID, Audience] = {}
        self._time = KnownTime(KNOWN_FOR_S)
        self._silent: list[str] = []
        self._is_gone = False  # the database, as far as this process can tell

    async def run(self) -> None:
        """Tell every audience what changed, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tell_all())
            group.create_task(self._doubt())

    async def _tell_all(self) -> None:
        while True:
            await self._ear.wait()
            next_at = time.monotonic() + PACE_S
            try:
                await self._ask_clock()
                for organisation in list(self._audiences):
                    await self._tell(organisation)
            except (OperationalError, PoolTimeout):
                self._time.forget()  # the beats stop
            except Exception:
                logger.exception("the screens cannot be told what changed")
                self._time.forget()
            await pause(next_at - time.monotonic())

    async def _doubt(self) -> None:
        """Tell a database that is gone from a full pool, a slow statement or a fault of ours."""
        while True:
            try:
                is_heard = self._time.now() is not None or await is_reached(self._address)
                self._is_gone = not is_heard
            except Exception:
                logger.exception("nobody can say whether the database is there")
                self._is_gone = False
            await pause(DOUBT_EVERY_S)

    def now(self) -> datetime | None:
        """Say what time the database has; None when it has not been heard for some seconds."""
        return self._time.now()

    def beat(self, organisation: UUID) -> ServerSentEvent | None:
        """Say that all is heard, and which parts are not; or that not even the database is.

        None when something could not be told to this audience, or for reasons of our own.
        """
        now, audience = self._time.now(), self._audiences.get(organisation)
        if now is None and self._is_gone:
            return ServerSentEvent(event="cut", data=json.dumps({"lacks": "database"}))
        if now is None or audience is None or not audience.is_told_all:
            return None
        said = {"now": write_time(now), "silent": self._silent}
        return ServerSentEvent(event="beat", data=json.dumps(said))

    async def join(self, organisation: UUID, after: str | None) -> Screen:
        """Open a stream that begins behind a cursor, or with what comes next."""
        screen = Screen()
        try:
            await self._begin(organisation, screen, after)
        except BaseException:
            self.leave(organisation, screen)
            raise
        return screen

    async def _begin(self, organisation: UUID, screen: Screen, after: str | None) -> None:
        async with reading(self._pool, organisation, "live.join") as connection:
            now = await cursor_now(connection)
            audience = self._audiences.setdefault(organisation, Audience(now))
            audience.screens.add(screen)
            if now.may_lie_behind(audience.cursor):
                screen.show(resync())  # it was told of something since this snapshot was taken
            elif after is not None:
                # What the audience is told from here on begins at its own cursor.
                try:
                    rows = await changed_rows(connection, Cursor.read(after), now)
                    shaped, faults = _shape(rows)
                    if faults:
                        screen.show(resync())  # the list says itself what cannot be shown
                    elif shaped:
                        screen.show(_event(shaped, now))
                except Stale:
                    screen.show(resync())

    def leave(self, organisation: UUID, screen: Screen) -> None:
        audience = self._audiences.get(organisation)
        if audience is not None:
            audience.screens.discard(screen)
            if not audience.screens:
                del self._audiences[organisation]

    async def still_stands(self, asker: Asker, *, is_noted: bool) -> bool:
        """Say whether whoever opened a stream still may; a database gone ends nobody."""
        try:
            async with self._pool.connection() as connection:
                demand_sight(await ask_again(connection, asker, is_noted=is_noted))
        except (SignedOut, NotAllowed):
            return False
        except (OperationalError, PoolTimeout):
            return True
        return True

    async def _ask_clock(self) -> None:
        async with self._pool.connection() as connection:
            await self._time.ask(connection)
            self._silent = await silent_parts(connection)

    async def _tell(self, organisation: UUID) -> None:
        """Tell one audience. A fault is this audience's alone: all others are told all the same."""
        audience = self._audiences.get(organisation)
        if audience is None or time.monotonic() < audience.again_at:
            return
        try:
            await self._tell_changes(organisation, audience)
        except (OperationalError, PoolTimeout):
            raise
        except Exception:
            logger.exception("the screens cannot be told what changed")
            audience.came_short()

    async def _tell_changes(self, organisation: UUID, audience: Audience) -> None:
        async with reading(self._pool, organisation, "live.tell") as connection:
            until = await cursor_now(connection)
            if until.seen == audience.cursor.seen:
                return
            try:
                rows = await changed_rows(connection, audience.cursor, until)
            except Stale:
                audience.show(resync())
                audience.caught_up(until)
                return
        shaped, faults = _shape(rows)
        if shaped:
            audience.show(_event(shaped, audience.cursor if faults else until))
        if faults:
            raise ExceptionGroup("rows that cannot be shown", faults)
        audience.caught_up(until)


def _shape(rows: list[Row]) -> tuple[list[str], list[Exception]]:
    """Write each row; one that cannot be written keeps no other from the screens."""
    shaped, faults = [], []
    for row in rows:
        try:
            shaped.append(row_shape(row).model_dump_json())
        except Exception as fault:  # noqa: BLE001  raised again when all others are told
            fault.add_note(f"incident {row['id']}")
            faults.append(fault)
    return shaped, faults


def _event(shaped: list[str], cursor: Cursor) -> ServerSentEvent:
    return ServerSentEvent(event="queue", id=str(cursor), data=f'{{"items":[{",".join(shaped)}]}}')


@router.get(
    "/live",
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
    response_class=EventSourceResponse,
)
async def get_live(
    request: Request,
    asker: AskerDep,
    after: Annotated[
        str | None, Query(description="the cursor of a list, or of the last event seen")
    ] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """Follow what changes: events hello, beat, cut, queue, resync and signed_out."""
    demand_sight(asker)
    hub: LiveHub = request.app.state.live
    over = anyio.Event()
    return EventSourceResponse(
        _stream(hub, asker, last_event_id or after, over),
        ping=NO_PING_S,
        headers={"Cache-Control": "no-store"},
        shutdown_event=over,
        shutdown_grace_period=END_WITHIN_S,
    )


def demand_sight(asker: Asker) -> None:
    """Let nobody follow who may not see the list. Raises NotAllowed."""
    demand(asker, "incident", Right.SEE)


class _Standing:
    """Whether whoever opened a stream still may: asked beside it, for a database may hang."""

    def __init__(self, hub: LiveHub, asker: Asker) -> None:
        self._hub, self._asker = hub, asker
        self._asked: asyncio.Task[bool] | None = None

    @property
    def has_ended(self) -> bool:
        return self._asked is not None and self._asked.done() and not self._asked.result()

    def ask(self, *, is_noted: bool) -> None:
        """Ask anew, unless the last time is not answered yet."""
        if self._asked is None or self._asked.done():
            asking = self._hub.still_stands(self._asker, is_noted=is_noted)
            self._asked = asyncio.create_task(asking)

    def close(self) -> None:
        if self._asked is not None:
            self._asked.cancel()


async def _stream(
    hub: LiveHub, asker: Asker, after: str | None, over: anyio.Event
) -> AsyncIterator[ServerSentEvent]:
    """Tell one screen everything until its sign-in ends, or this process does (`over`)."""
    screen = await hub.join(asker.organisation, after)
    ending, standing = asyncio.create_task(over.wait()), _Standing(hub, asker)
    try:
        await hub.still_stands(asker, is_noted=True)  # whoever opens a screen is there
        yield _said("hello", hub.now())
        beats, beat_at = 0, time.monotonic() + BEAT_EVERY_S
        while not ending.done():
            event = await screen.next_event(beat_at - time.monotonic(), ending)
            if event is not None:
                yield event
            elif not ending.done():
                beats, beat_at = beats + 1, time.monotonic() + BEAT_EVERY_S
                beat = hub.beat(asker.organisation)
                if beat is not None:
                    yield beat
                if standing.has_ended:
                    yield ServerSentEvent(event="signed_out", data="{}")
                    return
                standing.ask(is_noted=beats % NOTE_EVERY_BEATS == 0)
    finally:
        ending.cancel()
        standing.close()
        hub.leave(asker.organisation, screen)


def _said(name: str, now: datetime | None) -> ServerSentEvent:
    said = {"now": None if now is None else write_time(now)}
    return ServerSentEvent(event=name, data=json.dumps(said))
