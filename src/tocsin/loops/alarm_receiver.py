"""The alarm receiver: DC-09 over TCP and UDP. Many frames, one commit, then the answers.

What decides an answer is in memory; what is answered with ACK is on disk (P5). While the
database is gone nothing is acknowledged, and the panels repeat.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from tocsin.db.bell import Ear
from tocsin.db.known_time import KnownTime
from tocsin.db.panel import Line, find_line
from tocsin.db.signal import store
from tocsin.domain.alarm.signal import Channel
from tocsin.loops.alarm_intake import Origin, Taken, take_in
from tocsin.loops.beat import Pulse
from tocsin.loops.raising import Raiser
from tocsin.pause import pause
from tocsin.protocols.sia_dc09 import Frame, FrameStream, Unreadable, read_datagram

WRITERS = 2
AT_ONCE = 500  # frames stored by one statement
FULL = 20_000  # frames in hand beyond which connections are no longer read
IDLE_S = 3_600.0  # a silent connection is closed then
TRY_AGAIN_AFTER_S = 0.5

logger = logging.getLogger("tocsin.receive")


@dataclass(frozen=True, slots=True)
class InHand:
    """A frame that waits to be stored, and how its answer goes out."""

    taken: Taken
    send: Callable[[bytes], None]


class Receiver:
    """One door: a receiver line's port, its panels in memory, and what waits to be stored."""

    def __init__(self, address: str, port: int, raiser: Raiser, pool: AsyncConnectionPool) -> None:
        self._address, self._port = address, port
        self._raiser, self._pool = raiser, pool
        self._line: Line | None = None
        self._time = KnownTime()
        self._in_hand: asyncio.Queue[InHand] = asyncio.Queue()

    @property
    def is_ready(self) -> bool:
        """Whether it knows its panels and the time; without them no frame can be answered."""
        return self._line is not None and self._time.now() is not None

    @property
    def is_full(self) -> bool:
        return self._in_hand.qsize() >= FULL

    def take(self, origin: Origin, came: Frame | Unreadable, send: Callable[[bytes], None]) -> None:
        """Take one frame in hand. Not ready or full: it is dropped without an answer, and repeated."""
        now = self._time.now()
        if self._line is None or now is None or self.is_full:
            logger.warning("a frame from %s was not taken: it gets no answer", origin.source)
            return
        self._in_hand.put_nowait(InHand(take_in(self._line, origin, came, now), send))

    async def keep_informed(self, ear: Ear, pulse: Pulse) -> None:
        """Know the line's panels and the database's time, until cancelled."""
        while True:
            try:
                async with self._pool.connection() as connection:
                    await self._time.ask(connection)
                    self._line = await find_line(connection, self._port)
                pulse.turn()
            except (psycopg.OperationalError, PoolTimeout) as error:
                logger.warning("no database: %s", error)
            await ear.wait()
            await pause(TRY_AGAIN_AFTER_S)

    async def write(self) -> None:
        """Store what is in hand and answer it, until cancelled. Several writers may run."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._address, autocommit=True
                ) as connection:
                    while True:
                        await self._store_some(connection)
            except psycopg.OperationalError as error:
                logger.warning("storing failed, nothing was acknowledged: %s", error)
                await pause(TRY_AGAIN_AFTER_S)

    async def _store_some(self, connection: psycopg.AsyncConnection) -> None:
        batch = [await self._in_hand.get()]
        while len(batch) < AT_ONCE and not self._in_hand.empty():
            batch.append(self._in_hand.get_nowait())
        await store(connection, [entry.taken.arrival for entry in batch])
        for entry in batch:
            if entry.taken.reply is not None:
                entry.send(entry.taken.reply)
        for subject in {e.taken.subject for e in batch if e.taken.subject}:
            self._raiser.owe(subject)


class TcpPeer(asyncio.Protocol):
    """One panel's connection. Its bytes are cut into frames; its answers go back on it."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._stream = FrameStream()
        self._transport: asyncio.Transport | None = None
        self._origin = Origin(channel=Channel.DC09_TCP, source="unknown")
        self._idle: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes, and do the same.
        self._transport = cast(asyncio.Transport, transport)
        self._origin = Origin(channel=Channel.DC09_TCP, source=_address_of(self._transport))
        self._wait_for_more()

    def data_received(self, data: bytes) -> None:
        self._wait_for_more()
        for came in self._stream.feed(data):
            self._receiver.take(self._origin, came, self._send)
        if self._receiver.is_full and self._transport is not None:
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(TRY_AGAIN_AFTER_S, self._go_on)

    def connection_lost(self, exc: Exception | None) -> None:
        for came in self._stream.close():
            self._receiver.take(self._origin, came, self._send)
        if self._idle is not None:
            self._idle.cancel()
        self._transport = None

    def _send(self, reply: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(reply)

    def _go_on(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def _wait_for_more(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(IDLE_S, self._transport.close)


class UdpPeer(asyncio.DatagramProtocol):
    """The door for datagrams; each is answered to where it came from."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        origin = Origin(channel=Channel.DC09_UDP, source=f"{addr[0]}:{addr[1]}")

        def send(reply: bytes) -> None:
            if self._transport is not None:
                self._transport.sendto(reply, addr)

        for came in read_datagram(data):
            self._receiver.take(origin, came, send)


def _address_of(transport: asyncio.Transport) -> str:
    peer = transport.get_extra_info("peername")
    return f"{peer[0]}:{peer[1]}" if peer else "unknown"


async def receive(receiver: Receiver, host: str, port: int) -> None:
    """Open the door on TCP and UDP and serve until cancelled. A taken port raises OSError."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: TcpPeer(receiver), host, port, backlog=1024)
    try:
        transport, _ = await loop.create_datagram_endpoint(
            lambda: UdpPeer(receiver), local_addr=(host, port)
        )
        try:
            await server.serve_forever()
        finally:
            transport.close()
    finally:
        server.close()
