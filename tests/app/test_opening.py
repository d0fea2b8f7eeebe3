"""An incident that an operator opens by hand: whole, with plan, deadline and journal."""

from dataclasses import replace
from uuid import uuid4

import pytest

from tests.app.desk import Desk
from tests.scene import ASHWORTH, CANALSIDE, DEV, MARGUERITE, OLIVE, OPERATOR, reported
from tocsin.app.incident import claim, resolve
from tocsin.app.opening import open_by_hand
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.told import PRIORITY_OF, TITLE_OF, Told
from tocsin.domain.errors import NotFound
from tocsin.domain.response.phone_call import CallOutcome
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import STANDARD_PLAN

BURGLARY = Told(
    about=CANALSIDE,
    kind=ResponseKind.INTRUDER,
    words="Two men at the shutter",
    by="a neighbour, by telephone",
)
S = IncidentState


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_what_is_opened_by_hand_has_plan_deadline_and_journal(desk: Desk) -> None:
    incident = await desk.do(open_by_hand, OLIVE, BURGLARY)
    assert (incident.state, incident.priority, incident.drill) == (S.WAITING, 2, False)
    assert incident.plan != STANDARD_PLAN
    assert desk.due(incident).due_at == desk.clock.now + incident.plan.claim_within
    last = desk.last(incident)
    assert (last["kind"], last["actor"], last["said"]) == (
        "incident.opened",
        "Olive Brandt",
        "Two men at the shutter",
    )
    title = TITLE_OF[ResponseKind.INTRUDER]
    assert last["text"] == f"opened it by hand (a neighbour, by telephone): {title}"
    assert desk.read(incident.id) == incident


@pytest.mark.parametrize("kind", ResponseKind)
async def test_its_priority_comes_from_its_kind(desk: Desk, kind: ResponseKind) -> None:
    incident = await desk.do(open_by_hand, OLIVE, replace(BURGLARY, kind=kind, by=None))
    assert (incident.response_kind, incident.priority) == (kind, PRIORITY_OF[kind])


async def test_about_a_lone_worker_it_is_always_the_persons_own(desk: Desk) -> None:
    told = replace(BURGLARY, about=MARGUERITE, kind=ResponseKind.MEDICAL)
    incident = await desk.do(open_by_hand, OLIVE, told)
    assert incident.response_kind is ResponseKind.PERSONAL


async def test_duress_that_is_told_of_is_silent_from_the_first_second(desk: Desk) -> None:
    incident = await desk.do(open_by_hand, OLIVE, replace(BURGLARY, silent=True))
    assert (incident.silent, incident.verified_at) == (True, desk.clock.now)


async def test_what_is_told_of_a_silent_one_is_hidden_from_its_customer(desk: Desk) -> None:
    """P3: whoever stands beside them may read what the customer sees."""
    await desk.do(open_by_hand, OLIVE, replace(BURGLARY, silent=True))
    joined = await desk.do(open_by_hand, OLIVE, BURGLARY)
    assert [alert.hidden for alert in joined.alerts] == [True, True]


async def test_duress_that_is_told_of_is_graver_than_its_kind(desk: Desk) -> None:
    incident = await desk.do(open_by_hand, OLIVE, replace(BURGLARY, silent=True))
    assert (incident.priority, desk.due(incident).priority) == (1, 1)


async def test_duress_that_is_told_of_rings_for_whoever_has_the_same_without_it(desk: Desk) -> None:
    """P3: whoever has it must not ring them."""
    opened = await desk.do(open_by_hand, OLIVE, BURGLARY)
    await desk.do(claim, opened.id, OLIVE)
    desk.clock.forward(seconds=5)
    forced = await desk.do(open_by_hand, DEV, replace(BURGLARY, silent=True))
    assert (forced.id, forced.silent, forced.priority) == (opened.id, True, 1)
    assert forced.worse_at == desk.clock.now
    visible = [alert.count for alert in forced.alerts if not alert.hidden]
    assert visible == [1], "P10: their customer sees nothing of that"


