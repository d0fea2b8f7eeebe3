"""Supervision: when a panel that should have let itself be heard counts as silent. Pure.

A panel's silence tells something only while we listened. It is counted from the latest of three
moments: the panel was heard, its watch began, its receiver line began to listen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.alarm.signal_code import TOCSIN

# How much later than agreed a panel may be: a tenth of its interval, and never less than this. A
# transmitter repeats for about so long what nobody acknowledged.
LEAST_GRACE = timedelta(seconds=30)
GRACE_FOR_INTERVAL = 0.1
# A receiver says every second that it listens. After a longer break it begins anew, and while its
# last word is older nobody knows whom it would have heard.
LONGEST_BREAK = timedelta(seconds=5)

# A line that should have heard so many panels and heard none does not hear: our own connection is
# the likelier cause. One that heard another panel well after this one was expected does.
SURELY_HEARD = 10.0
LATE_AT_MOST = LEAST_GRACE / 2

PANEL_SILENT, PANEL_HEARD_AGAIN = "panel_silent", "panel_heard_again"
LINE_DEAF, LINE_HEARS_AGAIN = "line_deaf", "line_hears_again"
TOLD_BY_TOCSIN = frozenset({PANEL_SILENT, LINE_DEAF})  # what is silent does not say so

DEAFNESS = DeviceReport(
    scheme=TOCSIN,
    code=LINE_DEAF,
    zone_text="none of the panels that should have been heard was: look at our own network first",
)
END_OF_DEAFNESS = DeviceReport(scheme=TOCSIN, code=LINE_HEARS_AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """For how long a receiver line has listened without a break, and what it heard."""

    line_id: UUID
    since: datetime
    until: datetime  # its last word
    heard_at: datetime | None  # any panel of it
    missing: float  # so many different panels should have been heard since then


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A panel that was agreed to let itself be heard every so often."""

    panel_id: UUID
    account: str
    time_zone: str  # its site's
    every: timedelta
    since: datetime  # it was added, or its interval was changed
    heard_at: datetime | None

    @property
    def silent_since(self) -> datetime:
        """The silence that is reported of it: a later sign of life ends that."""
        return self.since if self.heard_at is None else self.heard_at


def grace(every: timedelta) -> timedelta:
    """Say how much later than every so often is still in time."""
    return max(LEAST_GRACE, every * GRACE_FOR_INTERVAL)


def due_at(watch: Watch, listening: Listening) -> datetime:
    """Name the moment at which a panel counts as silent, if it is not heard before."""
    counted_from = max(watch.silent_since, watch.since, listening.since)
    return counted_from + watch.every + grace(watch.every)


def is_silent(watch: Watch, listening: Listening, now: datetime) -> bool:
    """Say whether a panel has fallen silent, and not we."""
    return now - listening.until <= LONGEST_BREAK and now >= due_at(watch, listening)


def is_deaf(watch: Watch, listening: Listening) -> bool:
    """Say of a silent panel's line whether it is the line that hears nobody."""
    heard_at = max(listening.since, listening.heard_at or listening.since)
    was_due = max(watch.silent_since, watch.since, listening.since) + watch.every
    return listening.missing >= SURELY_HEARD and heard_at <= was_due + LATE_AT_MOST


def silence_of(watch: Watch) -> DeviceReport:
    """Report a silence. The account takes the area's place, so that each panel's is an alert."""
    expected = f"expected every {_length(watch.every)}"
    if watch.heard_at is None:
        text = f"never heard, {expected}"
    else:
        text = f"last heard {_moment(watch.heard_at, watch)}, {expected}"
    return _report(PANEL_SILENT, watch, text)


def end_of_silence(watch: Watch) -> DeviceReport:
    """Report that a panel is heard again; it is the alert of its silence that is over."""
    assert watch.heard_at is not None, "it is heard again"
    return _report(PANEL_HEARD_AGAIN, watch, f"heard {_moment(watch.heard_at, watch)}")


def _report(code: str, watch: Watch, text: str) -> DeviceReport:
    text = f"account {watch.account}, {text}"
    return DeviceReport(scheme=TOCSIN, code=code, area=watch.account, zone_text=text)


def _moment(at: datetime, watch: Watch) -> str:
    local = at.astimezone(ZoneInfo(watch.time_zone))
    return f"{local.day} {local:%b %H:%M:%S}"


def _length(every: timedelta) -> str:
    seconds = round(every.total_seconds())
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
