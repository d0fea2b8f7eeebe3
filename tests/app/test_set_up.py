"""The use cases of the set-up: what is refused, what is written down, and what never is."""

import json
from dataclasses import replace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.scene import ASHWORTH, MARGUERITE, OLIVE, PRIYA, SUBJECTS, make_store
from tocsin.app import panel as panels
from tocsin.app.set_up import Settler, change, register, set_contacts, withdraw
from tocsin.demo import story
from tocsin.domain.access import Role
from tocsin.domain.errors import Malformed, NotAllowed, NotFound, NotNow, Taken
from tocsin.domain.people.set_up import (
    WITHHELD,
    LoneWorker,
    Organisation,
    Panel,
    ReceiverLine,
    Site,
)
from tocsin.domain.people.subject import SubjectRef

ADMIN = Settler(
    actor=PRIYA, organisation=story.NORTHGATE, roles=frozenset({Role.CENTRE_ADMIN, Role.SUPERVISOR})
)
WARD = Settler(actor=OLIVE, organisation=story.CALDER_VALE, roles=frozenset({Role.CUSTOMER_ADMIN}))
OPERATOR = replace(ADMIN, roles=frozenset({Role.OPERATOR}))
SITE = Site(
    id=uuid4(),
    customer_id=story.HARGREAVES,
    centre_id=story.NORTHGATE,
    name="Tannery Lane",
    address="4 Tannery Lane",
    time_zone="UTC",
    keys="4711",
)


@pytest.fixture
def store(clock: FakeClock) -> FakeStore:
    return make_store(clock)


def told(store: FakeStore, organisation: UUID) -> list[dict[str, Any]]:
    entries = store.tables.journal.get(organisation, ())
    return [json.loads(e.text) | json.loads(e.body.text) for e in entries if e.body]


async def test_what_is_set_up_is_told_without_what_is_private(store: FakeStore) -> None:
    async with store.open_work() as work:
        await register(work, ADMIN, SITE)
    async with store.open_work() as work:
        await change(work, ADMIN, Site, SITE.id, {"name": "Tannery", "keys": "4712"})
    async with store.open_work() as work:
        await change(work, ADMIN, Site, SITE.id, {"name": "Tannery"})
    added, changed = told(store, story.HARGREAVES)
    assert (added["kind"], added["references"]) == ("site.added", {"about": str(SITE.id)})
    assert json.loads(added["after"])["keys"] == WITHHELD
    assert json.loads(changed["before"]) == {"name": "Tannery Lane", "keys": WITHHELD}
    assert json.loads(changed["after"]) == {"name": "Tannery", "keys": WITHHELD}
    assert changed["actor"] == PRIYA.name


async def test_a_change_without_a_journal_entry_does_not_commit(store: FakeStore) -> None:
    with pytest.raises(AssertionError, match="without a journal entry"):
        async with store.open_work() as work:
            await work.set_up.hold(Organisation, story.HARGREAVES)
            await work.set_up.add(SITE)


async def test_a_new_customer_is_its_centres(store: FakeStore) -> None:
    customer = Organisation(
        id=uuid4(), name="New", time_zone="UTC", is_customer=True, centre_id=story.NORTHGATE
    )
    async with store.open_work() as work:
        await register(work, ADMIN, customer)
    assert [entry["kind"] for entry in told(store, customer.id)] == ["organisation.added"]
    foreign = replace(customer, id=uuid4(), centre_id=uuid4())
    with pytest.raises(NotAllowed):
        async with store.open_work() as work:
            await register(work, ADMIN, foreign)


@pytest.mark.parametrize("by", [OPERATOR, WARD, replace(ADMIN, organisation=uuid4())])
async def test_whoever_may_not_sets_nothing_up(store: FakeStore, by: Settler) -> None:
    with pytest.raises(NotAllowed):
        async with store.open_work() as work:
            await register(work, by, SITE)
    with pytest.raises(NotAllowed):
        async with store.open_work() as work:
            await change(work, by, Site, story.CANALSIDE, {"name": "Mine"})


async def test_what_is_withdrawn_stays_and_is_changed_no_more(store: FakeStore) -> None:
    line = ReceiverLine(id=uuid4(), centre_id=story.NORTHGATE, name="Line 2", port=8700)
    async with store.open_work() as work:
        await register(work, ADMIN, line)
    for _ in range(2):
        async with store.open_work() as work:
            await withdraw(work, ADMIN, ReceiverLine, line.id)
    assert store.tables.things[line.id].withdrawn_at is not None
    kinds = [entry["kind"] for entry in told(store, story.NORTHGATE)]
    assert kinds == ["receiver_line.added", "receiver_line.withdrawn"]
    with pytest.raises(NotNow, match="withdrawn"):
        async with store.open_work() as work:
            await change(work, ADMIN, ReceiverLine, line.id, {"name": "Again"})


