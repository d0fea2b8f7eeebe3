"""What the API answers: the shapes that are published as OpenAPI."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.response.escalation import Rung
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import StepKind
from tocsin.web.notice_shape import NoticeShape, ToRing, Undelivered
from tocsin.web.plan_shape import PlanShape
from tocsin.web.time_shape import Time


class Named(BaseModel):
    id: UUID
    name: str


class Clock(BaseModel):
    """One of the times that were agreed: when it started, by when, and when it was met."""

    name: Literal["since", "take", "verify", "decide", "parked"]
    label: str
    started_at: Time
    due_at: Time | None
    met_at: Time | None


class IncidentRow(BaseModel):
    """An incident as a line in a list."""

    id: UUID
    number: int
    state: IncidentState
    response_kind: ResponseKind
    priority: int
    silent: bool
    drill: bool
    title: str
    who: str
    line: str
    organisation: str
    subject_kind: SubjectKind
    opened_at: Time
    changed_at: Time
    version: int
    operator: Named | None
    claimed_at: Time | None
    aides: list[Named] = []  # who help whoever has it
    worse_at: Time | None
    returned_at: Time | None
    parked_until: Time | None
    parked_because: str | None
    operator_heard_at: Time | None
    activity: str
    needs_human: str | None
    supervisor_asked_at: Time | None = None  # for, and none has come yet
    alone: bool = False  # nobody has it, because nobody is on shift
    rung: Rung | None = None  # how far it went while nobody took it
    has_it: str | None = None  # the contact who said "I have it"
    alarm_count: int
    clock: Clock | None
    cause: Cause | None = None
    cause_words: str | None = None
    closed_at: Time | None = None


class Quiet(BaseModel):
    """How anybody can know that silence is real. Null: nothing of the kind was heard yet."""

    since: Time | None
    sites: int
    lone_workers: int
    operators_on_shift: int
    last_signal_at: Time | None
    last_panel_at: Time | None
    loops_heard_at: Time | None
    worst_lateness_ms: float | None


class IncidentList(BaseModel):
    items: list[IncidentRow]
    next: str | None
    cursor: str
    now: Time
    quiet: Quiet


class SubjectShape(BaseModel):
    kind: SubjectKind
    id: UUID
    name: str
    organisation: str
    time_zone: str
    phone: str | None
    description: str | None
    medical: str | None
    entrance: str | None
    keys: str | None


class Place(BaseModel):
    address: str | None
    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    heard_at: Time | None
    plus_code: str | None
    source: Literal["site", "signal"]


class Stage(BaseModel):
    name: str
    state: Literal["done", "now", "ahead"]
    before: bool = False  # it was done before the newest alarm, and is not done for that one


class Button(BaseModel):
    """Something that may be pressed: which act, and what to POST with it."""

    label: str
    act: str
    body: dict[str, Any]


class DoneBefore(BaseModel):
    """What was done before a further alarm: it stands, and does not cover that alarm."""

    news: str
    lines: list[str]


class StepShape(BaseModel):
    """The one thing that should happen now."""

    kind: StepKind
    statement: str
    reason: str
    look_at: Time | None
    button: Button | None
    also: list[Button]
    number: str | None
    tel: str | None
    read_out: list[str] | None
    done_before: DoneBefore | None = None
    call_id: UUID | None


class CalleeShape(BaseModel):
    id: UUID
    position: int | None  # 0: the place itself; null: the plan leaves them out
    name: str
    relation: str
    number: str
    tel: str
    is_subject: bool
    state: str | None
    placed_at: Time | None
    attending_by: Time | None
    has_it: bool | None = None  # their answer to what the plan wrote to them; null: none


class PhoneCallShape(BaseModel):
    id: UUID
    callee_id: UUID
    callee_name: str
    number: str
    placed_at: Time
    by: str | None
    outcome: CallOutcome | None
    ended_at: Time | None
    note: str | None
    attending_by: Time | None
    has_it: bool | None = None  # their answer to what the plan wrote to them; null: none


class EmergencyCallShape(BaseModel):
    id: UUID
    service: EmergencyService
    number: str
    placed_at: Time
    by: str | None
    reference: str | None
    outcome: CallOutcome | None
    ended_at: Time | None
    note: str | None


class AlertShape(BaseModel):
    id: UUID
    title: str
    scheme: str
    code: str
    zone: str | None
    zone_text: str | None  # as the panel calls the place
    zone_name: str | None  # as its account's table called it when the alert came
    place: str  # both and the number, in words
    area: str | None
    priority: int
    response_kind: ResponseKind
    count: int
    first_at: Time
    last_at: Time
    occurred_at: Time | None
    unmapped: bool
    restored_at: Time | None


class ActorShape(BaseModel):
    kind: str
    name: str


class JournalLine(BaseModel):
    number: int
    at: Time
    kind: str
    actor: ActorShape
    text: str
    said: str | None


class History(BaseModel):
    incidents_12_months: int
    false_12_months: int


class Permission(BaseModel):
    allowed: bool
    because: str | None


class CauseShape(BaseModel):
    """What it may be called in the end, and what stands in the way of calling it so."""

    cause: Cause
    words: str
    because: str | None = None  # it may not be called so; or, for a supervisor, not without a note
    needs_note: bool = False  # a supervisor may, with a reason that is written down


class Resolution(BaseModel):
    cause: Cause
    words: str
    note: str | None
    at: Time
    by: str | None


class KnownAccount(BaseModel):
    """A panel's account that is one digit off what an unknown sender sent, or is it by now."""

    sent: str
    account: str
    site: str


class SafePin(BaseModel):
    """Their safe PIN, which an operator has to judge: later than it could call it off by itself."""

    entered_at: Time | None  # null: nobody knows, for the phone's clock was set
    received_at: Time


class IncidentShape(IncidentRow):
    """An incident whole: everything that the console shows, and what may be done with it."""

    now: Time
    hushed: bool = False  # nobody rings or texts them: a silent alarm, or a call without a sound
    subject: SubjectShape
    place: Place | None
    clocks: list[Clock]
    plan: PlanShape
    progress: list[Stage]
    step: StepShape
    callees: list[CalleeShape]
    calls: list[PhoneCallShape]
    emergency: list[EmergencyCallShape]
    confirmed_by: str | None = None  # "the panel: BV", until somebody says that all is well
    alerts: list[AlertShape]
    known_accounts: list[KnownAccount] = []  # whom an unknown sender may be
    journal: list[JournalLine]
    history: History
    allowed: dict[str, Permission]
    causes: list[CauseShape]
    resolution: Resolution | None
    safe_pin: SafePin | None = None
    all_clear: int
    to_ring: list[ToRing] = []  # whom no mail tells that it is over
    untold: list[str] = []  # contacts whom the plan names and nobody has rung
    response_company: UUID | None = None  # the callee whom a call-out rings; None: dial by hand
    notices: list[NoticeShape] = []
    undelivered: list[Undelivered] = []
