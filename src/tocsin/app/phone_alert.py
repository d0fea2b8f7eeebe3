"""Tell a lone worker's phone what has become of their alert."""

from collections.abc import Iterable

from tocsin.app.ports import Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.signal import Signal
from tocsin.domain.alarm.signal_code import TOCSIN, Effect, meaning_of
from tocsin.domain.people.subject import Subject, SubjectKind
from tocsin.domain.session.phone_alert import PhoneAlert, after, is_news


async def tell_raised(work: Work, subject: Subject, signals: Iterable[Signal]) -> None:
    """Show what was raised without their phone, such as a check-in that did not come."""
    if subject.ref.kind is not SubjectKind.LONE_WORKER:
        return
    raised = [(signal, code) for signal in signals if (code := _shown_code(signal)) is not None]
    if not raised:
        return
    known = await work.phone_alerts.hold(subject)
    signal, code = raised[-1]
    if is_news(known, signal.received_at):
        fresh = PhoneAlert(code=code, pressed_at=None, stored_at=signal.received_at)
        await work.phone_alerts.put(subject, fresh)


async def tell_phone(work: Work, incident: Incident) -> None:
    """Show that somebody has it, or that it is over."""
    if incident.subject.ref.kind is not SubjectKind.LONE_WORKER:
        return
    known = await work.phone_alerts.hold(incident.subject)
    shown = after(known, incident, work.now)
    if shown is not None and shown != known:
        await work.phone_alerts.put(incident.subject, shown)


def _shown_code(signal: Signal) -> str | None:
    """Name what a phone may show of a signal: an alarm that is not silent."""
    for report in signal.reports:
        meaning = meaning_of(report.scheme, report.code, report.qualifier)
        is_ours = report.scheme == TOCSIN
        if is_ours and meaning.effect is Effect.ALARM and not meaning.silent:
            return report.code
    return None
