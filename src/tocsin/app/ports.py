"""What the use cases need from the outside, in their own words.

Implemented for real in tocsin.db and in memory in tests/fakes.py; the contract tests
hold both to the same behaviour.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.grouping import Settled
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.signal import Signal
from tocsin.domain.people.subject import Subject, SubjectRef
from tocsin.domain.response.phone_call import HeardOutcome, PhoneCall
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import ResponsePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: a person by name, or a part of the plan or of Tocsin."""

    kind: str  # "operator", "panel", "lone_worker", "integrator", "plan" or "tocsin"
    id: UUID | None = None
    name: str


PLAN = Actor(kind="plan", name="Plan")
TOCSIN = Actor(kind="tocsin", name="Tocsin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What goes into an incident's journal: what happened, who did it, and the words for it."""

    kind: str  # "incident.opened", "phone_call.placed"
    actor: Actor
    text: str  # as the timeline shows it, after the actor's name
    said: str | None = None  # somebody's own words
    references: Mapping[str, str | int | None] | None = None  # ids and figures, never names


class Subjects(Protocol):
    async def lock(self, ref: SubjectRef) -> Subject: ...


class Signals(Protocol):
    async def waiting(self, ref: SubjectRef) -> Sequence[Signal]: ...
    async def seen(self, fingerprints: Iterable[bytes], since: datetime) -> frozenset[bytes]: ...
    async def settle(
        self,
        subject: Subject,
        settled: Sequence[Settled],
        incident_of: Mapping[ResponseKind, UUID],
    ) -> None: ...


class Plans(Protocol):
    async def find(self, subject: Subject, kind: ResponseKind) -> ResponsePlan | None: ...


class Incidents(Protocol):
    async def get_for_update(self, incident_id: UUID) -> Incident: ...
    async def claim_due(self) -> Incident | None: ...
    async def open_of(self, subject: Subject) -> Sequence[Incident]: ...
    async def add(self, incident: Incident) -> Incident: ...
    async def save(self, incident: Incident) -> None: ...
    async def save_alerts(self, incident: Incident, alerts: Sequence[Alert]) -> None: ...
    async def add_call(self, incident: Incident, call: PhoneCall, by: Actor) -> None: ...
    async def add_outcome(
        self, incident: Incident, call_id: UUID, heard: HeardOutcome, by: Actor
    ) -> None: ...


class People(Protocol):
    async def heard_at(self, person_id: UUID) -> datetime | None: ...


class Deadlines(Protocol):
    async def look_again(self, incident: Incident, due_at: datetime) -> None: ...
    async def clear(self, incident: Incident) -> None: ...


class Journal(Protocol):
    async def append(self, incident: Incident, entry: Entry) -> None: ...


class Outbox(Protocol):
    async def owe(self, kind: str, incident: Incident, body: Mapping[str, Any]) -> None: ...


class Work(Protocol):
    """One transaction, named for its use case, with one moment in time.

    The clock is the database's, and is asked after the first lock: `now` before any lock is a
    fault. It commits when its block ends.
    """

    @property
    def now(self) -> datetime: ...
    @property
    def subjects(self) -> Subjects: ...
    @property
    def signals(self) -> Signals: ...
    @property
    def plans(self) -> Plans: ...
    @property
    def incidents(self) -> Incidents: ...
    @property
    def people(self) -> People: ...
    @property
    def deadlines(self) -> Deadlines: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def outbox(self) -> Outbox: ...
    def new_id(self) -> UUID: ...
