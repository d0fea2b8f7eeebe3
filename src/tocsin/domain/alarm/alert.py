"""An alert: what needs somebody. One row for each code and zone; its repeats are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tocsin.domain.alarm.signal import DeviceReport, Signal
from tocsin.domain.alarm.signal_code import TOCSIN, Meaning
from tocsin.domain.response.response_kind import LIFE, ResponseKind

DISCREET_PANIC = "discreet_panic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    id: UUID
    scheme: str
    code: str
    words: str
    zone: str | None
    zone_text: str | None  # as its device calls the place
    zone_name: str | None = None  # as its account's table called it when the alert came
    area: str | None
    response_kind: ResponseKind
    priority: int  # 1 (life) to 4 (note)
    silent: bool
    unmapped: bool
    count: int
    first_at: datetime
    last_at: datetime
    occurred_at: datetime | None  # by the device's own clock: a witness, not a judge
    restored_at: datetime | None = None
    hidden: bool = False  # from its customer: silent, or told of while it was silent

    @property
    def mark(self) -> tuple[str, str, str | None, str | None]:
        """What makes two reports the same alert."""
        return (self.scheme, self.code, self.area, self.zone)

    @property
    def is_for_life(self) -> bool:
        """Say whether somebody's life may hang on it: to press it again is news."""
        return self.silent or self.response_kind in LIFE

    @property
    def is_discreet(self) -> bool:
        """Say whether they called without a sound: a telephone beside them would be heard."""
        return (self.scheme, self.code) == (TOCSIN, DISCREET_PANIC)

    @property
    def place(self) -> str:
        return place_words(self.zone, self.zone_text, name=self.zone_name)

    @property
    def words_and_place(self) -> str:
        return f"{self.words}, {self.place}" if self.place else self.words


def mark_of(report: DeviceReport) -> tuple[str, str, str | None, str | None]:
    """Give the mark of the alert that a report stands for."""
    return (report.scheme, report.code, report.area, report.zone)


def place_words(zone: str | None, sent: str | None, *, name: str | None) -> str:
    """Say where at the site it is: `zone 4 Shutter`; empty when nobody says it.

    The table's name goes first, and the device's own words beside it where they say otherwise.
    """
    beside = sent if name is None else None
    if name and sent and sent.casefold().strip() not in name.casefold():
        beside = f"(sent: {sent})"
    words = (f"zone {zone}" if zone else None, name, beside)
    return " ".join(part for part in words if part)


def open_alert(alert_id: UUID, signal: Signal, report: DeviceReport, meaning: Meaning) -> Alert:
    """Make the alert that a device's report stands for."""
    return Alert(
        id=alert_id,
        scheme=report.scheme,
        code=report.code,
        words=meaning.words,
        zone=report.zone,
        zone_text=report.zone_text,
        zone_name=None if report.listed is None else report.listed.name,
        area=report.area,
        response_kind=meaning.response_kind,
        priority=meaning.priority,
        silent=meaning.silent,
        hidden=meaning.silent,
        unmapped=meaning.unmapped,
        count=1,
        first_at=signal.received_at,
        last_at=signal.received_at,
        occurred_at=signal.occurred_at,
    )


def count_again(alert: Alert, times: int, last_at: datetime) -> Alert:
    """Count that it came so many times more, the last time then."""
    return replace(alert, count=alert.count + times, last_at=max(alert.last_at, last_at))


def worst_at(alerts: Sequence[Alert]) -> datetime | None:
    """Name the moment at which it last got worse: an alert came that rings again beside others."""
    known: list[Alert] = []
    at = None
    for alert in sorted(alerts, key=lambda alert: alert.first_at):
        if is_worse(known, alert):
            at = alert.first_at
        known.append(alert)
    return at


def is_worse(than: Sequence[Alert], alert: Alert) -> bool:
    """Say whether an alert must ring again beside those that were known: silent, or more urgent."""
    if alert.silent:
        return not any(known.silent for known in than)
    return all(alert.priority < known.priority for known in than)
