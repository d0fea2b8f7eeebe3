"""Where the plan stands: what was done, what is now, and what was done before the newest alarm."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tocsin.app.phone_call import OUTCOME_WORDS
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.latest import asked_words, last_asked, news_since
from tocsin.domain.elapsed import minute
from tocsin.domain.response.notice import TOLD
from tocsin.domain.response.phone_call import (
    TOLD_OF_IT,
    CalleeKind,
    CallOutcome,
    EmergencyService,
)
from tocsin.domain.response.verification import (
    Step,
    StepKind,
    Verdict,
    left_to_tell,
    services_due,
    verdict,
)
from tocsin.web.shapes import DoneBefore, Stage

STAGE_OF = {
    StepKind.CLAIM: "Take",
    StepKind.CALL_EMERGENCY: "Emergency",
    StepKind.NOTE_REFERENCE: "Emergency",
    StepKind.DECIDE: "Resolve",
    StepKind.RESOLVE: "Resolve",
    StepKind.CLOSE: "Close",
    StepKind.NOTHING: "",
}
WORTH_SAYING = TOLD_OF_IT | {CallOutcome.SAFE}


def progress_of(incident: Incident, step: Step, now: datetime) -> list[Stage]:
    """Draw the plan as a line of stages: what was done, where we are, what was not.

    What nobody did bears no tick, though the plan has gone past it. What was done before the
    newest alarm keeps its own, which says so.
    """
    services = {*incident.plan.services_for(incident.response_kind)}
    is_asked = bool(services) and _services_answered(incident) >= services
    known = verdict(incident.standing, now)
    is_known = known in {Verdict.SAFE, Verdict.CONFIRMED}
    is_help_due = bool(services_due(incident.standing, now))
    told = _told_contacts(incident)
    left = {callee.id for callee in left_to_tell(incident.standing, now)}
    nobody_is_left = known is not Verdict.OPEN and not left
    is_taken = incident.state is not IncidentState.WAITING
    # What was done, and whether that was before what came since.
    done = {
        "Take": (is_taken, incident.rings_since is not None),
        "Verify": (is_known or incident.verified_at is not None, not is_known),
        "Emergency": (is_asked, is_help_due),
        "Tell": (bool(told) and left <= told, not nobody_is_left),
        "Resolve": (incident.resolved_at is not None, False),
        "Close": (incident.closed_at is not None, False),
    }
    current = _current_stage(incident, step, known)
    if current == "Tell" and nobody_is_left and step.kind is StepKind.WAIT:
        current = "Resolve"  # all know of it: what is waited for is its end
    return [_stage(name, current, *done[name]) for name in done]


def done_before(incident: Incident, stages: Sequence[Stage]) -> DoneBefore | None:
    """Say what was done, where a further alarm asks for it anew; None where none does."""
    news = news_since(incident, incident.claimed_at or incident.opened_at)
    if not news or not any(stage.before for stage in stages):
        return None
    at = news[0].at
    zone = incident.subject.time_zone
    asked = ((service, last_asked(incident, service)) for service in EmergencyService)
    lines = [
        f"{asked_words(incident, service, heard)}."
        for service, heard in asked
        if heard is not None and heard.at < at
    ]
    lines += [
        f"{call.name}, {minute(call.last.at, zone)}: {OUTCOME_WORDS[call.last.outcome]}."
        for call in incident.calls
        if call.service is None and call.last is not None
        if call.last.at < at and call.last.outcome in WORTH_SAYING
    ]
    if not lines:
        return None
    return DoneBefore(news=f"{news[0].words} at {minute(at, zone)}", lines=lines)


def _services_answered(incident: Incident) -> set[EmergencyService | None]:
    answers = frozenset({CallOutcome.ACCEPTED, CallOutcome.NOT_POSSIBLE})
    return {call.service for call in incident.calls if call.had(answers)}


def _told_contacts(incident: Incident) -> set[UUID | None]:
    """Name the contacts who know of it: who heard it in a call, or was sent word of it."""
    rung = {
        call.callee_id
        for call in incident.calls
        if call.callee is CalleeKind.CONTACT and call.had(TOLD_OF_IT)
    }
    sent = {notice.to.contact_id for notice in incident.notices if notice.state in TOLD}
    return rung | (sent - {None})


def _current_stage(incident: Incident, step: Step, known: Verdict) -> str:
    """Say where the plan stands. Once it is known, or help is asked, a call only tells of it."""
    if step.kind in STAGE_OF:
        return STAGE_OF[step.kind]
    call = next((call for call in incident.calls if call.id == step.call_id), None)
    rung = step.callee.kind if step.callee else call.callee if call else None
    is_asked = known is Verdict.UNVERIFIED and rung is CalleeKind.SUBJECT
    if known is Verdict.OPEN or (is_asked and not _services_answered(incident)):
        return "Verify"
    return "Tell"


def _stage(name: str, current: str, was_done: bool, is_due: bool) -> Stage:  # noqa: FBT001  a row of the table
    before = was_done and is_due
    if name == current:
        return Stage(name=name, state="now", before=before)
    return Stage(name=name, state="done" if was_done and not is_due else "ahead", before=before)
