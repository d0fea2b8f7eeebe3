"""What an incident needs next, whoever has it, and what stands in the way of ending it."""

from datetime import datetime

from tocsin.domain.access import Role
from tocsin.domain.alarm.incident import THREAT, Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.latest import RINGS_AGAIN, why_help_is_due
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.response.phone_call import CalleeKind
from tocsin.domain.response.verification import (
    Because,
    Step,
    StepKind,
    Verdict,
    services_due,
    verdict,
)
from tocsin.domain.response.verification import next_step as next_response


def next_step(incident: Incident, now: datetime) -> Step:
    """Say what is due, and when to look again. P1: until it is filed there is a next look."""
    match incident.state:
        case IncidentState.WAITING:
            return _claim(incident, Because.UNTAKEN, incident.waiting_since, now)
        case IncidentState.HANDLING if incident.worse_at:
            return _claim(incident, Because.WORSE, incident.worse_at, now)
        case IncidentState.HANDLING if incident.returned_at:
            return _claim(incident, Because.RETURNED, incident.returned_at, now)
        case IncidentState.PARKED:
            return _stay_parked(incident, now)
        case IncidentState.HANDLING:
            return next_response(incident.standing, now)
        case IncidentState.RESOLVED:
            look_at = now + incident.plan.remind_every
            return Step(kind=StepKind.CLOSE, because=Because.OVER, look_at=look_at)
    assert incident.closed_at is not None, "what is left is closed or filed"
    file_at = incident.closed_at + incident.plan.file_after
    look_at = max(file_at, now + incident.plan.remind_every)
    return Step(kind=StepKind.NOTHING, because=Because.OVER, look_at=look_at)


def is_to_be_filed(incident: Incident, now: datetime) -> bool:
    """Say whether a closed incident has lain long enough to be put away."""
    if incident.state is not IncidentState.CLOSED or incident.closed_at is None:
        return False
    return now >= incident.closed_at + incident.plan.file_after


def is_to_return(incident: Incident, now: datetime) -> bool:
    """Say whether a parked incident's time has come, or help is due for it before."""
    if incident.state is not IncidentState.PARKED or incident.parked_until is None:
        return False
    return now >= incident.parked_until or bool(services_due(incident.standing, now))


def claim_by(incident: Incident) -> datetime:
    """Name the moment by which an operator shall have taken it."""
    return (incident.rings_since or incident.waiting_since) + incident.plan.claim_within


def is_known(incident: Incident, now: datetime) -> bool:
    """Say whether it is known by now if the alarm is real."""
    return verdict(incident.standing, now) in {Verdict.SAFE, Verdict.CONFIRMED}


def is_no_longer_safe(before: Incident, after: Incident, now: datetime) -> bool:
    """Say whether what came in takes back a word that all is well: then it rings again."""
    was_safe = verdict(before.standing, now) is Verdict.SAFE
    return was_safe and verdict(after.standing, now) is not Verdict.SAFE


def becomes_confirmed(before: Incident, after: Incident, now: datetime) -> bool:
    """Say whether what came in confirms what was not known to be real: then it rings again."""
    was = verdict(before.standing, now)
    return was is not Verdict.CONFIRMED and verdict(after.standing, now) is Verdict.CONFIRMED


def is_pressed_again(before: Incident, after: Incident) -> bool:
    """Say whether a lone worker calls for help again, so that it rings for whoever has it.

    Of what is put aside; and of anything that they are not well after either PIN (P13).
    """
    is_said_over = before.silent or before.pin_said_at is not None
    is_put_aside = before.state is IncidentState.PARKED
    is_theirs = before.subject.ref.kind is SubjectKind.LONE_WORKER
    if not is_theirs or not (is_put_aside or is_said_over):
        return False
    known = {alert.id: alert.count for alert in before.alerts}
    came = [alert for alert in after.alerts if alert.count > known.get(alert.id, 0)]
    least = THREAT if is_said_over else 1
    return any(alert.priority <= least for alert in came)


def why_not_resolve(incident: Incident, roles: frozenset[Role], now: datetime) -> str | None:
    """Say what must happen before it may be resolved; None when nothing stands in the way."""
    for call in incident.calls:
        if call.last is None and call.callee is CalleeKind.EMERGENCY:
            return f"The call to the {call.service} has no reference yet."
        if call.last is None:
            return f"The call to {call.name} has no outcome yet."
    if incident.rings_since:
        return RINGS_AGAIN
    if due := services_due(incident.standing, now):
        return why_help_is_due(incident, due[0])
    if incident.silent and Role.SUPERVISOR not in roles:
        return (
            "A silent alarm ends only by a supervisor, on the word of somebody who saw them safe."
        )
    return None


def _stay_parked(incident: Incident, now: datetime) -> Step:
    """Wait until its time, and look at the limit before that: what is undecided must not rest."""
    assert incident.parked_until is not None
    soon = now + incident.plan.remind_every
    moments = {incident.parked_until, incident.standing.decide_by}
    look_at = min((at for at in moments if at > now), default=soon)
    if is_to_return(incident, now):
        look_at = min(look_at, soon)
    return Step(kind=StepKind.WAIT, because=Because.PARKED, look_at=look_at)


def _claim(incident: Incident, because: Because, since: datetime, now: datetime) -> Step:
    due_at = since + incident.plan.claim_within
    if now >= due_at:
        due_at = now + incident.plan.remind_every
    return Step(kind=StepKind.CLAIM, because=because, look_at=due_at)
