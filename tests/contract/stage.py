"""One stage, two stores: what is acted on it must end the same in memory and in PostgreSQL."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.tables import PlanRow, SignalRow
from tocsin.app.ports import Work
from tocsin.db.signal_report import write_report
from tocsin.db.work import WorkOpener
from tocsin.demo import story
from tocsin.domain.alarm.signal import Settlement, Signal
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.record.journal import Body
from tocsin.domain.record.report import SealedEntry
from tocsin.domain.response.response_plan import AgreedPlan, plan_as_body

STORE_SIGNAL = """
    insert into signal (id, received_at, channel, source, raw, account, panel_id, subject_kind,
        subject_id, centre_id, customer_id, occurred_at, fingerprint, report)
    values (%(id)s, %(received_at)s, %(channel)s, 'test', '', %(account)s, %(panel_id)s,
        %(subject_kind)s, %(subject_id)s, %(centre_id)s, %(customer_id)s, %(occurred_at)s,
        %(fingerprint)s, %(report)s)
"""
AGREE = """
    insert into response_plan (id, plan_id, customer_id, centre_id, site_id, lone_worker_id,
        response_kind, version, body, agreed_at)
    values (gen_random_uuid(), %(plan_id)s, %(customer_id)s, %(centre_id)s, %(site_id)s,
        %(lone_worker_id)s, %(response_kind)s, %(version)s, %(body)s, clock_timestamp())
"""
HEAR = """
    insert into sign_in (
        token_digest, person_id, organisation_id, app, started_at, heard_at, ends_at)
    values (sha256(gen_random_uuid()::text::bytea), %(id)s, %(organisation_id)s, 'console', %(at)s,
        %(at)s, %(at)s)
"""
LISTEN = """
    insert into webhook (id, organisation_id, centre_id, url, secret, created_at)
    select gen_random_uuid(), id, coalesce(centre_id, id), 'https://hooks.example', 'x',
        clock_timestamp() from organisation where id = %(id)s
    returning id
"""
SETTLED = "select settlement from signal_with_outcome where id = %(id)s"
DUE = """
    select priority, due_at from deadline
    where subject_kind = 'incident' and subject_id = %(id)s and kind = 'look'
"""
OWED = "select kind, body, work from outbox where subject_id = %(id)s order by added_at"
LATE = "select due_at, met_at from lateness where subject_id = %(id)s order by met_at"
SPEAKERS = """
    select placed_by from phone_call where id = %(id)s
    union all (select written_by from phone_call_outcome where phone_call_id = %(id)s order by at)
"""
JOURNAL = """
    select number, entry.text, digest, body_digest, signature, key_id, salt, body.text as body
    from journal_entry as entry join journal_body as body using (subject_kind, subject_id, number)
    where subject_id = %(id)s order by number
