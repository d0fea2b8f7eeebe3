"""Values out of what a tracker sent: each is read as far as it can be, and is None where it cannot.

A flaw in one of them must not cost an alarm.
"""

import json
import math
from datetime import UTC, datetime
from typing import Any

from tocsin.domain.alarm.signal import Position

LONGEST_TEXT = 200
_NO_YEAR_THAT_CLOCKS_SHOW = (1990, 9998)


class NotUnderstood(Exception):
    """A message is not of the form that its sender's protocol has. Says why, for people."""


def read_object(raw: bytes) -> dict[str, Any]:
    """Read a JSON object. Raises NotUnderstood."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotUnderstood("it is not JSON") from None
    if not isinstance(found, dict):
        raise NotUnderstood("it is not a JSON object")
    return found


def part(value: object, *names: str) -> object:
    """Follow names into objects; None where one is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: object) -> str | None:
    """Read words, or a number that was sent in their place."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip()[:LONGEST_TEXT] or None


def number(value: object, least: float, most: float) -> float | None:
    """Read a number between two, also one that was sent as text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and least <= found <= most else None


def percent(value: object, of: float = 100) -> int | None:
    """Read a battery's charge; `of` is what stands for a full one."""
    found = number(value, 0, of)
    return None if found is None else int(found / of * 100)


def position(*, latitude: object, longitude: object, accuracy_m: object) -> Position | None:
    """Read a place in degrees, WGS84; None without both of its numbers."""
    north, east = number(latitude, -90, 90), number(longitude, -180, 180)
    if north is None or east is None:
        return None
    accuracy = number(accuracy_m, 0, 1e7)
    return Position(latitude=north, longitude=east, accuracy_m=accuracy)


def moment(value: object) -> datetime | None:
    """Read a time: ISO 8601 (UTC where it says no zone), or seconds or milliseconds since 1970.

    Milliseconds from 2³¹ − 1 on, as Traccar's OsmAnd decoder takes them.
    """
    since_1970 = number(value, 0, 1e14)
    try:
        if since_1970 is not None:
            at = datetime.fromtimestamp(
                since_1970 / 1_000 if since_1970 >= 2**31 - 1 else since_1970, UTC
            )
        elif isinstance(value, str):
            at = datetime.fromisoformat(value.strip())
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    least, most = _NO_YEAR_THAT_CLOCKS_SHOW
    return at if least < at.year < most else None
