"""Use cases of a phone's heartbeats: it is heard, or it is missed while its session runs."""

from collections.abc import Callable, Collection
from uuid import UUID

from tocsin.app.ports import ToldHere, Work
from tocsin.domain.session.heartbeat import Heartbeat, Phone, hear, is_lost, lose


async def hear_phone(work: Work, device_id: UUID, beat: Heartbeat) -> Phone:
    """Note that a phone was heard. What is told of it is told while its session runs.

    Where it is is kept while its session runs, an alert stands on it or an incident about its owner
    is open, and never else: it goes on saying so for a while after any PIN (P13), and after the one
    for duress that is all the centre knows of where they are.
    """
    phone = await work.phones.hold(device_id)
    heard, reports = hear(phone, beat, work.now)
    subject = await work.subjects.get(phone.whose)
    is_on = phone.lost_at is not None or await work.sessions.running_of(subject) is not None
    for report in reports if is_on else ():
        await work.signals.tell(subject, ToldHere(report=report))
    await work.phones.save(heard)
    if beat.position is not None:
        at = min(beat.at or work.now, work.now)
        await work.phones.keep_position(heard, beat.position, at)
    return heard


async def miss_phones(
    work: Work, at_most: int, claimed: Callable[[UUID], None], but: Collection[UUID] = ()
) -> int:
    """Tell of phones that are not heard while their sessions run; return how many were met.

    `claimed` hears which are looked at, before anything can fail; those of `but` are left alone.
    """
    unheard = await work.phones.claim_unheard(at_most, but)
    missed = [phone for phone in unheard if is_lost(phone, work.now)]
    for phone in missed:
        claimed(phone.id)
    for phone in missed:
        lost, report = lose(phone, work.now)
        await work.signals.tell(await work.subjects.get(phone.whose), ToldHere(report=report))
        await work.phones.save(lost)
    return len(missed)
