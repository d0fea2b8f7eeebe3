"""Whether this process lives, and whether it can do its work."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from tocsin.db.ledger import database_clock
from tocsin.web.depends import parts_of

router = APIRouter(tags=["health"])

LOOPS_HEARD = """
    select extract(epoch from clock_timestamp() - max(heard_at))::float from heartbeat
    where name = %(name)s
"""
SILENT_AFTER_S = 15.0
PARTS_THAT_BEAT = ("deadline", "outbox", "raise", "receive")


class Health(BaseModel):
    ready: bool
    silent: list[str]  # parts that have not been heard for a quarter of a minute


@router.get("/health/live")
async def get_live() -> dict[str, bool]:
    """Answer: this process lives."""
    return {"live": True}


@router.get("/health/ready")
async def get_ready(request: Request, response: Response) -> Health:
    """Say whether the database answers and every loop was heard of late. Else 503."""
    silent = []
    async with parts_of(request).pool.connection() as connection:
        await database_clock(connection)
        for name in PARTS_THAT_BEAT:
            row = await (await connection.execute(LOOPS_HEARD, {"name": name})).fetchone()
            assert row is not None
            if row[0] is None or row[0] > SILENT_AFTER_S:
                silent.append(name)
    response.status_code = 503 if silent else 200
    return Health(ready=not silent, silent=silent)
