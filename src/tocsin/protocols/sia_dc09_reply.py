"""Write DC-09: the replies of a receiver, and the messages of a transmitter.

A reply echoes sequence, receiver, line and account byte for byte as they came, and writes its
checksum as raw bytes to a sender that does so. ACK is encrypted when the message was; NAK and DUH
never are.
"""

from dataclasses import dataclass
from datetime import datetime

from tocsin.protocols.sia_dc09_answer import Reply
from tocsin.protocols.sia_dc09_cipher import encrypt
from tocsin.protocols.sia_dc09_frame import Crc, Frame, write_frame
from tocsin.protocols.sia_dc09_report import write_time


@dataclass(frozen=True, slots=True)
class Seal:
    """What encrypting one message takes. `drawn` is at least 31 random bytes, used once."""

    key: bytes
    drawn: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message as a transmitter composes it."""

    token: str
    account: str
    message: bytes = b""  # inside the first brackets, such as #1234|NBA3
    extras: tuple[bytes, ...] = ()  # inside further brackets, such as X000W07.668
    sequence: int = 1
    receiver: str = ""  # such as R1
    line: str = "L0"
    sent_at: datetime | None = None
    crc: Crc = Crc.STANDARD


def write_reply(
    reply: Reply, frame: Frame, now: datetime, seal: Seal | None = None
) -> bytes | None:
    """Write the reply that was decided on; None for silence."""
    if reply is Reply.ACK:
        return acknowledge(frame, now, seal)
    if reply is Reply.NAK:
        return refuse_time(now, _crc_for(frame))
    return refuse(frame) if reply is Reply.DUH else None


def acknowledge(frame: Frame, now: datetime, seal: Seal | None = None) -> bytes:
    """Say that the message is stored."""
    if not frame.is_encrypted:
        return write_frame(b'"ACK"' + frame.head + b"[]", _crc_for(frame))
    assert seal is not None, "an encrypted message needs an encrypted ACK"
    sealed = encrypt(b"]_" + write_time(now), key=seal.key, drawn=seal.drawn)
    return write_frame(b'"*ACK"' + frame.head + b"[" + sealed, _crc_for(frame))


def refuse_time(now: datetime, crc: Crc = Crc.STANDARD) -> bytes:
    """Say that the time stamp is wrong, and what time it is."""
    return write_frame(b'"NAK"0000R0L0A0[]_' + write_time(now), crc)


def refuse(frame: Frame) -> bytes:
    """Say that the message came whole and cannot be taken."""
    return write_frame(b'"DUH"' + frame.head + b"[]", _crc_for(frame))


def write_message(draft: Draft, seal: Seal | None = None) -> bytes:
    """Write a transmitter's message, as the demo panel and the tests send it."""
    extras = b"".join(b"[" + extra + b"]" for extra in draft.extras)
    stamp = b"_" + write_time(draft.sent_at) if draft.sent_at else b""
    bar = b"|" if seal and draft.message else b""
    body = bar + draft.message + b"]" + extras + stamp
    head = f"{draft.sequence:04d}{draft.receiver}{draft.line}#{draft.account}[".encode("ascii")
    mark = b"*" if seal else b""
    if seal:
        body = encrypt(body, key=seal.key, drawn=seal.drawn)
    return write_frame(b'"' + mark + draft.token.encode("ascii") + b'"' + head + body, draft.crc)


def _crc_for(frame: Frame) -> Crc:
    return Crc.BINARY if frame.crc is Crc.BINARY else Crc.STANDARD
