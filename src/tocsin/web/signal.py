"""Signals over HTTP: programs and devices raise alarms, and may look up what became of them."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from psycopg import AsyncConnection
from pydantic import BaseModel

from tocsin.db import view
from tocsin.db.signal import Arrival, store
from tocsin.db.signal_report import write_report
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.alarm.signal import (
    Channel,
    DeviceReport,
    Position,
    Settlement,
)
from tocsin.domain.alarm.signal_code import meaning_of
from tocsin.domain.errors import Malformed, NotFound
from tocsin.domain.people.subject import SubjectKind
from tocsin.protocols.device_event import show
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand, parts_of
from tocsin.web.signal_given import SignalGiven, ignored_of, timed, unread_position, without_sent_at
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/signals", tags=["signals"])

PARTIES_OF_SITE = "select centre_id, customer_id from site where id = %(id)s"
PARTIES_OF_LONE_WORKER = "select centre_id, customer_id from lone_worker where id = %(id)s"
LIST = """
    select id, received_at, channel, source, raw, account, subject_kind, subject_id, occurred_at,
        report, raised_at, settlement, incident_id
    from signal_with_outcome
    where (received_at, id) < (%(before_at)s, %(before_id)s)
    order by received_at desc, id desc limit %(limit)s
"""
GET = """
    select id, received_at, channel, source, raw, account, subject_kind, subject_id, occurred_at,
        report, raised_at, settlement, incident_id
    from signal_with_outcome where id = %(id)s
