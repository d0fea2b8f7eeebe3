"""Where a device says it is: the X, Y and Z parts of a DC-09 message.

Degrees, hemisphere, minutes (`[X093W23.456]`) is the standard's way. Some senders write plain
degrees (`[Y52.21]`); those, and the 0°/0° of a receiver without a fix, are marked as uncertain.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MINUTES = re.compile(
    r"\s*(?P<degrees>[0-9]{1,3})\s*(?P<side>[NSEW])\s*(?P<minutes>[0-9]{1,2}(?:\.[0-9]{0,9})?)\s*",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"\s*(?P<degrees>[+-]?[0-9]{1,3}(?:\.[0-9]{0,12})?)\s*(?P<side>[NSEW]?)\s*",
    re.IGNORECASE,
)
_METRES = re.compile(r"\s*(?P<metres>[+-]?[0-9]{1,6}(?:\.[0-9]{0,6})?)\s*M?\s*", re.IGNORECASE)
_FURTHEST_NORTH, _FURTHEST_EAST = 90.0, 180.0
_WHOLE_DEGREE = 60.0  # minutes
_WHERE = frozenset({"X", "Y"})
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePosition:
    latitude: float  # degrees, WGS84, north is positive
    longitude: float  # east is positive
    altitude_m: float | None
    is_certain: bool  # False when the notation leaves room for another reading


@dataclass(frozen=True, slots=True)
class _Angle:
    degrees: float
    side: str  # N, S, E, W, or empty when the sender did not say


def read_position(extras: Sequence[tuple[str, str]]) -> DevicePosition | None:
    """Put the position together from (letter, value) pairs; None when none can be made out."""
    values = dict(extras)
    x, y = _read_angle(values.get("X", "")), _read_angle(values.get("Y", ""))
    if x is None or y is None:
        return None
    if x.side in {"N", "S"} and y.side in {"E", "W"}:
        x, y = y, x  # the sender swapped them, and says so
    elif x.side in {"N", "S"} or y.side in {"E", "W"}:
        return None
    if abs(y.degrees) > _FURTHEST_NORTH or abs(x.degrees) > _FURTHEST_EAST:
        return None
    altitude = _METRES.fullmatch(values.get("Z", ""))
    return DevicePosition(
        latitude=y.degrees,
        longitude=x.degrees,
        altitude_m=float(altitude["metres"]) if altitude else None,
        is_certain=bool(x.side and y.side) and (x.degrees, y.degrees) != (0.0, 0.0),
    )


def unread_position(extras: Sequence[tuple[str, str]]) -> str | None:
    """Give what was sent for a position, as it came, when none can be made out of it."""
    sent = [f"{letter}{value}" for letter, value in extras if letter in _WHERE and value.strip()]
    if not sent or read_position(extras) is not None:
        return None
    return " ".join(sent)[:_LONGEST_SHOWN]


def _read_angle(text: str) -> _Angle | None:
    if match := _MINUTES.fullmatch(text):
        minutes = float(match["minutes"])
        if minutes >= _WHOLE_DEGREE:
            return None
        return _signed(int(match["degrees"]) + minutes / _WHOLE_DEGREE, match["side"].upper())
    if match := _DEGREES.fullmatch(text):
        return _signed(float(match["degrees"]), match["side"].upper())
    return None


def _signed(degrees: float, side: str) -> _Angle:
    return _Angle(-degrees if side in {"S", "W"} else degrees, side)
