"""What is set up, and its people, in the unit of work in memory."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar, cast
from uuid import UUID

from tests.tables import PlanRow, Tables
from tocsin.db.ledger import Ledger
from tocsin.domain.errors import NotFound, Taken
from tocsin.domain.people.set_up import (
    LoneWorker,
    Organisation,
    Panel,
    Person,
    ReceiverLine,
    Site,
    Thing,
)
from tocsin.domain.people.subject import Contact, Subject
from tocsin.domain.response.response_plan import AgreedPlan

T = TypeVar("T", bound=Thing)


class FakeSetUp:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def get(self, kind: type[T], thing_id: UUID) -> T:
        thing = self._tables.things.get(thing_id)
        if not isinstance(thing, kind):
            noun = kind.NOUN.replace("_", " ")
            raise NotFound(f"There is no such {noun}, or it is not yours to see.")
        return thing

    async def hold(self, kind: type[T], thing_id: UUID) -> T:
        await self._ledger.start_clock()
        return await self.get(kind, thing_id)

    async def add(self, thing: Thing, secret: bytes | None = None) -> None:
        assert thing.id not in self._tables.things
        assert self._ledger.now is not None, "whoever adds something holds its organisation"
        self._tables.secrets[thing.id] = secret
        self._put(thing)

    async def save(self, thing: Thing) -> None:
        assert thing.id in self._tables.things
        known = self._tables.things[thing.id]
        if isinstance(thing, Panel):
            thing = replace(thing, has_key=cast(Panel, known).has_key)
        self._put(thing)

    async def is_in_use(self, thing: Thing) -> bool:
        if isinstance(thing, Organisation) and thing.is_centre:
            return True
        return any(
            thing.id in _belongs_to(other)
            for other in self._tables.things.values()
            if other.withdrawn_at is None
        )

    async def set_panel_key(self, panel: Panel, key: bytes | None) -> None:
        self._tables.secrets[panel.id] = key
        known = cast(Panel, self._tables.things[panel.id])
        self._put(replace(known, has_key=key is not None))

    async def set_contacts(self, subject: Subject, contacts: Sequence[Contact]) -> None:
        self._tables.subjects[subject.ref] = replace(subject, contacts=tuple(contacts))
        self._ledger.set_up(subject.ref.id)

    def _put(self, thing: Thing) -> None:
        for other in self._tables.things.values():
            if other.id != thing.id and (why := _clash(other, thing)):
                raise Taken(why)
        self._tables.things[thing.id] = thing
        self._tables.keep_subject(thing)
        self._ledger.set_up(thing.id)


def _belongs_to(thing: Thing) -> set[UUID]:
    if isinstance(thing, Site | LoneWorker):
        return {thing.customer_id}
    return {thing.site_id, thing.line_id} if isinstance(thing, Panel) else set()


def _clash(one: Thing, other: Thing) -> str | None:
    """Say what the unique indexes of the database refuse."""
    if isinstance(one, Person) and isinstance(other, Person):
        same = one.email.lower() == other.email.lower()
        return "This e-mail address cannot be used here. Choose another." if same else None
    if one.withdrawn_at is not None or other.withdrawn_at is not None:
        return None
    if isinstance(one, Panel) and isinstance(other, Panel):
        same = (one.line_id, one.account) == (other.line_id, other.account)
        return "This account is already in use on this line." if same else None
    if isinstance(one, ReceiverLine) and isinstance(other, ReceiverLine):
        return "Another line has this port already." if one.port == other.port else None
    return None


class FakeAgreements:
    """The part of the plans that the set-up writes."""

    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def get(self, plan_id: UUID) -> AgreedPlan:
        for agreed in self._newest():
            if agreed.id == plan_id:
                return agreed
        raise NotFound("There is no such plan, or it was withdrawn.")

    async def add(self, version_id: UUID, agreed: AgreedPlan, *, withdrawn: bool = False) -> None:
        assert version_id not in self._tables.things
        known = [row.agreed for row in self._tables.plans]
        assert (agreed.id, agreed.plan.version) not in {(a.id, a.plan.version) for a in known}
        self._tables.plans.append(PlanRow(agreed=agreed, withdrawn=withdrawn))
        self._ledger.set_up(agreed.scope.customer_id)

    def _newest(self) -> list[AgreedPlan]:
        rows = sorted(self._tables.plans, key=lambda row: row.agreed.plan.version)
        newest = {row.agreed.id: row for row in rows}
        return [row.agreed for row in newest.values() if not row.withdrawn]
