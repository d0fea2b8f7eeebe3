"""Spans of time in words."""

from datetime import datetime


def elapsed(since: datetime, now: datetime) -> str:
    """Write how long ago something was, as minutes and seconds: 3:06."""
    seconds = max(0, int((now - since).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"
