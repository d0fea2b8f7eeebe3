"""A safe PIN: before anybody took the alert it calls it off, later it is a request.

What it can call off is one alert, at once, that nobody but its lone worker has anything to do with
yet. Kept on a phone without signal and sent later, it is evidence with both of its times.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tocsin.domain.alarm.alert import mark_of
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.alarm.signal import DeviceReport, Signal
from tocsin.domain.alarm.signal_code import TOCSIN

SAFE_PIN = "safe_pin"
# A lone worker who calls for help again so soon after calling it off means the same.
REOPENS_WITHIN = timedelta(hours=4)


def is_about(incident: Incident, pin: Signal) -> bool:
    """Say whether a PIN was meant for what stands there, and not for what was before it."""
    return incident.is_open and pin.received_at >= max(a.last_at for a in incident.alerts)


def is_called_off_by(incident: Incident, entered_at: datetime) -> bool:
    """Say whether a safe PIN that came in now, and was entered then, ends it by itself."""
    (first, *further) = incident.alerts
    return (
        incident.state is IncidentState.WAITING
        and incident.claimed_at is None
        and not incident.silent
        and not further
        and first.restored_at is None
        and not any(call.last for call in incident.calls)
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
    """Give those by which a lone worker says that all is well."""
    return [signal for signal in signals if any(is_safe_pin(one) for one in signal.reports)]


def is_safe_pin(report: DeviceReport) -> bool:
    return (report.scheme, report.code) == (TOCSIN, SAFE_PIN)
