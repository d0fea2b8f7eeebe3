"""What is wrong with a plan: found when it is agreed, not in the night on which it is needed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from tocsin.domain.people.subject import Subject
from tocsin.domain.response.plan_hours import ALL_MINUTES, hours_words, minutes_words
from tocsin.domain.response.response_kind import EMERGENCY_FIRST, ResponseKind
from tocsin.domain.response.response_plan import AgreedPlan, ResponsePlan

LONGEST_CLAIM = timedelta(minutes=10)  # beyond it, nobody has to take it
LONGEST_ATTENDING = timedelta(hours=4)
SHORTEST_RING = timedelta(seconds=10)


class Fault(StrEnum):
    NO_NAME = "no_name"
    NO_REACHABLE_CONTACT = "no_reachable_contact"
    ONE_REACHABLE_CONTACT = "one_reachable_contact"
    NOBODY_TO_WRITE_TO = "nobody_to_write_to"
    PLACE_WITHOUT_TELEPHONE = "place_without_telephone"
    NO_CLAIM_LIMIT = "no_claim_limit"
    CLAIM_AFTER_VERIFY = "claim_after_verify"
    VERIFY_AFTER_DECIDE = "verify_after_decide"
    RING_TOO_SHORT = "ring_too_short"
    RING_TOO_LONG = "ring_too_long"
    PAUSE_TOO_LONG = "pause_too_long"
    REMINDER_TOO_LATE = "reminder_too_late"
    ATTENDING_TOO_LATE = "attending_too_late"
    NO_EMERGENCY_SERVICE = "no_emergency_service"
    NO_EMERGENCY_NUMBER = "no_emergency_number"
    CONTACT_NOT_THERE = "contact_not_there"
    HOURS_OVERLAP = "hours_overlap"
    HOURS_WITHOUT_PLAN = "hours_without_plan"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should look at; one that stops must be put right first."""

    fault: Fault
    sentence: str
    stops: bool = False


def check_plan(
    plan: ResponsePlan, subject: Subject | None, kind: ResponseKind | None
) -> list[Finding]:
    """Find everything that is wrong with a plan for this subject and kind (None: for all)."""
    found = [*_find_limits(plan), *_find_calls(plan), *_find_emergency(plan, kind)]
    if not plan.name.strip():
        found.append(Finding(Fault.NO_NAME, "The plan has no name.", stops=True))
    return found if subject is None else [*found, *_find_people(plan, subject)]


def check_beside(proposed: AgreedPlan, agreed: Sequence[AgreedPlan]) -> list[Finding]:
    """Find what is wrong with a plan's hours beside the others that may be followed."""
    others = [other for other in agreed if other.id != proposed.id]
    same = [other.plan for other in others if other.scope == proposed.scope]
    overlaps = [found for other in same for found in _find_overlap(proposed.plan, other)]
    return [*overlaps, *_find_gap([proposed, *others], proposed.scope.response_kind)]


def _find_gap(agreed: Sequence[AgreedPlan], kind: ResponseKind | None) -> list[Finding]:
    """Find the hours of the week at which none of the plans holds."""
    if any(each.plan.hours is None for each in agreed):
        return []
    held = [each.plan.hours.minutes for each in agreed if each.plan.hours]
    missing = ALL_MINUTES.difference(*held)
    if not missing:
        return []
    of_kind = f" for {_kind_words(kind)}" if kind else ""
    words = f"No plan{of_kind} {minutes_words(missing)}: the centre's standard procedure applies."
    return [Finding(Fault.HOURS_WITHOUT_PLAN, words)]


def stops(findings: Sequence[Finding]) -> list[Finding]:
    """Give those that must be put right before the plan may be agreed."""
    return [finding for finding in findings if finding.stops]


def _find_overlap(plan: ResponsePlan, other: ResponsePlan) -> Iterator[Finding]:
    if plan.hours is None and other.hours is None:
        words = f"“{other.name}” holds at all other hours already: give this one its hours."
        yield Finding(Fault.HOURS_OVERLAP, words, stops=True)
    if plan.hours is None or other.hours is None:
        return
    if both := plan.hours.minutes & other.hours.minutes:
        named = f"“{other.name}” ({hours_words(other.hours)})"
        words = f"{named} holds already {minutes_words(both)}: change the hours of one of them."
        yield Finding(Fault.HOURS_OVERLAP, words, stops=True)


