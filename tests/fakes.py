"""The unit of work in memory. It keeps PostgreSQL's promises, as the contract tests see to.

All of a block or none of it; `now` only after the first lock; no write without a journal entry or
without a next look; a signal is settled once; one open incident for each subject and kind. The
tables are copied when a block opens and put back when it ends, so what a crash leaves is what was
there before. Blocks come one after the other: who races whom is tested on the real PostgreSQL.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import cast
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation

from tests.clock import FakeClock
from tests.domain.specimen import KEY, sealed
from tests.fake_intake import FakePlans, FakeSignals, FakeSubjects
from tests.fake_notice import FakeNotices, FakeOutbox
from tests.fake_phone import FakePhoneAlerts, FakePhones, FakePins
from tests.fake_session import FakeSessions
from tests.fake_set_up import FakeSetUp
from tests.fake_zone import FakeZones
from tests.tables import (
    DeadlineRow,
    LatenessRow,
    SignalRow,
    Tables,
)
from tocsin.app.ports import Actor, Entry, Journalled
from tocsin.db.ledger import Ledger
from tocsin.domain.access import Role
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import OPEN, IncidentState
from tocsin.domain.alarm.signal import Signal
from tocsin.domain.errors import NotFound
from tocsin.domain.people.set_up import Person
from tocsin.domain.people.subject import Subject, SubjectKind
from tocsin.domain.record import journal
from tocsin.domain.response.notice import Addressee
from tocsin.domain.response.phone_call import HeardOutcome, PhoneCall
from tocsin.domain.response.response_plan import plan_as_body, plan_from_body

FIRST_NUMBER = 4101
NO_CONNECTION = cast(AsyncConnection, None)  # the ledger hands it to the clock, which needs none


class FakeIncidents:
    def __init__(self, tables: Tables, ledger: Ledger, next_number: Callable[[], int]) -> None:
        self._tables, self._ledger = tables, ledger
        self._next_number = next_number

    async def get_for_update(self, incident_id: UUID) -> Incident:
        if incident_id not in self._tables.incidents:
            raise NotFound(f"no incident {incident_id}")
        await self._ledger.start_clock()
        return self._load(incident_id)

    async def open_of(self, subject: Subject) -> Sequence[Incident]:
        rows = self._tables.incidents.values()
        ids = [i.id for i in rows if i.subject.ref == subject.ref and i.state in OPEN]
        return [self._load(incident_id) for incident_id in sorted(ids)]

    async def closed_last(self, subject: Subject) -> Incident | None:
        rows = (i for i in self._tables.incidents.values() if i.subject.ref == subject.ref)
        last = max(rows, key=lambda incident: incident.opened_at, default=None)
        is_closed = last is not None and last.state is IncidentState.CLOSED
        return self._load(last.id) if last is not None and is_closed else None

    async def beside(self, incident: Incident) -> Sequence[Incident]:
        rows = self._tables.incidents.values()
        same = [i for i in rows if i.subject.ref == incident.subject.ref and i.id != incident.id]
        ids = sorted(i.id for i in same if i.state in OPEN)
        return [self._tables.read_incident(one) for one in ids]

    async def claim_due(self, at_most: int) -> Sequence[UUID]:
        limit = await self._ledger.ask_clock()
        due = [
            (row.priority, row.due_at, incident_id)
            for incident_id, row in self._tables.deadlines.items()
            if row.due_at <= limit
        ]
        if due:
            await self._ledger.start_clock()
        return [incident_id for _, _, incident_id in sorted(due)[:at_most]]

    async def get_claimed(self, ids: Sequence[UUID]) -> Sequence[Incident]:
        now = self._ledger.now
        due_at = {one: self._tables.deadlines[one].due_at for one in ids}
        due = {one: at for one, at in due_at.items() if at <= now}
        self._tables.lateness += [
            LatenessRow(incident_id=one, due_at=at, met_at=now) for one, at in due.items()
        ]
        return [self._load(one) for one in due]

    async def add(self, incident: Incident) -> Incident:
        assert incident.id not in self._tables.incidents
        plan = plan_from_body(plan_as_body(incident.plan))
        stored = replace(incident, number=self._next_number(), plan=plan)
        self._put(stored)
        return stored

    async def save(self, incident: Incident) -> None:
        if not self._ledger.is_changed(incident):
            return
        opened = self._tables.incidents[incident.id]
        self._put(
            replace(
                incident,
                number=opened.number,
                subject=opened.subject,
                account=opened.account,
                response_kind=opened.response_kind,
                plan=opened.plan,
                opened_at=opened.opened_at,
            )
        )
        self._ledger.wrote(incident)

    async def show(self, incident: Incident) -> None:
        self._tables.feed.append(incident.id)
        self._ledger.wrote(incident)

    async def ask_for_person(self, incident: Incident, why: str) -> None:
        self._tables.asks[incident.id] = why

    async def save_alerts(self, incident: Incident, alerts: Sequence[Alert]) -> None:
        kept = dict(self._tables.alerts.get(incident.id, {}))
        for alert in alerts:
            known = kept.get(alert.id, alert)
            kept[alert.id] = replace(
                known, count=alert.count, last_at=alert.last_at, restored_at=alert.restored_at
            )
        self._tables.alerts[incident.id] = kept

    async def add_call(self, incident: Incident, call: PhoneCall, by: Actor) -> None:
        calls = self._tables.calls.get(incident.id, ())
        self._tables.calls[incident.id] = (*calls, replace(call, outcomes=()))
        self._tables.speakers[call.id] = [by.id]

    async def add_outcome(
        self, incident: Incident, call_id: UUID, heard: HeardOutcome, by: Actor
    ) -> None:
        self._tables.calls[incident.id] = tuple(
            replace(call, outcomes=(*call.outcomes, heard)) if call.id == call_id else call
            for call in self._tables.calls[incident.id]
        )
        self._tables.speakers[call_id] = [*self._tables.speakers[call_id], by.id]

    def _load(self, incident_id: UUID) -> Incident:
        incident = self._tables.read_incident(incident_id)
        self._ledger.loaded(incident)
        return incident

    def _put(self, incident: Incident) -> None:
        """Store a row. The database has a unique index for what is refused here."""
        if incident.state in OPEN:
            for other in self._tables.incidents.values():
                if other.id != incident.id and other.state in OPEN and _is_same(other, incident):
                    raise UniqueViolation(f"{incident.subject.name} has an open incident already")
        self._tables.incidents[incident.id] = incident
        self._tables.feed.append(incident.id)
        self._ledger.wrote(incident)


def _is_same(one: Incident, other: Incident) -> bool:
    if one.subject.ref != other.subject.ref:
        return False
    is_person = one.subject.ref.kind is SubjectKind.LONE_WORKER
    return is_person or one.matter == other.matter


class FakePeople:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def heard_at(self, person_id: UUID) -> datetime | None:
        return self._tables.heard.get(person_id)

    async def count_with(self, organisation_id: UUID, role: Role) -> int:
        people = [thing for thing in self._tables.things.values() if isinstance(thing, Person)]
        return sum(
            p.organisation_id == organisation_id and role in p.roles and p.withdrawn_at is None
            for p in people
        )

    async def set_password(self, person_id: UUID, password_hash: str) -> None:
        self._tables.passwords[person_id] = password_hash

    async def end_sign_ins(self, person_id: UUID, but: bytes | None = None) -> None:
        for digest, whose in list(self._tables.sign_ins.items()):
            if whose == person_id and digest != but:
                del self._tables.sign_ins[digest]

    async def centre_heard_at(self, centre_id: UUID) -> datetime | None:  # noqa: ARG002  the port has it
        """Everybody whose screen is heard here is the one centre's."""
        return max(self._tables.heard.values(), default=None)

    async def supervisors(self, centre_id: UUID) -> Sequence[Addressee]:  # noqa: ARG002  the port has it
        return list(self._tables.supervisors)


