"""Who is rung next: the subject first, then the contacts in the plan's order, round after round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tocsin.domain.people.subject import Contact
from tocsin.domain.response.phone_call import (
    DANGER,
    REASSURING,
    SPOKEN_TO,
    CalleeKind,
    PhoneCall,
)
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import ResponsePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """Somebody to ring: the subject itself, or a contact."""

    kind: CalleeKind
    id: UUID | None
    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything that the next step depends on."""

    plan: ResponsePlan
    response_kind: ResponseKind
    silent: bool
    opened_at: datetime
    news_at: datetime  # when the latest new alert came in; older reassurance does not cover it
    subject_name: str
    subject_phone: str | None
    contacts: Sequence[Contact]
    calls: Sequence[PhoneCall]  # in the order in which they were placed
    silent_at: datetime | None = None  # when it became silent: who is on the way may not know
    hushed: bool = False  # another open incident there is silent
    again_at: datetime | None = None  # when a known alarm for somebody's life last came again
    worst_at: datetime | None = None  # when an alert came that was worse than all before it
    confirmed_at: datetime | None = None  # when the panel, or a second zone, confirmed it
    is_fault: bool = False  # a device fails, and nothing says that anybody is in danger

    @property
    def decide_by(self) -> datetime:
        return self.opened_at + self.plan.decide_within

    @property
    def reassured_at(self) -> datetime | None:
        """When somebody who can know last said, since the latest new alert, that all is well."""
        said = (heard for call in self.calls for heard in call.outcomes)
        moments = (heard.at for heard in said if heard.outcome in REASSURING)
        return max((at for at in moments if at >= self.news_at), default=None)

    @property
    def is_reassured(self) -> bool:
        """Say whether that still stands: no alarm for somebody's life came again since."""
        if self.reassured_at is None:
            return False
        return self.again_at is None or self.again_at <= self.reassured_at

    @property
    def said_safe_at(self) -> datetime | None:
        """When somebody who can know last said that all is well, whatever came after."""
        said = (heard for call in self.calls for heard in call.outcomes)
        return max((heard.at for heard in said if heard.outcome in REASSURING), default=None)

    @property
    def is_confirmed(self) -> bool:
        """Say whether devices alone say that it is real, and nobody said since that all is well."""
        if self.confirmed_at is None:
            return False
        said_at = None if self.hushed else self.said_safe_at
        return said_at is None or said_at < self.confirmed_at

    @property
    def helped_since(self) -> datetime:
        """Since when a service's word that it comes covers the alarm as it stands now.

        Who is on the way need not be called for each further zone. They are called again when it
        got worse, when it became silent, when an alarm or a sign of danger came after all was said
        to be well, and when they should long be there.
        """
        said = [heard for call in self.calls for heard in call.outcomes]
        latest = max(self.news_at, self.again_at or self.news_at)
        danger = max((h.at for h in said if h.outcome in DANGER), default=latest)
        called_off = (h.at for h in said if h.outcome in REASSURING and h.at < max(latest, danger))
        worst_at = self.worst_at or self.opened_at
        moments = [worst_at, self.silent_at or worst_at, latest - self.plan.attend_within]
        return max(*moments, *called_off)

    @property
    def asked_since(self) -> datetime:
        """Since when the rounds of calls count: a word that stands no more has everybody asked."""
        if self.reassured_at is not None and not self.is_reassured:
            return self.reassured_at
        return self.news_at


def _callees(standing: Standing) -> list[Callee]:
    """List everybody on the plan in its order, the subject first.

    Nobody is rung where a silent alarm is open: a telephone that rings there may cost a life, and
    whoever is told may ring it.
    """
    if standing.hushed:
        return []
    people = [
        Callee(kind=CalleeKind.CONTACT, id=c.id, name=c.name, number=c.phone)
        for c in standing.contacts
    ]
    if standing.plan.call_subject and standing.subject_phone:
        name, number = standing.subject_name, standing.subject_phone
        people.insert(0, Callee(kind=CalleeKind.SUBJECT, id=None, name=name, number=number))
    return people


def next_callee(standing: Standing) -> Callee | None:
    """Choose who is asked next: the fewest attempts first, then the plan's order."""
    open_to_ask = [
        (attempts, order, callee)
        for order, callee in enumerate(_callees(standing))
        if (attempts := attempts_for(standing, callee)) < standing.plan.rounds
        and not _was_spoken_to(standing, callee)
    ]
    return min(open_to_ask, key=lambda entry: entry[:2])[2] if open_to_ask else None


def untold(standing: Standing) -> list[Callee]:
    """List who has not been rung since the latest news, in the plan's order.

    The site or the lone worker is among them while nobody has told of danger: an alarm that was
    taken too late is still asked about where it came from.
    """
    in_danger = any(call.had(DANGER) for call in standing.calls)
    callees = [c for c in _callees(standing) if c.kind is CalleeKind.CONTACT or not in_danger]
    return [c for c in callees if not attempts_for(standing, c)]


def attempts_for(standing: Standing, callee: Callee) -> int:
    """Count the calls to somebody since the latest news."""
    return sum(
        (call.callee, call.callee_id) == (callee.kind, callee.id)
        and call.placed_at >= standing.asked_since
        for call in standing.calls
    )


def _was_spoken_to(standing: Standing, callee: Callee) -> bool:
    return any(
        (call.callee, call.callee_id) == (callee.kind, callee.id)
        and call.placed_at >= standing.asked_since
        and call.had(SPOKEN_TO)
        for call in standing.calls
    )
