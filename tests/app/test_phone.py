"""A lone worker's phone at work: what it says is stored first, and what follows is raised."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, MARGUERITE, OLIVE, reported
from tocsin.app.claim import park
from tocsin.app.incident import claim, close, resolve
from tocsin.app.phone import PinEntry, Witnessed, call_for_help, enter_pin, set_pins
from tocsin.app.ports import Actor
from tocsin.app.session import session_of, start_session
from tocsin.app.signal import raise_signals
from tocsin.app.withdrawal import refuse_pin
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.alarm.withdrawal import REOPENS_WITHIN
from tocsin.domain.errors import NotNow
from tocsin.domain.session.phone_alert import PhoneAlert
from tocsin.domain.session.pin import Answer, Entered, Pins, Purpose
from tocsin.domain.session.session import Planned, SessionState

SHE = Actor(kind="lone_worker", id=MARGUERITE.id, name="Marguerite")
SAFE, DURESS = b"safe", b"duress"
VISIT = Planned(doing="Visiting 12 Mill Lane", lasts=timedelta(minutes=45))


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.do(set_pins, MARGUERITE.id, Pins(safe=SAFE, duress=DURESS))
    return desk


async def press(desk: Desk, seconds_ago: int = 0) -> Incident:
    at = desk.clock.now - timedelta(seconds=seconds_ago)
    await desk.do(call_for_help, MARGUERITE.id, Witnessed(at=at))
    return await raised(desk)


async def raised(desk: Desk) -> Incident:
    """Raise what waits; give her newest incident."""
    await desk.do(raise_signals, MARGUERITE)
    hers = [i for i in desk.store.tables.incidents.values() if i.subject.ref == MARGUERITE]
    return desk.read(max(hers, key=lambda one: one.opened_at).id)


async def pin(
    desk: Desk, offered: bytes, purpose: Purpose = Purpose.CANCEL, seconds_ago: int = 0
) -> Entered:
    said_at = desk.clock.now - timedelta(seconds=seconds_ago)
    entry = PinEntry(offered=offered, purpose=purpose, said_at=said_at)
    return await desk.do(enter_pin, MARGUERITE.id, SHE, entry)


def shown(desk: Desk) -> PhoneAlert:
    return desk.store.tables.phone_alerts[MARGUERITE]


async def test_pressed_stored_and_taken_are_three_moments(desk: Desk) -> None:
    pressed_at = desk.clock.now - timedelta(seconds=3)
    incident = await press(desk, seconds_ago=3)
    stored_at = desk.clock.now
    assert shown(desk) == PhoneAlert(
        code="panic", pressed_at=pressed_at, stored_at=stored_at, incident_id=incident.id
    )
    desk.clock.forward(seconds=9)
    await desk.do(claim, incident.id, OLIVE)
    assert (shown(desk).taken_at, shown(desk).taken_by) == (desk.clock.now, OLIVE.name)
    desk.clock.forward(seconds=9)
    await desk.look(incident)
    assert shown(desk).taken_at == desk.clock.now - timedelta(seconds=9)


async def test_what_an_operator_closes_is_over_on_the_phone(desk: Desk) -> None:
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    judgement = Judgement(cause=Cause.UNEXPLAINED)
    await desk.do(resolve, incident.id, OLIVE, frozenset(), judgement)
    await desk.do(close, incident.id, OLIVE, frozenset())
    assert shown(desk).over_at == desk.clock.now


async def test_a_safe_pin_at_once_calls_it_off_and_everybody_hears_of_it(desk: Desk) -> None:
    incident = await press(desk)
    desk.clock.forward(seconds=20)
    assert (await pin(desk, SAFE)).answer is Answer.TAKEN
    assert shown(desk).over_at == desk.clock.now
    over = await raised(desk)
    assert (over.id, over.state, over.cause) == (
        incident.id,
        IncidentState.CLOSED,
        Cause.CALLED_OFF,
    )
    assert any("safe PIN" in text for text in desk.texts(over))
    assert [row.kind for row in desk.store.tables.outbox if row.kind == "file_report"]


@pytest.mark.parametrize("seconds", [60, 61, 3600])
async def test_after_the_plans_seconds_it_is_a_request(desk: Desk, seconds: int) -> None:
    await press(desk)
    desk.clock.forward(seconds=seconds)
    await pin(desk, SAFE)
    asked = await raised(desk)
    assert (asked.state, asked.pin_at) == (IncidentState.WAITING, desk.clock.now)


async def test_one_that_was_kept_without_signal_is_evidence_with_both_times(desk: Desk) -> None:
    await press(desk)
    desk.clock.forward(seconds=600)
    await pin(desk, SAFE, seconds_ago=590)
    asked = await raised(desk)
    assert asked.pin_at is not None
    assert asked.pin_said_at is not None
    assert asked.pin_at - asked.pin_said_at == timedelta(seconds=590)
    assert any("before it came in" in text for text in desk.texts(asked))


async def test_with_a_second_alert_standing_it_is_a_request(desk: Desk) -> None:
    await press(desk)
    await desk.alarm(reported("fall"), about=MARGUERITE)
    await pin(desk, SAFE)
    assert (await raised(desk)).state is IncidentState.WAITING


async def test_once_somebody_has_it_they_grant_or_refuse_it(desk: Desk) -> None:
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    await pin(desk, SAFE)
    asked = await raised(desk)
    assert (asked.state, asked.pin_at) == (IncidentState.HANDLING, desk.clock.now)
    refused = await desk.do(refuse_pin, incident.id, OLIVE)
    assert (refused.state, refused.pin_at) == (IncidentState.HANDLING, None)
    with pytest.raises(NotNow, match="No safe PIN"):
        await desk.do(refuse_pin, incident.id, OLIVE)
    await pin(desk, SAFE)
    await raised(desk)
    granted = Judgement(cause=Cause.CALLED_OFF)
    over = await desk.do(resolve, incident.id, OLIVE, frozenset(), granted)
    assert over.state is IncidentState.RESOLVED


async def test_a_parked_one_comes_back_to_be_judged(desk: Desk) -> None:
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    until = desk.clock.now + timedelta(seconds=90)
    await desk.do(park, incident.id, OLIVE, until, "She calls back")
    await pin(desk, SAFE)
    back = await raised(desk)
    assert (back.state, back.returned_at) == (IncidentState.HANDLING, desk.clock.now)


async def test_a_pin_that_was_entered_before_the_alarm_was_not_meant_for_it(desk: Desk) -> None:
    await pin(desk, SAFE, Purpose.END)
    desk.clock.forward(seconds=1)
    incident = await press(desk)
    assert (incident.state, incident.pin_at) == (IncidentState.WAITING, None)


async def test_called_for_again_what_was_called_off_opens_again(desk: Desk) -> None:
    first = await press(desk)
    await pin(desk, SAFE)
    await raised(desk)
    await pin(desk, SAFE)  # once more, about nothing
    assert (await raised(desk)).state is IncidentState.CLOSED
    desk.clock.forward(minutes=30)
    again = await press(desk)
    assert (again.id, again.state, again.cause) == (first.id, IncidentState.WAITING, None)
    assert shown(desk).over_at is None


async def test_later_or_for_another_reason_it_is_another_incident(desk: Desk) -> None:
    first = await press(desk)
    await pin(desk, SAFE)
    await raised(desk)
    fall = await desk.alarm(reported("fall"), about=MARGUERITE)
    assert fall.id != first.id
    await pin(desk, SAFE)
    await raised(desk)
    desk.clock.forward(seconds=REOPENS_WITHIN.total_seconds())
    assert (await desk.alarm(reported("fall"), about=MARGUERITE)).id != fall.id


async def test_a_site_has_nothing_that_is_called_off(desk: Desk) -> None:
    assert (await desk.alarm(reported("BA", "4"), about=CANALSIDE)).state is IncidentState.WAITING


async def test_duress_ends_all_on_the_phone_and_nothing_at_the_centre(desk: Desk) -> None:
    """P13: what the phone shows is written with the answer, and by nobody after that."""
    session = await desk.do(start_session, MARGUERITE.id, SHE, VISIT)
    assert await desk.do(session_of, MARGUERITE.id) == session.id
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    assert (await pin(desk, DURESS, Purpose.END)).answer is Answer.TAKEN
    over = shown(desk)
    (row,) = desk.store.tables.sessions.values()
    assert row.session.state is SessionState.ENDED
    silent = await raised(desk)
    assert (silent.silent, silent.is_open) == (True, True)
    desk.clock.forward(seconds=5)
    await desk.do(claim, incident.id, OLIVE)
    await desk.look(silent)
    assert shown(desk) == over


async def test_the_safe_pin_does_not_end_what_is_silent_but_is_written_down(desk: Desk) -> None:
    await press(desk)
    await pin(desk, DURESS)
    await raised(desk)
    await pin(desk, SAFE)
    still = await raised(desk)
    assert (still.silent, still.state, still.pin_at) == (True, IncidentState.WAITING, None)
    assert desk.texts(still)[-1] == "entered the safe PIN"


async def test_called_for_again_under_threat_it_rings_again(desk: Desk) -> None:
    incident = await press(desk)
    await pin(desk, DURESS)
    await raised(desk)
    await desk.do(claim, incident.id, OLIVE)
    desk.clock.forward(seconds=60)
    again = await press(desk)
    assert again.worse_at == desk.clock.now
    assert shown(desk).taken_at is None
    await desk.do(claim, incident.id, OLIVE)
    assert shown(desk).taken_by == OLIVE.name


async def test_an_alarm_without_the_phone_is_shown_on_it_once(desk: Desk) -> None:
    await desk.alarm(reported("missed_check_in"), about=MARGUERITE)
    first = shown(desk)
    assert (first.code, first.pressed_at, first.stored_at) == (
        "missed_check_in",
        None,
        desk.clock.now,
    )
    desk.clock.forward(seconds=60)
    await desk.alarm(reported("low_battery"), about=MARGUERITE)
    await desk.alarm(reported("fall"), about=MARGUERITE)
    assert shown(desk) == first


async def test_pins_are_chosen_once_and_without_them_none_is_taken() -> None:
    bare = Desk()
    with pytest.raises(NotNow, match="No PINs"):
        await pin(bare, SAFE)
    pins = Pins(safe=SAFE, duress=DURESS)
    await bare.do(set_pins, MARGUERITE.id, pins)
    with pytest.raises(NotNow, match="PINs already"):
        await bare.do(set_pins, MARGUERITE.id, replace(pins, safe=b"other"))


async def test_a_wrong_pin_ends_nothing(desk: Desk) -> None:
    await press(desk)
    assert (await pin(desk, b"?")).answer is Answer.WRONG
    assert shown(desk).over_at is None
    with pytest.raises(NotNow, match="No session"):
        await desk.do(session_of, MARGUERITE.id)
