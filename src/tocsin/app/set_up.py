"""Use cases of the set-up: something is registered, changed, withdrawn; and always written down.

Who, when, before and after stand in the journal of the organisation whose it is. That
organisation is held first, so that its journal has one order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from uuid import UUID

from tocsin.app.ports import Actor, Entry, Work
from tocsin.domain.access import Right, Role, may, stands
from tocsin.domain.errors import NotAllowed, NotNow
from tocsin.domain.people.set_up import (
    LoneWorker,
    Organisation,
    Shown,
    Site,
    Thing,
    Watched,
)
from tocsin.domain.people.subject import Contact, SubjectKind, SubjectRef
from tocsin.domain.record.journal import Page

T = TypeVar("T", bound=Thing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settler:
    """Who sets something up: as whom, for which organisation, with which roles."""

    actor: Actor
    organisation: UUID
    roles: frozenset[Role]

    def demand(self, noun: str, right: Right, page: Page) -> None:
        """Refuse what none of the roles includes for rows that stand so. Raises NotAllowed."""
        assert page.organisation_id is not None, "what is set up is some organisation's"
        relations = stands(
            self.organisation,
            page.organisation_id,
            centre=page.centre_id,
            customer=page.customer_id,
        )
        if not any(may(self.roles, noun, right, relation) for relation in relations):
            raise NotAllowed(f"Your role does not include this ({right} {noun.replace('_', ' ')}).")


async def register(work: Work, by: Settler, thing: T, secret: bytes | None = None) -> T:
    """Set something up that was not there, with the key that goes with it and is not shown."""
    by.demand(thing.NOUN, Right.ADD, thing.page)
    await hold_owner(work, thing, is_new=True)
    await work.set_up.add(thing, secret)
    await write_down(work, by, thing, Change(f"{thing.NOUN}.added", "set up", None, thing.shown()))
    return thing


async def change(
    work: Work, by: Settler, kind: type[T], thing_id: UUID, changes: Mapping[str, Any]
) -> T:
    """Change some fields of something. Nothing changed: nothing is written down."""
    thing = await hold(work, by, kind, thing_id)
    if thing.withdrawn_at is not None:
        raise NotNow(f"This {_words(kind)} was withdrawn.")
    return await save(work, by, thing, replace(thing, **changes))


async def save(work: Work, by: Settler, thing: T, changed: T) -> T:
    """Store something that is held, as it has become, and write down what changed."""
    if changed == thing:
        return thing
    before, after = differences(thing, changed)
    await work.set_up.save(changed)
    told = Change(f"{thing.NOUN}.changed", "changed", before, after)
    await write_down(work, by, changed, told)
    return changed


async def withdraw(work: Work, by: Settler, kind: type[T], thing_id: UUID) -> T:
    """Take something out of use. It stays in the records."""
    thing = await hold(work, by, kind, thing_id)
    if thing.withdrawn_at is not None:
        return thing  # asked for twice
    if await work.set_up.is_in_use(thing):
        raise NotNow(f"This {_words(kind)} is in use. Withdraw first what belongs to it.")
    withdrawn = replace(thing, withdrawn_at=work.now)
    await work.set_up.save(withdrawn)
    told = Change(f"{thing.NOUN}.withdrawn", "withdrew", thing.shown(), None)
    await write_down(work, by, withdrawn, told)
    return withdrawn


async def set_contacts(
    work: Work, by: Settler, ref: SubjectRef, contacts: Sequence[Contact]
) -> Sequence[Contact]:
    """Say who is asked about a site or a lone worker, and in which order."""
    kind: type[Watched] = Site if ref.kind is SubjectKind.SITE else LoneWorker
    owner = await work.set_up.get(kind, ref.id)
    by.demand("contact", Right.ADD, owner.page)
    await hold_owner(work, owner)
    subject = await work.subjects.lock(ref)
    known = {contact.id for contact in subject.contacts}
    ordered = [
        replace(contact, position=n, id=contact.id if contact.id in known else work.new_id())
        for n, contact in enumerate(contacts, start=1)
    ]
    await work.set_up.set_contacts(subject, ordered)
    told = Change(
        "contact.list_changed", "set the contacts of", _listed(subject.contacts), _listed(ordered)
    )
    await write_down(work, by, owner, told)
    return ordered


@dataclass(frozen=True, slots=True)
class Change:
    """What is written down of one change."""

    kind: str
    verb: str
    before: Shown | None
    after: Shown | None


async def write_down(work: Work, by: Settler, thing: Thing, change: Change) -> None:
    entry = Entry(
        kind=change.kind,
        actor=by.actor,
        text=f"{change.verb} the {thing.NOUN.replace('_', ' ')}",
        references={"about": str(thing.id)},
        before=change.before,
        after=change.after,
    )
    await work.journal.append(thing, entry)


async def hold(work: Work, by: Settler, kind: type[T], thing_id: UUID) -> T:
    """Hold something's organisation and then the thing, for whoever may change it."""
    known = await work.set_up.get(kind, thing_id)
    by.demand(kind.NOUN, Right.CHANGE, known.page)
    await hold_owner(work, known)
    return await work.set_up.hold(kind, thing_id)


async def hold_owner(work: Work, thing: Thing, *, is_new: bool = False) -> Organisation:
    """Hold the organisation whose the thing is. Raises NotNow: when that was withdrawn.

    A new organisation cannot be held yet: its centre is.
    """
    is_founded = is_new and isinstance(thing, Organisation)
    organisation_id = thing.page.centre_id if is_founded else thing.page.organisation_id
    assert organisation_id is not None, "what is set up is some organisation's"
    owner = await work.set_up.hold(Organisation, organisation_id)
    if owner.withdrawn_at is not None:
        raise NotNow(f"{owner.name} was withdrawn.")
    return owner


def differences(before: Thing, after: Thing) -> tuple[Shown, Shown]:
    """Give the fields that differ, as they may be shown. A private one is named, not told."""
    names = [f.name for f in fields(after) if getattr(before, f.name) != getattr(after, f.name)]
    was, shown = before.shown(), after.shown()
    return {name: was[name] for name in names}, {name: shown[name] for name in names}


def _listed(contacts: Sequence[Contact]) -> Shown:
    return {"contacts": [f"{c.name}, {c.relation}, {c.phone}" for c in contacts]}


def _words(kind: type[Thing]) -> str:
    return kind.NOUN.replace("_", " ")
