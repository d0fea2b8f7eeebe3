"""Spans and moments of time in words."""

from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo


def elapsed(since: datetime, now: datetime) -> str:
    """Write how long ago something was, as minutes and seconds: 3:06."""
    seconds = max(0, int((now - since).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"


def ahead(now: datetime, at: datetime) -> str:
    """Write how far ahead something lies, in whole minutes, the last one counted: 25 min."""
    return f"{max(0, ceil((at - now).total_seconds() / 60))} min"


def minute(at: datetime, time_zone: str) -> str:
    """Write what time it was there: 03:12."""
    return f"{at.astimezone(ZoneInfo(time_zone)):%H:%M}"
