"""A phone call: one attempt to reach one person, and everything that was ever heard of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class CalleeKind(StrEnum):
    SUBJECT = "subject"  # the site's own telephone, or the lone worker
    CONTACT = "contact"
    EMERGENCY = "emergency"
    COMPANY = "company"  # a response company that is not among the contacts, dialled by hand


class EmergencyService(StrEnum):
    POLICE = "police"
    AMBULANCE = "ambulance"
    FIRE = "fire"


class CallOutcome(StrEnum):
    """How a call ended, as the operator heard it."""

    SAFE = "safe"  # they are safe, and said the spoken password
    WITH_THEM_SAFE = "with_them_safe"  # somebody who is there or with them says all is well
    IN_DANGER = "in_danger"
    DURESS = "duress"  # gave the duress word, or sounded forced
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  an outcome; said to be safe, could not prove it
    ATTENDING = "attending"  # goes there, by a time
    TOLD = "told"  # knows of it, cannot come
    UNCLEAR = "unclear"  # answered, and nothing can be concluded
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"  # not a person
    FAILED = "failed"  # the telephone network never reached them
    UNKNOWN = "unknown"  # nobody can say how it ended
    ACCEPTED = "accepted"  # the emergency service took it
    REFUSED = "refused"  # the emergency service did not take it
    NOT_POSSIBLE = "not_possible"  # the service could not be called; a reason is written


O = CallOutcome  # noqa: E741  the tables below read better with it

FROM_PEOPLE = frozenset({
    O.SAFE, O.WITH_THEM_SAFE, O.IN_DANGER, O.DURESS, O.WRONG_PASSWORD, O.ATTENDING, O.TOLD,
    O.UNCLEAR, O.NO_ANSWER, O.BUSY, O.VOICEMAIL, O.FAILED, O.UNKNOWN,
})  # fmt: skip
FROM_SERVICES = frozenset(
    {O.ACCEPTED, O.REFUSED, O.NOT_POSSIBLE, O.NO_ANSWER, O.BUSY, O.FAILED, O.UNKNOWN}
)
DANGER = frozenset({O.DURESS, O.IN_DANGER})
# "Safe" counts only from the person, by the spoken password, or from somebody who is with them.
REASSURING = frozenset({O.SAFE, O.WITH_THEM_SAFE})
# A person was spoken to: ringing them again in the next round would tell them nothing new.
SPOKEN_TO = frozenset({
    O.SAFE, O.WITH_THEM_SAFE, O.IN_DANGER, O.DURESS, O.WRONG_PASSWORD, O.ATTENDING, O.TOLD,
    O.UNCLEAR,
})  # fmt: skip


# They know of it now: of who only picked up, nobody can say so.
TOLD_OF_IT = frozenset({O.WITH_THEM_SAFE, O.IN_DANGER, O.DURESS, O.ATTENDING, O.TOLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardOutcome:
    """One thing heard of a call. A later one is added; none is ever overwritten."""

    at: datetime
    outcome: CallOutcome
    note: str | None = None
    reference: str | None = None
    attending_by: datetime | None = None
    no_reference: bool = field(default=False, compare=False)  # said in the reference's place

    @property
    def gave_no_reference(self) -> bool:
        """Say whether a service took it, and no reference of theirs is known."""
        return self.outcome is O.ACCEPTED and self.reference is None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCall:
    id: UUID
    callee: CalleeKind
    callee_id: UUID | None
    service: EmergencyService | None
    name: str
    number: str
    placed_at: datetime
    outcomes: tuple[HeardOutcome, ...] = ()

    @property
    def last(self) -> HeardOutcome | None:
        """The latest that was heard of it; None while it rings."""
        return self.outcomes[-1] if self.outcomes else None

    def had(self, outcomes: frozenset[CallOutcome]) -> bool:
        """Say whether any of these was ever heard of this call."""
        return any(heard.outcome in outcomes for heard in self.outcomes)


def truly_placed(calls: Sequence[PhoneCall], real_at: datetime | None) -> Sequence[PhoneCall]:
    """Leave out what was only noted while it was a drill: no emergency service was rung then.

    With the drill all of those were ended; what nobody has heard the end of is rung since.
    """
    return [c for c in calls if not _was_noted(c, real_at)]


def _was_noted(call: PhoneCall, real_at: datetime | None) -> bool:
    if real_at is None or call.callee is not CalleeKind.EMERGENCY or call.last is None:
        return False
    return call.placed_at < real_at


def may_end_with(callee: CalleeKind, outcome: CallOutcome) -> bool:
    """Say whether a call to such a callee can end so. "Safe" counts only from the person.

    A contact's word that all is well is WITH_THEM_SAFE, and says that they are there.
    """
    if callee is CalleeKind.EMERGENCY:
        return outcome in FROM_SERVICES
    if callee is not CalleeKind.SUBJECT and outcome in {O.SAFE, O.WRONG_PASSWORD}:
        return False
    return outcome in FROM_PEOPLE
