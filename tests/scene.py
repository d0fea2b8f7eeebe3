"""The demo's people and places as values, and the things that happen to them."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.tables import PlanRow
from tests.things import story_things
from tocsin.app.ports import Actor
from tocsin.demo import story
from tocsin.demo.plan import plan_rows
from tocsin.domain.access import Role
from tocsin.domain.alarm.signal import Channel, DeviceReport, Position, Signal
from tocsin.domain.people.subject import Contact, Subject, SubjectKind, SubjectRef
from tocsin.domain.response.notice import Addressee
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import AgreedPlan, PlanScope, plan_from_body

CANALSIDE = SubjectRef(kind=SubjectKind.SITE, id=story.CANALSIDE)
ASHWORTH = SubjectRef(kind=SubjectKind.SITE, id=story.ASHWORTH)
MARGUERITE = SubjectRef(kind=SubjectKind.LONE_WORKER, id=story.MARGUERITE)

OLIVE, DEV, PRIYA = (
    Actor(kind="operator", id=story.id_of(login.email), name=login.name)
    for login in story.LOGINS[:3]
)
OPERATOR = frozenset({Role.OPERATOR})
SUPERVISOR = frozenset({Role.OPERATOR, Role.SUPERVISOR})


def _contacts(ref: SubjectRef) -> tuple[Contact, ...]:
    rows = [row for row in story.CONTACTS if row.get(ref.kind) == ref.id]
    return tuple(
        Contact(
            id=story.contact_id(ref.id, row["name"]),
            position=position,
            name=row["name"],
            relation=row["relation"],
            phone=row["phone"],
            email=row["email"],
        )
        for position, row in enumerate(rows, start=1)
    )


def _subject(ref: SubjectRef, row: story.Row) -> Subject:
    return Subject(
        ref=ref,
        customer_id=row["customer_id"],
        centre_id=story.NORTHGATE,
        name=row["name"],
        phone=row["phone"],
        time_zone="Europe/London",
        contacts=_contacts(ref),
    )


SUBJECTS = {
    ref: _subject(ref, row)
    for ref, row in zip(
        (CANALSIDE, ASHWORTH, MARGUERITE), (*story.SITES, *story.LONE_WORKERS), strict=True
    )
}
SUBJECT_OF = {ref.id: subject for ref, subject in SUBJECTS.items()}


def plan_scope(subject: Subject, kind: ResponseKind | None = None) -> PlanScope:
    """Say whom a plan is for: a subject of the story."""
    return PlanScope(
        customer_id=subject.customer_id,
        centre_id=subject.centre_id,
        subject=subject.ref,
        response_kind=kind,
    )


PLANS = [
    AgreedPlan(
        id=row["plan_id"],
        scope=plan_scope(SUBJECT_OF[row["site_id"] or row["lone_worker_id"]]),
        plan=plan_from_body(row["body"]),
    )
    for row in plan_rows()
]


def make_store(clock: FakeClock, random: Random | None = None) -> FakeStore:
    """Make a store in which the demo's story stands."""
    store = FakeStore(clock, random)
    store.tables.things.update(story_things())
    store.tables.subjects.update(SUBJECTS)
    store.tables.plans.extend(PlanRow(agreed=agreed) for agreed in PLANS)
    store.tables.supervisors.append(Addressee(name=PRIYA.name, person_id=PRIYA.id))
    return store


def reported(code: str, zone: str | None = None, *, qualifier: str | None = None) -> DeviceReport:
    """Make a report in the scheme that its code is of."""
    scheme = "CID" if code.isdigit() else "SIA" if code.isupper() else "TOCSIN"
    return DeviceReport(scheme=scheme, code=code, zone=zone, qualifier=qualifier)


def make_signal(
    signal_id: UUID,
    about: SubjectRef,
    reports: Sequence[DeviceReport],
    at: datetime,
    *,
    fingerprint: bytes | None = None,
    drill: bool = False,
    position: Position | None = None,
) -> Signal:
    is_site = about.kind is SubjectKind.SITE
    return Signal(
        id=signal_id,
        received_at=at,
        channel=Channel.DC09_TCP if is_site else Channel.API,
        subject=about,
        account=story.CLEAR_ACCOUNT if is_site else None,
        occurred_at=None,
        fingerprint=fingerprint,
        reports=tuple(reports),
        position=position,
        drill=drill,
    )
