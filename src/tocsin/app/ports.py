"""What the use cases need from the outside, in their own words.

Implemented for real in tocsin.db and in memory in tests/fakes.py; the contract tests
hold both to the same behaviour.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from tocsin.domain.access import Role
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.grouping import Settled
from tocsin.domain.alarm.incident import Incident, Matter
from tocsin.domain.alarm.signal import Channel, DeviceReport, Position, Waiting
from tocsin.domain.people.set_up import Panel, Thing
from tocsin.domain.people.subject import Contact, Subject, SubjectRef
from tocsin.domain.people.zone import Zone, ZonePlace
from tocsin.domain.record import journal
from tocsin.domain.response.notice import Addressee, Notice
from tocsin.domain.response.phone_call import HeardOutcome, PhoneCall
from tocsin.domain.response.response_plan import AgreedPlan, PlanScope
from tocsin.domain.session.heartbeat import Phone
from tocsin.domain.session.phone_alert import PhoneAlert
from tocsin.domain.session.pin import Pins
from tocsin.domain.session.session import Session

T = TypeVar("T", bound=Thing)


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
    """What goes into a journal: what happened, who did it, and the words for it."""

    kind: str  # "incident.opened", "phone_call.placed"
    actor: Actor
    text: str  # as the timeline shows it, after the actor's name
    said: str | None = None  # somebody's own words
    references: Mapping[str, str | int | None] | None = None  # ids and figures, never names
    before: Mapping[str, Any] | None = None  # of what was set up: each field that changed
    after: Mapping[str, Any] | None = None

    def draft(self, subject: journal.Subject) -> journal.Draft:
        """Give the entry as the journal takes it: ids and figures apart from names and words."""
        words: dict[str, str | None] = {
            "actor": self.actor.name,
            "text": self.text,
            "said": self.said,
        }
        changed = {"before": self.before, "after": self.after}
        told: dict[str, str | None] = {
            name: journal.canonical(was) for name, was in changed.items() if was is not None
        }
        return journal.Draft(
            subject=subject,
            kind=self.kind,
            actor=journal.Actor(
                kind=self.actor.kind,
                id=None if self.actor.id is None else str(self.actor.id),
            ),
            references=self.references or {},
            body={**words, **told},
        )


class Journalled(Protocol):
    """Something that has a journal: an incident, an organisation's set-up."""

    @property
    def page(self) -> journal.Page: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldHere:
    """A signal of a lone worker's that no panel and no program sent: stored, and then raised."""

    report: DeviceReport
    channel: Channel = Channel.TOCSIN
    occurred_at: datetime | None = None
    position: Position | None = None


class Subjects(Protocol):
    async def lock(self, ref: SubjectRef) -> Subject: ...
    async def get(self, ref: SubjectRef) -> Subject: ...


class Signals(Protocol):
    async def tell(self, subject: Subject, told: ToldHere) -> None: ...
    async def waiting(self, ref: SubjectRef, seen_since: datetime, at_most: int) -> Waiting: ...
    async def settle(
        self,
        subject: Subject,
        settled: Sequence[Settled],
        incident_of: Mapping[Matter, UUID],
    ) -> None: ...


class Plans(Protocol):
    async def that_may_hold(self, about: PlanScope) -> Sequence[AgreedPlan]: ...
    async def get(self, plan_id: UUID) -> AgreedPlan: ...
    async def add(
        self, version_id: UUID, agreed: AgreedPlan, *, withdrawn: bool = False
    ) -> None: ...


class Incidents(Protocol):
    async def get_for_update(self, incident_id: UUID) -> Incident: ...
    async def claim_due(self, at_most: int) -> Sequence[UUID]: ...
    async def get_claimed(self, ids: Sequence[UUID]) -> Sequence[Incident]: ...
    async def open_of(self, subject: Subject) -> Sequence[Incident]: ...
    async def closed_last(self, subject: Subject) -> Incident | None: ...
    async def beside(self, incident: Incident) -> Sequence[Incident]: ...
    async def add(self, incident: Incident) -> Incident: ...
    async def save(self, incident: Incident) -> None: ...
    async def show(self, incident: Incident) -> None: ...
    async def ask_for_person(self, incident: Incident, why: str) -> None: ...
    async def save_alerts(self, incident: Incident, alerts: Sequence[Alert]) -> None: ...
    async def add_call(self, incident: Incident, call: PhoneCall, by: Actor) -> None: ...
    async def add_outcome(
        self, incident: Incident, call_id: UUID, heard: HeardOutcome, by: Actor
    ) -> None: ...


