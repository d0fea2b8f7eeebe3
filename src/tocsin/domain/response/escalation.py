"""Nobody takes it: which rung of the ladder is due, whom the plan tells by itself, and when next.

Every console rings again; then the supervisors are called; then the plan runs by itself and tells
the contacts one after the other, round after round, while nobody says that they have it. While
nobody is on shift the supervisors are called at once. Pure, and asking twice gives nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.domain.people.subject import Contact
from tocsin.domain.response.notice import Notice, NoticeKind, NoticeState
from tocsin.domain.response.response_plan import ResponsePlan

# An open console is heard every ten seconds; after this time its operator counts as gone.
ON_SHIFT_FOR = timedelta(seconds=60)


class Rung(StrEnum):
    RING = "ring"  # every console rings again
    SUPERVISOR = "supervisor"  # the supervisors' screens, and a notice to each of them
    RUN_ALONE = "run_alone"  # the plan runs by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """How it stands with an incident that nobody has."""

    plan: ResponsePlan
    since: datetime
    news_at: datetime  # when the latest new alert came in; an older "I have it" does not cover it
    climbed: frozenset[Rung]
    heard_at: datetime | None  # when an operator's screen was last heard
    contacts: Sequence[Contact]
    notices: Sequence[Notice]

    @property
    def asked(self) -> list[Notice]:
        """What the plan has told contacts by itself since the latest news, the oldest first."""
        since = max(self.since, self.news_at)
        alone = [n for n in self.notices if n.kind is NoticeKind.RUN_ALONE]
        return sorted(
            (n for n in alone if n.written_at >= since), key=lambda n: (n.written_at, n.id)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """What is to be done now, and when to look again."""

    rungs: tuple[Rung, ...]  # newly due, the lowest first
    alone: bool  # nobody is on shift
    tell: Contact | None
    look_at: datetime  # later than now, always


def climb(ladder: Ladder, now: datetime) -> Climb:
    """Say which rungs are due, whom the plan tells next, and when to look again."""
    # A clock that was set back must not hide what was written a moment ago.
    ladder = replace(ladder, news_at=min(ladder.news_at, now))
    alone = _is_alone(ladder, now)
    ahead = [rung for rung in Rung if rung not in ladder.climbed]
    due = tuple(rung for rung in ahead if now >= _due_at(ladder, rung, alone=alone))
    moments = [_due_at(ladder, rung, alone=alone) for rung in ahead]
    if ladder.heard_at is not None:
        moments.append(ladder.heard_at + ON_SHIFT_FOR)
    tell = None
    if Rung.RUN_ALONE in {*ladder.climbed, *due}:
        tell = _next_to_tell(ladder)
        tell_at = max(_tell_at(ladder, tell), _theirs_until(ladder) or ladder.since)
        moments += [tell_at, now + ladder.plan.notify_between]
        tell = tell if now >= tell_at else None
    soon = now + ladder.plan.remind_every
    look_at = min([soon, *(moment for moment in moments if moment > now)])
    return Climb(rungs=due, alone=alone, tell=tell, look_at=look_at)


def somebody_has_it(ladder: Ladder, now: datetime) -> bool:
    """Say whether a contact said "I have it" since the latest news, not longer ago than agreed.

    Nobody hears how they get on, so their word holds as long as a promise to be there does.
    """
    until = _theirs_until(ladder)
    return until is not None and now < until


def _theirs_until(ladder: Ladder) -> datetime | None:
    said = (notice.answered_at or notice.written_at for notice in ladder.asked if notice.has_it)
    return max((at + ladder.plan.attend_within for at in said), default=None)


def _is_alone(ladder: Ladder, now: datetime) -> bool:
    return ladder.heard_at is None or now - ladder.heard_at >= ON_SHIFT_FOR


def _due_at(ladder: Ladder, rung: Rung, *, alone: bool) -> datetime:
    """Name the moment of a rung; none comes before the one below it, but where nobody is there."""
    plan = ladder.plan
    if rung is Rung.SUPERVISOR and alone:
        return ladder.since
    waits = {
        Rung.RING: plan.claim_within,
        Rung.SUPERVISOR: plan.supervisor_after,
        Rung.RUN_ALONE: plan.run_alone_after,
    }
    up_to = list(Rung).index(rung) + 1
    return ladder.since + max(list(waits.values())[:up_to])


def _next_to_tell(ladder: Ladder) -> Contact | None:
    """Choose who is told next: the least told first, then the plan's order.

    Who said "I cannot" is asked again only when nobody else is left.
    """
    reachable = [contact for contact in ladder.contacts if contact.email]
    cannot = {notice.to.contact_id for notice in ladder.asked if notice.has_it is False}
    willing = [contact for contact in reachable if contact.id not in cannot] or reachable
    return min(willing, key=lambda c: (_times_told(ladder, c), c.position), default=None)


def _times_told(ladder: Ladder, contact: Contact) -> int:
    return sum(notice.to.contact_id == contact.id for notice in ladder.asked)


def _tell_at(ladder: Ladder, contact: Contact | None) -> datetime:
    """Name the moment from which somebody is told: at once where the last one is of no avail.

    Not so when a new round begins, or notices that all fail would chase each other.
    """
    if contact is None or not ladder.asked:
        return ladder.since
    last = ladder.asked[-1]
    rounds = sum(notice.to.contact_id == last.to.contact_id for notice in ladder.asked)
    is_vain = last.state is NoticeState.FAILED or last.has_it is False
    if is_vain and _times_told(ladder, contact) < rounds:
        return last.written_at
    return last.written_at + ladder.plan.notify_between
