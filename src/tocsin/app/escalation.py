"""Nobody takes it: climb the ladder, tell whom the plan tells, and write each rung down once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tocsin.app.notice import lack, tell, tell_unless_said
from tocsin.app.ports import PLAN, Entry, Work
from tocsin.domain.alarm.claim import stale_at
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.elapsed import elapsed
from tocsin.domain.response.escalation import Climb, Rung, climb
from tocsin.domain.response.notice import Addressee, NoticeKind


async def escalate(
    work: Work, incident: Incident, by: UUID | None = None
) -> tuple[Incident, list[Entry], datetime | None]:
    """Do what is due while nobody is with it; give what to write down, and when to look again.

    What somebody has needs a look when they are heard no more. Twice is the same as once.
    """
    incident, missed, miss_at = await _miss(work, incident, by)
    if incident.untaken_since is None:
        return incident, missed, miss_at
    climbing, climbed, look_at = await _climb(work, incident)
    return climbing, missed + climbed, min(look_at, miss_at or look_at)


async def _miss(
    work: Work, incident: Incident, by: UUID | None
) -> tuple[Incident, list[Entry], datetime | None]:
    """See whether whoever has it is there; who has just done something is (`by`).

    Nothing is taken from them. When they are heard again it is theirs as before.
    """
    heard_at, is_here = None, incident.operator_id == by
    if incident.operator_id is not None:
        heard_at = work.now if is_here else await work.people.heard_at(incident.operator_id)
    miss_at = stale_at(incident, heard_at)
    if miss_at is None or work.now < miss_at:
        found = replace(incident, unattended_since=None)
        if incident.unattended_since is None or miss_at is None or is_here:
            return found, [], miss_at
        text = f"hears {incident.operator_name} again"
        return found, [Entry(kind="incident.attended", actor=PLAN, text=text)], miss_at
    if incident.unattended_since == miss_at:
        return incident, [], None
    missing = replace(incident, unattended_since=miss_at)
    text = f"does not hear {incident.operator_name} any more, who has it: nobody is with it"
    return missing, [Entry(kind="incident.unattended", actor=PLAN, text=text)], None


async def _climb(work: Work, incident: Incident) -> tuple[Incident, list[Entry], datetime]:
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
    kind, does = RUNG_WORDS[rung]
    supervisors: Sequence[Addressee] = ()
    if rung is Rung.SUPERVISOR:
        supervisors = await work.people.supervisors(incident.subject.centre_id)
        does = does if supervisors else "has no supervisor to write to"
    said = [Entry(kind=kind, actor=PLAN, text=f"{does}: {_why(incident, work.now)}")]
    for supervisor in supervisors:
        incident, told = await tell_unless_said(work, incident, NoticeKind.SUPERVISOR, supervisor)
        said += told
    if rung is Rung.RUN_ALONE and not any(contact.email for contact in incident.contacts):
        text = "has nobody to tell: no contact has an e-mail address"
        said.append(Entry(kind="plan.nobody_to_tell", actor=PLAN, text=text))
    return incident, said


def _why(incident: Incident, now: datetime) -> str:
    """Say what is wrong: for how long; or that there is nobody, and so it does not wait."""
    assert incident.untaken_since is not None
    if incident.is_alone:
        return f"{lack(incident)}, and nobody is on shift"
    return f"{lack(incident)} after {elapsed(incident.untaken_since, now)}"


RUNG_WORDS = {
    Rung.RING: ("incident.untaken", "rings again at every console"),
    Rung.SUPERVISOR: ("incident.supervisors_called", "writes to the supervisors"),
    Rung.RUN_ALONE: ("plan.runs_alone", "runs by itself"),
}
