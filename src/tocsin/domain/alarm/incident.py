"""An incident: what people respond to, from its first alert until it is filed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tocsin.domain.alarm.alert import Alert, worst_at
from tocsin.domain.alarm.incident_state import OPEN, IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.people.subject import Contact, Subject, UnknownAccount
from tocsin.domain.record import journal
from tocsin.domain.response.callee import Standing
from tocsin.domain.response.escalation import Ladder, Rung
from tocsin.domain.response.notice import Notice
from tocsin.domain.response.phone_call import PhoneCall, truly_placed
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import ResponsePlan

# What one open incident of a subject is about: a kind of response, or a sender whom nobody knows.
Matter = ResponseKind | UnknownAccount

THREAT = 2  # the least urgent priority of an alert that says that somebody is there, or in danger


def claim_clock(
    state: IncidentState,
    *,
    rings_since: datetime | None,
    waiting_since: datetime | None,
    unattended_since: datetime | None,
) -> datetime | None:
    """Say since when an incident has been nobody's, or somebody's who takes no note of it."""
    if state is IncidentState.WAITING:
        return rings_since or waiting_since
    if state is IncidentState.HANDLING and rings_since:
        return rings_since
    return unattended_since


@dataclass(frozen=True, kw_only=True)  # no slots: what is worked out is kept
class Incident:
    id: UUID
    number: int  # what people call it by; 0 until it is stored
    subject: Subject
    account: str | None = None  # of the one sender whom it is about and nobody knows
    response_kind: ResponseKind
    state: IncidentState
    priority: int
    silent: bool
    silent_at: datetime | None = None  # it became silent then
    hushed: bool = False  # another open incident of its subject is silent
    drill: bool
    plan: ResponsePlan
    opened_at: datetime
    alerts: Sequence[Alert]
    calls: Sequence[PhoneCall] = ()
    operator_id: UUID | None = None
    operator_name: str | None = None
    claimed_at: datetime | None = None  # by whoever has it
    first_claimed_at: datetime | None = None  # whatever became of it since
    aide_ids: tuple[UUID, ...] = ()  # operators who work on it beside the one who has it
    worse_at: datetime | None = None  # it got worse then, and nobody has taken note yet
    returned_at: datetime | None = None  # it came back then, and nobody has taken note yet
    real_at: datetime | None = None  # it was a drill until then
    unattended_since: datetime | None = None  # whoever has it is not heard since then
    supervisor_asked_at: datetime | None = None  # for, and none has come yet
    parked_until: datetime | None = None
    parked_because: str | None = None
    confirmed_at: datetime | None = None  # devices alone confirmed it then
    confirmed_by: str | None = None  # "the panel: BV"
    verified_at: datetime | None = None
    cause: Cause | None = None
    resolution_note: str | None = None
    resolved_at: datetime | None = None
    resolved_by: UUID | None = None
    closed_at: datetime | None = None
    pin_at: datetime | None = None  # a safe PIN came in then, and an operator has to judge it
    pin_said_at: datetime | None = None  # it was entered then, by our clock
    pin_undated: bool = False  # nobody knows when it was entered: not after that moment
    waiting_since: datetime  # when the claim clock started
    notices: Sequence[Notice] = ()
    rungs: frozenset[Rung] = frozenset()  # those that were climbed while nobody took it
    rungs_since: datetime | None = None  # the claim clock that they belong to
    alone: bool = False  # on that clock's last look nobody was on shift

    @property
    def rings_since(self) -> datetime | None:
        """Since when it rings again for whoever has it; None when they have taken note."""
        return self.worse_at or self.returned_at

    @cached_property
    def page(self) -> journal.Page:
        """Its journal."""
        return journal.Page(
            subject=journal.Subject(kind="incident", id=str(self.id)),
            customer_id=self.subject.customer_id,
            centre_id=self.subject.centre_id,
        )

    @property
    def untaken_since(self) -> datetime | None:
        """Since when nobody has it, has taken note of it, or is with it; None when it is taken."""
        return claim_clock(
            self.state,
            rings_since=self.rings_since,
            waiting_since=self.waiting_since,
            unattended_since=self.unattended_since,
        )

    @property
    def is_alone(self) -> bool:
        """Say whether nobody has it because nobody is on shift."""
        return self.alone and self.untaken_since is not None and self._is_same_clock

    @property
    def climbed(self) -> frozenset[Rung]:
        """Name the rungs that were climbed since nobody has it."""
        return self.rungs if self._is_same_clock else frozenset()

    @property
    def _is_same_clock(self) -> bool:
        return self.rungs_since == self.untaken_since

    def ladder(self, heard_at: datetime | None) -> Ladder:
        """Give what the ladder of an untaken incident needs to know of it."""
        assert self.untaken_since is not None, "it is not taken"
        standing = self.standing
        return Ladder(
            plan=self.plan,
            since=self.untaken_since,
            news_at=standing.news_at,
            climbed=self.climbed,
            heard_at=heard_at,
            contacts=self.contacts,
            notices=self.notices,
        )

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Those who are asked about it, in the order of the plan that it opened with."""
        return self.plan.asks(self.subject.contacts)

    @property
    def confirmed_since(self) -> datetime | None:
        """Since when what devices report can confirm it: what went before was a drill, or safe."""
        moments = (self.real_at, self.standing.said_safe_at)
        return max((at for at in moments if at is not None), default=None)

    @property
    def matter(self) -> Matter:
        return self.response_kind if self.account is None else UnknownAccount(self.account)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_discreet(self) -> bool:
        """Say whether they called without a sound, and have not said since that all is well."""
        is_asked_for = any(alert.is_discreet for alert in self.alerts) and self.pin_at is None
        return is_asked_for and self.is_open

    @property
    def is_hushed(self) -> bool:
        """Say whether nobody may be rung or texted about it: where it is, it would be heard."""
        return self.hushed or self.is_discreet

    @property
    def hushes(self) -> bool:
        """Say whether nobody may be rung where it is, for whatever else is open there."""
        return self.silent and self.is_open

    @cached_property
    def standing(self) -> Standing:
        """What the response rules need to know of it."""
        real = [self.real_at] if self.real_at else []
        worst = worst_at(self.alerts)
        return Standing(
            plan=self.plan,
            response_kind=self.response_kind,
            silent=self.silent,
            silent_at=self.silent_at,
            hushed=self.is_hushed,
            opened_at=self.opened_at,
            news_at=max([*real, *(a.first_at for a in self.alerts)], default=self.opened_at),
            subject_name=self.subject.name,
            subject_phone=self.subject.phone,
            contacts=self.contacts,
            calls=truly_placed(self.calls, self.real_at),
            again_at=max((a.last_at for a in self.alerts if a.is_for_life), default=None),
            worst_at=max([*real, *([worst] if worst else [])], default=None),
            confirmed_at=self.confirmed_at,
            is_fault=bool(self.alerts) and all(a.priority > THREAT for a in self.alerts),
        )
