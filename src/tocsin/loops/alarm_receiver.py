"""The alarm receiver: DC-09 frames in hand, stored by many in one commit, and then answered.

What decides an answer is in memory; what is answered with ACK is on disk (P5). While the
database is gone nothing is acknowledged, and the panels repeat. Its doors are in `alarm_door`.
"""

import asyncio
import logging
from asyncio import TaskGroup
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.db.address import with_limits
from tocsin.db.bell import Ear
from tocsin.db.known_time import KnownTime
from tocsin.db.panel import Line, find_line
from tocsin.db.pipe import Pipe
from tocsin.db.signal import STORE, write_arrivals
from tocsin.loops.alarm_intake import Origin, Taken, keep_as_is, take_in
from tocsin.loops.beat import Pulse
from tocsin.loops.hearing import Hearing
from tocsin.loops.stranger import Strangers
from tocsin.pause import pause
from tocsin.protocols.sia_dc09 import Frame, Unreadable

GROUPS_AHEAD = 2  # on their way at a time: the database finds the next when it has done one
# The connection may have died while there was nothing to do. What was then sent over it is tried
# again; twice stored would be seen as a repeat.
MOST_TRIES = 3
AT_ONCE = 500  # frames stored by one statement
FULL = 20_000  # frames in hand beyond which the doors stop reading
TRY_AGAIN_AFTER_S = 0.5
STORE_WITHIN_S = 5.0  # then the connection counts as gone, and another one is tried
SHOW_LIFE_AFTER_S = 1.0
SAY_AGAIN_AFTER_LOOKS = 400  # about ten minutes
NO_LINE = (
    "no receiver line has port %s: no frame can be answered. "
    "Add one in the console: Set up, Receiver lines"
)
OUR_FAULT = "Tocsin failed at reading it"

# Called once for each frame: with the reply when it is stored, with None when it gets no answer.
Send = Callable[[bytes | None], None]

logger = logging.getLogger("tocsin.receive")


@dataclass(eq=False, slots=True)
class InHand:
    """A frame that waits to be stored, and how its answer goes out."""

    taken: Taken
    send: Send
    tries: int = 0
    is_settled: bool = False

    def settle(self, reply: bytes | None) -> None:
        """Answer it, once: it may be sent a second time when the first got no answer itself."""
        if not self.is_settled:
            self.is_settled = True
            self.send(reply)


class Receiver:
    """A receiver line: its panels in memory, and the frames that wait to be stored."""

    def __init__(
        self, address: str, port: int, ring: Callable[[], None], pool: AsyncConnectionPool
    ) -> None:
        self._address, self._port = with_limits(address), port
        self._ring, self._pool = ring, pool
        self._line: Line | None = None
        self._time = KnownTime()
        self._in_hand: asyncio.Queue[InHand] = asyncio.Queue()
        self._untaken = 0
        self._looks_without_line = 0
        self._strangers = Strangers()
        self.hearing = Hearing()
        self.was_ready = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Whether it knows its panels and the time; without them no frame can be answered."""
        return self._line is not None and self._time.now() is not None

    def listening_line(self) -> UUID | None:
        """Name the line while every frame of its panels would be taken in hand."""
        if self._line is None or not self.is_ready or self.is_full:
            return None
        return self._line.id

    @property
    def is_full(self) -> bool:
        return self._in_hand.qsize() >= FULL

    def take(self, origin: Origin, came: Frame | Unreadable, send: Send) -> None:
        """Take one frame in hand. Not ready: it is dropped without an answer, and repeated."""
        now = self._time.now()
        if self._line is None or now is None:
            self._untaken += 1
            send(None)
            return
        try:
            taken = take_in(self._line, origin, came, now)
        except Exception:
            # A fault of ours in one frame: its bytes are kept and shown, and the others go on.
            logger.exception("a frame from %s could not be decided about", origin.source)
            taken = keep_as_is(self._line, origin, came, OUR_FAULT)
        self.hearing.note(taken.heard, now)
        if taken.is_strangers and not self._strangers.may_speak(origin.host):
            # What is not kept is never acknowledged; that it cannot be taken may be said.
            send(None if self._line.acknowledges_unknown else taken.reply)
            return
        self._in_hand.put_nowait(InHand(taken, send))

    async def keep_informed(self, ear: Ear, pulse: Pulse) -> None:
        """Know the line's panels and the database's time, until cancelled."""
        while True:
            try:
                async with self._pool.connection() as connection:
                    await self._time.ask(connection)
                    self._line = await find_line(connection, self._port, self._line)
                self._say_what_is_missing()
                pulse.turn()
            except (psycopg.OperationalError, PoolTimeout) as error:
                logger.warning("no database: %s", error)
            await ear.wait()
            await pause(TRY_AGAIN_AFTER_S)

    def _say_what_is_missing(self) -> None:
        if self.is_ready:
            self.was_ready.set()
        if self._line is not None:
            self._looks_without_line = 0
        else:
            if self._looks_without_line % SAY_AGAIN_AFTER_LOOKS == 0:
                logger.warning(NO_LINE, self._port)
            self._looks_without_line += 1
        if turned_away := self._strangers.turned_away():
            logger.warning("%s frames of unknown accounts were too many to keep", turned_away)
        if self._untaken:
            logger.warning("%s frames got no answer for want of panels or time", self._untaken)
            self._untaken = 0

    async def write(self, pulse: Pulse) -> None:
        """Store what is in hand and answer it, until cancelled."""
        while True:
            try:
                async with (
                    Pipe.open(self._address, STORE, STORE_WITHIN_S) as pipe,
                    TaskGroup() as group,
                ):
                    for _ in range(GROUPS_AHEAD):
                        group.create_task(self._store_on(pipe, pulse))
            except* psycopg.OperationalError as failed:
                reason = failed.exceptions[0]
                logger.warning("storing failed, nothing was acknowledged: %s", reason)
                await pause(TRY_AGAIN_AFTER_S)

    async def _store_on(self, pipe: Pipe, pulse: Pulse) -> None:
        while True:
            pulse.turn()
            batch = await self._take_some()
            try:
                if batch:
                    await self._store(pipe, batch)
            finally:
                for entry in batch:
                    if not entry.is_settled:
                        self._try_again(entry)

    async def _take_some(self) -> list[InHand]:
        """Take what is in hand; nothing, when for a while there is none: it shows life then."""
        try:
            async with asyncio.timeout(SHOW_LIFE_AFTER_S):
                batch = [await self._in_hand.get()]
        except TimeoutError:
            return []
        while len(batch) < AT_ONCE and not self._in_hand.empty():
            batch.append(self._in_hand.get_nowait())
        return batch

    def _try_again(self, entry: InHand) -> None:
        entry.tries += 1
        if entry.tries < MOST_TRIES:
            self._in_hand.put_nowait(entry)
        else:
            entry.settle(None)  # no ACK without a commit: the panel will repeat it

    async def _store(self, pipe: Pipe, batch: list[InHand]) -> None:
        """Store all together; if one is refused, each by itself, so that it stops nobody."""
        try:
            arrivals = write_arrivals([entry.taken.arrival for entry in batch])
            await pipe.run(arrivals, STORE_WITHIN_S)
        except psycopg.OperationalError:
            raise
        except Exception:
            if len(batch) > 1:
                for entry in batch:
                    await self._store(pipe, [entry])
                return
            logger.exception("not stored, so not answered: %r", batch[0].taken.arrival.raw)
            batch[0].settle(None)
            return
        for entry in batch:
            entry.settle(entry.taken.reply)
        if any(entry.taken.is_due for entry in batch):
            self._ring()