class FakeDeadlines:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def look_again(self, incident: Incident, due_at: datetime) -> None:
        assert due_at > self._ledger.now, "the next look lies ahead"
        row = DeadlineRow(priority=incident.priority, due_at=due_at)
        self._tables.deadlines[incident.id] = row
        self._ledger.looked(incident.id)

    async def clear(self, incident: Incident) -> None:
        self._tables.deadlines.pop(incident.id, None)
        self._ledger.looked(incident.id)


class FakeJournal:
    def __init__(self, tables: Tables, ledger: Ledger, new_salt: Callable[[], bytes]) -> None:
        self._tables, self._ledger, self._new_salt = tables, ledger, new_salt

    async def append(self, about: Journalled, entry: Entry) -> None:
        subject_id = about.page.subject_id
        draft = entry.draft(about.page.subject)
        head = self._tables.heads.get(subject_id)
        written = journal.append(head, draft, at=self._ledger.now, salt=self._new_salt())
        before = self._tables.journal.get(subject_id, ())
        self._tables.journal[subject_id] = (*before, sealed(written, KEY))
        self._tables.heads[subject_id] = written.head
        self._ledger.journalled(subject_id, (entry.references or {}).get("about"))


class FakeWork:
    def __init__(self, store: "FakeStore", tables: Tables, name: str) -> None:
        self.ledger = Ledger(NO_CONNECTION, store.clock.ask)
        self.new_id = store.next_id
        self.subjects = FakeSubjects(tables, self.ledger)
        self.signals = FakeSignals(tables, self.ledger, store.next_id)
        self.plans = FakePlans(tables, self.ledger)
        self.incidents = FakeIncidents(tables, self.ledger, store.next_number)
        self.sessions = FakeSessions(tables, self.ledger)
        self.pins = FakePins(tables, self.ledger)
        self.phones = FakePhones(tables, self.ledger)
        self.phone_alerts = FakePhoneAlerts(tables, self.ledger)
        self.people = FakePeople(tables)
        self.set_up = FakeSetUp(tables, self.ledger)
        self.zones = FakeZones(tables, self.ledger)
        self.deadlines = FakeDeadlines(tables, self.ledger)
        self.journal = FakeJournal(tables, self.ledger, store.next_salt)
        self.notices = FakeNotices(tables)
        self.outbox = FakeOutbox(tables, self.ledger, name)

    @property
    def now(self) -> datetime:
        return self.ledger.now


class FakeStore:
    """Everything that is stored, and the only way to change it: one block after the other."""

    def __init__(self, clock: FakeClock, random: Random | None = None) -> None:
        self.tables, self.clock = Tables(), clock
        self._random = random or Random(0)
        self._number = FIRST_NUMBER - 1
        self._is_open = False

    def next_id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128))

    def next_salt(self) -> bytes:
        return self._random.randbytes(journal.SALT_BYTES)

    def next_number(self) -> int:
        """Count on like a sequence: what is rolled back leaves a gap."""
        self._number += 1
        return self._number

    @asynccontextmanager
    async def open_work(self, name: str = "test") -> AsyncIterator[FakeWork]:
        assert not self._is_open, "blocks come one after the other here"
        self._is_open = True
        try:
            draft = self.tables.copy()
            work = FakeWork(self, draft, name)
            yield work
            work.ledger.check()
            self.tables = draft
        finally:
            self._is_open = False

    def store_signal(self, signal: Signal) -> None:
        """Store a signal as a receiver does, before anybody looks at it."""
        self.tables.signals[signal.id] = SignalRow(signal=signal)
