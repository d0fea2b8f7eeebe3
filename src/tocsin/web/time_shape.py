"""A moment, as the API answers it."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer


def write_time(at: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[datetime, PlainSerializer(write_time, return_type=str)]
