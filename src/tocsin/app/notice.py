"""Notices: written with what made them necessary, sent by the outbox, answered by contacts.

What is sent is asked for once more at that moment: a notice that somebody has made needless by
then does not leave. Before one leaves it is written down as unknown, and after it as sent; so a
process that dies in between leaves exactly what is known.
"""

from dataclasses import dataclass, replace

from tocsin.app.ports import PLAN, Entry, Work
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.conclusion import ENDING_OF
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.elapsed import elapsed
from tocsin.domain.response.notice import (
    Addressee,
    Notice,
    NoticeChannel,
    NoticeKind,
    NoticeState,
    Occasion,
    compose,
    left_to_ring,
    told,
    unwarned,
)
from tocsin.domain.response.phone_call import CallOutcome, PhoneCall


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How an attempt to send a notice ended, in the words of whoever carries it."""

    state: NoticeState
    channel: NoticeChannel
    address: str | None
    why: str | None = None


async def tell(
    work: Work, incident: Incident, kind: NoticeKind, to: Addressee
) -> tuple[Incident, Entry]:
    """Write a notice to somebody, and owe its sending; give the entry that says so."""
    title, text = compose(kind, _occasion(work, incident))
    notice = Notice(id=work.new_id(), kind=kind, to=to, title=title, text=text, written_at=work.now)
    await work.notices.add(incident, notice)
    await work.outbox.owe("notice", incident, {"notice": str(notice.id)})
    entry = Entry(
        kind="notice.written",
        actor=PLAN,
        text=f"writes to {to.name}: {KIND_WORDS.get(kind) or lack(incident)}",
        references={"notice": str(notice.id), "notice_kind": kind},
    )
    return replace(incident, notices=(*incident.notices, notice)), entry


async def tell_unless_said(
    work: Work, incident: Incident, kind: NoticeKind, to: Addressee
) -> tuple[Incident, list[Entry]]:
    """Write a notice, unless they are told the very same at this moment; a failed one tells nobody.

    Where what got worse changes the words, it is told at once; later it is told in any case.
    """
    words = compose(kind, _occasion(work, incident))
    said = (n for n in incident.notices if n.to == to and n.written_at == work.now)
    if any((n.title, n.text) == words and n.state is not NoticeState.FAILED for n in said):
        return incident, []
    incident, entry = await tell(work, incident, kind, to)
    return incident, [entry]


async def tell_all_clear(work: Work, incident: Incident) -> tuple[Incident, list[Entry]]:
    """Tell everyone who was told that it is over. At the real close, and at no other moment."""
    said = []
    for to in everyone_told(incident):
        incident, entry = await tell(work, incident, NoticeKind.ALL_CLEAR, to)
        said.append(entry)
    if left := everyone_to_ring(incident):
        who = ", ".join(f"{call.name} on {call.number}" for call in left)
        text = f"cannot write to who was told by telephone and has no e-mail: ring {who}"
        text += ", not the place" if incident.silent else ""
        said.append(Entry(kind="notice.left_to_ring", actor=PLAN, text=text))
    return incident, said


async def warn_told(work: Work, incident: Incident) -> tuple[Incident, list[Entry]]:
    """Tell everyone who was told before it became silent not to ring there, unless they know.

    So is whoever was told of what else is open there. It is all written about the silent one: of
    the others their customer sees that something happens. In a drill only drills are meant.
    """
    beside = await work.incidents.beside(incident)
    same = [one for one in beside if one.account == incident.account]  # strangers are apart
    known = [incident, *(one for one in same if one.drill or not incident.drill)]
    notices = [notice for one in known for notice in one.notices]
    calls = [call for one in known for call in one.calls]
    contacts = incident.subject.contacts
    said = []
    for to in unwarned(notices, calls, contacts):
        incident, entry = await tell(work, incident, NoticeKind.WARNING, to)
        said.append(entry)
    if left := left_to_ring(calls, contacts):
        who = ", ".join(f"{call.name} on {call.number}" for call in left)
        text = f"cannot write to who was told by telephone and has no e-mail: ring {who}"
        text += ", so that they do not ring there"
        said.append(Entry(kind="notice.left_to_warn", actor=PLAN, text=text))
    return incident, said


def everyone_told(incident: Incident) -> list[Addressee]:
    """List who gets the all-clear."""
    return told(incident.notices, incident.calls, incident.subject.contacts)


def everyone_to_ring(incident: Incident) -> list[PhoneCall]:
    """List who is to be rung when it is over. Nobody is while a silent alarm is open there."""
    if incident.is_hushed or incident.hushes:
        return []
    return left_to_ring(incident.calls, incident.subject.contacts)


def _occasion(work: Work, incident: Incident) -> Occasion:
    worst = min(incident.alerts, key=_weight, default=None)
    return Occasion(
        number=incident.number,
        alarm=worst.words if worst else "Alarm",
        about=incident.subject.name,
        is_left=incident.unattended_since is not None,
        is_unnoted=_is_unnoted(incident),
        waited=elapsed(incident.untaken_since or work.now, work.now),
        drill=incident.drill,
        silent=incident.silent or incident.is_hushed,
        nobody_on_shift=incident.is_alone,
        called=frozenset(
            call.service
            for call in incident.standing.calls
            if call.service and not call.had(frozenset({CallOutcome.NOT_POSSIBLE}))
        ),
        wanted=incident.plan.services_for(incident.response_kind),
        emergency_number=incident.plan.emergency_number,
        ending=ENDING_OF[incident.cause] if incident.cause else None,
    )


def _weight(alert: Alert) -> tuple[bool, int]:
    return (not alert.silent, alert.priority)


def lack(incident: Incident) -> str:
    """Say why it is told to others, as it is true of it: had by nobody, left, or not noted."""
    if incident.unattended_since is not None:
        return f"its operator, {incident.operator_name}, is gone"
    if _is_unnoted(incident):
        return f"{incident.operator_name} has it and takes no note of what is new"
    return "nobody has it"


def _is_unnoted(incident: Incident) -> bool:
    return incident.operator_id is not None and incident.rings_since is not None


KIND_WORDS = {
    NoticeKind.RUN_ALONE: "can they see to it?",
    NoticeKind.SUPERVISOR_ASKED: "a supervisor is asked for",
    NoticeKind.REAL: "it is no drill any more",
    NoticeKind.WARNING: "do not ring there",
    NoticeKind.ALL_CLEAR: "it is over",
}