class Sessions(Protocol):
    """Sessions, each with its next look: one that is saved has the look that follows from it."""

    async def running_of(self, subject: Subject) -> Session | None: ...
    async def get_for_update(self, session_id: UUID) -> Session: ...
    async def claim_due(self, at_most: int) -> Sequence[Session]: ...
    async def add(self, session: Session) -> None: ...
    async def save(self, session: Session) -> None: ...


class PinPairs(Protocol):
    """Both PINs of each lone worker. Whoever holds them is the only one who takes an entry."""

    async def hold(self, subject: Subject) -> Pins | None: ...
    async def add(self, subject: Subject, pins: Pins) -> None: ...
    async def save(self, subject: Subject, pins: Pins) -> None: ...
    async def forget(self, subject: Subject) -> None: ...


class Phones(Protocol):
    async def hold(self, device_id: UUID) -> Phone: ...
    async def claim_unheard(self, at_most: int, but: Collection[UUID] = ()) -> Sequence[Phone]: ...
    async def save(self, phone: Phone) -> None: ...
    async def keep_position(
        self, phone: Phone, position: Position, occurred_at: datetime
    ) -> None: ...


class PhoneAlerts(Protocol):
    """What the phones of each lone worker may show of their last alert."""

    async def hold(self, subject: Subject) -> PhoneAlert | None: ...
    async def put(self, subject: Subject, alert: PhoneAlert) -> None: ...


class People(Protocol):
    async def heard_at(self, person_id: UUID) -> datetime | None: ...
    async def centre_heard_at(self, centre_id: UUID) -> datetime | None: ...
    async def supervisors(self, centre_id: UUID) -> Sequence[Addressee]: ...
    async def count_with(self, organisation_id: UUID, role: Role) -> int: ...
    async def set_password(self, person_id: UUID, password_hash: str) -> None: ...
    async def end_sign_ins(self, person_id: UUID, but: bytes | None = None) -> None: ...


class SetUp(Protocol):
    """What is set up. The organisation whose it is is held before anything of it is written."""

    async def get(self, kind: type[T], thing_id: UUID) -> T: ...
    async def hold(self, kind: type[T], thing_id: UUID) -> T: ...
    async def add(self, thing: Thing, secret: bytes | None = None) -> None: ...
    async def save(self, thing: Thing) -> None: ...
    async def is_in_use(self, thing: Thing) -> bool: ...
    async def set_contacts(self, subject: Subject, contacts: Sequence[Contact]) -> None: ...
    async def set_panel_key(self, panel: Panel, key: bytes | None) -> None: ...


class Zones(Protocol):
    """The tables of panels. The panel is held before anything of its own is written."""

    async def of_panel(self, panel_id: UUID) -> Sequence[Zone]: ...
    async def replace(
        self, panel: Panel, gone: Sequence[ZonePlace], new: Sequence[Zone]
    ) -> None: ...


class Deadlines(Protocol):
    async def look_again(self, incident: Incident, due_at: datetime) -> None: ...
    async def clear(self, incident: Incident) -> None: ...


class Journal(Protocol):
    async def append(self, about: Journalled, entry: Entry) -> None: ...


class Notices(Protocol):
    async def incident_of(self, notice_id: UUID) -> UUID: ...
    async def add(self, incident: Incident, notice: Notice) -> None: ...
    async def save(self, incident: Incident, notice: Notice) -> None: ...


class Outbox(Protocol):
    async def owe(self, kind: str, incident: Incident, body: Mapping[str, Any]) -> None: ...
    async def announce(self, incident: Incident, happened: str) -> None: ...


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
    def sessions(self) -> Sessions: ...
    @property
    def pins(self) -> PinPairs: ...
    @property
    def phones(self) -> Phones: ...
    @property
    def phone_alerts(self) -> PhoneAlerts: ...
    @property
    def people(self) -> People: ...
    @property
    def set_up(self) -> SetUp: ...
    @property
    def zones(self) -> Zones: ...
    @property
    def deadlines(self) -> Deadlines: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def outbox(self) -> Outbox: ...
    def new_id(self) -> UUID: ...
