"""The use cases of a response plan: which version, beside which others, what is written down."""

import json
from dataclasses import replace
from datetime import time
from uuid import UUID, uuid4

import pytest

from tests.app.test_set_up import ADMIN, WARD, told
from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.scene import ASHWORTH, CANALSIDE, SUBJECTS, make_store, plan_scope
from tocsin.app.response_plan import Proposal, agree, check, withdraw_plan
from tocsin.demo import story
from tocsin.domain.errors import Malformed, NotAllowed, NotFound
from tocsin.domain.response.plan_check import Fault
from tocsin.domain.response.plan_hours import EVERY_DAY, WEEK, PlanHours
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import AgreedPlan, PlanScope, ResponsePlan

PLAN = ResponsePlan(version=1, name="Else")
NIGHT = replace(PLAN, name="Night", hours=PlanHours(days=EVERY_DAY, begin=time(18), end=time(6)))
OWN = plan_scope(SUBJECTS[CANALSIDE])


@pytest.fixture
def store(clock: FakeClock) -> FakeStore:
    return make_store(clock)


def proposal(
    plan: ResponsePlan = PLAN, scope: PlanScope = OWN, of_plan: UUID | None = None
) -> Proposal:
    return Proposal(scope=scope, plan=plan, of_plan=of_plan)


async def agreed(store: FakeStore, about: Proposal) -> tuple[AgreedPlan, list[Fault]]:
    async with store.open_work() as work:
        known, findings = await agree(work, ADMIN, about)
    return known, [finding.fault for finding in findings]


async def names(store: FakeStore) -> dict[str, int]:
    async with store.open_work() as work:
        may_hold = await work.plans.that_may_hold(OWN)
    return {each.plan.name: each.plan.version for each in may_hold}


async def test_a_plan_is_agreed_as_the_next_version(store: FakeStore) -> None:
    async with store.open_work() as work:
        assert await check(work, ADMIN, proposal()) == []
    second, findings = await agreed(store, proposal())
    assert (second.plan.version, findings) == (8, [])
    everywhere = replace(OWN, subject=None, response_kind=ResponseKind.FIRE)
    first, found = await agreed(store, Proposal(scope=everywhere, plan=replace(PLAN, services=())))
    assert (first.plan.version, found) == (1, [Fault.NO_EMERGENCY_SERVICE])
    assert await names(store) == {"Else": 8}
    newer, older = told(store, story.HARGREAVES)
    assert json.loads(newer["before"])["name"] == "Canalside, at all hours"
    assert "before" not in older


async def test_a_plan_with_hours_stands_beside_the_one_for_all_others(store: FakeStore) -> None:
    night, findings = await agreed(store, proposal(NIGHT))
    assert (night.plan.version, findings) == (1, [])
    assert await names(store) == {"Canalside, at all hours": 7, "Night": 1}
    written = json.loads(told(store, story.HARGREAVES)[-1]["after"])
    assert written["hours"] == {"days": list(WEEK), "from": "18:00", "until": "06:00"}


async def test_its_hours_may_change_from_version_to_version(store: FakeStore) -> None:
    night, _ = await agreed(store, proposal(NIGHT))
    assert NIGHT.hours is not None
    later = replace(NIGHT, hours=replace(NIGHT.hours, begin=time(20)))
    second, _ = await agreed(store, proposal(later, of_plan=night.id))
    assert (second.id, second.plan.version) == (night.id, 2)
    changed = told(store, story.HARGREAVES)[-1]
    assert json.loads(changed["before"])["hours"]["from"] == "18:00"
    assert json.loads(changed["after"])["hours"]["from"] == "20:00"


async def test_overlapping_hours_are_refused_by_name_and_hours(store: FakeStore) -> None:
    await agreed(store, proposal(NIGHT))
    with pytest.raises(Malformed, match="“Night” \\(18:00–06:00\\) holds already"):
        await agreed(store, proposal(replace(NIGHT, name="Another night")))
    night = (await names(store))["Night"]
    assert night == 1


async def test_a_plan_cannot_be_turned_into_a_second_one_for_all_hours(store: FakeStore) -> None:
    night, _ = await agreed(store, proposal(NIGHT))
    with pytest.raises(Malformed, match="holds at all other hours already"):
        await agreed(store, proposal(replace(NIGHT, hours=None), of_plan=night.id))


async def test_a_version_of_no_plan_or_of_anothers_is_refused(store: FakeStore) -> None:
    night, _ = await agreed(store, proposal(NIGHT))
    elsewhere = plan_scope(SUBJECTS[ASHWORTH])
    for about in (proposal(of_plan=uuid4()), proposal(scope=elsewhere, of_plan=night.id)):
        with pytest.raises(NotFound):
            await agreed(store, about)


async def test_a_plan_that_is_withdrawn_is_followed_no_more(store: FakeStore) -> None:
    night, _ = await agreed(store, proposal(NIGHT))
    async with store.open_work() as work:
        assert await withdraw_plan(work, ADMIN, night.id) == night
    assert await names(store) == {"Canalside, at all hours": 7}
    entry = told(store, story.HARGREAVES)[-1]
    assert (entry["kind"], entry["text"]) == (
        "response_plan.withdrawn",
        "withdrew a plan of the organisation",
    )
    assert json.loads(entry["before"])["name"] == "Night"
    with pytest.raises(NotFound):
        async with store.open_work() as work:
            await withdraw_plan(work, ADMIN, night.id)
    with pytest.raises(NotFound):
        await agreed(store, proposal(NIGHT, of_plan=night.id))
    assert (await agreed(store, proposal(NIGHT)))[0].id != night.id


async def test_hours_that_are_left_without_a_plan_are_told(store: FakeStore) -> None:
    store.tables.plans.clear()
    _, findings = await agreed(store, proposal(NIGHT))
    assert findings == [Fault.HOURS_WITHOUT_PLAN]


async def test_a_plan_that_cannot_be_followed_is_refused_with_its_reasons(store: FakeStore) -> None:
    late = replace(PLAN, verify_within=PLAN.decide_within * 2)
    with pytest.raises(Malformed, match="verify_within_s is above"):
        await agreed(store, proposal(late))


async def test_whoever_may_not_agrees_and_withdraws_nothing(store: FakeStore) -> None:
    theirs = next(r.agreed for r in store.tables.plans if r.agreed.scope.subject == ASHWORTH)
    with pytest.raises(NotAllowed):
        async with store.open_work() as work:
            await agree(work, WARD, Proposal(scope=theirs.scope, plan=PLAN))
    with pytest.raises(NotAllowed):
        async with store.open_work() as work:
            await withdraw_plan(work, WARD, theirs.id)
