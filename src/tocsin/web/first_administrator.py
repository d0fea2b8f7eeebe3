"""The first administrator of a new installation, let in by the one-time code that it printed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from tocsin.app.ports import Actor
from tocsin.app.set_up import Change, Settler, write_down
from tocsin.db.ledger import database_clock
from tocsin.domain.errors import NotAllowed
from tocsin.domain.people.set_up import Organisation, Person
from tocsin.gateways.clock import new_id
from tocsin.gateways.one_time_code import paper_form
from tocsin.web.asker import digest_of
from tocsin.web.attempts import Guess, TooManyAttempts
from tocsin.web.depends import parts_of
from tocsin.web.given import Email, Name, Zone
from tocsin.web.person import Password, hash_new

router = APIRouter(prefix="/first-administrator", tags=["people"])

FOUND_CENTRE = """
    select found_centre(%(digest)s, %(organisation_id)s, %(organisation)s, %(zone)s,
        %(person_id)s, %(name)s, %(email)s, %(hash)s, %(at)s)
"""
AWAITS_FOUNDER = "select awaits_founder()"


class CentreGiven(BaseModel):
    name: Name
    time_zone: Zone


class FirstAdministratorGiven(BaseModel):
    code: Annotated[str, Field(min_length=1, max_length=40, repr=False)]
    centre: CentreGiven
    name: Name
    email: Email
    password: Password


class FirstAdministratorAwaited(BaseModel):
    awaited: bool = Field(description="nobody can sign in yet, and a one-time code lies ready")


class Founded(BaseModel):
    organisation_id: UUID
    person_id: UUID


@router.get("")
async def get_first_administrator(request: Request) -> FirstAdministratorAwaited:
    """Say whether a first administrator is awaited. Anybody may ask: the code itself lets in."""
    async with parts_of(request).pool.connection() as connection:
        row = await (await connection.execute(AWAITS_FOUNDER)).fetchone()
    return FirstAdministratorAwaited(awaited=row is not None and row[0])


@router.post("", status_code=201)
async def post_first_administrator(given: FirstAdministratorGiven, request: Request) -> Founded:
    """Make the centre and whoever administers it. The code ends with that; sign in then."""
    parts = parts_of(request)
    place = request.client.host if request.client else "unknown"
    guess = Guess(f"first:{place}")
    password_hash = await hash_new(given.password, email=given.email, name=given.name)
    organisation_id, person_id = new_id(), new_id()
    async with parts.open_work("found_centre", organisation_id) as work:
        now = await database_clock(work.connection)
        if parts.attempts.are_too_many(guess, now):
            raise TooManyAttempts
        values = {
            "digest": digest_of(paper_form(given.code)),
            "organisation_id": organisation_id,
            "organisation": given.centre.name,
            "zone": given.centre.time_zone,
            "person_id": person_id,
            "name": given.name,
            "email": given.email,
            "hash": password_hash,
            "at": now,
        }
        row = await (await work.connection.execute(FOUND_CENTRE, values)).fetchone()
        if row is None or not row[0]:
            parts.attempts.was_wrong(guess, now)
            raise NotAllowed("The code is wrong, or there is an administrator already.")
        centre = await work.set_up.hold(Organisation, organisation_id)
        person = await work.set_up.hold(Person, person_id)
        actor = Actor(kind="operator", id=person_id, name=given.name)
        by = Settler(actor=actor, organisation=organisation_id, roles=frozenset())
        for thing in (centre, person):
            told = Change(f"{thing.NOUN}.added", "set up", None, thing.shown())
            await write_down(work, by, thing, told)
    return Founded(organisation_id=organisation_id, person_id=person_id)
