"""Tell a lone worker's phone what has become of their alert."""

from collections.abc import Iterable
from dataclasses import replace

from tocsin.app.ports import Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.signal import Signal
from tocsin.domain.alarm.signal_code import TOCSIN, Effect, meaning_of
from tocsin.domain.people.subject import Subject, SubjectKind
from tocsin.domain.session.phone_alert import PhoneAlert, after, is_news


async def tell_raised(
    work: Work, subject: Subject, signals: Iterable[Signal], incident: Incident | None
) -> None:
    """Show what was raised, and from here on what becomes of the incident that it went to."""
    if incident is None or subject.ref.kind is not SubjectKind.LONE_WORKER:
        return
    raised = [(signal, code) for signal in signals if (code := _shown_code(signal)) is not None]
    if not raised:
        return
    known = await work.phone_alerts.hold(subject)
    signal, code = raised[-1]
    if known is None or is_news(known, signal.received_at):
        known = PhoneAlert(code=code, pressed_at=None, stored_at=signal.received_at)
    if known.over_at is not None:
        return
    shown = after(replace(known, incident_id=incident.id), incident, work.now)
    await work.phone_alerts.put(subject, shown)


async def tell_phone(work: Work, incident: Incident) -> None:
    """Show that somebody has it, or that it is over."""
    if incident.subject.ref.kind is not SubjectKind.LONE_WORKER:
        return
    known = await work.phone_alerts.hold(incident.subject)
    if known is None:
        return
    shown = after(known, incident, work.now)
    if shown != known:
        await work.phone_alerts.put(incident.subject, shown)


def _shown_code(signal: Signal) -> str | None:
    """Name what a phone may show of a signal: an alarm that is not silent."""
    for report in signal.reports:
        meaning = meaning_of(report.scheme, report.code, report.qualifier)
        is_ours = report.scheme == TOCSIN
        if is_ours and meaning.effect is Effect.ALARM and not meaning.silent:
            return report.code
    return None
