"""What a DC-09 message says once it is open: a Report, with everything in it kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from tocsin.protocols.contact_id import read_contact_id
from tocsin.protocols.device_event import DeviceEvent, Reading, show
from tocsin.protocols.sia_dc03 import read_dc03
from tocsin.protocols.sia_dc09_cipher import decrypt, without_pad
from tocsin.protocols.sia_dc09_frame import Frame, Unreadable, Why
from tocsin.protocols.sia_dc09_position import DevicePosition, read_position

_READERS: Mapping[str, Callable[[bytes], Reading]] = {
    "SIA-DCS": read_dc03,
    "ADM-CID": read_contact_id,
}
LINK_TESTS = frozenset({"NULL", "XNM"})
_TIME_FORMAT = "%H:%M:%S,%m-%d-%Y"
_TIME = re.compile(rb"([0-9]{2}):([0-9]{2}):([0-9]{2}),([0-9]{2})-([0-9]{2})-([0-9]{4})")
_TIME_LENGTH = 19
_EXTRA = re.compile(rb"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A message, open. Empty texts and tuples mean that nothing of the kind was sent."""

    token: str
    account: str  # whose it is: the account named inside, else the one on the frame
    account_inside: str | None
    device_events: tuple[DeviceEvent, ...]
    timestamp: datetime | None  # when it was sent, by the sender's clock, UTC
    is_stamped: bool  # a time stands behind it, if only one that never was
    occurred_at: datetime | None  # when it happened, if the sender says (H)
    position: DevicePosition | None
    extras: tuple[tuple[str, str], ...]  # x-data: letter, value; a V is a URL from outside
    text: str
    other: tuple[str, ...]  # what has no place of its own, to be shown and never lost
    clear: bytes  # the message without encryption and pad

    @property
    def is_link_test(self) -> bool:
        """Whether it only says that the transmitter is alive."""
        return self.token in LINK_TESTS and not self.device_events


@dataclass(frozen=True, slots=True)
class _Parts:
    """A message cut at its brackets."""

    message: bytes
    extras: tuple[tuple[str, str], ...]
    stamp: bytes | None  # exactly as sent, without the underscore
    leftover: str


def open_frame(frame: Frame, key: bytes | None = None) -> Report | Unreadable:
    """Open and read a frame; the key is used only when the frame is encrypted."""
    clear = frame.body
    if frame.is_encrypted:
        if key is None:
            return Unreadable(frame.raw, Why.NO_KEY)
        opened = decrypt(frame.body, key)
        if opened is None:
            return Unreadable(frame.raw, Why.NOT_CIPHERTEXT)
        clear = without_pad(opened)
    report = _read(frame.token, frame.account, clear)
    if frame.is_encrypted and (report is None or not report.is_stamped):
        return Unreadable(frame.raw, Why.WRONG_KEY)
    return report or Unreadable(frame.raw, Why.NO_BRACKET)


def read_time(stamp: bytes) -> datetime | None:
    """Read `HH:MM:SS,MM-DD-YYYY`; None when it names no moment that exists."""
    match = _TIME.fullmatch(stamp)
    if match is None:
        return None
    hour, minute, second, month, day, year = (int(number) for number in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def write_time(at: datetime) -> bytes:
    return at.astimezone(UTC).strftime(_TIME_FORMAT).encode("ascii")


def _cut(clear: bytes) -> _Parts | None:
    message, bracket, rest = clear.partition(b"]")
    if not bracket:
        return None
    extras, end = [], 0
    while extra := _EXTRA.match(rest, end):
        extras.append((show(extra[1][:1]), show(extra[1][1:])))
        end = extra.end()
    tail = rest[end:]
    # What follows the 19 characters is some senders' block filling.
    underscore = tail.rfind(b"_")
    stamp = tail[underscore + 1 :][:_TIME_LENGTH] if underscore >= 0 else b""
    if not _TIME.fullmatch(stamp):
        return _Parts(message, tuple(extras), None, show(tail))
    return _Parts(message, tuple(extras), stamp, show(tail[:underscore]))


# In clear and without a time, panels say the same few things over and over: the sequence stands
# outside. With a time each is another, and nothing is gained or lost.
@lru_cache(maxsize=1_024)
def _read(token: str, account: str, clear: bytes) -> Report | None:
    parts = _cut(clear)
    if parts is None:
        return None
    reading = _read_message(token, parts.message)
    leftover = (parts.leftover,) if parts.leftover.strip("\N{SYMBOL FOR NULL} ") else ()
    occurred = dict(parts.extras).get("H", "").encode("utf-8")
    return Report(
        token=token,
        account=reading.account or account,
        account_inside=reading.account,
        device_events=reading.device_events,
        timestamp=read_time(parts.stamp) if parts.stamp else None,
        is_stamped=parts.stamp is not None,
        occurred_at=read_time(occurred.removeprefix(b"_")),
        position=read_position(parts.extras),
        extras=parts.extras,
        text=reading.text,
        other=(*reading.other, *leftover),
        clear=clear,
    )


# As it is said without its time, if that stands behind it.
@lru_cache(maxsize=4_096)
def _read_message(token: str, message: bytes) -> Reading:
    if reader := _READERS.get(token):
        return reader(message)
    if token in LINK_TESTS:
        return Reading(None, (), other=(show(message),) if message else ())
    return Reading(None, (DeviceEvent(scheme=token, code="", raw=show(message)),))
