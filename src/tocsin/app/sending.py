"""Use cases of a notice that leaves: asked for once more, sent, and answered."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tocsin.app.incident import carry_on, write_down
from tocsin.app.notice import Delivery, tell_unless_said
from tocsin.app.ports import TOCSIN, Actor, Entry, Work
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.errors import NotNow
from tocsin.domain.response.escalation import somebody_has_it
from tocsin.domain.response.notice import Notice, NoticeKind, NoticeState

NOT_WANTED = "it was needless before it could be sent"
NOT_SO = "it became silent before this could be sent, and this does not say so"

LONG_OVER = "It is over, and nothing is left to do. Call the monitoring centre if you know of more."


@dataclass(frozen=True, slots=True)
class Leaving:
    """A notice that is to be sent now, and what it is about."""

    incident: Incident
    notice: Notice


async def begin_sending(work: Work, notice_id: UUID) -> Leaving | None:
    """Write down that a notice may be leaving; None when it must not, or has left already."""
    incident, notice = await _hold(work, notice_id)
    if notice.state in {NoticeState.SENT, NoticeState.FAILED}:
        return None
    if not _is_wanted(incident, notice, work.now):
        if notice.state is NoticeState.OWED:
            await _save(work, incident, *_withdrawn(notice, NOT_WANTED))
        return None  # one that may have left already stays unknown, and counts as told
    if (incident.silent or incident.is_hushed) and not notice.warns:
        await _write_anew(work, incident, notice)
        return None
    if notice.state is NoticeState.UNKNOWN and notice.why is None:
        text = f"cannot know whether {notice.to.name} was told, and tells them again"
        await _save(work, incident, notice, _entry("notice.unknown", notice, text))
    leaving = replace(notice, state=NoticeState.UNKNOWN)
    await work.notices.save(incident, leaving)
    return Leaving(incident, leaving)


async def end_sending(work: Work, notice_id: UUID, delivery: Delivery) -> None:
    """Write down how the sending of a notice ended, as far as that is known."""
    incident, notice = await _hold(work, notice_id)
    after = replace(
        notice,
        state=delivery.state,
        channel=delivery.channel,
        address=delivery.address,
        why=delivery.why,
        sent_at=work.now if delivery.state is NoticeState.SENT else None,
    )
    if delivery.state is NoticeState.SENT:
        entry = _entry("notice.sent", notice, f"wrote to {notice.to.name} by {delivery.channel}")
    elif delivery.state is NoticeState.FAILED:
        text = f"could not write to {notice.to.name}: {delivery.why}"
        entry = _entry("notice.failed", notice, text)
    elif notice.why is None:
        text = f"has not reached {notice.to.name} yet, and tries again: {delivery.why}"
        entry = _entry("notice.delayed", notice, text)
    else:  # that was said after the first try
        await work.notices.save(incident, after)
        return
    await _save(work, incident, after, entry)


async def answer(work: Work, notice_id: UUID, *, has_it: bool) -> Incident:
    """Write down a contact's answer: "I have it", or "I cannot". The first one stands.

    Whoever answers when it is over may go there for nothing, or know of something: a person is
    asked for, who tells them.
    """
    incident, notice = await _hold(work, notice_id)
    if notice.kind is not NoticeKind.RUN_ALONE:
        raise NotNow("This message asks for no answer.")
    if notice.has_it is has_it:
        return incident  # pressed twice
    if notice.has_it is not None:
        raise NotNow("This was answered already. Call the monitoring centre if that has changed.")
    if incident.state is IncidentState.FILED:
        raise NotNow(LONG_OVER)
    state = INCIDENT.after(incident.state, IncidentEvent.HEAR)
    answered = replace(notice, has_it=has_it, answered_at=work.now)
    said = "I have it" if has_it else "I cannot"
    entry = Entry(
        kind="notice.answered",
        actor=Actor(kind="contact", id=notice.to.contact_id, name=notice.to.name),
        text=f"answered: {said}" if incident.is_open else f"answered after the close: {said}",
        references={"notice": str(notice.id), "has_it": int(has_it)},
    )
    after = await _save(work, replace(incident, state=state), answered, entry)
    if not incident.is_open:
        why = f"{notice.to.name} answered “{said}” after the close: tell them that it is over"
        await work.incidents.ask_for_person(after, why)
        asks = Entry(kind="incident.needs_human", actor=TOCSIN, text="asks for a person", said=why)
        await write_down(work, after, asks)
    return after


async def _hold(work: Work, notice_id: UUID) -> tuple[Incident, Notice]:
    incident_id = await work.notices.incident_of(notice_id)
    incident = await work.incidents.get_for_update(incident_id)
    return incident, next(notice for notice in incident.notices if notice.id == notice_id)


def _is_wanted(incident: Incident, notice: Notice, now: datetime) -> bool:
    if notice.kind is NoticeKind.ALL_CLEAR:
        return not incident.is_open
    if notice.tells_of_drill and not incident.drill:
        return False
    if notice.kind is NoticeKind.REAL:
        return incident.is_open
    if notice.kind is NoticeKind.WARNING:  # what else is silent there keeps it due
        return incident.is_open or incident.hushed
    if notice.kind is NoticeKind.SUPERVISOR_ASKED:
        return incident.supervisor_asked_at is not None
    if incident.untaken_since is None:
        return False
    is_asked = notice.kind is NoticeKind.RUN_ALONE
    return not (is_asked and somebody_has_it(incident.ladder(None), now))


def _withdrawn(notice: Notice, why: str) -> tuple[Notice, Entry]:
    text = f"does not write to {notice.to.name} any more: {why}"
    withdrawn = replace(notice, state=NoticeState.FAILED, why=why)
    return withdrawn, _entry("notice.withdrawn", notice, text)


async def _write_anew(work: Work, incident: Incident, notice: Notice) -> None:
    """Write the same to somebody, once, in words that keep them from ringing there."""
    said = []
    if notice.state is NoticeState.OWED:
        withdrawn, entry = _withdrawn(notice, NOT_SO)
        await work.notices.save(incident, withdrawn)
        incident, said = _with(incident, withdrawn), [entry]
    same = [n for n in incident.notices if (n.kind, n.to) == (notice.kind, notice.to)]
    since = [n for n in same if n.written_at >= notice.written_at]  # what was before is no answer
    if not any(n.warns and n.state is not NoticeState.FAILED for n in since):
        incident, told = await tell_unless_said(work, incident, notice.kind, notice.to)
        said += told
    if said:
        await carry_on(work, incident, None, also=said)


def _with(incident: Incident, notice: Notice) -> Incident:
    notices = tuple(notice if one.id == notice.id else one for one in incident.notices)
    return replace(incident, notices=notices)


async def _save(work: Work, incident: Incident, notice: Notice, entry: Entry) -> Incident:
    await work.notices.save(incident, notice)
    return await carry_on(work, _with(incident, notice), entry)


def _entry(kind: str, notice: Notice, text: str) -> Entry:
    return Entry(kind=kind, actor=TOCSIN, text=text, references={"notice": str(notice.id)})
