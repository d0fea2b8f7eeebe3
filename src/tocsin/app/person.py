"""Use cases of people: who may sign in, as what, and when no longer. Each is written down."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from tocsin.app.ports import Work
from tocsin.app.set_up import Change, Settler, hold, register, save, withdraw, write_down
from tocsin.domain.access import Role
from tocsin.domain.errors import NotAllowed, NotNow
from tocsin.domain.people.set_up import ApiKey, Organisation, Person

ADMINS = frozenset({Role.CENTRE_ADMIN, Role.CUSTOMER_ADMIN})


async def register_person(work: Work, by: Settler, person: Person, password_hash: str) -> Person:
    """Let somebody sign in, with a first password that they change themselves."""
    organisation = await work.set_up.get(Organisation, person.organisation_id)
    _demand_roles(organisation, person.roles)
    person = replace(person, centre_id=organisation.page.centre_id)
    registered = await register(work, by, person)
    await work.people.set_password(person.id, password_hash)
    return registered


async def change_person(
    work: Work, by: Settler, person_id: UUID, changes: Mapping[str, Any]
) -> Person:
    """Change somebody's name, address or roles. Somebody must remain who administers."""
    person = await hold(work, by, Person, person_id)
    if person.withdrawn_at is not None:
        raise NotNow("This person was withdrawn.")
    changed = replace(person, **changes)
    organisation = await work.set_up.get(Organisation, person.organisation_id)
    _demand_roles(organisation, changed.roles)
    await _demand_successor(work, person, changed.roles)
    return await save(work, by, person, changed)


async def withdraw_person(work: Work, by: Settler, person_id: UUID) -> Person:
    """Let somebody in no longer. Whatever they have open ends."""
    person = await hold(work, by, Person, person_id)
    if person.withdrawn_at is None:
        await _demand_successor(work, person, ())
    return await withdraw(work, by, Person, person_id)


async def reset_password(work: Work, by: Settler, person_id: UUID, password_hash: str) -> Person:
    """Give somebody another first password; every browser of theirs is signed out."""
    person = await hold(work, by, Person, person_id)
    await work.people.set_password(person_id, password_hash)
    await work.people.end_sign_ins(person_id)
    told = Change("person.password_reset", "gave another password to", None, None)
    await write_down(work, by, person, told)
    return person


async def change_password(work: Work, by: Settler, password_hash: str, token_digest: bytes) -> None:
    """Change one's own password; one's other browsers are signed out."""
    person = await _hold_oneself(work, by)
    await work.people.set_password(person.id, password_hash)
    await work.people.end_sign_ins(person.id, but=token_digest)
    told = Change("person.password_changed", "changed the password of", None, None)
    await write_down(work, by, person, told)


async def note_second_factor(work: Work, by: Settler, kind: str, verb: str) -> None:
    """Write down what somebody did with their second factor; never what it is."""
    person = await _hold_oneself(work, by)
    await write_down(work, by, person, Change(kind, verb, None, None))


async def lose_second_factor(work: Work, by: Settler, person_id: UUID) -> Person:
    """Take the second factor off somebody who lost it; every browser of theirs is signed out."""
    person = await hold(work, by, Person, person_id)
    await work.people.end_sign_ins(person_id)
    told = Change("person.second_factor_lost", "took the second factor off", None, None)
    await write_down(work, by, person, told)
    return person


async def register_api_key(work: Work, by: Settler, api_key: ApiKey, digest: bytes) -> ApiKey:
    """Let a program in. Only the digest of its key is kept."""
    organisation = await work.set_up.get(Organisation, api_key.organisation_id)
    api_key = replace(api_key, centre_id=organisation.page.centre_id)
    return await register(work, by, api_key, digest)


async def _hold_oneself(work: Work, by: Settler) -> Person:
    assert by.actor.id is not None, "whoever signs in has an id"
    await work.set_up.hold(Organisation, by.organisation)
    return await work.set_up.hold(Person, by.actor.id)


def _demand_roles(organisation: Organisation, roles: tuple[str, ...]) -> None:
    """Refuse what nobody of this kind of organisation can be. Raises NotAllowed."""
    if impossible := sorted(set(roles) - organisation.possible_roles):
        raise NotAllowed(f"Nobody at {organisation.name} can be {', '.join(impossible)}.")


async def _demand_successor(work: Work, person: Person, roles: tuple[str, ...]) -> None:
    """Refuse to take the last one away who could give anybody a right again. Raises NotNow."""
    for role in sorted(ADMINS & set(map(Role, person.roles)) - set(map(Role, roles))):
        if await work.people.count_with(person.organisation_id, role) == 1:
            raise NotNow(f"{person.name} is the last {role.replace('_', ' ')}: name another first.")
