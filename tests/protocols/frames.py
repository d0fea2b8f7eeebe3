"""Frames that real transmitters sent, with what they say; and frames to order."""

import json
from dataclasses import dataclass
from pathlib import Path

from fastcrc.crc16 import arc

from tocsin.protocols.sia_dc09 import Frame, Report, open_frame, read_datagram


@dataclass(frozen=True)
class Captured:
    name: str
    raw: bytes
    token: str
    is_encrypted: bool
    sequence: str
    account: str
    key: bytes | None
    codes: list[list[str | None]]
    clear: bytes


def _captured() -> list[Captured]:
    text = Path(__file__).with_name("dc09_frames.json").read_text("utf-8")
    return [
        Captured(
            name=line["name"],
            raw=bytes.fromhex(line["hex"]),
            token=line["token"],
            is_encrypted=line["encrypted"],
            sequence=line["sequence"],
            account=line["account"],
            key=line["key"].encode() if line["key"] else None,
            codes=line["codes"],
            clear=line["clear"].encode(),
        )
        for line in json.loads(text)
    ]


CAPTURED = _captured()
DRAWN = bytes(range(100, 131))
KEY = b"3A1F6B8C9D4E7F20"


def framed(counted: bytes, *, length: bytes | None = None, crc: bytes | None = None) -> bytes:
    """Frame what is counted as a standard sender would, but for what the test changes."""
    checksum = b"%04X" % arc(counted) if crc is None else crc
    return b"\n" + checksum + (length or b"%04X" % len(counted)) + counted + b"\r"


def only_frame(raw: bytes) -> Frame:
    (frame,) = read_datagram(raw)
    assert isinstance(frame, Frame)
    return frame


def opened(frame: Frame, key: bytes | None = None) -> Report:
    report = open_frame(frame, key)
    assert isinstance(report, Report)
    return report


def said(body: bytes, *, token: bytes = b"SIA-DCS") -> Report:
    """Open a clear frame with this body, its closing bracket and all that follows included."""
    return opened(only_frame(framed(b'"' + token + b'"0001L0#1234[' + body)))