@pytest.mark.parametrize(
    ("kind", "thing_id"),
    [
        (Organisation, story.HARGREAVES),
        (Site, story.CANALSIDE),
        (ReceiverLine, story.LINE),
        (Organisation, story.NORTHGATE),
    ],
)
async def test_what_something_belongs_to_is_not_withdrawn(
    store: FakeStore, kind: type[Organisation | Site | ReceiverLine], thing_id: UUID
) -> None:
    with pytest.raises(NotNow, match="in use"):
        async with store.open_work() as work:
            await withdraw(work, ADMIN, kind, thing_id)


async def test_nothing_is_set_up_for_who_was_withdrawn(store: FakeStore, clock: FakeClock) -> None:
    known = store.tables.things[story.HARGREAVES]
    store.tables.things[story.HARGREAVES] = replace(known, withdrawn_at=clock.now)
    with pytest.raises(NotNow, match="was withdrawn"):
        async with store.open_work() as work:
            await register(work, ADMIN, SITE)


@pytest.mark.parametrize("ref", [ASHWORTH, MARGUERITE])
async def test_contacts_keep_their_identity_and_get_the_given_order(
    store: FakeStore, ref: SubjectRef
) -> None:
    before = SUBJECTS[ref].contacts
    new = replace(before[0], id=uuid4(), name="Nadia")
    async with store.open_work() as work:
        kept = await set_contacts(work, WARD, ref, [new, *reversed(before)])
    assert [contact.position for contact in kept] == list(range(1, len(before) + 2))
    assert [contact.id for contact in kept[1:]] == [contact.id for contact in reversed(before)]
    assert kept[0].id not in {new.id, *(contact.id for contact in before)}
    (entry,) = told(store, story.CALDER_VALE)
    assert entry["kind"] == "contact.list_changed"
    assert "Nadia" in entry["after"]


def a_panel(account: str = "77AA", **changes: UUID) -> Panel:
    blank = UUID(int=0)
    panel = Panel(
        id=uuid4(),
        customer_id=blank,
        centre_id=blank,
        line_id=story.LINE,
        site_id=story.CANALSIDE,
        account=account,
        profile={},
    )
    return replace(panel, **cast(dict[str, Any], changes))


async def test_a_panel_is_its_sites_and_its_key_is_written_nowhere(store: FakeStore) -> None:
    key = b"a-key-of-16-byte"
    async with store.open_work() as work:
        panel = await panels.register_panel(work, ADMIN, a_panel(), key)
    assert (panel.customer_id, panel.has_key) == (story.HARGREAVES, True)
    assert store.tables.secrets[panel.id] == key
    for other in (b"another-16-bytes", None):
        async with store.open_work() as work:
            await panels.change_key(work, ADMIN, panel.id, other)
        assert store.tables.secrets[panel.id] == other
    said = json.dumps(told(store, story.HARGREAVES))
    assert "a-key" not in said
    assert "another-16" not in said
    async with store.open_work() as work:
        await withdraw(work, ADMIN, Panel, panel.id)
    with pytest.raises(NotNow):
        async with store.open_work() as work:
            await panels.change_key(work, ADMIN, panel.id, key)


async def test_a_panel_reports_where_it_can(store: FakeStore, clock: FakeClock) -> None:
    async def refused(why: type[Exception], account: str = "77AA", **changes: UUID) -> None:
        with pytest.raises(why):
            async with store.open_work() as work:
                await panels.register_panel(work, ADMIN, a_panel(account, **changes), None)

    await refused(Taken, account=story.CLEAR_ACCOUNT)
    await refused(NotFound, site_id=uuid4())
    elsewhere = ReceiverLine(id=uuid4(), centre_id=uuid4(), name="Theirs", port=8701)
    store.tables.things[elsewhere.id] = elsewhere
    await refused(Malformed, line_id=elsewhere.id)
    trackers = ReceiverLine(
        id=uuid4(), centre_id=story.NORTHGATE, name="Traccar", protocol="traccar"
    )
    store.tables.things[trackers.id] = trackers
    await refused(Malformed, line_id=trackers.id)
    site = store.tables.things[story.CANALSIDE]
    store.tables.things[story.CANALSIDE] = replace(site, withdrawn_at=clock.now)
    await refused(NotNow)


async def test_a_lone_worker_is_known_to_the_rules_as_soon_as_set_up(store: FakeStore) -> None:
    nurse = LoneWorker(
        id=uuid4(),
        customer_id=story.CALDER_VALE,
        centre_id=story.NORTHGATE,
        name="Nia",
        time_zone="UTC",
        medical="Asthma",
    )
    async with store.open_work() as work:
        await register(work, ADMIN, nurse)
    async with store.open_work() as work:
        held = await work.subjects.lock(replace(MARGUERITE, id=nurse.id))
    assert held.name == "Nia"
    assert "Asthma" not in json.dumps(told(store, story.CALDER_VALE))
