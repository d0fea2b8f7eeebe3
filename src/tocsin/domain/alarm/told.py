"""What somebody told an operator: an alarm that no device sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tocsin.domain.alarm.alert import Alert
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.response_kind import ResponseKind

SCHEME = "TOCSIN"

PRIORITY_OF: Mapping[ResponseKind, int] = {
    ResponseKind.FIRE: 1,
    ResponseKind.HOLD_UP: 1,
    ResponseKind.MEDICAL: 1,
    ResponseKind.PERSONAL: 1,
    ResponseKind.INTRUDER: 2,
    ResponseKind.TECHNICAL: 3,
}
TITLE_OF: Mapping[ResponseKind, str] = {
    ResponseKind.FIRE: "Fire, reported by a person",
    ResponseKind.HOLD_UP: "Hold-up, reported by a person",
    ResponseKind.MEDICAL: "Medical emergency, reported by a person",
    ResponseKind.PERSONAL: "Person in danger, reported by a person",
    ResponseKind.INTRUDER: "Intruder, reported by a person",
    ResponseKind.TECHNICAL: "Fault, reported by a person",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told, about whom, and by whom."""

    about: SubjectRef
    kind: ResponseKind
    words: str
    by: str | None = None  # "her brother, by telephone"
    silent: bool = False

    @property
    def response_kind(self) -> ResponseKind:
        """Name the kind of response: for a lone worker always the person's own."""
        if self.about.kind is SubjectKind.LONE_WORKER:
            return ResponseKind.PERSONAL
        return self.kind


def alert_told(alert_id: UUID, told: Told, now: datetime) -> Alert:
    """Make the alert that a person's word stands for; the words are kept in the journal.

    With signs of duress it is of the highest priority, whatever its kind, and one by itself: their
    customer sees nothing of it.
    """
    return Alert(
        id=alert_id,
        scheme=SCHEME,
        code=f"told_{told.kind}{'_silent' if told.silent else ''}",
        words=TITLE_OF[told.kind],
        zone=None,
        zone_text=None,
        area=None,
        response_kind=told.kind,
        priority=1 if told.silent else PRIORITY_OF[told.kind],
        silent=told.silent,
        hidden=told.silent,
        unmapped=False,
        count=1,
        first_at=now,
        last_at=now,
        occurred_at=None,
    )
