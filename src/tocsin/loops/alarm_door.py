"""The doors of the alarm receiver: TCP and UDP on one port, each sender held to its share.

Whoever sends more than can be stored is read no further until it is; all others are read as
before. A connection that has been silent longest makes room when there are too many.
"""

import asyncio
import resource
import time
from typing import cast

from tocsin.domain.alarm.signal import Channel
from tocsin.loops.alarm_intake import Origin
from tocsin.loops.alarm_receiver import Receiver
from tocsin.pause import pause
from tocsin.protocols.sia_dc09 import FrameStream, read_datagram

READ_BYTES = 4_096  # at a time, so that nobody's flood holds the others up for long
SHARE = 256  # frames of one connection in hand; it is read no further then
# A connection is read no faster than its site's alarms can be raised, about a thousand a second:
# ten times what a gateway for many panels needs. One that is mad waits for itself.
WINDOW_S = 0.1
MOST_IN_WINDOW = 100
SHARE_OF_UDP = 5_000  # frames from all datagrams in hand; what comes then is dropped, and repeated
IDLE_S = 3_600.0  # a silent connection is closed then
SWEEP_EVERY_S = 10.0
MOST_CONNECTIONS = 20_000
KEPT_FREE = 100  # file descriptors for everything else
BACKLOG = 1_024


class PortUnusable(Exception):
    """The port is taken or may not be used."""


class Peers:
    """All open connections, the one that has been silent longest first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heard: dict[TcpPeer, float] = {}
        # Filled and emptied in one step of the loop, so that one will do for all.
        self.buffer = bytearray(READ_BYTES)
        self.seen = memoryview(self.buffer)

    def __len__(self) -> int:
        return len(self._heard)

    def heard(self, peer: "TcpPeer") -> None:
        """Put a connection last: it has just spoken."""
        self._heard.pop(peer, None)
        self._heard[peer] = time.monotonic()
        if len(self._heard) > self._most:
            self._close(next(iter(self._heard)))

    def forget(self, peer: "TcpPeer") -> None:
        self._heard.pop(peer, None)

    def close_silent(self, idle_s: float = IDLE_S) -> None:
        """Close every connection that has been silent for so long."""
        before = time.monotonic() - idle_s
        for peer in [peer for peer, at in self._heard.items() if at <= before]:
            self._close(peer)

    def close_all(self) -> None:
        for peer in list(self._heard):
            self._close(peer)

    def _close(self, peer: "TcpPeer") -> None:
        del self._heard[peer]
        peer.close()


class TcpPeer(asyncio.BufferedProtocol):
    """One panel's connection. Its bytes are cut into frames; its answers go back on it."""

    def __init__(self, receiver: Receiver, peers: Peers) -> None:
        self._receiver, self._peers = receiver, peers
        self._stream = FrameStream()
        self._in_hand = 0
        self._is_blocked = False  # it does not take our answers
        self._is_paused = False
        self._is_too_fast = False
        self._in_window = 0
        self._window_since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes, and do the same.
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        source = _source(peer) if peer else "unknown"
        self._origin = Origin(channel=Channel.DC09_TCP, source=source)
        self._peers.heard(self)

    def get_buffer(self, _sizehint: int) -> bytearray:
        return self._peers.buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._peers.heard(self)
        for came in self._stream.feed(bytes(self._peers.seen[:nbytes])):
            self._in_hand += 1
            self._in_window += 1
            self._receiver.take(self._origin, came, self._send)
        self._look_at_the_clock()
        self._pace()

    def connection_lost(self, _error: Exception | None) -> None:
        self._peers.forget(self)
        for came in self._stream.close():
            self._in_hand += 1
            self._receiver.take(self._origin, came, self._send)

    def pause_writing(self) -> None:
        self._is_blocked = True
        self._pace()

    def resume_writing(self) -> None:
        self._is_blocked = False
        self._pace()

    def close(self) -> None:
        self._transport.close()

    def _send(self, reply: bytes | None) -> None:
        self._in_hand -= 1
        if self._transport.is_closing():
            return
        if reply is not None:
            self._transport.write(reply)
        if self._is_paused:
            self._pace()

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        if now - self._window_since >= WINDOW_S:
            self._window_since, self._in_window = now, 0
        elif self._in_window >= MOST_IN_WINDOW and not self._is_too_fast:
            self._is_too_fast = True
            rest_s = self._window_since + WINDOW_S - now
            asyncio.get_running_loop().call_later(rest_s, self._go_on)

    def _go_on(self) -> None:
        self._is_too_fast = False
        self._pace()

    def _pace(self) -> None:
        """Read on, or read no further until what this connection sent is stored and answered."""
        if self._transport.is_closing():
            return
        is_too_much = self._in_hand >= (SHARE // 2 if self._is_paused else SHARE)
        is_full = self._receiver.is_full and self._in_hand > 0
        is_to_pause = self._is_blocked or self._is_too_fast or is_too_much or is_full
        if is_to_pause != self._is_paused:
            self._is_paused = is_to_pause
            turn = self._transport.pause_reading if is_to_pause else self._transport.resume_reading
            turn()


class UdpPeer(asyncio.DatagramProtocol):
    """The door for datagrams; each is answered to where it came from."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._in_hand = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, received: bytes, addr: tuple[str, int]) -> None:
        if self._in_hand >= SHARE_OF_UDP:
            return
        origin = Origin(channel=Channel.DC09_UDP, source=_source(addr))

        def send(reply: bytes | None) -> None:
            self._in_hand -= 1
            if reply is not None and not self._transport.is_closing():
                self._transport.sendto(reply, addr)

        for came in read_datagram(received):
            self._in_hand += 1
            self._receiver.take(origin, came, send)


def _source(peer: tuple[str, int]) -> str:
    return f"{peer[0]}:{peer[1]}"


async def receive(receiver: Receiver, host: str, port: int) -> None:
    """Take both doors at once, open them when the receiver is ready, and serve until cancelled.

    Raises PortUnusable.
    """
    loop = asyncio.get_running_loop()
    peers = Peers(_most_connections())
    try:
        server = await loop.create_server(
            lambda: TcpPeer(receiver, peers), host, port, backlog=BACKLOG, start_serving=False
        )
        datagrams, _ = await loop.create_datagram_endpoint(
            lambda: UdpPeer(receiver), local_addr=(host, port)
        )
    except OSError as error:
        raise PortUnusable(str(error)) from error
    try:
        await receiver.was_ready.wait()
        await server.start_serving()
        while True:
            await pause(SWEEP_EVERY_S)
            peers.close_silent()
    finally:
        server.close()
        datagrams.close()
        peers.close_all()


def _most_connections() -> int:
    """Ask for as many open files as this process may have, and say how many panels that allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = MOST_CONNECTIONS + KEPT_FREE if hard == resource.RLIM_INFINITY else hard
    soft = min(allowed, MOST_CONNECTIONS + KEPT_FREE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft - KEPT_FREE
