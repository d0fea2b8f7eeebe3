"""One DC-09 frame: what its bytes say, and which reading of the standard they fit.

Everything is kept as it was received, so that a reply can echo it byte for byte. A frame whose
checksum fits no known sender is Unreadable: it is kept and never answered.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from fastcrc.crc16 import arc  # CRC-16/ARC; the table printed in DC-07 has a misprint at entry 101

LF, CR = b"\n", b"\r"
LONGEST_COUNT = 0xFFF  # what three hex digits of length can state
LONGEST_FRAME = 1 + 4 + 4 + LONGEST_COUNT + 1
LONGEST_KEPT = 4096  # of bytes that could not be read

FRAME_START = re.compile(rb'\n(?:[0-9A-Fa-f]{4}|[\x00-\xff]{2})[0-9A-Fa-f]{4}"')
_FRAME = re.compile(
    rb"\n(?P<crc>[0-9A-Fa-f]{4}|[\x00-\xff]{2})(?P<length>[0-9A-Fa-f]{4})"
    rb'(?P<counted>"[^\r]*)\r',
)
_COUNTED = re.compile(
    rb'"(?P<cipher>\*?)(?P<token>[A-Za-z0-9/_-]{1,16})"(?P<head>'
    rb"(?P<sequence>[0-9A-Fa-f]{4})(?P<prefixes>(?:[RL][0-9A-Fa-f]{0,12}){0,2})"
    rb"(?:#(?P<account>[!-Z\\^-~]{0,32}))?)\[(?P<body>.*)",
    re.DOTALL,
)
_RECEIVER = re.compile(rb"R[0-9A-Fa-f]*")
_LINE = re.compile(rb"L[0-9A-Fa-f]*")


class Crc(StrEnum):
    """How a sender writes its checksum."""

    STANDARD = "standard"  # four hex digits over the quote up to, not including, CR
    BINARY = "binary"  # the same value as two raw bytes, high byte first
    WITH_CR = "with_cr"  # four hex digits, the CR counted as well


class Length(StrEnum):
    """How a sender states its length."""

    HEX = "hex"
    DECIMAL = "decimal"
    WRONG = "wrong"  # neither; the checksum alone vouches for the bytes


class Why(StrEnum):
    """Why bytes could not be read, in words that can be shown."""

    NOT_A_FRAME = "not a DC-09 frame"
    TOO_LONG = "no end within the longest frame that the standard allows"
    CUT_SHORT = "the frame stops before its end"
    BAD_CRC = "the checksum fits no known way of writing it"
    BAD_HEAD = "the checksum fits, but sequence, line or account cannot be made out"
    NO_KEY = "encrypted, and no key is known for this account"
    NOT_CIPHERTEXT = "marked as encrypted, but not whole blocks in hex"
    WRONG_KEY = "does not decrypt to a message with its time: probably another key"
    NO_BRACKET = "the message has no closing bracket"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that may have been an alarm, and why nobody can tell."""

    raw: bytes
    why: Why

    def __post_init__(self) -> None:
        if len(self.raw) > LONGEST_KEPT:
            object.__setattr__(self, "raw", self.raw[:LONGEST_KEPT])


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame whose checksum fits. `body` is still as sent, perhaps encrypted."""

    raw: bytes  # from LF to CR
    token: str  # SIA-DCS, ADM-CID, NULL, …
    is_encrypted: bool
    head: bytes  # sequence to account, the very bytes that a reply echoes
    sequence: str
    receiver: str | None  # with its R, as received
    line: str | None  # with its L, as received
    account: str  # leading zeros kept; empty when there is none
    body: bytes  # what follows the first bracket, up to CR
    crc: Crc
    length: Length


def read_frame(raw: bytes) -> Frame | Unreadable:
    """Read bytes from LF to CR."""
    outer = _FRAME.fullmatch(raw)
    if outer is None:
        return Unreadable(raw, Why.NOT_A_FRAME)
    crc = _fitting_crc(outer["crc"], outer["counted"])
    if crc is None:
        return Unreadable(raw, Why.BAD_CRC)
    inner = _COUNTED.fullmatch(outer["counted"])
    if inner is None:
        return Unreadable(raw, Why.BAD_HEAD)
    receiver, line = _RECEIVER.search(inner["prefixes"]), _LINE.search(inner["prefixes"])
    return Frame(
        raw=raw,
        token=inner["token"].decode("ascii"),
        is_encrypted=bool(inner["cipher"]),
        head=inner["head"],
        sequence=inner["sequence"].decode("ascii"),
        receiver=receiver[0].decode("ascii") if receiver else None,
        line=line[0].decode("ascii") if line else None,
        account=(inner["account"] or b"").decode("ascii"),
        body=inner["body"],
        crc=crc,
        length=_fitting_length(outer["length"], len(outer["counted"])),
    )


def _fitting_crc(stated: bytes, counted: bytes) -> Crc | None:
    computed = arc(counted)
    if len(stated) == 2:  # noqa: PLR2004 - two raw bytes
        return Crc.BINARY if int.from_bytes(stated) == computed else None
    if int(stated, 16) == computed:
        return Crc.STANDARD
    return Crc.WITH_CR if int(stated, 16) == arc(CR, computed) else None


def _fitting_length(stated: bytes, counted: int) -> Length:
    if int(stated, 16) == counted:
        return Length.HEX
    return Length.DECIMAL if stated == b"%04d" % counted else Length.WRONG


def write_frame(counted: bytes, crc: Crc = Crc.STANDARD) -> bytes:
    """Put LF, checksum, length and CR around what is counted: quote to last bracket or time."""
    assert len(counted) <= LONGEST_COUNT, "longer than a DC-09 length can state"
    assert LF not in counted, "LF may not occur inside a frame"
    assert CR not in counted, "CR may not occur inside a frame"
    value = arc(counted + CR if crc is Crc.WITH_CR else counted)
    checksum = value.to_bytes(2) if crc is Crc.BINARY else b"%04X" % value
    return LF + checksum + b"%04X" % len(counted) + counted + CR
