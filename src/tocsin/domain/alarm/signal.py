"""A signal: one message as it came, and what its device reported in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tocsin.domain.people.subject import SubjectRef
from tocsin.domain.people.zone import Zone, ZoneTable


class Channel(StrEnum):
    DC09_TCP = "dc09_tcp"
    DC09_UDP = "dc09_udp"
    API = "api"
    PHONE = "phone"  # a lone worker's own, enrolled here
    TRACKER = "tracker"  # a device or an app of somebody else's, that speaks for a lone worker
    TOCSIN = "tocsin"  # nobody sent it: that is what it says


class Settlement(StrEnum):
    """What became of a stored signal. P15: every acknowledged one is settled, or still due."""

    RAISED = "raised"  # a new alert
    REPEATED = "repeated"  # the same alert once more; counted
    DUPLICATE = "duplicate"  # the same message once more; acknowledged, not counted
    RECORDED = "recorded"  # a test, an opening, a restore: kept, disturbs nobody
    UNREADABLE = "unreadable"
    UNKNOWN_ACCOUNT = "unknown_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReport:
    """One thing that a device says happened."""

    scheme: str  # "SIA", "CID" or "TOCSIN"
    code: str
    qualifier: str | None = None  # Contact ID: 1 new, 3 restore, 6 still so; ours: UNDATED
    zone: str | None = None
    zone_text: str | None = None
    area: str | None = None
    text: str | None = None
    listed: Zone | None = None  # its zone in its account's table, when it is raised; never stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    latitude: float  # degrees, WGS84, north positive
    longitude: float  # degrees, WGS84, east positive
    accuracy_m: float | None = None


# What a device kept for longer before it sent it is not what its two times say.
LONGEST_KEPT = timedelta(days=366)
# Said on a phone whose clock was set before it was sent: nobody knows how long ago.
UNDATED = "undated"

STAMPED, UNSTAMPED = b"@", b"-"  # how a mark begins


def write_mark(digest: bytes, *, is_stamped: bool) -> bytes:
    """Write the mark that a message and its repeat have: stamped when it carries its own time."""
    return (STAMPED if is_stamped else UNSTAMPED) + digest


def by_our_clock(occurred_at: datetime, *, sent_at: datetime | None, now: datetime) -> datetime:
    """Say by our clock when something happened: its sender's may be years off, and is asked twice.

    It happened as long before now as before it was sent. Times that cannot be so change nothing.
    """
    if sent_at is None or is_undated(occurred_at, sent_at):
        return occurred_at
    return now - (sent_at - occurred_at)


def is_undated(occurred_at: datetime | None, sent_at: datetime | None) -> bool:
    """Say whether its two times cannot be: the clock that wrote them was set in between."""
    if occurred_at is None or sent_at is None:
        return False
    return not occurred_at <= sent_at <= occurred_at + LONGEST_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    id: UUID
    received_at: datetime
    channel: Channel
    subject: SubjectRef
    account: str | None
    occurred_at: datetime | None
    fingerprint: bytes | None  # equal for a repeat of the same message
    reports: tuple[DeviceReport, ...]
    position: Position | None = None
    unread_position: str | None = None  # as it came: nobody could make out where that is
    unreadable: str | None = None  # why it could not be understood, though its sender is known
    drill: bool = False
    panel_id: UUID | None = None  # None: no panel of ours sent it

    @property
    def is_stamped(self) -> bool:
        """Say whether it carries the time of its sending: an equal one is the same event."""
        return self.fingerprint is not None and self.fingerprint.startswith(STAMPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one account said of late, of what is raised, repeats apart."""

    last: bytes | None = None  # the mark of its last message; None when that is long ago
    stamped: Mapping[bytes, datetime] = field(default_factory=dict)  # when each came: the last few


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be raised for one subject, oldest first."""

    signals: Sequence[Signal]
    said: Mapping[str | None, Said]  # by account
    zones: Mapping[UUID, ZoneTable] = field(default_factory=dict)  # by panel: those that are named
