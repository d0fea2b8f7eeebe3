"""Use cases of a lone owner's phone: a code is made, a phone is enrolled by it, or withdrawn."""

from dataclasses import dataclass, replace
from uuid import UUID

from tocsin.app.ports import Actor, Work
from tocsin.app.set_up import Change, Settler, hold_owner, register, write_down
from tocsin.domain.errors import NotAllowed, NotNow
from tocsin.domain.people.device import ENROLMENT_LASTS, Device, Enrolment
from tocsin.domain.people.set_up import LoneWorker
from tocsin.domain.people.subject import SubjectKind, SubjectRef

NO_SUCH_CODE = "This code is wrong, or used, or too old. Ask for a new one."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhone:
    """A phone that is to be enrolled: what its owner calls it, and the digest of its token."""

    label: str
    token_digest: bytes
    before: UUID | None = None  # the device that it was until now
    key_digest: bytes | None = None  # of the key with which it asks


async def offer_enrolment(
    work: Work, by: Settler, lone_worker_id: UUID, digest: bytes, *, new_pins: bool
) -> Enrolment:
    """Make an offer to enrol a phone of a lone owner's, by a code of which this is the digest."""
    owner = await work.set_up.get(LoneWorker, lone_worker_id)
    await hold_owner(work, owner)
    if owner.withdrawn_at is not None:
        raise NotNow(f"{owner.name} was withdrawn.")
    enrolment = Enrolment(
        id=work.new_id(),
        lone_worker_id=owner.id,
        customer_id=owner.customer_id,
        centre_id=owner.centre_id,
        made_at=work.now,
        ends_at=work.now + ENROLMENT_LASTS,
        new_pins=new_pins,
    )
    return await register(work, by, enrolment, digest)


async def enrol_phone(work: Work, enrolment_id: UUID, phone: NewPhone) -> Device:
    """Enrol the phone that shows the code. The code ends with that. Raises NotAllowed.

    The phone that spent it may ask again with its key, for its answer may be lost: then the token
    of that answer is good no more.
    """
    known = await work.set_up.get(Enrolment, enrolment_id)
    await hold_owner(work, known)
    enrolment = await work.set_up.hold(Enrolment, enrolment_id)
    owner = await work.set_up.get(LoneWorker, enrolment.lone_worker_id)
    lost = await _lost_answer(work, enrolment, phone)
    if not (enrolment.is_good(work.now) or lost) or owner.withdrawn_at is not None:
        raise NotAllowed(NO_SUCH_CODE)
    device = Device(
        id=work.new_id(),
        lone_worker_id=owner.id,
        customer_id=owner.customer_id,
        centre_id=owner.centre_id,
        label=phone.label,
        enrolled_at=work.now,
    )
    actor = Actor(kind="lone_worker", id=owner.id, name=owner.name)
    by = Settler(actor=actor, organisation=owner.customer_id, roles=frozenset())
    await work.set_up.add(device, phone.token_digest)
    spent_at = enrolment.spent_at or work.now
    spent = replace(enrolment, spent_at=spent_at, key_digest=phone.key_digest, device_id=device.id)
    await work.set_up.save(spent)
    for old_id in {phone.before, lost.id if lost else None}:
        if old_id is not None:
            await _withdraw_as(work, by, old_id)
    if lost is None:
        await _forget_pins(work, enrolment)
    used = "used" if lost is None else "used again by the same phone"
    await write_down(work, by, enrolment, Change("enrolment.spent", used, None, None))
    await write_down(work, by, device, Change("device.added", "enrolled", None, device.shown()))
    return device


async def _lost_answer(work: Work, enrolment: Enrolment, phone: NewPhone) -> Device | None:
    """Give what this very phone was enrolled as by this code, if it was a moment ago."""
    if enrolment.device_id is None or not enrolment.is_asked_again(phone.key_digest, work.now):
        return None
    first = await work.set_up.hold(Device, enrolment.device_id)
    return first if first.withdrawn_at is None else None


async def _forget_pins(work: Work, enrolment: Enrolment) -> None:
    if enrolment.new_pins:
        ref = SubjectRef(kind=SubjectKind.LONE_WORKER, id=enrolment.lone_worker_id)
        await work.pins.forget(await work.subjects.get(ref))


async def _withdraw_as(work: Work, by: Settler, device_id: UUID) -> None:
    """Let the same phone, enrolled anew, speak under one name only: the other is never heard."""
    old = await work.set_up.hold(Device, device_id)
    await work.set_up.save(replace(old, withdrawn_at=work.now))
    await write_down(work, by, old, Change("device.withdrawn", "enrolled anew", old.shown(), None))
