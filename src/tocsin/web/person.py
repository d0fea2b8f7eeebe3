"""People over HTTP: who may sign in, and as what."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from tocsin.app import person as people
from tocsin.db import set_up_query
from tocsin.db.set_up import get_thing
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right, Role
from tocsin.domain.errors import Malformed
from tocsin.domain.people.password import why_not_password
from tocsin.domain.people.set_up import Person
from tocsin.gateways.password import hash_password
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Email, Name
from tocsin.web.set_up import SetUpShape, Turn, list_of, settler, write

router = APIRouter(prefix="/people", tags=["people"])

Password = Annotated[str, Field(min_length=1, max_length=1_000, repr=False)]


class PersonChange(BaseModel):
    name: Name
    email: Email
    roles: Annotated[frozenset[Role], Field(max_length=len(Role))]


class PersonGiven(PersonChange):
    organisation_id: UUID | None = None  # one's own, when it is left out
    password: Password  # the first one, which they change themselves


class PasswordGiven(BaseModel):
    password: Password


class PersonShape(SetUpShape):
    organisation_id: UUID
    name: str
    email: str
    roles: list[str]


class PersonList(BaseModel):
    items: list[PersonShape]
    next: str | None


@router.get("")
async def get_people(
    asker: AskerDep,
    rows: RowsDep,
    turn: Annotated[Turn, Query()],
    organisation: UUID | None = None,
) -> PersonList:
    """List who may sign in."""
    demand(asker, "person", Right.CHANGE)
    items, more = await list_of(
        rows, set_up_query.LIST_PEOPLE, turn, "people", organisation=organisation
    )
    return PersonList(items=[PersonShape(**item) for item in items], next=more)


@router.get("/{person_id}")
async def get_person(person_id: UUID, asker: AskerDep, rows: RowsDep) -> PersonShape:
    """Show one person."""
    demand(asker, "person", Right.CHANGE)
    return PersonShape.model_validate(await get_thing(rows, Person, person_id))


@router.post("", response_model=PersonShape, status_code=201)
async def post_person(given: PersonGiven, command: CommandDep) -> Response:
    """Let somebody sign in, with a first password."""
    demand(command.asker, "person", Right.ADD)
    password_hash = await hash_new(given.password, email=given.email, name=given.name)

    async def act(work: PostgresWork) -> str:
        person = Person(
            id=work.new_id(),
            organisation_id=given.organisation_id or command.asker.organisation,
            centre_id=None,
            name=given.name,
            email=given.email,
            roles=tuple(sorted(given.roles)),
        )
        by = settler(command.asker)
        return write(PersonShape, await people.register_person(work, by, person, password_hash))

    return await command.once("register_person", act, answers=201)


@router.put("/{person_id}", response_model=PersonShape)
async def put_person(person_id: UUID, given: PersonChange, command: CommandDep) -> Response:
    """Change somebody's name, address and roles."""

    async def act(work: PostgresWork) -> str:
        changes = given.model_dump() | {"roles": tuple(sorted(given.roles))}
        by = settler(command.asker)
        return write(PersonShape, await people.change_person(work, by, person_id, changes))

    demand(command.asker, "person", Right.CHANGE)
    return await command.once("change_person", act)


@router.post("/{person_id}/withdraw", response_model=PersonShape)
async def post_person_withdrawal(person_id: UUID, command: CommandDep) -> Response:
    """Let somebody in no longer. Every screen of theirs ends within seconds."""

    async def act(work: PostgresWork) -> str:
        by = settler(command.asker)
        return write(PersonShape, await people.withdraw_person(work, by, person_id))

    demand(command.asker, "person", Right.CHANGE)
    return await command.once("withdraw_person", act)


@router.post("/{person_id}/password", response_model=PersonShape)
async def post_password_reset(
    person_id: UUID, given: PasswordGiven, command: CommandDep, rows: RowsDep
) -> Response:
    """Give somebody another first password: they are signed out everywhere."""
    demand(command.asker, "person", Right.CHANGE)
    person = await get_thing(rows, Person, person_id)
    password_hash = await hash_new(given.password, email=person.email, name=person.name)

    async def act(work: PostgresWork) -> str:
        by = settler(command.asker)
        return write(PersonShape, await people.reset_password(work, by, person_id, password_hash))

    return await command.once("reset_password", act)


async def hash_new(password: str, *, email: str, name: str) -> str:
    """Hash what may be a password. Raises Malformed."""
    if why := why_not_password(password, email=email, name=name):
        raise Malformed(why)
    return await run_in_threadpool(hash_password, password)
