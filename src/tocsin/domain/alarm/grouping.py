"""Grouping: which incident each waiting signal of one subject belongs to. Pure.

One open incident per lone worker, per site and kind of response, and per account that nobody
knows. All that waits for one subject is gathered in one go, so a runaway panel is one incident
with a count, while another kind of alarm at the same site still opens its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from tocsin.domain.alarm.alert import Alert, count_again, is_worse, mark_of, open_alert
from tocsin.domain.alarm.incident import Incident, Matter
from tocsin.domain.alarm.retry import Retries
from tocsin.domain.alarm.signal import DeviceReport, Said, Settlement, Signal
from tocsin.domain.alarm.signal_code import Effect, Meaning
from tocsin.domain.alarm.zone import meaning_at
from tocsin.domain.people.subject import Subject, SubjectKind, UnknownAccount
from tocsin.domain.response.response_kind import ResponseKind

# Effects that need somebody. A cancel at the panel is none of them, and settles nothing either:
# it may have been keyed under threat.
RAISED = frozenset({Effect.ALARM, Effect.TROUBLE})

# All that stands in an incident is read each time that something joins it, and shown on one page.
MOST_ALERTS = 2_000

# Unknown accounts of a line that have an incident each: whoever guesses accounts must not fill the
# board. What further ones say goes together into one, where each is an alert of its own.
MOST_UNKNOWN = 8

MOST_UNREAD = 5  # positions that nobody can read are shown of what is raised together

WEIGHTIEST_FIRST = list(Settlement)

UNREADABLE = DeviceReport(scheme="TOCSIN", code="unreadable")


@dataclass(slots=True)
class Gathered:
    """What one incident, open or about to be, gets from the waiting signals."""

    matter: Matter
    incident: Incident | None  # None: it has to be opened
    alerts: dict[tuple[str, str, str | None, str | None], Alert] = field(default_factory=dict)
    added: list[Alert] = field(default_factory=list)  # as they were when they came
    repeats: int = 0
    restored: list[Alert] = field(default_factory=list)
    worse: bool = False
    unread_positions: dict[str, None] = field(default_factory=dict)  # each once, as they came
    drill: bool = True  # until one of its signals is none
    # How often, and when last, an alert came again that stood already: a runaway panel's five
    # hundred are counted one by one, and written into their alerts once.
    again: dict[tuple[str, str, str | None, str | None], tuple[int, datetime]] = field(
        default_factory=dict
    )

    @property
    def response_kind(self) -> ResponseKind:
        """Name the kind of response: of a sender whom nobody knows, to find out who it is."""
        if isinstance(self.matter, UnknownAccount):
            return ResponseKind.TECHNICAL
        return self.matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of one signal, and where its alarm went."""

    signal: Signal
    settlement: Settlement
    matter: Matter | None = None
    alert_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Grouping:
    gathered: Mapping[Matter, Gathered]
    settled: Sequence[Settled]


def group(
    subject: Subject,
    waiting: Iterable[Signal],
    open_incidents: Iterable[Incident],
    *,
    said: Mapping[str | None, Said],
    new_id: Callable[[], UUID],
) -> Grouping:
    """Sort the waiting signals of one subject into its open and its new incidents.

    `said` has what each account said before them.
    """
    gathered = {i.matter: _known(i) for i in open_incidents}
    retries = Retries(said)
    settled = []
    for signal in waiting:
        if retries.is_retry(signal):
            settled.append(Settled(signal=signal, settlement=Settlement.DUPLICATE))
            continue
        retries.hear(signal)
        settled.append(_settle(subject, signal, gathered, new_id))
    for into in gathered.values():
        for mark, (times, last_at) in into.again.items():
            into.alerts[mark] = count_again(into.alerts[mark], times, last_at)
    return Grouping(gathered, settled)


def response_kind_for(subject: Subject, meaning: Meaning) -> ResponseKind:
    """Name the kind of response: for a lone worker always the person's own.

    For a sender whom nobody knows there is only one thing to do: to find out who it is.
    """
    if subject.ref.kind is SubjectKind.LONE_WORKER:
        return ResponseKind.PERSONAL
    if subject.ref.kind is SubjectKind.RECEIVER_LINE:
        return ResponseKind.TECHNICAL
    return meaning.response_kind


def _known(incident: Incident) -> Gathered:
    alerts = {alert.mark: alert for alert in incident.alerts}
    return Gathered(incident.matter, incident, alerts)