async def test_what_is_told_joins_what_is_open(desk: Desk) -> None:
    """One open incident of a kind for each site: the database would refuse a second."""
    known = await desk.in_hand(reported("BA", "4"))
    desk.clock.forward(seconds=5)
    after = await desk.do(open_by_hand, OLIVE, BURGLARY)
    assert (after.id, len(after.alerts), after.worse_at) == (known.id, 2, None)
    assert desk.last(after)["kind"] == "alert.joined"
    again = await desk.do(open_by_hand, OLIVE, BURGLARY)
    assert (len(again.alerts), again.alerts[-1].count) == (2, 2)
    assert desk.read(again.id) == again


async def test_what_is_worse_rings_for_whoever_has_it(desk: Desk) -> None:
    await desk.in_hand(reported("low_battery"), about=MARGUERITE)
    desk.clock.forward(seconds=5)
    told = replace(BURGLARY, about=MARGUERITE, kind=ResponseKind.PERSONAL)
    worse = await desk.do(open_by_hand, OLIVE, told)
    assert (worse.worse_at, worse.priority) == (desk.clock.now, 1)


async def test_told_a_second_time_it_takes_the_word_back_that_all_is_well(desk: Desk) -> None:
    told = replace(BURGLARY, about=MARGUERITE, kind=ResponseKind.PERSONAL)
    opened = await desk.do(open_by_hand, OLIVE, told)
    incident = await desk.in_hand(reported("panic"), about=MARGUERITE)
    assert incident.id == opened.id
    desk.clock.forward(seconds=5)
    await desk.rung(incident, MARGUERITE.id, CallOutcome.SAFE)
    desk.clock.forward(seconds=5)
    again = await desk.do(open_by_hand, OLIVE, told)
    assert again.worse_at == desk.clock.now


async def test_what_was_over_is_in_hand_again(desk: Desk) -> None:
    incident = await desk.in_hand(reported("BA", "4"))
    await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)
    over = Judgement(cause=Cause.FALSE_ACCIDENT)
    await desk.do(resolve, incident.id, OLIVE, OPERATOR, over)
    back = await desk.do(open_by_hand, OLIVE, BURGLARY)
    assert (back.state, back.cause, back.worse_at) == (S.HANDLING, None, desk.clock.now)


async def test_nothing_is_opened_about_what_is_not_there(desk: Desk) -> None:
    nowhere = replace(CANALSIDE, id=uuid4())
    with pytest.raises(NotFound):
        await desk.do(open_by_hand, OLIVE, replace(BURGLARY, about=nowhere))


async def test_the_plan_that_holds_at_the_opening_holds_for_the_incident(desk: Desk) -> None:
    """P11: the night plan goes on after the night is over; what opens then goes by the day's."""
    by_night = await desk.alarm(reported("BA", "4"), about=ASHWORTH)
    assert by_night.plan.name == "Ashworth House by night"
    entry = desk.last(by_night)
    assert (entry["kind"], entry["actor"]) == ("plan.chosen", "Plan")
    assert entry["text"] == (
        "chosen for this hour: Ashworth House by night, 21:00–07:00, version 4"
    )
    desk.clock.forward(hours=4, minutes=15)  # 06:59 there
    assert (await desk.alarm(reported("FA", "9"), about=ASHWORTH)).plan == by_night.plan
    desk.clock.forward(minutes=1)
    joined = await desk.alarm(reported("BA", "5"), about=ASHWORTH)
    assert (joined.id, joined.plan) == (by_night.id, by_night.plan)
    worse = await desk.alarm(reported("PA", "1"), about=ASHWORTH)
    assert worse.id != by_night.id
    assert (worse.plan.name, worse.plan.title) == (
        "Ashworth House by day",
        "Ashworth House by day, 07:00–21:00, version 3",
    )


async def test_a_plan_at_all_other_hours_is_no_choice_to_write_down(desk: Desk) -> None:
    desk.clock.forward(hours=8)
    incident = await desk.alarm(reported("panic"), about=MARGUERITE)
    assert incident.plan.name == "Community nurses, off duty"
    assert desk.kinds(incident) == ["incident.opened"]
    assert incident.contacts[0].name == "Oluwaseun Adebayo"
