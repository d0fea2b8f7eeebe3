"""A confirmed burglary goes to the police at once; an unconfirmed one to the keyholders."""

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, OLIVE, reported
from tocsin.app.claim import park
from tocsin.app.incident import claim
from tocsin.app.opening import open_by_hand
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.told import Told
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import Because, StepKind, Verdict, verdict

BURGLARY, OTHER_ZONE, CONFIRMED = reported("BA", "3"), reported("BA", "5"), reported("BV", "1")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def step(desk: Desk, incident: Incident) -> tuple[StepKind, Because, EmergencyService | None]:
    due = next_step(incident, desk.clock.now)
    return due.kind, due.because, due.service


POLICE = (StepKind.CALL_EMERGENCY, Because.CONFIRMED, EmergencyService.POLICE)


async def test_one_zone_goes_to_the_keyholders_and_not_to_the_police(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    again = await desk.alarm(BURGLARY)
    assert (again.id, again.confirmed_at, again.rings_since) == (incident.id, None, None)
    assert step(desk, again)[0] is StepKind.CALL_PERSON
    assert "incident.confirmed" not in desk.kinds(again)


async def test_a_confirmed_code_has_the_police_called_first_of_all(desk: Desk) -> None:
    incident = await desk.in_hand(CONFIRMED)
    assert step(desk, incident) == POLICE
    assert incident.verified_at is not None
    assert (incident.confirmed_at, incident.confirmed_by) == (desk.clock.now, "the panel: BV")
    assert desk.kinds(incident)[:2] == ["incident.opened", "incident.confirmed"]


async def test_a_second_zone_rings_for_whoever_has_it_and_then_has_the_police_called(
    desk: Desk,
) -> None:
    incident = await desk.in_hand(BURGLARY)
    desk.clock.forward(minutes=2)
    confirmed = await desk.alarm(OTHER_ZONE)
    assert (confirmed.id, confirmed.worse_at) == (incident.id, desk.clock.now)
    seen = await desk.do(claim, incident.id, OLIVE)
    assert step(desk, seen) == POLICE
    assert "takes it as confirmed by a second zone: zone 5" in desk.texts(seen)


async def test_a_second_zone_takes_a_parked_one_up_again(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    until = desk.clock.now + incident.plan.park_within
    await desk.do(park, incident.id, OLIVE, until, "The keyholder drives there")
    confirmed = await desk.alarm(OTHER_ZONE)
    assert (confirmed.state, confirmed.worse_at) == (IncidentState.HANDLING, desk.clock.now)


async def test_two_zones_in_one_message_confirm_when_it_opens(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY, OTHER_ZONE)
    assert step(desk, incident) == POLICE


async def test_a_restore_of_another_zone_confirms_nothing(desk: Desk) -> None:
    await desk.in_hand(BURGLARY)
    desk.arrive(reported("BH", "5"), reported("BR", "3"))
    await desk.do(raise_signals, CANALSIDE)
    (incident,) = desk.store.tables.incidents.values()
    assert desk.read(incident.id).confirmed_at is None


async def test_the_word_that_all_is_well_ends_it_and_two_zones_confirm_it_anew(desk: Desk) -> None:
    incident = await desk.in_hand(CONFIRMED)
    safe = await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)
    assert verdict(safe.standing, desk.clock.now) is Verdict.SAFE
    desk.clock.forward(minutes=1)
    again = await desk.alarm(BURGLARY)
    assert verdict(again.standing, desk.clock.now) is Verdict.OPEN, "one zone alone"
    desk.clock.forward(minutes=1)
    confirmed = await desk.alarm(OTHER_ZONE)
    assert verdict(confirmed.standing, desk.clock.now) is Verdict.CONFIRMED
    assert confirmed.confirmed_by == "a second zone: zone 5"
    assert desk.kinds(confirmed).count("incident.confirmed") == 2


async def test_it_is_confirmed_once_whatever_joins_it(desk: Desk) -> None:
    await desk.in_hand(CONFIRMED)
    await desk.alarm(BURGLARY)
    more = await desk.alarm(OTHER_ZONE)
    assert desk.kinds(more).count("incident.confirmed") == 1
    assert more.rings_since is None, "nothing is news that was known"


async def drilled(desk: Desk) -> Incident:
    signal = desk.arrive(CONFIRMED, BURGLARY, drill=True)
    await desk.do(raise_signals, CANALSIDE)
    incident_id = desk.store.tables.signals[signal.id].incident_id
    assert incident_id is not None
    desk.clock.forward(minutes=1)
    drill = await desk.do(claim, incident_id, OLIVE)
    assert step(desk, drill) == POLICE, "a drill goes the whole way"
    return drill


async def test_what_was_confirmed_in_a_drill_confirms_no_real_alarm(desk: Desk) -> None:
    await drilled(desk)
    real = await desk.alarm(OTHER_ZONE)
    assert (real.drill, real.confirmed_at) == (False, None)
    assert verdict(real.standing, desk.clock.now) is Verdict.OPEN


async def test_a_real_code_that_says_so_confirms_what_was_a_drill(desk: Desk) -> None:
    await drilled(desk)
    real = await desk.alarm(CONFIRMED)
    assert (real.drill, real.confirmed_at) == (False, desk.clock.now)


async def test_somebodys_word_in_a_drill_voids_what_the_drill_confirmed(desk: Desk) -> None:
    await drilled(desk)
    told = Told(about=CANALSIDE, kind=ResponseKind.INTRUDER, words="A window is broken")
    real = await desk.do(open_by_hand, OLIVE, told)
    assert (real.drill, real.confirmed_at) == (False, None)
