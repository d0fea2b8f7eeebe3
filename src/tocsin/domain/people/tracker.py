"""A lone worker's tracker: a device or an app of somebody else's that speaks for them by a line."""

from dataclasses import dataclass
from uuid import UUID

from tocsin.domain.people.set_up import Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracker(Watched):
    """What a device calls itself behind its line, and for whom it speaks."""

    NOUN = "tracker"

    line_id: UUID
    lone_worker_id: UUID
    account: str
