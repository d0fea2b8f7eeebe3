"""The set-up in PostgreSQL: one table for each kind of thing, read and written by its fields.

What each statement names is one thing's fields, so a field that is not here fails its test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, LiteralString, TypeVar
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tocsin.db import set_up_query as query
from tocsin.db.ledger import Ledger
from tocsin.db.tracker import ADD_TRACKER, GET_TRACKER, HOLD_TRACKER, SAVE_TRACKER
from tocsin.db.webhook import ADD_WEBHOOK, GET_WEBHOOK, HOLD_WEBHOOK, SAVE_WEBHOOK
from tocsin.domain.errors import NotFound, Taken
from tocsin.domain.people.device import Device, Enrolment
from tocsin.domain.people.set_up import (
    ApiKey,
    LoneWorker,
    Organisation,
    Panel,
    Person,
    ReceiverLine,
    Site,
    Thing,
)
from tocsin.domain.people.subject import Contact, Subject, SubjectKind
from tocsin.domain.people.tracker import Tracker
from tocsin.domain.people.webhook import Webhook

T = TypeVar("T", bound=Thing)


@dataclass(frozen=True, slots=True)
class Queries:
    get: LiteralString
    hold: LiteralString
    add: LiteralString
    save: LiteralString
    in_use: LiteralString | None = None


QUERIES: Mapping[type[Thing], Queries] = {
    Organisation: Queries(
        query.GET_ORGANISATION,
        query.HOLD_ORGANISATION,
        query.ADD_ORGANISATION,
        query.SAVE_ORGANISATION,
        query.ORGANISATION_IN_USE,
    ),
    Site: Queries(
        query.GET_SITE, query.HOLD_SITE, query.ADD_SITE, query.SAVE_SITE, query.SITE_IN_USE
    ),
    LoneWorker: Queries(
        query.GET_LONE_WORKER,
        query.HOLD_LONE_WORKER,
        query.ADD_LONE_WORKER,
        query.SAVE_LONE_WORKER,
    ),
    ReceiverLine: Queries(
        query.GET_LINE, query.HOLD_LINE, query.ADD_LINE, query.SAVE_LINE, query.LINE_IN_USE
    ),
    Panel: Queries(query.GET_PANEL, query.HOLD_PANEL, query.ADD_PANEL, query.SAVE_PANEL),
    Person: Queries(query.GET_PERSON, query.HOLD_PERSON, query.ADD_PERSON, query.SAVE_PERSON),
    Device: Queries(query.GET_DEVICE, query.HOLD_DEVICE, query.ADD_DEVICE, query.SAVE_DEVICE),
    Enrolment: Queries(
        query.GET_ENROLMENT, query.HOLD_ENROLMENT, query.ADD_ENROLMENT, query.SAVE_ENROLMENT
    ),
    Tracker: Queries(GET_TRACKER, HOLD_TRACKER, ADD_TRACKER, SAVE_TRACKER),
    Webhook: Queries(GET_WEBHOOK, HOLD_WEBHOOK, ADD_WEBHOOK, SAVE_WEBHOOK),
    ApiKey: Queries(query.GET_API_KEY, query.HOLD_API_KEY, query.ADD_API_KEY, query.SAVE_API_KEY),
}
TAKEN = {
    "tracker_account": "This name is already in use on this line.",
    "panel_account": "This account is already in use on this line.",
    "receiver_line_port": "Another line has this port already.",
    # The same words whoever has it: that somebody is known elsewhere is nobody's to learn here.
    "person_email": "This e-mail address cannot be used here. Choose another.",
}


class PostgresSetUp:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def get(self, kind: type[T], thing_id: UUID) -> T:
        return await get_thing(self._connection, kind, thing_id)

    async def hold(self, kind: type[T], thing_id: UUID) -> T:
        """Hold something until the transaction ends, and get it. Raises NotFound."""
        await self._connection.execute(QUERIES[kind].hold, {"id": thing_id})
        await self._ledger.start_clock()
        return await self.get(kind, thing_id)

    async def add(self, thing: Thing, secret: bytes | None = None) -> None:
        """Store something new. Raises Taken."""
        values = _values(thing) | {"secret": secret, "now": self._ledger.now}
        await self._write(QUERIES[type(thing)].add, thing, values)

    async def save(self, thing: Thing) -> None:
        """Store something that is held, as it has become. Raises Taken."""
        await self._write(QUERIES[type(thing)].save, thing, _values(thing))

    async def is_in_use(self, thing: Thing) -> bool:
        """Say whether something that is not withdrawn belongs to it."""
        in_use = QUERIES[type(thing)].in_use
        if in_use is None:
            return False
        row = await (await self._connection.execute(in_use, {"id": thing.id})).fetchone()
        assert row is not None
        return bool(row[0])

    async def set_panel_key(self, panel: Panel, key: bytes | None) -> None:
        """Give a panel that is held its key, or none."""
        values = {"id": panel.id, "secret": key, "has_key": key is not None}
        await self._write(query.SET_PANEL_KEY, panel, values)

    async def set_contacts(self, subject: Subject, contacts: Sequence[Contact]) -> None:
        """Put these in the place of the contacts of a subject that is held."""
        await self._connection.execute(query.REMOVE_CONTACTS, {"id": subject.ref.id})
        is_site = subject.ref.kind is SubjectKind.SITE
        for contact in contacts:
            values = {
                "id": contact.id,
                "customer_id": subject.customer_id,
                "centre_id": subject.centre_id,
                "site_id": subject.ref.id if is_site else None,
                "lone_worker_id": None if is_site else subject.ref.id,
                "position": contact.position,
                "name": contact.name,
                "relation": contact.relation,
                "phone": contact.phone,
                "email": contact.email,
            }
            await self._connection.execute(query.ADD_CONTACT, values)
        self._ledger.set_up(subject.ref.id)

    async def _write(
        self, statement: LiteralString, thing: Thing, values: Mapping[str, Any]
    ) -> None:
        try:
            await self._connection.execute(statement, values)
        except UniqueViolation as error:
            name = error.diag.constraint_name or ""
            raise Taken(TAKEN.get(name, "It is there already.")) from error
        self._ledger.set_up(thing.id)


async def get_thing(connection: AsyncConnection, kind: type[T], thing_id: UUID) -> T:
    """Get something as it is. Raises NotFound."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        row = await (await cursor.execute(QUERIES[kind].get, {"id": thing_id})).fetchone()
    if row is None:
        noun = kind.NOUN.replace("_", " ")
        raise NotFound(f"There is no such {noun}, or it is not yours to see.")
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(kind)}
    lists: dict[str, Any] = {k: tuple(v) for k, v in values.items() if isinstance(v, list)}
    return kind(**{**values, **lists})


def _values(thing: Thing) -> dict[str, Any]:
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    return {name: _stored(value) for name, value in values.items()}


def _stored(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return Jsonb(value) if isinstance(value, Mapping) else value
