"""Figures for Prometheus: how much waits, for how long, and how late deadlines are met.

They name nobody and no organisation. Whoever puts Tocsin behind a proxy keeps this path inside.
"""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from tocsin.db import view
from tocsin.db.heartbeat import PARTS, silent_parts
from tocsin.web.depends import parts_of

router = APIRouter(tags=["health"])

FIGURES = "select * from figures()"
LATENESS = """
    select coalesce(worst_lateness_s(clock_timestamp() - interval '5 minutes'), 0) as worst_s
"""
MEANING = {
    "waiting": "Incidents that nobody has taken",
    "handling": "Incidents that an operator has in hand",
    "oldest_waiting_s": "Seconds since the oldest of them began to wait",
    "signals_due": "Stored signals that are not raised yet",
    "oldest_signal_due_s": "Seconds since the oldest of them was stored",
    "owed": "Outside effects that are owed",
    "given_up": "Outside effects that were given up",
}


@router.get(
    "/metrics",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def get_metrics(request: Request) -> Response:
    """Give the figures in Prometheus' text format."""
    async with parts_of(request).pool.connection() as connection:
        figures = await view.fetch_one(connection, FIGURES, {})
        lateness = await view.fetch_one(connection, LATENESS, {})
        silent = await silent_parts(connection)
    assert figures is not None
    assert lateness is not None
    registry = CollectorRegistry()
    for name, meaning in MEANING.items():
        Gauge(f"tocsin_{name}", meaning, registry=registry).set(figures[name])
    late = Gauge(
        "tocsin_deadline_lateness_s", "Worst lateness in the last five minutes", registry=registry
    )
    late.set(lateness["worst_s"])
    heard = Gauge(
        "tocsin_part_heard", "1 if this part was heard of late", ["part"], registry=registry
    )
    for part in PARTS:
        heard.labels(part).set(part not in silent)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
