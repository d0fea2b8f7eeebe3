"""What a phone's heartbeats say of it: a battery that runs out, and a phone that is not heard.

Both are seen here, at the server: a phone that is gone says nothing. One that said that it goes to
sleep is asleep, and not lost; its lone worker's times run on either way.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from tocsin.domain.alarm.signal import DeviceReport, Position
from tocsin.domain.alarm.signal_code import TOCSIN
from tocsin.domain.people.subject import SubjectRef

HEARD_WITHIN = timedelta(minutes=3)
LOW_PERCENT = 5  # below it somebody is told
LOW_BATTERY, LOST_PHONE, HEARD_AGAIN = "low_battery", "lost_phone", "phone_heard_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What a phone says of itself, beside whatever else it says."""

    awake: bool | None = None  # its page is on the screen; None: it does not say
    battery_percent: int | None = None  # None: it does not know
    position: Position | None = None
    at: datetime | None = None  # by our clock; None: at this moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    id: UUID
    whose: SubjectRef
    label: str
    heard_at: datetime
    awake: bool = True
    battery_percent: int | None = None
    lost_at: datetime | None = None  # it was not heard, and that was told then

    @property
    def is_low(self) -> bool:
        return self.battery_percent is not None and self.battery_percent < LOW_PERCENT


def hear(phone: Phone, beat: Heartbeat, now: datetime) -> tuple[Phone, list[DeviceReport]]:
    """Hear a phone; give it as it is known then, and what somebody should be told of it."""
    percent = phone.battery_percent if beat.battery_percent is None else beat.battery_percent
    awake = phone.awake if beat.awake is None else beat.awake
    heard = replace(phone, heard_at=now, awake=awake, battery_percent=percent, lost_at=None)
    told = []
    if phone.lost_at is not None:
        told.append(_report(HEARD_AGAIN, phone.label))
    if heard.is_low and not phone.is_low:
        told.append(_report(LOW_BATTERY, f"{phone.label}: {percent} %"))
    return heard, told


def is_lost(phone: Phone, now: datetime) -> bool:
    """Say whether it should have been heard by now, and nobody was told of that yet."""
    return phone.awake and phone.lost_at is None and now >= phone.heard_at + HEARD_WITHIN


def lose(phone: Phone, now: datetime) -> tuple[Phone, DeviceReport]:
    minutes = int((now - phone.heard_at).total_seconds()) // 60
    text = f"{phone.label}: not heard for {minutes} min, with a battery of {_battery(phone)}"
    return replace(phone, lost_at=now), _report(LOST_PHONE, text)


def _battery(phone: Phone) -> str:
    percent = phone.battery_percent
    return "nobody knows how much" if percent is None else f"{percent} %"


def _report(code: str, text: str) -> DeviceReport:
    return DeviceReport(scheme=TOCSIN, code=code, zone_text=text)
