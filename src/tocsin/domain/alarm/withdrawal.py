"""A safe PIN: before anybody took the alert it calls it off, later it is a request.

What it can call off is one alert, at once, that nobody but its lone worker has anything to do with
yet. Kept on a phone without signal and sent later, it is evidence with both of its times.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tocsin.domain.alarm.alert import DISCREET_PANIC, mark_of
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.alarm.signal import UNDATED, Channel, DeviceReport, Signal
from tocsin.domain.alarm.signal_code import TOCSIN

SAFE_PIN, UNDATED_WORD = "safe_pin", "undated_word"
PRESSED = ("panic", DISCREET_PANIC)
# What a lone worker, or their own times, raised: nobody else's word is called off by their PIN.
OWN = (*PRESSED, "fall", "no_movement", "missed_check_in", "session_expired", "lost_phone")
THEIR_OWN = frozenset((TOCSIN, code) for code in OWN)
# A lone worker who calls for help again so soon after calling it off means the same.
REOPENS_WITHIN = timedelta(hours=4)


def is_about(incident: Incident, pin: Signal, said_at: datetime) -> bool:
    """Say whether a PIN was meant for what stands there, and not for what was before it."""
    if not incident.is_open or pin.received_at < max(a.last_at for a in incident.alerts):
        return False
    pressed = [alert.occurred_at for alert in incident.alerts if alert.code in PRESSED]
    return all(at is None or at <= said_at for at in pressed)


def is_called_off_by(incident: Incident, entered_at: datetime) -> bool:
    """Say whether a safe PIN that came in now, and was entered then, ends it by itself."""
    (first, *further) = incident.alerts
    return (
        incident.state is IncidentState.WAITING
        and incident.first_claimed_at is None
        and not incident.silent
        and not further
        and first.restored_at is None
        and (first.scheme, first.code) in THEIR_OWN
        and not any(call.last for call in incident.calls)
        and not any(notice.has_it for notice in incident.notices)
        and first.last_at <= entered_at
    )


def is_in_time(incident: Incident, received_at: datetime) -> bool:
    """Say whether it was received within the seconds that the plan gives to call it off."""
    since = max(alert.last_at for alert in incident.alerts)
    return received_at < since + incident.plan.call_off_within


def reopens(closed: Incident, signals: Iterable[Signal], now: datetime) -> bool:
    """Say whether what was called off is called for again: the same, and soon."""
    if closed.cause is not Cause.CALLED_OFF or closed.closed_at is None:
        return False
    known = {alert.mark for alert in closed.alerts}
    again = any(mark_of(report) in known for signal in signals for report in signal.reports)
    return again and now < closed.closed_at + REOPENS_WITHIN


def safe_pins(signals: Iterable[Signal]) -> list[Signal]:
    """Give those by which a lone worker says that all is well, on their own phone."""
    theirs = (signal for signal in signals if signal.channel is Channel.PHONE)
    return [signal for signal in theirs if any(is_safe_pin(one) for one in signal.reports)]


def is_safe_pin(report: DeviceReport) -> bool:
    return (report.scheme, report.code) == (TOCSIN, SAFE_PIN)


def is_pin_undated(pin: Signal) -> bool:
    """Say whether nobody knows when it was entered: then it calls nothing off by itself."""
    return any(report.qualifier == UNDATED for report in pin.reports)


def undated_words(signals: Iterable[Signal]) -> list[DeviceReport]:
    """Give what a lone worker said on their phone at a time that nobody knows."""
    theirs = (signal for signal in signals if signal.channel is Channel.PHONE)
    reports = (report for signal in theirs for report in signal.reports)
    return [one for one in reports if (one.scheme, one.code) == (TOCSIN, UNDATED_WORD)]