def _matter_of(
    subject: Subject, report: DeviceReport, meaning: Meaning, gathered: Mapping[Matter, Gathered]
) -> Matter:
    """Name what an alarm is about. Each sender whom nobody knows is somebody else."""
    kind = response_kind_for(subject, meaning)
    if subject.ref.kind is not SubjectKind.RECEIVER_LINE or not report.area:
        return kind
    matter = UnknownAccount(report.area)
    others = sum(isinstance(known, UnknownAccount) for known in gathered)
    return matter if matter in gathered or others < MOST_UNKNOWN else kind


def _settle(
    subject: Subject,
    signal: Signal,
    gathered: dict[Matter, Gathered],
    new_id: Callable[[], UUID],
) -> Settled:
    """Let every report of a signal have its effect; the weightiest names what became of it."""
    outcomes = []
    for report in signal.reports or (UNREADABLE,):
        meaning = meaning_at(report)
        if meaning.effect in RAISED:
            matter = _matter_of(subject, report, meaning, gathered)
            if (into := gathered.get(matter)) is None:
                into = gathered[matter] = Gathered(matter, None)
            outcomes.append(_join(into, signal, report, meaning, new_id))
        elif meaning.effect is Effect.RESTORE:
            outcomes.append(_restore(gathered, signal, report, meaning))
        else:
            outcomes.append(Settled(signal=signal, settlement=Settlement.RECORDED))
    if len(outcomes) == 1:
        return outcomes[0]
    return min(outcomes, key=lambda settled: WEIGHTIEST_FIRST.index(settled.settlement))


def _join(
    into: Gathered,
    signal: Signal,
    report: DeviceReport,
    meaning: Meaning,
    new_id: Callable[[], UUID],
) -> Settled:
    into.drill = into.drill and signal.drill
    if signal.unread_position is not None and len(into.unread_positions) < MOST_UNREAD:
        into.unread_positions[signal.unread_position] = None
    mark = _counted_on(into, report, meaning)
    if alert := into.alerts.get(mark):
        settlement = Settlement.REPEATED
        _repeat(into, mark, alert, signal)
    else:
        settlement, alert = Settlement.RAISED, open_alert(new_id(), signal, report, meaning)
        if into.incident is not None:
            into.worse = into.worse or is_worse(list(into.alerts.values()), alert)
        into.added.append(alert)
        into.alerts[mark] = alert
    return Settled(
        signal=signal,
        settlement=settlement,
        matter=into.matter,
        alert_id=alert.id,
    )


def _counted_on(
    into: Gathered, report: DeviceReport, meaning: Meaning
) -> tuple[str, str, str | None, str | None]:
    """Name the alert that a report is: where there are too many, the latest as grave of its code.

    Its signals stay, each by itself.
    """
    mark = mark_of(report)
    if mark in into.alerts or len(into.alerts) < MOST_ALERTS:
        return mark
    same = (m for m in reversed(into.alerts) if m[:2] == mark[:2])
    as_grave = (
        m
        for m in same
        if into.alerts[m].priority <= meaning.priority and into.alerts[m].silent >= meaning.silent
    )
    return next(as_grave, mark)


def _repeat(
    into: Gathered,
    mark: tuple[str, str, str | None, str | None],
    alert: Alert,
    signal: Signal,
) -> None:
    """Count one more. It comes after a restore, or without one: the alarm stands again."""
    into.repeats += 1
    if alert.restored_at is not None:
        into.alerts[mark] = replace(alert, restored_at=None)
    times, last_at = into.again.get(mark, (0, alert.last_at))
    into.again[mark] = times + 1, max(last_at, signal.received_at)


def _restore(
    gathered: Mapping[Matter, Gathered],
    signal: Signal,
    report: DeviceReport,
    meaning: Meaning,
) -> Settled:
    """Mark what is over by the device's word. A restore is shown, and never closes anything.

    It speaks of the one thing that its code names: the mains that are back end no panic.
    """
    over_now = {(report.scheme, code, report.area, report.zone) for code in meaning.ends}
    for into in gathered.values():
        for mark, alert in into.alerts.items():
            if mark in over_now and alert.restored_at is None:
                over = replace(alert, restored_at=signal.received_at)
                into.alerts[mark] = over
                into.restored.append(over)
    return Settled(signal=signal, settlement=Settlement.RECORDED)
