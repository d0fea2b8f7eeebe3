"""What a tracker says of its lone worker, in the words of no protocol: alarms, a place, a battery.

An alarm that was kept on the way, in a valley or by a server that was down, is raised however old
it is, and says how late it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from tocsin.domain.alarm.signal import DeviceReport, Position
from tocsin.domain.alarm.signal_code import TOCSIN, is_known
from tocsin.domain.session.heartbeat import LOW_BATTERY, LOW_PERCENT

LATE_AFTER = timedelta(minutes=5)

# As Traccar names them (org.traccar.model.Position, ALARM_*), and as people write them by hand.
# Any other word is its own code: nobody knows it, and an operator is shown it.
CODE_OF: Mapping[str, str] = MappingProxyType(
    {
        "sos": "panic",
        "panic": "panic",
        "help": "panic",
        "duress": "duress",
        "fall": "fall",
        "falldown": "fall",
        "nomovement": "no_movement",
        "accident": "accident",
        "lowbattery": LOW_BATTERY,
        "tampering": "device_removed",
        "removing": "device_removed",
        "deviceremoved": "device_removed",
        "poweroff": "device_off",
        "deviceoff": "device_off",
        "jamming": "jammed",
        "jammed": "jammed",
        "geofenceexit": "left_area",
        "leftarea": "left_area",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackerWord:
    """One thing that a tracker said."""

    account: str  # what it calls itself
    at: datetime | None = None  # by its own clock
    position: Position | None = None
    alarms: tuple[str, ...] = ()  # as they were sent
    battery_percent: int | None = None
    text: str | None = None  # for people


def reports_of(word: TrackerWord, now: datetime, battery_before: int | None) -> list[DeviceReport]:
    """Say what an operator should be told of it; of a low battery once."""
    late = _late_words(word.at, now)
    reports = [_report(_code_of(alarm), word.text, late) for alarm in dict.fromkeys(word.alarms)]
    if _falls_low(word.battery_percent, battery_before) and not any(
        report.code == LOW_BATTERY for report in reports
    ):
        reports.append(_report(LOW_BATTERY, f"{word.battery_percent} %", late))
    return reports


def _code_of(alarm: str) -> str:
    """Say what an alarm is here. A word that only Tocsin itself may say is another when sent."""
    spelt = "".join(letter for letter in alarm.lower() if letter.isalnum())
    if spelt in CODE_OF:
        return CODE_OF[spelt]
    return f"sent: {alarm}" if is_known(TOCSIN, alarm) else alarm


def _falls_low(percent: int | None, before: int | None) -> bool:
    was_low = before is not None and before < LOW_PERCENT
    return percent is not None and percent < LOW_PERCENT and not was_low


def _report(code: str, text: str | None, late: str | None) -> DeviceReport:
    words = ", ".join(part for part in ("tracker", text, late) if part)
    return DeviceReport(scheme=TOCSIN, code=code, zone_text=words)


def _late_words(at: datetime | None, now: datetime) -> str | None:
    """Say how much earlier it happened, by the tracker's clock, where that matters."""
    if at is None or now - at < LATE_AFTER:
        return None
    minutes = int((now - at).total_seconds()) // 60
    days, hours = minutes // (24 * 60), minutes // 60 % 24
    parts = [(days, "d"), (hours, "h"), (minutes % 60 if not days else 0, "min")]
    return f"sent late: it says {' '.join(f'{n} {unit}' for n, unit in parts if n)} ago"