def _find_people(plan: ResponsePlan, subject: Subject) -> Iterator[Finding]:
    if gone := len(set(plan.contacts or ()) - {contact.id for contact in subject.contacts}):
        who = "somebody who is" if gone == 1 else f"{gone} people who are"
        yield Finding(
            Fault.CONTACT_NOT_THERE,
            f"The plan names {who} no contact of {subject.name}: say anew who is asked.",
        )
    asked = sum(_can_be_rung(contact.phone) for contact in plan.asks(subject.contacts))
    is_place_rung = _can_be_rung(subject.phone or "")
    asked += plan.call_subject and is_place_rung
    if asked == 0:
        yield Finding(
            Fault.NO_REACHABLE_CONTACT,
            f"Nobody can be rung about {subject.name}: give a contact with a telephone number.",
            stops=True,
        )
    elif asked == 1:
        yield Finding(
            Fault.ONE_REACHABLE_CONTACT,
            f"Only one number can be rung about {subject.name}: give a second.",
        )
    yield from _find_unreached(plan, subject, is_place_rung=is_place_rung)


def _find_unreached(
    plan: ResponsePlan, subject: Subject, *, is_place_rung: bool
) -> Iterator[Finding]:
    """Find whom the plan would reach, and has no way to."""
    contacts = plan.asks(subject.contacts)
    if contacts and not any(contact.email for contact in contacts):
        yield Finding(
            Fault.NOBODY_TO_WRITE_TO,
            f"No contact of {subject.name} has an e-mail address: nobody hears by themselves "
            "that nobody has taken an alarm, or that it is over.",
        )
    if plan.call_subject and not is_place_rung:
        yield Finding(
            Fault.PLACE_WITHOUT_TELEPHONE,
            f"The plan calls {subject.name} first, and no telephone number is set for it.",
        )


def _can_be_rung(number: str) -> bool:
    return any(sign.isdecimal() for sign in number)


# When it is so, that is the finding; True at the end: it must be put right.
_Rule = tuple[Callable[[ResponsePlan], bool], Fault, str, bool]

_LIMITS: tuple[_Rule, ...] = (
    (
        lambda plan: plan.claim_within > LONGEST_CLAIM,
        Fault.NO_CLAIM_LIMIT,
        "Nobody has to take it for more than ten minutes: set claim_within_s lower.",
        True,
    ),
    (
        lambda plan: plan.claim_within > plan.verify_within,
        Fault.CLAIM_AFTER_VERIFY,
        "It may be taken later than it must be verified: claim_within_s is above verify_within_s.",
        True,
    ),
    (
        lambda plan: plan.verify_within > plan.decide_within,
        Fault.VERIFY_AFTER_DECIDE,
        "It must be decided before it must be verified: verify_within_s is above decide_within_s.",
        True,
    ),
    (
        lambda plan: plan.remind_every > plan.decide_within,
        Fault.REMINDER_TOO_LATE,
        "The first reminder comes after the decision is due: remind_every_s is too long.",
        False,
    ),
    (
        lambda plan: plan.attend_within > LONGEST_ATTENDING,
        Fault.ATTENDING_TOO_LATE,
        "Somebody may take more than four hours to attend: is attend_within_s meant so?",
        False,
    ),
)
_CALLS: tuple[_Rule, ...] = (
    (
        lambda plan: plan.ring_for < SHORTEST_RING,
        Fault.RING_TOO_SHORT,
        "Nobody answers within so short a ring: ring_for_s is below ten seconds.",
        False,
    ),
    (
        lambda plan: plan.ring_for >= plan.verify_within,
        Fault.RING_TOO_LONG,
        "One call takes all the time there is: ring_for_s is not below verify_within_s.",
        True,
    ),
    (
        lambda plan: plan.rounds > 1 and plan.between_rounds >= plan.decide_within,
        Fault.PAUSE_TOO_LONG,
        "No second round fits in: between_rounds_s is not below decide_within_s.",
        True,
    ),
)


def _find_limits(plan: ResponsePlan) -> Iterator[Finding]:
    return (Finding(fault, words, stops) for is_so, fault, words, stops in _LIMITS if is_so(plan))


def _find_calls(plan: ResponsePlan) -> Iterator[Finding]:
    return (Finding(fault, words, stops) for is_so, fault, words, stops in _CALLS if is_so(plan))


def _find_emergency(plan: ResponsePlan, kind: ResponseKind | None) -> Iterator[Finding]:
    if not _can_be_rung(plan.emergency_number):
        yield Finding(
            Fault.NO_EMERGENCY_NUMBER, "The emergency number cannot be dialled.", stops=True
        )
    needing = [each for each in ResponseKind if each in EMERGENCY_FIRST and kind in (None, each)]
    if unserved := [each for each in needing if not plan.services_for(each)]:
        names = ", ".join(_kind_words(each) for each in unserved)
        yield Finding(
            Fault.NO_EMERGENCY_SERVICE,
            f"No emergency service is called for {names}: is services meant to be empty?",
        )


def _kind_words(kind: ResponseKind) -> str:
    return kind.replace("_", "-")
