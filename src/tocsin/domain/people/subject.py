"""Whom or what an incident is about, and who is asked about it: never shaped like a site alone."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class SubjectKind(StrEnum):
    SITE = "site"
    LONE_WORKER = "lone_worker"
    RECEIVER_LINE = "receiver_line"  # the door at which a sender knocked whom nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRef:
    """Which site, lone worker or line. Sorts by kind, then id: the order of the locks."""

    kind: SubjectKind
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody whom the customer named, in the order in which they are asked."""

    id: UUID
    position: int
    name: str
    relation: str
    phone: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A site, a lone worker or a receiver line, as far as the rules need to know them."""

    ref: SubjectRef
    customer_id: UUID
    centre_id: UUID
    name: str
    phone: str | None
    time_zone: str
    contacts: tuple[Contact, ...]
