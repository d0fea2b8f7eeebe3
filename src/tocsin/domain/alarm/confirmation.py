"""Confirmation: whether devices alone say that an alarm is real. Pure.

A panel says so itself by a code ("burglary confirmed"); or two different zones of one site report
an intruder within a set time, which the trade calls sequential confirmation (BS 8243). The same
zone twice confirms nothing, nor does a restore, a tamper or a fault. Somebody's word that all is
well ends it; what comes after that has to be confirmed anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.signal_code import Meaning, meaning_of

# BS 8243 leaves 30 to 60 minutes to the installer; in doubt the shorter, which confirms less.
CONFIRMED_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """When an alarm was confirmed, and by what: "the panel: BV"."""

    at: datetime
    by: str


def confirmation_of(alerts: Sequence[Alert], since: datetime | None) -> Confirmation | None:
    """Say what confirmed an alarm first, of what came after a moment; None: nothing has."""
    found = [*_by_panel(alerts, since), *_by_second_zone(alerts, since)]
    return min(found, key=lambda one: one.at, default=None)


def as_it_came_last(alert: Alert) -> Alert:
    """Leave out that it came before: that was a drill."""
    return replace(alert, first_at=alert.last_at)


def _by_panel(alerts: Sequence[Alert], since: datetime | None) -> Iterable[Confirmation]:
    for alert in alerts:
        moments = _moments(alert, since)
        if moments and _meaning(alert).confirmed:
            yield Confirmation(at=moments[0], by=f"the panel: {alert.code}")


def _by_second_zone(alerts: Sequence[Alert], since: datetime | None) -> Iterable[Confirmation]:
    """Compare each report with the one before it: what lies further back is further away."""
    detected = [alert for alert in alerts if _meaning(alert).detects and alert.zone]
    reports = [(at, alert) for alert in detected for at in _moments(alert, since)]
    reports.sort(key=lambda report: report[0])
    for (before, first), (at, second) in pairwise(reports):
        if _zone(first) != _zone(second) and at - before <= CONFIRMED_WITHIN:
            yield Confirmation(at=at, by=f"a second zone: {second.place}")


def _meaning(alert: Alert) -> Meaning:
    """Give what its code means; whether one with an unknown qualifier is an alarm, nobody knows."""
    return meaning_of(alert.scheme, "" if alert.unmapped else alert.code)


def _zone(alert: Alert) -> str:
    """Name a zone as panels of any make do: 4 and 004 are one, and in doubt so are two areas'."""
    return (alert.zone or "").lstrip("0")


def _moments(alert: Alert, since: datetime | None) -> list[datetime]:
    """List when it is known to have been reported: the first time and the last."""
    moments = sorted({alert.first_at, alert.last_at})
    return [at for at in moments if since is None or at > since]
