"""The response plan: what the customer agreed shall be done, as data.

It is copied into each incident when that opens (P11), so its text form is kept stable here.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tocsin.domain.errors import Malformed
from tocsin.domain.people.subject import Contact, SubjectRef
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.plan_hours import (
    PlanHours,
    hours_as_body,
    hours_from_body,
    hours_words,
)
from tocsin.domain.response.response_kind import ResponseKind


class Weight(StrEnum):
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Instruction:
    weight: Weight
    text: str


SERVICES_OF: Mapping[ResponseKind, tuple[EmergencyService, ...]] = {
    ResponseKind.FIRE: (EmergencyService.FIRE,),
    ResponseKind.HOLD_UP: (EmergencyService.POLICE,),
    ResponseKind.INTRUDER: (EmergencyService.POLICE,),
    ResponseKind.MEDICAL: (EmergencyService.AMBULANCE,),
    ResponseKind.PERSONAL: (EmergencyService.POLICE,),
    ResponseKind.TECHNICAL: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsePlan:
    version: int
    name: str
    hours: PlanHours | None = None  # None: at all hours for which there is no other
    instructions: tuple[Instruction, ...] = ()
    contacts: tuple[UUID, ...] | None = None  # who is asked, in this order; None: all, in theirs
    call_subject: bool = True  # ring the site or the lone worker first
    rounds: int = 2  # how often each callee is tried
    ring_for: timedelta = timedelta(seconds=30)
    between_rounds: timedelta = timedelta(seconds=60)
    claim_within: timedelta = timedelta(seconds=30)
    supervisor_after: timedelta = timedelta(seconds=60)  # then the supervisors are called
    run_alone_after: timedelta = timedelta(seconds=180)  # then the plan runs by itself
    notify_between: timedelta = timedelta(seconds=120)  # from one notified contact to the next
    verify_within: timedelta = timedelta(seconds=180)
    decide_within: timedelta = timedelta(seconds=240)
    attend_within: timedelta = timedelta(minutes=60)  # the latest "attending by" that is waited for
    park_within: timedelta = timedelta(hours=4)  # the longest that it may be put aside
    remind_every: timedelta = timedelta(seconds=60)
    file_after: timedelta = timedelta(days=30)
    call_off_within: timedelta = timedelta(seconds=60)  # by the lone worker's PIN, before a claim
    services: tuple[EmergencyService, ...] | None = (
        None  # None: those that the kind of response needs
    )
    emergency_number: str = "999"

    def services_for(self, kind: ResponseKind) -> tuple[EmergencyService, ...]:
        """Name the emergency services that a real incident of this kind needs, in order."""
        return SERVICES_OF[kind] if self.services is None else self.services

    def asks(self, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """Name those who are asked, in the plan's order. Were all removed, everybody is asked."""
        known = {contact.id: contact for contact in contacts}
        named = tuple(known[each] for each in self.contacts or () if each in known)
        return named or tuple(contacts)

    @property
    def title(self) -> str:
        """Say which plan it is, as the journal and the report do."""
        hours = [hours_words(self.hours)] if self.hours else []
        return ", ".join([self.name, *hours, f"version {self.version}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanScope:
    """Whom a plan is for: one subject, or all of a customer's; one kind, or all kinds."""

    customer_id: UUID
    centre_id: UUID
    subject: SubjectRef | None = None
    response_kind: ResponseKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedPlan:
    """A plan as it was agreed last; its id stays the same from version to version."""

    id: UUID
    scope: PlanScope
    plan: ResponsePlan


def plan_at(agreed: Iterable[AgreedPlan], now: datetime, time_zone: str) -> ResponsePlan | None:
    """Choose, of those that may be followed, the one that holds at this moment.

    A subject's own comes before its customer's, then one for the kind before one for all kinds,
    then one with hours before the one for all other hours.
    """
    local = now.astimezone(ZoneInfo(time_zone))
    holding = [a for a in agreed if a.plan.hours is None or a.plan.hours.holds_at(local)]
    return max(holding, key=_rank).plan if holding else None


def _rank(agreed: AgreedPlan) -> tuple[bool, bool, bool]:
    scope, hours = agreed.scope, agreed.plan.hours
    return scope.subject is not None, scope.response_kind is not None, hours is not None


# What a centre does for a customer who has agreed nothing yet. It says so to the operator.
STANDARD_PLAN = ResponsePlan(
    version=1,
    name="The centre's standard procedure",
    instructions=(
        Instruction(Weight.WARNING, "No plan was agreed for this. The standard procedure applies."),
    ),
)

_TIMES = (
    "ring_for", "between_rounds", "claim_within", "supervisor_after", "run_alone_after",
    "notify_between", "verify_within", "decide_within",
    "attend_within", "park_within", "remind_every", "file_after", "call_off_within",
)  # fmt: skip

_PLAIN = ("version", "name", "call_subject", "rounds", "emergency_number")
_KNOWN = {
    *_PLAIN,
    "hours",
    "instructions",
    "contacts",
    "services",
    *(f"{name}_s" for name in _TIMES),
}


def plan_as_body(plan: ResponsePlan) -> dict[str, Any]:
    """Write a plan as JSON values; every duration in whole seconds, named `…_s`."""
    body: dict[str, Any] = {
        "version": plan.version,
        "name": plan.name,
        "hours": None if plan.hours is None else hours_as_body(plan.hours),
        "contacts": None if plan.contacts is None else [str(each) for each in plan.contacts],
        "instructions": [{"weight": i.weight, "text": i.text} for i in plan.instructions],
        "call_subject": plan.call_subject,
        "rounds": plan.rounds,
        "services": None if plan.services is None else list(plan.services),
        "emergency_number": plan.emergency_number,
    }
    return body | {f"{name}_s": int(getattr(plan, name).total_seconds()) for name in _TIMES}


def plan_from_body(body: Mapping[str, Any]) -> ResponsePlan:
    """Read a plan; whatever is left out has the standard value. Raises Malformed."""
    if unknown := set(body) - _KNOWN:
        raise Malformed(f"a plan has no {', '.join(sorted(unknown))}")
    try:
        return _sound(_read(body))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise Malformed(f"a plan cannot be read: {error}") from error


UNREAD = (
    "Another release of Tocsin wrote this plan, and this one cannot read all of it. "
    "Ask the customer what else was agreed."
)


def stored_plan(body: object) -> ResponsePlan:
    """Read a plan that was agreed: as much of it as this release can, and say what is not all.

    An alarm is never held up by its plan: where nothing else is left, the standard procedure is.
    """
    if not isinstance(body, Mapping):
        return _warned(replace(STANDARD_PLAN, instructions=()))
    try:
        return plan_from_body(body)
    except Malformed:
        return _warned(_as_far_as_read(body))


def _as_far_as_read(body: Mapping[str, Any]) -> ResponsePlan:
    """Leave out each field that cannot be read, and none of the others."""
    version, name = body.get("version"), body.get("name")
    read: dict[str, Any] = {
        "version": version if isinstance(version, int) else STANDARD_PLAN.version,
        "name": name if isinstance(name, str) else STANDARD_PLAN.name,
    }
    for field in sorted(_KNOWN & set(body) - set(read)):
        with suppress(Malformed):
            plan_from_body(read | {field: body[field]})
            read[field] = body[field]
    plan = plan_from_body(read)
    return plan if "instructions" in read else replace(plan, instructions=())


def _warned(plan: ResponsePlan) -> ResponsePlan:
    return replace(plan, instructions=(Instruction(Weight.WARNING, UNREAD), *plan.instructions))


def _read(body: Mapping[str, Any]) -> ResponsePlan:
    given: dict[str, Any] = {name: body[name] for name in _PLAIN if name in body}
    if not isinstance(given.get("rounds", 1), int):
        raise _wrong("rounds", "must be a whole number")
    given |= {name: _span(body[f"{name}_s"], name) for name in _TIMES if f"{name}_s" in body}
    if body.get("hours") is not None:
        given["hours"] = hours_from_body(body["hours"])
    if body.get("contacts") is not None:
        given["contacts"] = tuple(UUID(each) for each in body["contacts"])
    if "instructions" in body:
        given["instructions"] = tuple(
            Instruction(Weight(i["weight"]), i["text"]) for i in body["instructions"]
        )
    if body.get("services") is not None:
        given["services"] = tuple(EmergencyService(name) for name in body["services"])
    return ResponsePlan(**given)


def _span(seconds: object, name: str) -> timedelta:
    if not isinstance(seconds, int | float):
        raise _wrong(f"{name}_s", "must be a number of seconds")
    return timedelta(seconds=seconds)


def _wrong(*fields_and_words: str) -> Malformed:
    """Say of some fields what they must be, by the name that each has in the body."""
    *fields, words = fields_and_words
    named = ", ".join(f"“{field.removesuffix('_s').replace('_', ' ')}”" for field in fields)
    return Malformed(f"{named} {words}", dict.fromkeys(fields, f"it {words}"))


def _sound(plan: ResponsePlan) -> ResponsePlan:
    second = timedelta(seconds=1)  # a fraction would be lost when the plan is written down
    times = {name: getattr(plan, name) for name in _TIMES}
    if impossible := [f"{n}_s" for n, span in times.items() if span < second or span % second]:
        raise _wrong(*impossible, "must be a second or more, in whole seconds")
    if plan.rounds < 1:
        raise Malformed("a plan calls at least one round", {"rounds": "it must be at least 1"})
    if plan.contacts is not None and len(set(plan.contacts)) < max(len(plan.contacts), 1):
        raise Malformed("a plan names each of its contacts once, or leaves them all out")
    return plan
