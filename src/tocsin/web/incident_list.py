"""Lists of incidents, page after page: newest first, or the open ones worst first."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from psycopg import AsyncConnection
from pydantic import BaseModel, Field

from tocsin.db import view
from tocsin.domain.errors import Malformed

LAST_ID = UUID(int=2**128 - 1)
NOT_OURS = "`after` is taken from an earlier answer's `next`, unchanged"
Row = dict[str, Any]


class Asked(BaseModel):
    """Which incidents a list is to hold."""

    open: bool = Field(
        default=False, description="only what is not closed yet, or asks for a person"
    )
    subject: UUID | None = Field(
        default=None, description="only of this site or lone worker, open or not"
    )
    limit: int = Field(100, ge=1, le=1_000)
    after: str | None = None


async def find_rows(rows: AsyncConnection, asked: Asked, now: datetime) -> list[Row]:
    """Read one page."""
    values: Row = {"limit": asked.limit}
    if asked.open:
        if asked.subject is not None:
            raise Malformed("Ask for what is open, or for one subject's: not for both")
        return await view.fetch_all(rows, view.OPEN_ROWS, values | _read_rank(asked.after))
    before_at, before_id = _read_after(asked.after, now)
    values |= {"before_at": before_at, "before_id": before_id}
    if asked.subject is None:
        return await view.fetch_all(rows, view.ALL_ROWS, values)
    return await view.fetch_all(rows, view.SUBJECT_ROWS, values | {"subject_id": asked.subject})


def next_path(items: list[Row], asked: Asked) -> str | None:
    """Say where the list goes on; None where it is at its end."""
    if len(items) < asked.limit:
        return None
    last = items[-1]
    after = f"{last['opened_at'].isoformat()}_{last['id']}"
    query: dict[str, object] = {"limit": asked.limit}
    if asked.open:
        after = f"{int(last['silent'])}_{last['priority']}_{after}"
        query = {"open": "true"} | query
    if asked.subject is not None:
        query["subject"] = asked.subject
    return f"/api/v1/incidents?{urlencode(query | {'after': after})}"


def _read_after(after: str | None, now: datetime) -> tuple[datetime, UUID]:
    if after is None:
        return now, LAST_ID
    at, _, incident_id = after.partition("_")
    try:
        return _moment(at), UUID(incident_id)
    except ValueError:
        raise Malformed(NOT_OURS) from None


def _read_rank(after: str | None) -> Row:
    """Read where a list of what is open goes on: behind this silence, priority, time and id."""
    names = ("after_silent", "after_priority", "after_at", "after_id")
    if after is None:
        return dict.fromkeys(names)
    try:
        silent, priority, at, incident_id = after.split("_")
        read = (silent == "1", int(priority) % 10, _moment(at), UUID(incident_id))
    except ValueError:
        raise Malformed(NOT_OURS) from None
    return dict(zip(names, read, strict=True))


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("without a zone it is no moment")
    return at