"""
# A million signals have no index by their ids alone. The id says when it was made, by the clock of
# whoever took the signal in; where that clock was wrong, all are looked through.
GET_NEAR = f"{GET} and received_at between %(from_at)s and %(until_at)s"
NEAR = timedelta(minutes=10)
FAR_AHEAD = datetime.fromisoformat("9999-12-31T00:00:00+00:00")


class SignalStored(BaseModel):
    id: UUID
    stored: bool
    ignored: list[str] = []  # fields that could not be read; the raw text keeps them
    # Nobody here knows the code: what an operator is shown of it. Null: it has a meaning.
    unmapped: str | None = None


class DecodedReport(BaseModel):
    scheme: str
    code: str
    words: str
    zone: str | None
    zone_text: str | None
    area: str | None
    text: str | None


class SignalShape(BaseModel):
    """A message as it came, what was understood of it, and what became of it."""

    id: UUID
    received_at: Time
    occurred_at: Time | None
    channel: Channel
    source: str
    account: str | None
    subject_kind: SubjectKind | None
    subject_id: UUID | None
    raw_text: str
    raw_hex: str
    decoded: list[DecodedReport]
    unreadable: str | None
    raised_at: Time | None
    settlement: Settlement | None
    incident_id: UUID | None


class SignalList(BaseModel):
    items: list[SignalShape]
    next: str | None


@router.post("", response_model=SignalStored, status_code=202)
async def post_signal(given: SignalGiven, request: Request, command: CommandDep) -> Response:
    """Raise an alarm. The answer says that it is stored; it is on the board a moment later.

    With an `Idempotency-Key` (a UUID that the sender makes) the same alarm may be sent again
    until it is answered, and is raised once. Without one, an equal alarm of the same program that
    has the same `occurred_at`, right to a day, counts for nothing for two minutes: say it to the
    second, or finer, so that what happens twice is told twice.

    A code that is not mapped is an alarm all the same: an operator is shown it, and `unmapped`
    says so.
    """
    raw = await request.body()
    source = request.client.host if request.client else "unknown"
    said = without_sent_at(raw)
    if said != raw:  # who sends it once more says anew when
        command = replace(command, request_hash=hashlib.sha256(said).digest())
    by_itself = None if command.id else command.asker.key.encode() + said

    async def act(work: PostgresWork) -> str:
        arrival = await _arrival(
            work.connection, given, raw, source=source, signal_id=work.new_id()
        )
        if given.occurred_at is not None:
            now = await work.ledger.ask_clock()
            arrival = timed(arrival, given.occurred_at, given.sent_at, said=by_itself, now=now)
        await store(work.connection, [arrival])
        ignored = ignored_of(given, raw)
        unmapped = _unmapped_words(given)
        stored = SignalStored(id=arrival.id, stored=True, ignored=ignored, unmapped=unmapped)
        return stored.model_dump_json()

    demand(command.asker, "signal", Right.ADD)
    response = await command.once("store_signals", act)
    parts_of(request).ring()
    response.status_code = 202
    return response


@router.get("")
async def get_signals(
    asker: AskerDep,
    rows: RowsDep,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    before: str | None = None,
) -> SignalList:
    """List signals, newest first, as they came and as they were understood."""
    demand(asker, "signal", Right.SEE)
    before_at, before_id = _read_before(before)
    values = {"before_at": before_at, "before_id": before_id, "limit": limit}
    items = await view.fetch_all(rows, LIST, values)
    following = None
    if len(items) == limit:
        moment = items[-1]["received_at"].isoformat().replace("+", "%2B")
        following = f"/api/v1/signals?limit={limit}&before={moment}_{items[-1]['id']}"
    return SignalList(items=[_shape(item) for item in items], next=following)


@router.get("/{signal_id}")
async def get_signal(signal_id: UUID, asker: AskerDep, rows: RowsDep) -> SignalShape:
    """Show one signal, and the incident that it went to."""
    demand(asker, "signal", Right.SEE)
    row = await view.fetch_one(rows, GET_NEAR, _near(signal_id))
    row = row or await view.fetch_one(rows, GET, {"id": signal_id})
    if row is None:
        raise NotFound("There is no such signal, or it is not yours to see.")
    return _shape(row)


def _unmapped_words(given: SignalGiven) -> str | None:
    """Tell who sends a code that is not mapped what becomes of it; None where it has a meaning."""
    meaning = meaning_of(given.scheme, given.code, given.qualifier)
    if not meaning.unmapped:
        return None
    return (
        f"The code is not mapped in the scheme {given.scheme}. It is no less an alarm: an operator "
        f"is shown “{meaning.words}”. The codes that have a meaning: docs/machines/codes.md."
    )


def _near(signal_id: UUID) -> dict[str, Any]:
    """Say between which moments a signal was received, if its id is a UUIDv7 of these centuries."""
    made_s = min((signal_id.int >> 80) / 1_000, FAR_AHEAD.timestamp())
    made_at = min(datetime.fromtimestamp(made_s, UTC), FAR_AHEAD - NEAR)
    return {"id": signal_id, "from_at": made_at - NEAR, "until_at": made_at + NEAR}


async def _arrival(
    connection: AsyncConnection, given: SignalGiven, raw: bytes, *, source: str, signal_id: UUID
) -> Arrival:
    kind = SubjectKind.SITE if given.site else SubjectKind.LONE_WORKER
    query = PARTIES_OF_SITE if given.site else PARTIES_OF_LONE_WORKER
    subject_id = given.site or given.lone_worker
    row = await (await connection.execute(query, {"id": subject_id})).fetchone()
    if row is None:
        raise NotFound(f"There is no {kind.replace('_', ' ')} {subject_id} that you may report on.")
    report = DeviceReport(
        scheme=given.scheme,
        code=given.code,
        qualifier=given.qualifier,
        zone=given.zone,
        zone_text=given.zone_text,
        text=given.text,
    )
    position = None if given.position is None else Position(**given.position.model_dump())
    return Arrival(
        id=signal_id,
        channel=Channel.API,
        source=source,
        raw=raw,
        account=None,
        line_id=None,
        panel_id=None,
        centre_id=row[0],
        customer_id=row[1],
        subject_kind=kind,
        subject_id=subject_id,
        occurred_at=given.occurred_at,
        fingerprint=None,
        report=write_report(
            [report], position, unread_position=unread_position(given, raw), drill=bool(given.drill)
        ),
        settlement=None,
    )


def _shape(row: view.Row) -> SignalShape:
    understood = json.loads(row["report"])
    same = (
        "id", "received_at", "occurred_at", "channel", "source", "account", "subject_kind",
        "subject_id", "raised_at", "settlement", "incident_id",
    )  # fmt: skip
    return SignalShape(
        **{name: row[name] for name in same},
        raw_text=show(row["raw"]),
        raw_hex=row["raw"].hex(),
        decoded=[_decoded(report) for report in understood["reports"]],
        unreadable=understood.get("unreadable"),
    )


def _decoded(report: dict[str, Any]) -> DecodedReport:
    meaning = meaning_of(report["scheme"], report["code"], report.get("qualifier"))
    optional = ("zone", "zone_text", "area", "text")
    return DecodedReport(
        scheme=report["scheme"],
        code=report["code"],
        words=meaning.words,
        **{name: report.get(name) for name in optional},
    )


def _read_before(before: str | None) -> tuple[datetime, UUID]:
    if before is None:
        return FAR_AHEAD, UUID(int=0)
    at, _, signal_id = before.partition("_")
    try:
        return datetime.fromisoformat(at), UUID(signal_id)
    except ValueError:
        raise Malformed("`before` is taken from an earlier answer's `next`, unchanged") from None
