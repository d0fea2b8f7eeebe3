"""Use cases of a safe PIN: it calls an alert off in time, and is a request to an operator later."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tocsin.app.incident import carry_on, demand, reopened
from tocsin.app.notice import tell_all_clear
from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.alarm.permission import Act
from tocsin.domain.alarm.signal import Signal
from tocsin.domain.alarm.withdrawal import (
    is_about,
    is_called_off_by,
    is_in_time,
    is_pin_undated,
    undated_words,
)
from tocsin.domain.elapsed import elapsed

E = IncidentEvent
NOBODY_KNOWS = ", nobody knows when: the phone's clock was set before it was sent"


async def hear_safe_pin(work: Work, incident: Incident, signal: Signal) -> Incident:
    """Hear the PIN that says that all is well, as it is raised. What is silent stays as it is."""
    is_undated = is_pin_undated(signal)
    said_at = min(signal.occurred_at or signal.received_at, signal.received_at)
    if not is_about(incident, signal, said_at):
        return incident
    subject = incident.subject
    person = Actor(kind="lone_worker", id=subject.ref.id, name=subject.name)
    text = f"entered the safe PIN{_when(incident, signal, said_at)}"
    entry = Entry(kind="incident.safe_pin", actor=person, text=text)
    if incident.silent:
        return await carry_on(work, incident, entry)
    is_in_its_time = not is_undated and is_in_time(incident, signal.received_at)
    if is_in_its_time and is_called_off_by(incident, said_at):
        return await _call_off(work, incident, entry)
    state = INCIDENT.after(incident.state, E.HEAR_PIN)
    asks = replace(incident, pin_at=work.now, pin_said_at=said_at, pin_undated=is_undated)
    heard = reopened(asks, state, work)
    if incident.state is IncidentState.PARKED:
        heard = replace(heard, returned_at=work.now)
    return await carry_on(work, heard, entry)


def _when(incident: Incident, signal: Signal, said_at: datetime) -> str:
    """Say how old a PIN is, where that matters."""
    if is_pin_undated(signal):
        return NOBODY_KNOWS
    is_late = signal.received_at - said_at > incident.plan.call_off_within
    return f", {elapsed(said_at, signal.received_at)} before it came in" if is_late else ""


async def hear_undated(work: Work, incident: Incident, signals: Iterable[Signal]) -> Incident:
    """Write down what was said at a time that nobody knows: evidence, and it settles nothing."""
    subject = incident.subject
    person = Actor(kind="lone_worker", id=subject.ref.id, name=subject.name)
    for report in undated_words(signals):
        text = f"{report.zone_text}{NOBODY_KNOWS}"
        entry = Entry(kind="incident.undated_word", actor=person, text=text)
        incident = await carry_on(work, incident, entry)
    return incident


async def refuse_pin(work: Work, incident_id: UUID, operator: Actor) -> Incident:
    """Let it go on, though a safe PIN was entered: whoever judged it does not trust it."""
    incident = await work.incidents.get_for_update(incident_id)
    await demand(work, incident, Act.REFUSE_PIN, operator)
    state = INCIDENT.after(incident.state, E.REFUSE_PIN)
    entry = Entry(
        kind="incident.pin_refused", actor=operator, text="does not call it off by the safe PIN"
    )
    judged = replace(incident, state=state, pin_at=None)
    return await carry_on(work, judged, entry)


async def _call_off(work: Work, incident: Incident, entry: Entry) -> Incident:
    off = replace(
        incident,
        state=INCIDENT.after(incident.state, E.CALL_OFF),
        cause=Cause.CALLED_OFF,
        resolved_at=work.now,
        closed_at=work.now,
    )
    await work.outbox.owe("file_report", off, {})
    off, said = await tell_all_clear(work, off)
    return await carry_on(work, off, replace(entry, kind="incident.called_off"), also=said)
