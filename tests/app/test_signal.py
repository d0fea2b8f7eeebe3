"""Raising: from stored signals to incidents, with plan, deadline and journal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.desk import Desk
from tests.scene import ASHWORTH, CANALSIDE, MARGUERITE, OLIVE, PLANS, SUPERVISOR, reported
from tests.tables import PlanRow
from tocsin.app.claim import park
from tocsin.app.incident import claim, close, resolve
from tocsin.app.signal import Care, raise_signals
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.signal import DeviceReport, Settlement
from tocsin.domain.people.subject import SubjectRef
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import STANDARD_PLAN, ResponsePlan
from tocsin.domain.response.verification import StepKind, Verdict, verdict

BURGLARY, FIRE = reported("BA", "4"), reported("FA", "9")
OVER = Judgement(cause=Cause.FALSE_ACCIDENT)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def resolved(desk: Desk) -> Incident:
    """Have a burglary that everybody says was none."""
    incident = await desk.in_hand(BURGLARY)
    await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)
    return await desk.do(resolve, incident.id, OLIVE, SUPERVISOR, OVER)


async def test_an_alarm_opens_an_incident_with_its_plan_its_deadline_and_its_journal(
    desk: Desk,
) -> None:
    """P1."""
    incident = await desk.alarm(BURGLARY)
    assert (incident.state, incident.priority) == (IncidentState.WAITING, 2)
    assert (incident.silent, incident.drill) == (False, False)
    assert incident.plan == PLANS[0].plan
    assert desk.due(incident).due_at == desk.clock.now + incident.plan.claim_within
    last = desk.last(incident)
    assert (last["kind"], last["actor"]) == ("incident.opened", "Panel")
    assert last["text"] == "reported Burglary alarm, zone 4"
    assert last["references"]["code"] == "SIA BA"


async def test_a_lone_worker_reports_by_name(desk: Desk) -> None:
    desk.clock.forward(hours=8)  # by day she has no plan of its own, whose choice would come last
    incident = await desk.alarm(reported("panic"), about=MARGUERITE)
    last = desk.last(incident)
    assert (last["actor"], last["text"]) == ("Marguerite Adebayo-Lindqvist", "reported Panic")
    assert incident.response_kind is ResponseKind.PERSONAL


async def test_where_nothing_was_agreed_the_standard_plan_applies_and_says_so(desk: Desk) -> None:
    desk.store.tables.plans.clear()
    incident = await desk.alarm(BURGLARY)
    assert incident.plan == STANDARD_PLAN
    assert desk.kinds(incident) == ["incident.opened", "plan.missing"]


async def test_a_plan_that_changes_later_alters_no_incident_in_progress(desk: Desk) -> None:
    """P11."""
    incident = await desk.alarm(BURGLARY)
    plan = ResponsePlan(version=99, name="From tomorrow")
    desk.store.tables.plans.append(PlanRow(agreed=replace(PLANS[0], plan=plan)))
    joined = await desk.alarm(reported("BA", "5"))
    other = await desk.alarm(FIRE)
    assert (joined.id, joined.plan) == (incident.id, incident.plan)
    assert other.plan == plan


async def test_a_silent_alarm_is_known_to_be_real_at_once(desk: Desk) -> None:
    """P3."""
    incident = await desk.alarm(reported("HA", "2"))
    assert (incident.silent, incident.priority) == (True, 1)
    assert incident.verified_at == desk.clock.now


async def test_a_drill_is_one_until_a_real_alarm_joins(desk: Desk) -> None:
    drill = desk.arrive(BURGLARY, drill=True)
    await desk.do(raise_signals, CANALSIDE)
    incident_id = desk.store.tables.signals[drill.id].incident_id
    assert incident_id is not None
    assert desk.read(incident_id).drill
    assert not (await desk.alarm(reported("BA", "5"))).drill


async def test_nothing_waiting_is_nothing_done(desk: Desk) -> None:
    assert await desk.do(raise_signals, CANALSIDE) == 0
    assert desk.store.tables.incidents == {}


async def test_what_cannot_be_raised_is_raised_unread_before_what_came_after_it(desk: Desk) -> None:
    """P15: whatever is wrong with it, a human is told."""
    first, second = desk.arrive(reported("RP")), desk.arrive(FIRE)
    assert await desk.do(raise_signals, CANALSIDE, Care.UNREAD) == 1
    (incident,) = desk.store.tables.incidents.values()
    assert [alert.code for alert in incident.alerts] == ["unreadable"]
    assert desk.store.tables.signals[first.id].incident_id == incident.id
    assert desk.store.tables.signals[second.id].raised_at is None
    assert await desk.do(raise_signals, CANALSIDE, Care.ONE) == 1
    assert await desk.do(raise_signals, CANALSIDE, Care.ONE) == 0


async def test_what_is_raised_is_settled_and_not_raised_again(desk: Desk) -> None:
    """P6 and P15."""
    signals = [desk.arrive(BURGLARY), desk.arrive(FIRE), desk.arrive(reported("RP"))]
    assert await desk.do(raise_signals, CANALSIDE) == 3
    rows = [desk.store.tables.signals[signal.id] for signal in signals]
    assert [r.settlement for r in rows] == [
        Settlement.RAISED,
        Settlement.RAISED,
        Settlement.RECORDED,
    ]
    assert [r.incident_id is None for r in rows] == [False, False, True]
    assert await desk.do(raise_signals, CANALSIDE) == 0


async def test_the_same_message_twice_has_the_effect_of_once(desk: Desk) -> None:
    """P6: within two minutes; what comes after that is a new alarm."""
    desk.arrive(BURGLARY, fingerprint=b"same")
    await desk.do(raise_signals, CANALSIDE)
    desk.clock.forward(seconds=120)
    again = desk.arrive(BURGLARY, fingerprint=b"same")
    await desk.do(raise_signals, CANALSIDE)
    assert desk.store.tables.signals[again.id].settlement is Settlement.DUPLICATE
    desk.clock.forward(seconds=120, microseconds=1)
    late = desk.arrive(BURGLARY, fingerprint=b"same")
    await desk.do(raise_signals, CANALSIDE)
    assert desk.store.tables.signals[late.id].settlement is Settlement.REPEATED


async def test_a_restore_is_written_down_and_changes_nothing_else(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    desk.arrive(reported("BR", "4"))
    await desk.do(raise_signals, CANALSIDE)
    after = desk.read(incident.id)
    assert desk.last(incident)["text"] == "reported that it is over: Burglary alarm, zone 4"
    assert (after.state, after.alerts[0].restored_at) == (IncidentState.HANDLING, desk.clock.now)


async def test_a_signal_for_one_incident_leaves_the_others_alone(desk: Desk) -> None:
    burglary = await desk.alarm(BURGLARY)
    due = desk.due(burglary)
    desk.clock.forward(seconds=5)
    await desk.alarm(FIRE)
    assert desk.due(burglary) == due
    assert len(desk.kinds(burglary)) == 1


async def test_an_alarm_as_grave_joins_without_ringing(desk: Desk) -> None:
    await desk.in_hand(BURGLARY)
    joined = await desk.alarm(reported("EA", "5"))
    assert (joined.state, joined.worse_at) == (IncidentState.HANDLING, None)
    assert desk.kinds(joined)[-1] == "alert.joined"


@pytest.mark.parametrize("about", [MARGUERITE])
async def test_a_worse_alarm_rings_for_whoever_has_it(desk: Desk, about: SubjectRef) -> None:
    incident = await desk.in_hand(reported("missed_check_in"), about=about)
    desk.clock.forward(seconds=90)
    worse = await desk.alarm(reported("panic"), about=about)
    assert (worse.worse_at, worse.priority) == (desk.clock.now, 1)
    assert desk.due(worse).due_at == desk.clock.now + incident.plan.claim_within
    assert desk.due(worse).priority == 1
    first = worse.worse_at
    desk.clock.forward(seconds=5)
    assert (await desk.alarm(reported("duress"), about=about)).worse_at == first


async def test_a_worse_alarm_does_not_ring_twice_where_nobody_has_it(desk: Desk) -> None:
    await desk.alarm(reported("missed_check_in"), about=MARGUERITE)
    worse = await desk.alarm(reported("duress"), about=MARGUERITE)
    assert (worse.state, worse.worse_at, worse.silent) == (IncidentState.WAITING, None, True)


@pytest.mark.parametrize("report", [BURGLARY, reported("BA", "5")], ids=["again", "further"])
async def test_an_alarm_after_the_resolution_brings_it_back_and_rings(
    desk: Desk, report: DeviceReport
) -> None:
    incident = await resolved(desk)
    desk.clock.forward(seconds=3)
    back = await desk.alarm(report)
    assert back.id == incident.id
    assert (back.state, back.worse_at) == (IncidentState.HANDLING, desk.clock.now)
    assert (back.cause, back.resolved_at, back.resolved_by) == (None, None, None)


async def test_a_restore_after_the_resolution_does_not_bring_it_back(desk: Desk) -> None:
    incident = await resolved(desk)
    desk.arrive(reported("BR", "4"))
    await desk.do(raise_signals, CANALSIDE)
    assert desk.read(incident.id).state is IncidentState.RESOLVED


async def test_an_alarm_after_the_close_opens_a_new_incident(desk: Desk) -> None:
    incident = await resolved(desk)
    await desk.do(close, incident.id, OLIVE, SUPERVISOR)
    desk.clock.forward(seconds=1)
    assert (await desk.alarm(BURGLARY)).id != incident.id


async def test_an_older_reassurance_does_not_cover_a_new_alarm(desk: Desk) -> None:
    """P4."""
    incident = await desk.in_hand(FIRE)
    await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)
    desk.clock.forward(seconds=1)
    joined = await desk.alarm(reported("FA", "10"))
    assert joined.standing.news_at == desk.clock.now


async def test_one_customers_alarm_reaches_only_its_own_site(desk: Desk) -> None:
    desk.arrive(BURGLARY, about=ASHWORTH)
    assert await desk.do(raise_signals, CANALSIDE) == 0
    assert await desk.do(raise_signals, ASHWORTH) == 1


async def test_where_and_what_is_said_in_one_line(desk: Desk) -> None:
    report = replace(BURGLARY, zone_text="Goods-in shutter")
    incident = await desk.alarm(report)
    assert desk.last(incident)["text"] == "reported Burglary alarm, zone 4 Goods-in shutter"


async def test_a_panic_that_comes_again_takes_the_word_back_that_all_is_well(desk: Desk) -> None:
    """P3 and P4: pressed again is meant again; it rings, and she is asked anew."""
    incident = await desk.in_hand(reported("panic"), about=MARGUERITE)
    call_id = await desk.ring(incident, MARGUERITE.id)
    desk.clock.forward(seconds=20)
    await desk.hear(incident, call_id, CallOutcome.SAFE)
    desk.clock.forward(seconds=5)
    again = await desk.alarm(reported("panic"), about=MARGUERITE)
    assert (again.id, again.worse_at) == (incident.id, desk.clock.now)
    assert verdict(again.standing, desk.clock.now) is Verdict.OPEN
    seen = await desk.do(claim, again.id, OLIVE)
    step = next_step(seen, desk.clock.now)
    assert step.callee is not None
    assert (step.callee.kind, step.kind) == (CalleeKind.SUBJECT, StepKind.CALL_PERSON)


async def test_a_panic_that_comes_again_and_again_does_not_begin_the_round_anew(
    desk: Desk,
) -> None:
    """Nobody would ever come to ask the contacts."""
    incident = await desk.in_hand(reported("panic"), about=MARGUERITE)
    desk.clock.forward(seconds=1)
    await desk.rung(incident, MARGUERITE.id, CallOutcome.NO_ANSWER)
    desk.clock.forward(seconds=1)
    again = await desk.alarm(reported("panic"), about=MARGUERITE)
    step = next_step(again, desk.clock.now)
    assert (again.worse_at, step.callee and step.callee.kind) == (None, CalleeKind.CONTACT)


async def test_a_burglary_that_comes_again_from_the_same_zone_is_a_repeat(desk: Desk) -> None:
    """The keyholder who says that all is well walks through it."""
    incident = await desk.in_hand(BURGLARY)
    await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)
    desk.clock.forward(seconds=5)
    again = await desk.alarm(BURGLARY)
    assert verdict(again.standing, desk.clock.now) is Verdict.SAFE


async def test_a_new_alarm_long_after_help_came_wakes_what_is_parked(desk: Desk) -> None:
    """Whoever took the alarm of an hour ago is not on the way to this one."""
    incident = await desk.in_hand(reported("PA", "1"))
    police = EmergencyService.POLICE
    await desk.rung(incident, police, CallOutcome.ACCEPTED, reference="HX 4471")
    until = desk.clock.now + timedelta(hours=3)
    await desk.do(park, incident.id, OLIVE, until, "The police are there")
    desk.clock.forward(minutes=30)
    beside = await desk.alarm(reported("PA", "2"))
    assert (await desk.look(beside)).state is IncidentState.PARKED
    desk.clock.forward(minutes=31)
    later = await desk.alarm(reported("PA", "3"))
    assert desk.due(later).due_at <= desk.clock.now + later.plan.remind_every
    back = await desk.look(later)
    assert (back.state, back.returned_at) == (IncidentState.HANDLING, desk.clock.now)
