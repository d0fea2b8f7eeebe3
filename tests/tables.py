"""The tables of the unit of work in memory: what is stored, as rows that never change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import OPEN
from tocsin.domain.alarm.signal import Position, Settlement, Signal
from tocsin.domain.people.set_up import LoneWorker, Site, Thing
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef, about_account
from tocsin.domain.people.zone import Zone
from tocsin.domain.record.journal import Head
from tocsin.domain.record.report import SealedEntry
from tocsin.domain.response.notice import Addressee, Notice
from tocsin.domain.response.phone_call import PhoneCall
from tocsin.domain.response.response_plan import AgreedPlan
from tocsin.domain.session.heartbeat import Phone
from tocsin.domain.session.phone_alert import PhoneAlert
from tocsin.domain.session.pin import Pins
from tocsin.domain.session.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    agreed: AgreedPlan
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRow:
    signal: Signal
    raised_at: datetime | None = None
    settlement: Settlement | None = None
    incident_id: UUID | None = None
    alert_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionRow:
    subject: SubjectRef
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    priority: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    session: Session
    look_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    kind: str
    incident_id: UUID
    body: Mapping[str, Any]
    work: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LatenessRow:
    incident_id: UUID
    due_at: datetime
    met_at: datetime


@dataclass(slots=True)
class Tables:
    subjects: dict[SubjectRef, Subject] = field(default_factory=dict)
    things: dict[UUID, Thing] = field(default_factory=dict)  # all that is set up
    secrets: dict[UUID, bytes | None] = field(default_factory=dict)  # the keys that go with it
    zones: dict[UUID, tuple[Zone, ...]] = field(default_factory=dict)  # of each panel
    passwords: dict[UUID, str] = field(default_factory=dict)
    sign_ins: dict[bytes, UUID] = field(default_factory=dict)
    heard: dict[UUID, datetime] = field(default_factory=dict)  # when each person's screen was
    plans: list[PlanRow] = field(default_factory=list)
    signals: dict[UUID, SignalRow] = field(default_factory=dict)
    raised: list[Signal] = field(default_factory=list)  # in that order: with a mark, repeats apart
    positions: dict[UUID, PositionRow] = field(default_factory=dict)
    incidents: dict[UUID, Incident] = field(default_factory=dict)
    asks: dict[UUID, str] = field(default_factory=dict)  # incidents that need a person
    sessions: dict[UUID, SessionRow] = field(default_factory=dict)
    phones: dict[UUID, Phone] = field(default_factory=dict)
    pins: dict[SubjectRef, Pins] = field(default_factory=dict)
    phone_alerts: dict[SubjectRef, PhoneAlert] = field(default_factory=dict)
    alerts: dict[UUID, dict[UUID, Alert]] = field(default_factory=dict)  # of each incident
    calls: dict[UUID, tuple[PhoneCall, ...]] = field(default_factory=dict)
    notices: dict[UUID, tuple[Notice, ...]] = field(default_factory=dict)  # of each incident
    supervisors: list[Addressee] = field(default_factory=list)  # of the one centre
    webhooks: dict[UUID, UUID] = field(default_factory=dict)  # each one's organisation
    speakers: dict[UUID, list[UUID | None]] = field(default_factory=dict)  # of each call
    deadlines: dict[UUID, DeadlineRow] = field(default_factory=dict)
    lateness: list[LatenessRow] = field(default_factory=list)
    journal: dict[UUID, tuple[SealedEntry, ...]] = field(default_factory=dict)
    heads: dict[UUID, Head] = field(default_factory=dict)
    outbox: list[OutboxRow] = field(default_factory=list)
    feed: list[UUID] = field(default_factory=list)

    def copy(self) -> "Tables":
        return Tables(*(getattr(self, table.name).copy() for table in fields(self)))

    def keep_subject(self, thing: Thing) -> None:
        """Let a site or a lone worker be seen as the rules see it."""
        if not isinstance(thing, Site | LoneWorker):
            return
        kind = SubjectKind.SITE if isinstance(thing, Site) else SubjectKind.LONE_WORKER
        ref = SubjectRef(kind=kind, id=thing.id)
        known = self.subjects.get(ref)
        self.subjects[ref] = Subject(
            ref=ref,
            customer_id=thing.customer_id,
            centre_id=thing.centre_id,
            name=thing.name,
            phone=thing.phone,
            time_zone=thing.time_zone,
            contacts=() if known is None else known.contacts,
        )

    def read_incident(self, incident_id: UUID) -> Incident:
        """Put an incident together from its rows, in the order in which the database reads them."""
        row = self.incidents[incident_id]
        alerts = self.alerts.get(incident_id, {}).values()
        notices = self.notices.get(incident_id, ())
        calls = [_in_order(call) for call in self.calls.get(incident_id, ())]
        return replace(
            row,
            subject=about_account(self.subjects[row.subject.ref], row.account),
            hushed=self._is_hushed(row),
            alerts=tuple(sorted(alerts, key=lambda alert: (alert.first_at, alert.id))),
            calls=tuple(sorted(calls, key=lambda call: (call.placed_at, call.id))),
            notices=tuple(sorted(notices, key=lambda notice: (notice.written_at, notice.id))),
        )

    def _is_hushed(self, row: Incident) -> bool:
        ref = row.subject.ref
        is_open = [one for one in self.incidents.values() if one.state in OPEN]
        others = [one for one in is_open if one.subject.ref == ref and one.id != row.id]
        is_place = ref.kind is not SubjectKind.RECEIVER_LINE
        return is_place and any(one.silent for one in others)


def _in_order(call: PhoneCall) -> PhoneCall:
    if len(call.outcomes) < 2:
        return call
    return replace(call, outcomes=tuple(sorted(call.outcomes, key=lambda heard: heard.at)))
