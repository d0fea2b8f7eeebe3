"""Nobody takes it: climb the ladder, tell whom the plan tells, and write each rung down once."""

from dataclasses import replace
from datetime import datetime

from tocsin.app.notice import tell
from tocsin.app.ports import PLAN, Entry, Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.elapsed import elapsed
from tocsin.domain.response.escalation import Climb, Rung, climb
from tocsin.domain.response.notice import Addressee, NoticeKind


async def escalate(work: Work, incident: Incident) -> tuple[Incident, list[Entry], datetime | None]:
    """Do what is due while nobody has it; give what to write down, and when to look again.

    An incident that somebody has needs nothing of it, and no look. Twice is the same as once.
    """
    if incident.untaken_since is None:
        return incident, [], None
    heard_at = await work.people.centre_heard_at(incident.subject.centre_id)
    due = climb(incident.ladder(heard_at), work.now)
    said = _shift_entries(incident, due)
    climbing = replace(
        incident,
        rungs=incident.climbed | set(due.rungs),
        rungs_since=incident.untaken_since,
        alone=due.alone,
    )
    for rung in due.rungs:
        climbing, entries = await _climb_one(work, climbing, rung)
        said += entries
    if due.tell is not None:
        to = Addressee(name=due.tell.name, contact_id=due.tell.id)
        climbing, entry = await tell(work, climbing, NoticeKind.RUN_ALONE, to)
        said.append(entry)
    if not said:  # nothing happened, so nothing is written
        return incident, [], due.look_at
    return climbing, said, due.look_at


def _shift_entries(incident: Incident, due: Climb) -> list[Entry]:
    if due.alone == incident.is_alone:
        return []
    if due.alone:
        return [Entry(kind="shift.empty", actor=PLAN, text="found nobody on shift")]
    return [Entry(kind="shift.filled", actor=PLAN, text="found somebody on shift again")]


async def _climb_one(work: Work, incident: Incident, rung: Rung) -> tuple[Incident, list[Entry]]:
    assert incident.untaken_since is not None
    waited = elapsed(incident.untaken_since, work.now)
    kind, does = RUNG_WORDS[rung]
    said = [Entry(kind=kind, actor=PLAN, text=f"{does}: nobody has it after {waited}")]
    if rung is Rung.SUPERVISOR:
        for supervisor in await work.people.supervisors(incident.subject.centre_id):
            incident, entry = await tell(work, incident, NoticeKind.SUPERVISOR, supervisor)
            said.append(entry)
    if rung is Rung.RUN_ALONE and not any(contact.email for contact in incident.subject.contacts):
        text = "has nobody to tell: no contact has an e-mail address"
        said.append(Entry(kind="plan.nobody_to_tell", actor=PLAN, text=text))
    return incident, said


RUNG_WORDS = {
    Rung.RING: ("incident.untaken", "rings again"),
    Rung.SUPERVISOR: ("incident.supervisors_called", "calls the supervisors"),
    Rung.RUN_ALONE: ("plan.runs_alone", "runs by itself"),
}
