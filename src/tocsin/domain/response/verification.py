"""Verification and response: what the operator does next, and when to look again.

Pure: from what was agreed, what happened and what time it is, to one step. It always has an
answer, and the answer always names the next look. When the truth cannot be learnt in time,
life counts as in danger; silence is never a false alarm (P4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tocsin.domain.response.callee import (
    Callee,
    Standing,
    attempts_for,
    next_callee,
    untold,
)
from tocsin.domain.response.phone_call import (
    DANGER,
    CalleeKind,
    CallOutcome,
    EmergencyService,
    PhoneCall,
)
from tocsin.domain.response.response_kind import (
    EMERGENCY_FIRST,
    UNVERIFIED_IS_REAL,
)


class Verdict(StrEnum):
    OPEN = "open"  # not known yet
    SAFE = "safe"
    CONFIRMED = "confirmed"
    UNVERIFIED = "unverified"  # nobody could say in time


class StepKind(StrEnum):
    CLAIM = "claim"  # nobody has it, or it got worse since it was taken
    CALL_PERSON = "call_person"
    NOTE_OUTCOME = "note_outcome"  # a call was placed; say how it ended
    CALL_EMERGENCY = "call_emergency"
    NOTE_REFERENCE = "note_reference"  # a service was rung; write its reference
    WAIT = "wait"
    DECIDE = "decide"  # the plan has run dry; the operator decides
    RESOLVE = "resolve"
    CLOSE = "close"
    NOTHING = "nothing"


class Because(StrEnum):
    """Why a step is due: one word for each sentence that the console shows."""

    UNTAKEN = "untaken"
    WORSE = "worse"
    RETURNED = "returned"
    PARKED = "parked"
    RINGING = "ringing"
    RINGS_LONG = "rings_long"
    EMERGENCY_FIRST = "emergency_first"
    SILENT = "silent"
    DURESS_UNTOLD = "duress_untold"
    NEWS_UNTOLD = "news_untold"
    DANGER_HEARD = "danger_heard"
    CONFIRMED = "confirmed"
    NOBODY_IN_TIME = "nobody_in_time"
    FIRST_QUESTION = "first_question"
    STILL_ASKED = "still_asked"
    NEXT_IN_ORDER = "next_in_order"
    NEXT_ROUND = "next_round"
    PROMISED_TO_BE_THERE = "promised_to_be_there"
    DID_NOT_COME = "did_not_come"
    SHALL_KNOW = "shall_know"
    ALL_IS_WELL = "all_is_well"
    HELP_IS_ASKED = "help_is_asked"
    PLAN_RAN_DRY = "plan_ran_dry"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    kind: StepKind
    because: Because
    look_at: datetime  # later than now, always
    callee: Callee | None = None
    service: EmergencyService | None = None
    call_id: UUID | None = None


def verdict(standing: Standing, now: datetime) -> Verdict:
    """Say what is known. One sign of danger outweighs any number of reassurances (P3)."""
    if is_endangered(standing) or standing.is_confirmed:
        return Verdict.CONFIRMED
    if standing.is_reassured and not standing.hushed:
        return Verdict.SAFE
    if now >= standing.decide_by or next_callee(standing) is None:
        return Verdict.UNVERIFIED
    return Verdict.OPEN


def is_endangered(standing: Standing) -> bool:
    """Say whether somebody told of danger, or may not tell; no later word takes that back."""
    return standing.silent or any(call.had(DANGER) for call in standing.calls)


def services_due(standing: Standing, now: datetime) -> list[EmergencyService]:
    """Name the emergency services that have still to be called, or said why not."""
    if not _emergency_is_due(standing, now):
        return []
    # A reason not to call one is given anew for each new alarm.
    since = {
        CallOutcome.ACCEPTED: standing.helped_since,
        CallOutcome.NOT_POSSIBLE: max(standing.helped_since, standing.news_at),
    }
    answered = {
        call.service
        for call in standing.calls
        if any(h.outcome in since and h.at >= since[h.outcome] for h in call.outcomes)
    }
    return [service for service in _services_wanted(standing) if service not in answered]


def _services_wanted(standing: Standing) -> tuple[EmergencyService, ...]:
    """Name whom the plan wants called, and the police at a sign of duress, agreed or not (P3)."""
    wanted = standing.plan.services_for(standing.response_kind)
    is_forced = standing.silent or any(
        c.had(frozenset({CallOutcome.DURESS})) for c in standing.calls
    )
    if is_forced and EmergencyService.POLICE not in wanted:
        return (EmergencyService.POLICE, *wanted)
    return wanted


def left_to_tell(standing: Standing, now: datetime) -> list[Callee]:
    """List the contacts whom the plan names and nobody has rung, while that is not needless."""
    if standing.silent or verdict(standing, now) is Verdict.SAFE:
        return []
    return [callee for callee in untold(standing) if callee.kind is CalleeKind.CONTACT]


def next_step(standing: Standing, now: datetime) -> Step:
    """Say what to do now for an incident that an operator has in hand."""
    if ringing := _unheard(standing.calls):
        return _hear_out(standing, ringing, now)
    if due := services_due(standing, now):
        return Step(
            kind=StepKind.CALL_EMERGENCY,
            because=_why_emergency(standing, due[0]),
            look_at=_look(standing, now),
            service=due[0],
        )
    match verdict(standing, now):
        case Verdict.SAFE:
            return _say(standing, StepKind.RESOLVE, Because.ALL_IS_WELL, now)
        case Verdict.OPEN:
            return _ask(standing, now)
    return _carry_through(standing, now)  # it counts as real


def _emergency_is_due(standing: Standing, now: datetime) -> bool:
    if standing.response_kind in EMERGENCY_FIRST:
        return verdict(standing, now) is not Verdict.SAFE
    match verdict(standing, now):
        case Verdict.CONFIRMED:
            return True
        case Verdict.UNVERIFIED:
            return standing.response_kind in UNVERIFIED_IS_REAL and not standing.is_fault
    return False


def _why_emergency(standing: Standing, service: EmergencyService) -> Because:
    comes = any(
        call.service is service and call.had(frozenset({CallOutcome.ACCEPTED}))
        for call in standing.calls
    )
    if standing.silent:
        return Because.DURESS_UNTOLD if comes else Because.SILENT
    if comes:
        return Because.NEWS_UNTOLD
    if any(call.had(DANGER) for call in standing.calls):
        return Because.DANGER_HEARD
    if standing.response_kind in EMERGENCY_FIRST:
        return Because.EMERGENCY_FIRST
    return Because.CONFIRMED if standing.is_confirmed else Because.NOBODY_IN_TIME


def _hear_out(standing: Standing, call: PhoneCall, now: datetime) -> Step:
    """Wait for the word of how a call ended; nobody but the operator can know it."""
    kind = StepKind.NOTE_OUTCOME
    if call.callee is CalleeKind.EMERGENCY:
        kind = StepKind.NOTE_REFERENCE
    rings_until = call.placed_at + standing.plan.ring_for
    if now < rings_until:
        look_at = _no_later_than_the_limit(standing, rings_until, now)
        return Step(kind=kind, because=Because.RINGING, look_at=look_at, call_id=call.id)
    because, look_at = Because.RINGS_LONG, _look(standing, now)
    return Step(kind=kind, because=because, look_at=look_at, call_id=call.id)


def _ask(standing: Standing, now: datetime) -> Step:
    """Find somebody who can say what is the matter."""
    if waiting := _wait_for_somebody(standing, now):
        return waiting
    callee = next_callee(standing)
    assert callee is not None, "without a callee the verdict is not open"
    attempts = attempts_for(standing, callee)
    if attempts and (pause_until := _pause_until(standing)) > now:
        look_at = min(pause_until, standing.decide_by)
        return Step(kind=StepKind.WAIT, because=Because.NEXT_ROUND, look_at=look_at)
    because = Because.NEXT_ROUND if attempts else Because.NEXT_IN_ORDER
    if not standing.calls:
        because = Because.FIRST_QUESTION
    return _call(standing, callee, because, now)


def _carry_through(standing: Standing, now: datetime) -> Step:
    """Tell those who should know, and stay with it: it is real, or nobody could say."""
    if waiting := _wait_for_somebody(standing, now):
        return waiting
    if not standing.silent and (left := untold(standing)):
        callee = left[0]
        because = Because.SHALL_KNOW
        if callee.kind is CalleeKind.SUBJECT:
            is_real = _emergency_is_due(standing, now)
            because = Because.STILL_ASKED if is_real else Because.FIRST_QUESTION
        return _call(standing, callee, because, now)
    helped = any(call.had(frozenset({CallOutcome.ACCEPTED})) for call in standing.calls)
    if helped:
        return _say(standing, StepKind.RESOLVE, Because.HELP_IS_ASKED, now)
    return _say(standing, StepKind.DECIDE, Because.PLAN_RAN_DRY, now)


def _wait_for_somebody(standing: Standing, now: datetime) -> Step | None:
    """Wait for whoever said they are on their way; ring them again when their time has passed."""
    promises = [call for call in standing.calls if _promised_by(standing, call)]
    if not promises:
        return None
    call = promises[-1]
    by = _promised_by(standing, call)
    assert by is not None
    if now < by:
        look_at = min(by, _look(standing, now))
        return Step(
            kind=StepKind.WAIT,
            because=Because.PROMISED_TO_BE_THERE,
            look_at=look_at,
            call_id=call.id,
        )
    who = (call.callee, call.callee_id)
    is_called_again = any(
        (later.callee, later.callee_id) == who and later.placed_at >= by for later in standing.calls
    )
    if (
        is_called_again or standing.silent or standing.hushed
    ):  # who picks up may be who forces somebody's hand
        return None
    callee = Callee(kind=call.callee, id=call.callee_id, name=call.name, number=call.number)
    return _call(standing, callee, Because.DID_NOT_COME, now)


def _promised_by(standing: Standing, call: PhoneCall) -> datetime | None:
    last = call.last
    if last is None or last.outcome is not CallOutcome.ATTENDING or last.attending_by is None:
        return None
    return min(last.attending_by, last.at + standing.plan.attend_within)


def _pause_until(standing: Standing) -> datetime:
    last = standing.calls[-1]
    ended_at = last.last.at if last.last else last.placed_at
    return ended_at + standing.plan.between_rounds


def _unheard(calls: Sequence[PhoneCall]) -> PhoneCall | None:
    return next((call for call in calls if call.last is None), None)


def _call(standing: Standing, callee: Callee, because: Because, now: datetime) -> Step:
    look_at = _look(standing, now)
    return Step(kind=StepKind.CALL_PERSON, because=because, look_at=look_at, callee=callee)


def _say(standing: Standing, kind: StepKind, because: Because, now: datetime) -> Step:
    return Step(kind=kind, because=because, look_at=_look(standing, now))


def _look(standing: Standing, now: datetime) -> datetime:
    """Name the next look: soon, and exactly at the limit where that comes first."""
    return _no_later_than_the_limit(standing, now + standing.plan.remind_every, now)


def _no_later_than_the_limit(standing: Standing, look_at: datetime, now: datetime) -> datetime:
    return min(look_at, standing.decide_by) if standing.decide_by > now else look_at
