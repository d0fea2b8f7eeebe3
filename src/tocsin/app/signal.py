"""Raise what is stored: from waiting signals to incidents that somebody sees."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from uuid import UUID

from tocsin.app.confirmation import confirm, unconfirmed
from tocsin.app.drill import end_drill
from tocsin.app.incident import carry_on, reopened, worsened, write_down
from tocsin.app.opening import Opening, open_incident
from tocsin.app.phone_alert import tell_raised
from tocsin.app.ports import TOCSIN, Actor, Entry, Work
from tocsin.app.withdrawal import hear_safe_pin, hear_undated
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.confirmation import as_it_came_last
from tocsin.domain.alarm.grouping import Gathered, group
from tocsin.domain.alarm.handling import (
    becomes_confirmed,
    is_no_longer_safe,
    is_pressed_again,
)
from tocsin.domain.alarm.incident import Incident, Matter
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.alarm.retry import seen_since
from tocsin.domain.alarm.signal import Signal
from tocsin.domain.alarm.supervision import TOLD_BY_TOCSIN
from tocsin.domain.alarm.withdrawal import reopens, safe_pins
from tocsin.domain.alarm.zone import looked_up
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef, UnknownAccount
from tocsin.domain.response.response_kind import ResponseKind

MOST_NAMED = 3  # of what came again at once
AT_ONCE = 500  # a runaway panel's signals are raised so many at a time
OVER = frozenset({IncidentState.RESOLVED, IncidentState.CLOSED})
OUR_FAULT = "Tocsin failed at this message"


class Care(Enum):
    """How carefully to go about it: what could not be raised must not hold up what came after."""

    NONE = "all that waits, together"
    ONE = "the oldest signal by itself"
    UNREAD = "the oldest signal by itself, as one that nobody could read"


async def raise_signals(work: Work, ref: SubjectRef, care: Care = Care.NONE) -> int:
    """Raise what waits for one site or lone worker; return how many signals that settled."""
    subject = await work.subjects.lock(ref)
    at_most = AT_ONCE if care is Care.NONE else 1
    waiting = await work.signals.waiting(ref, seen_since(work.now), at_most)
    if not waiting.signals:
        return 0
    if care is Care.UNREAD:
        unread = replace(waiting.signals[0], reports=(), unreadable=OUR_FAULT, fingerprint=None)
        waiting = replace(waiting, signals=[unread])
    signals = looked_up(waiting)
    open_incidents = await work.incidents.open_of(subject)
    open_incidents = open_incidents or await _called_off(work, subject, signals)
    grouping = group(subject, signals, open_incidents, said=waiting.said, new_id=work.new_id)
    personal: Incident | None = None
    incident_of: dict[Matter, UUID] = {}
    for matter, gathered in grouping.gathered.items():
        incident = await _take_in(work, subject, gathered)
        if matter is ResponseKind.PERSONAL:
            incident = personal = await _hear_words(work, incident, waiting.signals)
        incident_of[matter] = incident.id
    await tell_raised(work, subject, signals, personal)
    await work.signals.settle(subject, grouping.settled, incident_of)
    return len(waiting.signals)


async def _hear_words(work: Work, incident: Incident, signals: Sequence[Signal]) -> Incident:
    """Hear what a lone worker says on their phone beside what it raised."""
    for signal in safe_pins(signals):
        incident = await hear_safe_pin(work, incident, signal)
    return await hear_undated(work, incident, signals)


async def _called_off(
    work: Work, subject: Subject, signals: Sequence[Signal]
) -> Sequence[Incident]:
    """Give what a lone worker called off a short time ago and calls for again."""
    if subject.ref.kind is not SubjectKind.LONE_WORKER:
        return []
    last = await work.incidents.closed_last(subject)
    return [last] if last is not None and reopens(last, signals, work.now) else []


async def _take_in(work: Work, subject: Subject, gathered: Gathered) -> Incident:
    if gathered.incident is None:
        return await _open(work, subject, gathered)
    if not (gathered.added or gathered.repeats or gathered.restored):
        return gathered.incident
    return await _join(work, gathered.incident, gathered)


async def _open(work: Work, subject: Subject, gathered: Gathered) -> Incident:
    matter = gathered.matter
    opening = Opening(
        response_kind=gathered.response_kind,
        account=matter.account if isinstance(matter, UnknownAccount) else None,
        alerts=tuple(gathered.alerts.values()),
        said=_arrivals(subject, gathered, opening=True),
        drill=gathered.drill,
    )
    return await open_incident(work, subject, opening)


async def _join(work: Work, incident: Incident, gathered: Gathered) -> Incident:
    alerts = tuple(gathered.alerts.values())
    fresh = _changed(incident.alerts, gathered.alerts)
    await work.incidents.save_alerts(incident, fresh)
    state = incident.state
    was_over = incident.state in OVER  # then a repeat is news too
    is_real = incident.drill and not gathered.drill  # what was heard in the drill covers nothing
    after = replace(unconfirmed(incident) if is_real else incident, alerts=alerts)
    after = replace(after, pin_at=None) if gathered.added or gathered.repeats else after
    counted = [as_it_came_last(alert) for alert in fresh] if is_real else alerts
    after, confirmed = confirm(after, counted)
    rings_anew = is_no_longer_safe(incident, after, work.now) or is_pressed_again(incident, after)
    is_news = bool(gathered.added) or rings_anew or is_real or (was_over and gathered.repeats > 0)
    is_certain = becomes_confirmed(incident, after, work.now)
    is_news = is_news or is_certain
    is_again = incident.state is IncidentState.CLOSED  # called off, and called for again
    is_worse = gathered.worse or rings_anew or is_real or is_certain or is_again
    if is_news:
        worse = IncidentEvent.JOIN_WORSE if is_worse else IncidentEvent.JOIN
        state = INCIDENT.after(incident.state, worse)
    joined = replace(
        reopened(after, state, work),
        priority=min(incident.priority, *(alert.priority for alert in alerts)),
        silent=incident.silent or any(alert.silent for alert in alerts),
    )
    if is_news and (is_worse or was_over):
        joined = worsened(joined, work)
    for entry in _arrivals(incident.subject, gathered, opening=False):
        await write_down(work, joined, entry)
    joined, said = await end_drill(work, joined) if is_real else (joined, [])
    return await carry_on(work, joined, None, also=[*confirmed, *said])


def _changed(
    before: Sequence[Alert], after: Mapping[tuple[str, str, str | None, str | None], Alert]
) -> list[Alert]:
    known = set(before)
    return [alert for alert in after.values() if alert not in known]


def _arrivals(subject: Subject, gathered: Gathered, *, opening: bool) -> list[Entry]:
    """Write what the device said: each new alert, how often they were repeated, what is over."""
    device = _device(subject)

    def teller(alert: Alert) -> Actor:
        return TOCSIN if alert.code in TOLD_BY_TOCSIN else device

    entries = [
        Entry(
            kind="incident.opened" if opening and number == 0 else "alert.joined",
            actor=teller(alert),
            text=f"reported {alert.words_and_place}",
            references={"alert": str(alert.id), "code": f"{alert.scheme} {alert.code}"},
        )
        for number, alert in enumerate(gathered.added)
    ]
    if gathered.repeats:
        references = {"repeats": gathered.repeats}
        text = _repeat_words(gathered)
        entries.append(Entry(kind="alert.repeated", actor=device, text=text, references=references))
    text = "sent a position that cannot be read"
    entries += [
        Entry(kind="position.unreadable", actor=device, text=text, said=raw)
        for raw in gathered.unread_positions
    ]
    entries += [
        Entry(
            kind="alert.restored",
            actor=teller(alert),
            text=f"reported that it is over: {alert.words_and_place}",
            references={"alert": str(alert.id)},
        )
        for alert in gathered.restored
    ]
    return entries


def _repeat_words(gathered: Gathered) -> str:
    """Say what came again and how often, the latest first; what is too much to name is counted."""
    again = sorted(gathered.again.items(), key=lambda one: one[1][1], reverse=True)
    named = []
    for mark, (times, _) in again[:MOST_NAMED]:
        often = f", {times} times" if times > 1 else ""
        named.append(f"{gathered.alerts[mark].words_and_place} again{often}")
    more = [f"{len(again) - MOST_NAMED} more"] if len(again) > MOST_NAMED else []
    return f"reported {'; '.join([*named, *more])}"


def _device(subject: Subject) -> Actor:
    if subject.ref.kind is SubjectKind.SITE:
        return Actor(kind="panel", name="Panel")
    return Actor(kind="lone_worker", id=subject.ref.id, name=subject.name)
