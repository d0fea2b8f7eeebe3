"""Panels that send as fast as they are answered, or at a steady pace, and keep the times."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from tocsin.protocols.sia_dc09 import Draft, Seal, write_message

ZONES = 4
PAD_BYTES = 31
SEND_AGAIN_AFTER_S = 1.0
PATIENCE_S = 3.0


@dataclass(slots=True)
class Measured:
    """What came of sending: how long each answer took, and how long it went on."""

    took_s: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    lasted_s: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.took_s) / self.lasted_s

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.took_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def alarm(
    account: str,
    number: int,
    *,
    zone: int | None = None,
    key: bytes | None = None,
    sent_at: datetime | None = None,
) -> bytes:
    """Write a burglary alarm, in one of four zones unless it is said which."""
    zone = number % ZONES if zone is None else zone
    draft = Draft(
        token="SIA-DCS",  # noqa: S106  a protocol's word
        account=account,
        message=f"#{account}|Nri1/BA{zone + 1:03d}".encode(),
        sequence=number % 9_999 + 1,
        sent_at=sent_at,
    )
    return write_message(draft, None if key is None else Seal(key, secrets.token_bytes(PAD_BYTES)))


def word_of(answer: bytes) -> str:
    """Give what an answer says: ACK, NAK or DUH, encrypted or not."""
    return answer[9:14].strip(b'"*').decode("ascii", "replace")


class _OneInFlight:
    """A panel with one frame in flight: the next goes when the answer is here."""

    transport: asyncio.Transport | asyncio.DatagramTransport

    def __init__(self, frames: Sequence[bytes], until: float, measured: Measured) -> None:
        self._frames, self.until, self._measured = frames, until, measured
        self._number = 0
        self._sent_at = 0.0
        self.done = asyncio.get_running_loop().create_future()

    def next_frame(self) -> bytes:
        """Give what is sent now."""
        self._sent_at = time.perf_counter()
        return self._frames[self._number % len(self._frames)]

    def is_to_go_on(self, received: bytes) -> bool:
        """Take an answer, and close when the time is over."""
        now = time.perf_counter()
        self._measured.took_s.append(now - self._sent_at)
        self._measured.answers[word_of(received)] += 1
        self._number += 1
        if now >= self.until:
            self.transport.close()
        return now < self.until

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


class _Caller(_OneInFlight, asyncio.Protocol):
    """Over a connection of its own."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = self._line = cast(asyncio.Transport, transport)
        self._line.write(self.next_frame())

    def data_received(self, received: bytes) -> None:
        if self.is_to_go_on(received):
            self._line.write(self.next_frame())


async def call(port: int, *, frames: Sequence[Sequence[bytes]], for_s: float) -> Measured:
    """Keep one frame in flight on one connection for each list of frames."""
    loop = asyncio.get_running_loop()
    measured = Measured()
    begun = time.perf_counter()
    callers = []
    for own in frames:
        _, caller = await loop.create_connection(
            lambda own=own: _Caller(own, begun + for_s, measured),  # type: ignore[misc]  # bound now
            "127.0.0.1",
            port,
        )
        callers.append(caller.done)
    await asyncio.gather(*callers)
    measured.lasted_s = time.perf_counter() - begun
    return measured


class _DatagramCaller(_OneInFlight, asyncio.DatagramProtocol):
    """By datagrams; what is not answered is sent again."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = self._line = cast(asyncio.DatagramTransport, transport)
        self._send()

    def datagram_received(self, received: bytes, _addr: object) -> None:
        self._again.cancel()
        if self.is_to_go_on(received):
            self._send()

    def _send(self) -> None:
        if time.perf_counter() >= self.until + PATIENCE_S:
            self._line.close()  # nobody answers
            return
        self._line.sendto(self.next_frame())
        self._again = asyncio.get_running_loop().call_later(SEND_AGAIN_AFTER_S, self._send)


async def call_by_datagram(
    port: int, *, frames: Sequence[Sequence[bytes]], for_s: float
) -> Measured:
    """Keep one datagram in flight from one sender for each list of frames."""
    loop = asyncio.get_running_loop()
    measured = Measured()
    begun = time.perf_counter()
    callers = []
    for own in frames:
        _, caller = await loop.create_datagram_endpoint(
            lambda own=own: _DatagramCaller(own, begun + for_s, measured),  # type: ignore[misc]  # bound now
            remote_addr=("127.0.0.1", port),
        )
        callers.append(caller.done)
    await asyncio.gather(*callers)
    measured.lasted_s = time.perf_counter() - begun
    return measured
