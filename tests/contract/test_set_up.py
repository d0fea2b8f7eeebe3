"""The set-up in memory and in PostgreSQL: read, held, added, saved and refused alike."""

from dataclasses import replace
from datetime import time
from uuid import uuid4

import pytest

from tests.contract.stage import Stage
from tests.scene import CANALSIDE, PRIYA, SUBJECTS, plan_scope
from tests.things import story_things
from tocsin.app.ports import Entry, Work
from tocsin.demo import story
from tocsin.domain.access import Role
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
from tocsin.domain.response.plan_hours import WEEKEND, PlanHours
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import AgreedPlan, ResponsePlan

THINGS = story_things()
SAVED: list[Thing] = [
    *(t for t in THINGS.values() if t.id in {story.NORTHGATE, story.HARGREAVES, story.LINE}),
    *(t for t in THINGS.values() if isinstance(t, Site | LoneWorker | Panel | Person)),
]


async def tell(work: Work, thing: Thing) -> None:
    entry = Entry(kind="set_up.changed", actor=PRIYA, text="x", references={"about": str(thing.id)})
    await work.journal.append(thing, entry)


@pytest.mark.parametrize("thing", SAVED, ids=lambda thing: thing.NOUN)
async def test_a_thing_is_read_as_it_was_set_up_and_as_it_was_saved(
    stage: Stage, thing: Thing
) -> None:
    async with stage.open_web_work("test") as work:
        assert await work.set_up.get(type(thing), thing.id) == thing
        await work.set_up.hold(Organisation, story.NORTHGATE)
        changed = replace(thing, withdrawn_at=work.now)
        await work.set_up.save(changed)
        await tell(work, changed)
    async with stage.open_web_work("test") as work:
        assert await work.set_up.hold(type(thing), thing.id) == changed


async def test_what_is_new_is_stored_with_all_its_fields(stage: Stage) -> None:
    site = Site(
        id=uuid4(),
        customer_id=story.HARGREAVES,
        centre_id=story.NORTHGATE,
        name="New",
        address="Here",
        latitude=1.5,
        longitude=-2.5,
        time_zone="UTC",
        keys="4711",
    )
    panel = Panel(
        id=uuid4(),
        customer_id=story.HARGREAVES,
        centre_id=story.NORTHGATE,
        line_id=story.LINE,
        site_id=site.id,
        account="77AA",
        has_key=True,
        profile={"crc": "binary"},
        report_every_s=60,
    )
    async with stage.open_web_work("test") as work:
        await work.set_up.hold(Organisation, story.HARGREAVES)
        for thing, secret in ((site, None), (panel, b"a-key-of-16-byte")):
            await work.set_up.add(thing, secret)
            await tell(work, thing)
    async with stage.open_web_work("test") as work:
        assert await work.set_up.get(Site, site.id) == site
        assert await work.set_up.get(Panel, panel.id) == panel
        assert await work.set_up.is_in_use(site) is True
        assert await work.set_up.is_in_use(panel) is False
        await work.set_up.hold(Organisation, story.HARGREAVES)
        await work.set_up.set_panel_key(panel, None)
        await tell(work, panel)
        assert (await work.set_up.get(Panel, panel.id)).has_key is False


async def test_what_is_in_use_is_refused(stage: Stage) -> None:
    panel, line, person = (
        next(t for t in THINGS.values() if isinstance(t, kind))
        for kind in (Panel, ReceiverLine, Person)
    )
    assert isinstance(person, Person)
    assert isinstance(panel, Panel)
    shouted = replace(person, id=uuid4(), email=person.email.upper())
    for thing in (replace(panel, id=uuid4(), has_key=False), replace(line, id=uuid4()), shouted):
        with pytest.raises(Taken):
            async with stage.open_web_work("test") as work:
                await work.set_up.hold(Organisation, story.NORTHGATE)
                await work.set_up.add(thing)
    with pytest.raises(NotFound):
        async with stage.open_web_work("test") as work:
            await work.set_up.get(Site, story.LINE)


async def test_a_change_that_is_not_written_down_does_not_commit(stage: Stage) -> None:
    site = THINGS[story.CANALSIDE]
    with pytest.raises(AssertionError, match="without a journal entry"):
        async with stage.open_web_work("test") as work:
            await work.set_up.hold(Site, site.id)
            await work.set_up.save(replace(site, withdrawn_at=work.now))


async def test_contacts_are_replaced_as_a_whole(stage: Stage) -> None:
    first, *others = SUBJECTS[CANALSIDE].contacts
    kept = [replace(others[0], position=1, email="tom@x.example"), replace(first, position=2)]
    async with stage.open_web_work("test") as work:
        await work.set_up.hold(Organisation, story.HARGREAVES)
        await work.set_up.set_contacts(await work.subjects.lock(CANALSIDE), kept)
        await tell(work, THINGS[story.CANALSIDE])
    async with stage.open_web_work("test") as work:
        assert list((await work.subjects.lock(CANALSIDE)).contacts) == kept


async def test_a_plan_is_kept_version_by_version_until_it_is_withdrawn(stage: Stage) -> None:
    scope = replace(plan_scope(SUBJECTS[CANALSIDE]), subject=None, response_kind=ResponseKind.FIRE)
    hours = PlanHours(days=WEEKEND, begin=time(18), end=time(6))
    plan = ResponsePlan(version=1, name="Everywhere, fire", hours=hours, contacts=(uuid4(),))
    first = AgreedPlan(id=uuid4(), scope=scope, plan=plan)
    second = replace(first, plan=replace(plan, version=2))
    for agreed in (first, second):
        async with stage.open_web_work("test") as work:
            customer = await work.set_up.hold(Organisation, story.HARGREAVES)
            await work.plans.add(uuid4(), agreed)
            await tell(work, customer)
        async with stage.open_web_work("test") as work:
            assert await work.plans.get(first.id) == agreed
            assert await work.plans.that_may_hold(scope) == [agreed]
    async with stage.open_web_work("test") as work:
        customer = await work.set_up.hold(Organisation, story.HARGREAVES)
        await work.plans.add(uuid4(), replace(first, plan=replace(plan, version=3)), withdrawn=True)
        await tell(work, customer)
    async with stage.open_web_work("test") as work:
        assert await work.plans.that_may_hold(scope) == []
        with pytest.raises(NotFound):
            await work.plans.get(first.id)


async def test_people_are_counted_by_role_and_their_screens_end(stage: Stage) -> None:
    olive = story.id_of("olive@northgate.example")
    stage.hear(olive, stage.clock.now)
    async with stage.open_web_work("test") as work:
        assert await work.people.count_with(story.NORTHGATE, Role.OPERATOR) == 2
        assert await work.people.count_with(story.HARGREAVES, Role.OPERATOR) == 0
        await work.people.set_password(olive, "hash")
        await work.people.end_sign_ins(olive)
