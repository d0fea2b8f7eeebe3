"""A lone worker's phone: how it is enrolled, without a password, and taken away again.

An administrator makes a code, which is good once and for a while. Whoever types it, or taps on the
page that a link with it opens, has enrolled the phone in their hand.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tocsin.domain.people.set_up import Watched

ENROLMENT_LASTS = timedelta(hours=72)
# So long the phone that spent a code may ask again: its answer was lost on the way.
ASKED_AGAIN_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Watched):
    """What speaks for a lone worker. Its token goes in, and never comes out again."""

    NOUN = "device"

    lone_worker_id: UUID
    label: str  # as its owner calls it
    enrolled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment(Watched):
    """An offer to enrol one phone. Only the digest of its code is kept."""

    NOUN = "enrolment"

    lone_worker_id: UUID
    made_at: datetime
    ends_at: datetime
    new_pins: bool  # the PINs that stand are void once it is spent
    spent_at: datetime | None = None
    key_digest: bytes | None = None  # of the key with which the phone that spent it asked
    device_id: UUID | None = None  # what it enrolled

    def is_good(self, now: datetime) -> bool:
        """Say whether a phone may be enrolled by it now."""
        return self.spent_at is None and self.withdrawn_at is None and now < self.ends_at

    def is_asked_again(self, key_digest: bytes | None, now: datetime) -> bool:
        """Say whether this is the phone that spent it, which had no answer: it has the same key."""
        if self.spent_at is None or self.withdrawn_at is not None or key_digest is None:
            return False
        return self.key_digest == key_digest and now < self.spent_at + ASKED_AGAIN_WITHIN
