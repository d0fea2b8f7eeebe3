"""Scenes for the tests of what is stored: signals that came in, incidents that they opened."""

import re
from collections.abc import Mapping
from itertools import count
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from tocsin.app.signal import raise_signals
from tocsin.db.signal import Arrival, store
from tocsin.db.signal_report import write_report
from tocsin.db.work import WorkOpener
from tocsin.demo import story
from tocsin.domain.alarm.signal import Channel, DeviceReport, Position
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.gateways.clock import new_id
from tocsin.process.engine import PLAN_ONCE

CANALSIDE = SubjectRef(kind=SubjectKind.SITE, id=story.CANALSIDE)
ASHWORTH = SubjectRef(kind=SubjectKind.SITE, id=story.ASHWORTH)
MARGUERITE = SubjectRef(kind=SubjectKind.LONE_WORKER, id=story.MARGUERITE)
CUSTOMER_OF = {
    CANALSIDE: story.HARGREAVES,
    ASHWORTH: story.CALDER_VALE,
    MARGUERITE: story.CALDER_VALE,
}
BURGLARY = DeviceReport(scheme="SIA", code="BA", zone="3", zone_text="Goods-in shutter")
PANIC = DeviceReport(scheme="TOCSIN", code="panic")
DURESS = DeviceReport(scheme="TOCSIN", code="duress")


def arrival(ref: SubjectRef, report: DeviceReport = BURGLARY, **changed: object) -> Arrival:
    """Write a signal of one subject, as if it had come by the API."""
    fields: dict[str, Any] = {
        "id": new_id(),
        "channel": Channel.API,
        "source": "127.0.0.1",
        "raw": b"{}",
        "account": None,
        "line_id": None,
        "panel_id": None,
        "centre_id": story.NORTHGATE,
        "customer_id": CUSTOMER_OF[ref],
        "subject_kind": ref.kind,
        "subject_id": ref.id,
        "occurred_at": None,
        "fingerprint": None,
        "report": write_report([report], Position(latitude=53.74, longitude=-2.01)),
        "settlement": None,
    }
    return Arrival(**(fields | changed))


async def store_and_raise(open_work: WorkOpener, ref: SubjectRef, *arrivals: Arrival) -> None:
    async with open_work("store_signals") as work:
        await store(work.connection, arrivals)
    async with open_work("raise_signals") as work:
        await raise_signals(work, ref)


async def open_incident(
    open_work: WorkOpener, ref: SubjectRef = CANALSIDE, report: DeviceReport = BURGLARY
) -> UUID:
    """Let a signal open an incident, and give its id."""
    await store_and_raise(open_work, ref, arrival(ref, report))
    query = "select id from incident where coalesce(site_id, lone_worker_id) = %s order by number"
    async with open_work("read") as work:
        rows = await (await work.connection.execute(query, [ref.id])).fetchall()
    incident_id: UUID = rows[-1][0]
    return incident_id


def ask(address: str, query: LiteralString, *values: object) -> list[Any]:
    """Ask a database in a transaction of its own; rows of one column come as plain values."""
    with psycopg.connect(address) as connection:
        cursor = connection.execute(query, values or None)
        if cursor.description is None:
            return []
        rows = cursor.fetchall()
    return [row[0] if len(row) == 1 else row for row in rows]


def explained(address: str, query: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
    """Let the engine plan a statement as it does, carry it out, and give the nodes of its plan."""
    with psycopg.connect(address) as engine:
        engine.execute(PLAN_ONCE)
        explain = f"explain (analyze, format json) {query}".encode()
        (plans,) = engine.execute(explain, values, prepare=True).fetchone() or ()
    return _nodes_of(plans[0]["Plan"])


def plan_of(asker: psycopg.Connection, query: str) -> list[dict[str, Any]]:
    """Let somebody prepare a query, and give the nodes of the plan that serves any values."""
    number = count(1)

    def numbered_parameter(found: re.Match[str]) -> str:
        kind = "::timestamptz" if found[1] == "now" else ""  # a datetime says so on the wire
        return f"${next(number)}{kind}"

    numbered = re.sub(r"%\((\w+)\)s", numbered_parameter, query).replace("%%", "%")
    nulls = ", ".join(["null"] * (next(number) - 1))
    asker.execute(f"prepare this as {numbered}".encode())
    explain = f"explain (format json) execute this {f'({nulls})' if nulls else ''}".encode()
    (plans,) = asker.execute(explain).fetchone() or ()
    return _nodes_of(plans[0]["Plan"])


def _nodes_of(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for inner in plan.get("Plans", ()) for node in _nodes_of(inner))]
