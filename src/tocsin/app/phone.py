"""Use cases of a lone worker's own phone: help, and the two PINs.

What a phone says is stored as a signal, in the transaction that answers it; what follows on it is
done by whoever raises signals. So the answer to both PINs takes as long, and leaves as much (P13).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tocsin.app.ports import Actor, ToldHere, Work
from tocsin.app.session import end_session
from tocsin.domain.alarm.alert import DISCREET_PANIC
from tocsin.domain.alarm.signal import Channel, DeviceReport, Position
from tocsin.domain.alarm.signal_code import TOCSIN
from tocsin.domain.errors import NotNow
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef
from tocsin.domain.session.phone_alert import PhoneAlert, over
from tocsin.domain.session.pin import Answer, Entered, Pins, Purpose, enter, undated

PANIC = "panic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """When something happened by our clock, and where the phone was."""

    at: datetime | None = None  # None: at this moment
    position: Position | None = None
    is_discreet: bool = False  # nothing on the phone may show or sound


@dataclass(frozen=True, slots=True, kw_only=True)
class PinEntry:
    """A PIN as it is kept, and what it was entered for."""

    offered: bytes
    purpose: Purpose
    said_at: datetime | None = None
    is_undated: bool = False  # nobody knows when: the phone's clock was set before it was sent


async def call_for_help(work: Work, lone_worker_id: UUID, witnessed: Witnessed) -> PhoneAlert:
    """Store a panic. Its phone may show that it is stored, and nothing more yet."""
    subject = await _subject(work, lone_worker_id)
    await work.phone_alerts.hold(subject)
    pressed_at = min(witnessed.at or work.now, work.now)
    alert = PhoneAlert(code=PANIC, pressed_at=pressed_at, stored_at=work.now)
    await work.phone_alerts.put(subject, alert)
    told = ToldHere(
        report=_DISCREET if witnessed.is_discreet else _PRESSED,
        channel=Channel.PHONE,
        occurred_at=pressed_at,
        position=witnessed.position,
    )
    await work.signals.tell(subject, told)
    return alert


async def set_pins(work: Work, lone_worker_id: UUID, pins: Pins) -> None:
    """Keep both PINs, where there are none."""
    subject = await _subject(work, lone_worker_id)
    if await work.pins.hold(subject) is not None:
        raise NotNow("There are PINs already. To change them ask for a new code.")
    await work.pins.add(subject, pins)


async def enter_pin(work: Work, lone_worker_id: UUID, by: Actor, entry: PinEntry) -> Entered:
    """Take a PIN. The phone is told whether it was one of the two, and never which.

    One that nobody knows the age of ends nothing: it may be older than what stands.
    """
    subject = await _subject(work, lone_worker_id)
    pins = await work.pins.hold(subject)
    if pins is None:
        raise NotNow("No PINs were chosen yet.")
    entered = enter(pins, entry.offered, work.now)
    entered = undated(entered) if entry.is_undated else entered
    await work.pins.save(subject, entered.pins)
    said_at = min(entry.said_at or work.now, work.now)
    told = ToldHere(report=entered.report, channel=Channel.PHONE, occurred_at=said_at)
    await work.signals.tell(subject, told)
    if entered.answer is Answer.TAKEN:
        await _end(work, subject, by, replace(entry, said_at=said_at))
    return entered


async def _end(work: Work, subject: Subject, by: Actor, entry: PinEntry) -> None:
    """Let the phone show that it is over: the same for both PINs.

    What began after it was entered is not what it was entered for. That it was is kept also where
    nothing was shown: what is raised late was before it.
    """
    said_at = entry.said_at or work.now
    running = await work.sessions.running_of(subject)
    if entry.purpose is Purpose.END and running and running.started_at <= said_at:
        await end_session(work, running.id, by, said_at)
    known = await work.phone_alerts.hold(subject)
    shown = known or PhoneAlert(code=PANIC, pressed_at=None, stored_at=work.now)
    if shown.pressed_at is None or shown.pressed_at <= said_at:
        await work.phone_alerts.put(subject, over(shown, work.now))


async def _subject(work: Work, lone_worker_id: UUID) -> Subject:
    return await work.subjects.get(SubjectRef(kind=SubjectKind.LONE_WORKER, id=lone_worker_id))


_PRESSED = DeviceReport(scheme=TOCSIN, code=PANIC)
_DISCREET = DeviceReport(
    scheme=TOCSIN, code=DISCREET_PANIC, zone_text="a call would be heard beside them"
)
