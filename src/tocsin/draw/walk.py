"""Walks the rule of the next step through every way in which an incident can go.

Nobody has to keep a list of steps and reasons: the rule itself is asked, from the first second to
the end, for every kind of response, with every answer that it can tell from another.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.people.subject import Contact, Subject, SubjectKind, SubjectRef
from tocsin.domain.response.phone_call import (
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
    may_end_with,
)
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import ResponsePlan
from tocsin.domain.response.verification import Because, Step, StepKind, Verdict, verdict

NOW = datetime(2026, 1, 18, 2, 44, tzinfo=UTC)
SHORTLY = timedelta(seconds=90)
# One outcome for each way in which the rule can tell them apart. "Refused" is left out: the same
# service is due again then, for ever.
ANSWERS = (CallOutcome.SAFE, CallOutcome.WITH_THEM_SAFE, CallOutcome.IN_DANGER, CallOutcome.TOLD,
           CallOutcome.ATTENDING, CallOutcome.NO_ANSWER)  # fmt: skip
SERVICE_ANSWERS: tuple[CallOutcome, ...] = (CallOutcome.ACCEPTED, CallOutcome.NOT_POSSIBLE)

# Why, what, in which state of the incident, and with what knowledge.
Met = tuple[Because, StepKind, IncidentState, Verdict]


def steps_met() -> set[Met]:
    """Walk every kind of incident from its first second to its end, and write down each step."""
    met: set[Met] = set()
    for kind in ResponseKind:
        for silent in (False, True):
            walk(_incident(kind, silent=silent), NOW, met, set())
    forced = replace(_incident(ResponseKind.PERSONAL, silent=True), silent_at=NOW)
    walk(replace(forced, calls=(_on_their_way(),)), NOW, met, set())
    robbed = _incident(ResponseKind.HOLD_UP, silent=False)
    walk(replace(robbed, calls=(_on_their_way(),)), NOW, met, set())
    burglary = _incident(ResponseKind.INTRUDER, silent=False)
    walk(replace(burglary, confirmed_at=NOW, confirmed_by="the panel: BV"), NOW, met, set())
    return met


def _incident(kind: ResponseKind, *, silent: bool) -> Incident:
    nobody = UUID(int=0)
    ref = SubjectRef(kind=SubjectKind.SITE, id=nobody)
    contact = Contact(id=UUID(int=1), position=1, name="Contact", relation="", phone="2")
    subject = Subject(
        ref=ref,
        customer_id=nobody,
        centre_id=nobody,
        name="Subject",
        phone="1",
        time_zone="UTC",
        contacts=(contact,),
    )
    return Incident(
        id=nobody,
        number=0,
        subject=subject,
        response_kind=kind,
        state=IncidentState.WAITING,
        priority=1,
        silent=silent,
        drill=False,
        plan=ResponsePlan(version=1, name="Drawn", decide_within=timedelta(hours=1)),
        opened_at=NOW,
        alerts=(),
        waiting_since=NOW,
    )


def _on_their_way() -> PhoneCall:
    """Have the police on their way, from before what came last."""
    heard = HeardOutcome(at=NOW - SHORTLY, outcome=CallOutcome.ACCEPTED, reference="1")
    return PhoneCall(
        id=UUID(int=99),
        callee=CalleeKind.EMERGENCY,
        callee_id=None,
        service=EmergencyService.POLICE,
        name="",
        number="",
        placed_at=NOW - SHORTLY,
        outcomes=(heard,),
    )


def walk(incident: Incident, now: datetime, met: set[Met], seen: set[object]) -> None:
    """Do what the step says, in every way in which that can turn out, until it is over."""
    step = next_step(incident, now)
    met.add((step.because, step.kind, incident.state, verdict(incident.standing, now)))
    heard = tuple((call.callee, call.outcomes, call.placed_at) for call in incident.calls)
    here = (incident.state, incident.rings_since, now, heard)
    if here not in seen:
        seen.add(here)
        for following, then in _ways_on(incident, step, now):
            walk(following, then, met, seen)


def _ways_on(incident: Incident, step: Step, now: datetime) -> Iterator[tuple[Incident, datetime]]:
    match step.kind:
        case StepKind.CLAIM:
            yield from _claimed(incident, now)
        case StepKind.CALL_PERSON | StepKind.CALL_EMERGENCY:
            yield replace(incident, calls=(*incident.calls, _call(incident, step, now))), now
            yield incident, max(now, incident.standing.decide_by)  # nobody gets to it in time
        case StepKind.NOTE_OUTCOME | StepKind.NOTE_REFERENCE:
            yield from _endings(incident, step, now)
        case StepKind.WAIT:
            yield _waited(incident, step), step.look_at
        case StepKind.RESOLVE | StepKind.DECIDE:
            yield replace(incident, state=IncidentState.RESOLVED), now
        case StepKind.CLOSE:
            yield replace(incident, state=IncidentState.CLOSED, closed_at=now), now
        case StepKind.NOTHING:
            return


def _claimed(incident: Incident, now: datetime) -> Iterator[tuple[Incident, datetime]]:
    taken = replace(incident, state=IncidentState.HANDLING, worse_at=None, returned_at=None)
    yield taken, now
    if incident.state is IncidentState.WAITING:
        yield replace(taken, worse_at=now), now  # it got worse in the same moment
        until = now + taken.plan.remind_every
        yield replace(taken, state=IncidentState.PARKED, parked_until=until), now


def _waited(incident: Incident, step: Step) -> Incident:
    if incident.state is not IncidentState.PARKED:
        return incident
    return replace(
        incident, state=IncidentState.HANDLING, parked_until=None, returned_at=step.look_at
    )


def _call(incident: Incident, step: Step, now: datetime) -> PhoneCall:
    return PhoneCall(
        id=UUID(int=len(incident.calls)),
        callee=step.callee.kind if step.callee else CalleeKind.EMERGENCY,
        callee_id=step.callee.id if step.callee else None,
        service=step.service,
        name="",
        number="",
        placed_at=now,
    )


def _endings(incident: Incident, step: Step, now: datetime) -> Iterator[tuple[Incident, datetime]]:
    *before, call = incident.calls
    if step.because is Because.RINGING and len(before) == 0:
        yield incident, step.look_at  # it rings longer than the plan lets it
    answers = SERVICE_ANSWERS if call.callee is CalleeKind.EMERGENCY else ANSWERS
    if any(heard.outcome is CallOutcome.ATTENDING for c in before for heard in c.outcomes):
        answers = tuple(answer for answer in answers if answer is not CallOutcome.ATTENDING)
    for outcome in (outcome for outcome in answers if may_end_with(call.callee, outcome)):
        by = now + SHORTLY if outcome is CallOutcome.ATTENDING else None
        heard = HeardOutcome(at=now, outcome=outcome, attending_by=by)
        yield replace(incident, calls=(*before, replace(call, outcomes=(heard,)))), now