"""


class Stage(Protocol):
    """A store, what was put on it beforehand, and what can be seen on it afterwards."""

    @property
    def clock(self) -> FakeClock: ...
    def open_work(self, name: str) -> AbstractAsyncContextManager[Work]: ...
    def open_web_work(self, name: str) -> AbstractAsyncContextManager[Work]: ...
    def open_phone_work(self, name: str) -> AbstractAsyncContextManager[Work]: ...
    def store_signal(self, signal: Signal) -> None: ...
    def agree(self, agreed: AgreedPlan) -> None: ...
    def hear(self, person_id: UUID, at: datetime) -> None: ...
    def listen(self, organisation_id: UUID) -> UUID: ...
    def settlement_of(self, signal_id: UUID) -> Settlement | None: ...
    def due(self, incident_id: UUID) -> tuple[int, datetime] | None: ...
    def owed(self, incident_id: UUID) -> Sequence[tuple[str, Any, str]]: ...
    def lateness(self, incident_id: UUID) -> Sequence[tuple[datetime, datetime]]: ...
    def speakers(self, call_id: UUID) -> Sequence[UUID | None]: ...
    def journal(self, incident_id: UUID) -> Sequence[SealedEntry]: ...


@dataclass(frozen=True, slots=True)
class MemoryStage:
    store: FakeStore
    clock: FakeClock

    def open_work(self, name: str) -> AbstractAsyncContextManager[Work]:
        return self.store.open_work(name)

    def open_web_work(self, name: str) -> AbstractAsyncContextManager[Work]:
        return self.store.open_work(name)

    def open_phone_work(self, name: str) -> AbstractAsyncContextManager[Work]:
        return self.store.open_work(name)

    def store_signal(self, signal: Signal) -> None:
        self.store.tables.signals[signal.id] = SignalRow(signal=signal)

    def agree(self, agreed: AgreedPlan) -> None:
        self.store.tables.plans.append(PlanRow(agreed=agreed))

    def hear(self, person_id: UUID, at: datetime) -> None:
        heard = self.store.tables.heard
        heard[person_id] = max(at, heard.get(person_id, at))

    def listen(self, organisation_id: UUID) -> UUID:
        webhook_id = self.store.next_id()
        self.store.tables.webhooks[webhook_id] = organisation_id
        return webhook_id

    def settlement_of(self, signal_id: UUID) -> Settlement | None:
        return self.store.tables.signals[signal_id].settlement

    def due(self, incident_id: UUID) -> tuple[int, datetime] | None:
        row = self.store.tables.deadlines.get(incident_id)
        return None if row is None else (row.priority, row.due_at)

    def owed(self, incident_id: UUID) -> Sequence[tuple[str, Any, str]]:
        rows = self.store.tables.outbox
        return [(row.kind, row.body, row.work) for row in rows if row.incident_id == incident_id]

    def lateness(self, incident_id: UUID) -> Sequence[tuple[datetime, datetime]]:
        rows = self.store.tables.lateness
        return [(row.due_at, row.met_at) for row in rows if row.incident_id == incident_id]

    def speakers(self, call_id: UUID) -> Sequence[UUID | None]:
        return self.store.tables.speakers[call_id]

    def journal(self, incident_id: UUID) -> Sequence[SealedEntry]:
        return self.store.tables.journal.get(incident_id, ())


@dataclass(frozen=True, slots=True)
class _EntryRow:
    number: int
    text: str
    digest: bytes
    body_digest: bytes
    signature: bytes
    key_id: str
    salt: bytes
    body: str


@dataclass(frozen=True, slots=True)
class PostgresStage:
    engine: WorkOpener
    web: WorkOpener
    owner: psycopg.Connection
    clock: FakeClock

    def open_work(self, name: str) -> AbstractAsyncContextManager[Work]:
        return self.engine(name)

    def open_web_work(self, name: str) -> AbstractAsyncContextManager[Work]:
        return self.web(name, story.NORTHGATE)

    def open_phone_work(self, name: str) -> AbstractAsyncContextManager[Work]:
        return self.web(name, story.CALDER_VALE)

    def store_signal(self, signal: Signal) -> None:
        values = {
            "id": signal.id,
            "received_at": signal.received_at,
            "channel": signal.channel,
            "account": signal.account,
            "panel_id": signal.panel_id,
            "subject_kind": signal.subject.kind,
            "subject_id": signal.subject.id,
            "centre_id": story.NORTHGATE,
            "customer_id": story.HARGREAVES,
            "occurred_at": signal.occurred_at,
            "fingerprint": signal.fingerprint,
            "report": write_report(
                signal.reports,
                signal.position,
                unreadable=signal.unreadable,
                drill=signal.drill,
            ),
        }
        self.owner.execute(STORE_SIGNAL, values)

    def agree(self, agreed: AgreedPlan) -> None:
        scope = agreed.scope
        ids = {scope.subject.kind: scope.subject.id} if scope.subject else {}
        values = {
            "plan_id": agreed.id,
            "customer_id": scope.customer_id,
            "centre_id": scope.centre_id,
            "site_id": ids.get(SubjectKind.SITE),
            "lone_worker_id": ids.get(SubjectKind.LONE_WORKER),
            "response_kind": scope.response_kind,
            "version": agreed.plan.version,
            "body": Jsonb(plan_as_body(agreed.plan)),
        }
        self.owner.execute(AGREE, values)

    def hear(self, person_id: UUID, at: datetime) -> None:
        values = {"id": person_id, "at": at, "organisation_id": story.NORTHGATE}
        self.owner.execute(HEAR, values)

    def listen(self, organisation_id: UUID) -> UUID:
        row = self.owner.execute(LISTEN, {"id": organisation_id}).fetchone()
        assert row is not None
        webhook_id: UUID = row[0]
        return webhook_id

    def settlement_of(self, signal_id: UUID) -> Settlement | None:
        row = self.owner.execute(SETTLED, {"id": signal_id}).fetchone()
        assert row is not None
        return None if row[0] is None else Settlement(row[0])

    def due(self, incident_id: UUID) -> tuple[int, datetime] | None:
        row = self.owner.execute(DUE, {"id": incident_id}).fetchone()
        return None if row is None else (row[0], row[1])

    def owed(self, incident_id: UUID) -> Sequence[tuple[str, Any, str]]:
        rows = self.owner.execute(OWED, {"id": incident_id}).fetchall()
        return [(kind, body, work) for kind, body, work in rows]

    def lateness(self, incident_id: UUID) -> Sequence[tuple[datetime, datetime]]:
        rows = self.owner.execute(LATE, {"id": incident_id}).fetchall()
        return [(due_at, met_at) for due_at, met_at in rows]

    def speakers(self, call_id: UUID) -> Sequence[UUID | None]:
        return [row[0] for row in self.owner.execute(SPEAKERS, {"id": call_id}).fetchall()]

    def journal(self, incident_id: UUID) -> Sequence[SealedEntry]:
        with self.owner.cursor(row_factory=class_row(_EntryRow)) as cursor:
            rows = cursor.execute(JOURNAL, {"id": incident_id}).fetchall()
        return [
            SealedEntry(
                number=row.number,
                text=row.text,
                digest=row.digest,
                body_digest=row.body_digest,
                signature=row.signature,
                key_id=row.key_id,
                body=Body(salt=row.salt, text=row.body),
            )
            for row in rows
        ]
