"""Whether this process lives, and whether it can do its work."""

import time

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from tocsin.db.heartbeat import SILENT_AFTER_S, silent_parts
from tocsin.web.depends import parts_of

router = APIRouter(tags=["health"])


class Health(BaseModel):
    ready: bool
    silent: list[str]  # parts that have not been heard for ten seconds, or since the start


@router.get("/health/live")
async def get_live() -> dict[str, bool]:
    """Answer: this process lives."""
    return {"live": True}


@router.get("/health/ready")
async def get_ready(request: Request, response: Response) -> Health:
    """Say whether the database answers and every loop was heard of late. Else 503.

    What was heard before this process started says nothing of those that started beside it.
    """
    parts = parts_of(request)
    within_s = min(SILENT_AFTER_S, time.monotonic() - parts.started_s)
    async with parts.pool.connection() as connection:
        silent = await silent_parts(connection, within_s)
    response.status_code = 503 if silent else 200
    return Health(ready=not silent, silent=silent)
