"""The use cases of people: who may sign in as what, and that somebody always remains."""

import json
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tests.app.test_set_up import ADMIN, WARD, store, told
from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.scene import OLIVE
from tocsin.app import person as people
from tocsin.demo import story
from tocsin.domain.access import Role
from tocsin.domain.errors import NotAllowed, NotNow
from tocsin.domain.people.set_up import ApiKey, Person

__all__ = ["store"]  # the fixture


def person(*roles: str, organisation: UUID = story.NORTHGATE) -> Person:
    return Person(
        id=uuid4(),
        organisation_id=organisation,
        centre_id=None,
        name="Ada",
        email=f"{uuid4()}@x.example",
        roles=roles,
    )


async def test_people_are_what_their_organisation_has(store: FakeStore) -> None:
    nurse = person("customer_admin", organisation=story.CALDER_VALE)
    async with store.open_work() as work:
        added = await people.register_person(work, ADMIN, nurse, "hash")
    assert added.centre_id == story.NORTHGATE
    assert store.tables.passwords == {nurse.id: "hash"}
    assert "hash" not in json.dumps(told(store, story.CALDER_VALE))
    for roles in (("operator",), ("centre_admin",)):
        with pytest.raises(NotAllowed):
            async with store.open_work() as work:
                await people.change_person(work, WARD, nurse.id, {"roles": roles})
    async with store.open_work() as work:
        await people.change_person(work, WARD, nurse.id, {"name": "Nia"})


async def test_somebody_always_remains_who_administers(store: FakeStore) -> None:
    first, second = person("centre_admin"), person("centre_admin", "operator")
    async with store.open_work() as work:
        await people.register_person(work, ADMIN, first, "hash")
        await people.withdraw_person(work, ADMIN, story.id_of("wanda@northgate.example"))
    with pytest.raises(NotNow, match="last centre admin"):
        async with store.open_work() as work:
            await people.withdraw_person(work, ADMIN, first.id)
    async with store.open_work() as work:
        await people.register_person(work, ADMIN, second, "hash")
    for _ in range(2):
        async with store.open_work() as work:
            await people.withdraw_person(work, ADMIN, first.id)
    with pytest.raises(NotNow, match="was withdrawn"):
        async with store.open_work() as work:
            await people.change_person(work, ADMIN, first.id, {"name": "Back"})
    with pytest.raises(NotNow, match="last centre admin"):
        async with store.open_work() as work:
            await people.change_person(work, ADMIN, second.id, {"roles": ("operator",)})


async def test_a_password_that_changes_ends_what_is_open(store: FakeStore) -> None:
    assert OLIVE.id is not None
    herself = replace(ADMIN, actor=OLIVE, roles=frozenset({Role.OPERATOR}))
    store.tables.sign_ins = {b"here": OLIVE.id, b"there": OLIVE.id, b"other": uuid4()}
    async with store.open_work() as work:
        await people.change_password(work, herself, "new", b"here")
    assert set(store.tables.sign_ins) == {b"here", b"other"}
    async with store.open_work() as work:
        await people.reset_password(work, ADMIN, OLIVE.id, "newer")
    assert (set(store.tables.sign_ins), store.tables.passwords) == (
        {b"other"},
        {OLIVE.id: "newer"},
    )
    async with store.open_work() as work:
        await people.note_second_factor(work, herself, "person.second_factor_on", "turned it on")
    async with store.open_work() as work:
        await people.lose_second_factor(work, ADMIN, OLIVE.id)
    assert [entry["kind"] for entry in told(store, story.NORTHGATE)] == [
        *("person.password_changed", "person.password_reset"),
        *("person.second_factor_on", "person.second_factor_lost"),
    ]


async def test_a_program_is_let_in_by_a_digest(store: FakeStore, clock: FakeClock) -> None:
    key = ApiKey(
        id=uuid4(),
        organisation_id=story.CALDER_VALE,
        centre_id=None,
        label="Rota",
        created_at=clock.now,
    )
    async with store.open_work() as work:
        registered = await people.register_api_key(work, ADMIN, key, b"digest")
    assert (registered.centre_id, store.tables.secrets[key.id]) == (story.NORTHGATE, b"digest")
