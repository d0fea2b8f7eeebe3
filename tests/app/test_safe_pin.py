"""A PIN, and what comes before and after it: each is about what it was meant for, and no more."""

import pytest

from tests.app.desk import Desk
from tests.app.test_phone import DURESS, SAFE, SHE, VISIT, desk, pin, press, raised, shown
from tests.scene import MARGUERITE, OLIVE, reported
from tocsin.app.claim import release
from tocsin.app.incident import claim, write_note
from tocsin.app.opening import open_by_hand
from tocsin.app.phone import Witnessed, call_for_help
from tocsin.app.phone_call import call_person
from tocsin.app.session import start_session
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.told import Told
from tocsin.domain.alarm.withdrawal import REOPENS_WITHIN
from tocsin.domain.errors import NotNow
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import StepKind
from tocsin.domain.session.pin import Purpose
from tocsin.domain.session.session import SessionState

__all__ = ["desk"]


async def test_called_for_again_a_pin_from_before_calls_nothing_off_any_more(desk: Desk) -> None:
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    await pin(desk, SAFE)
    assert (await raised(desk)).pin_at is not None
    desk.clock.forward(seconds=20)
    again = await press(desk)
    assert (again.pin_at, again.worse_at) == (None, desk.clock.now)
    assert shown(desk).taken_at is None, "she has not taken note of it yet"
    await desk.do(claim, incident.id, OLIVE)
    assert shown(desk).taken_at == desk.clock.now


@pytest.mark.parametrize("offered", [SAFE, DURESS])
async def test_a_check_in_missed_after_either_pin_is_taken_once_somebody_takes_note(
    desk: Desk, offered: bytes
) -> None:
    """P13: what the phone shows of a later alarm does not tell which PIN it was."""
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    await pin(desk, offered)
    await raised(desk)
    await desk.do(claim, incident.id, OLIVE)
    desk.clock.forward(minutes=9)
    await desk.alarm(reported("missed_check_in"), about=MARGUERITE)
    assert (shown(desk).code, shown(desk).taken_at) == ("missed_check_in", None)
    await desk.do(claim, incident.id, OLIVE)
    assert shown(desk).taken_at == desk.clock.now


@pytest.mark.parametrize("offered", [SAFE, DURESS])
async def test_what_was_stored_before_either_pin_and_raised_after_it_is_not_shown(
    desk: Desk, offered: bytes
) -> None:
    """P13: also where nothing stood on the phone when the PIN was entered."""
    desk.arrive(reported("missed_check_in"), about=MARGUERITE)
    desk.clock.forward(seconds=1)
    await pin(desk, offered)
    over = shown(desk)
    assert over.over_at == desk.clock.now
    await raised(desk)
    assert shown(desk) == over


async def test_what_becomes_of_an_older_incident_says_nothing_of_a_new_alert(desk: Desk) -> None:
    first = await press(desk)
    await pin(desk, SAFE)
    await raised(desk)
    desk.clock.forward(seconds=REOPENS_WITHIN.total_seconds())
    await desk.do(call_for_help, MARGUERITE.id, Witnessed())
    await desk.do(write_note, first.id, OLIVE, "She rang to thank us")
    assert shown(desk).over_at is None
    second = await raised(desk)
    assert shown(desk).incident_id == second.id
    await desk.do(write_note, first.id, OLIVE, "And once more")
    assert (shown(desk).over_at, shown(desk).taken_at) == (None, None)


async def test_a_pin_that_was_kept_ends_nothing_that_began_after_it(desk: Desk) -> None:
    desk.clock.forward(minutes=10)
    session = await desk.do(start_session, MARGUERITE.id, SHE, VISIT)
    incident = await press(desk, seconds_ago=100)
    await pin(desk, SAFE, Purpose.END, seconds_ago=300)
    (row,) = desk.store.tables.sessions.values()
    assert (row.session.id, row.session.state) == (session.id, SessionState.RUNNING)
    assert shown(desk).over_at is None
    after = await raised(desk)
    assert (after.id, after.pin_at) == (incident.id, None)


async def test_what_somebody_else_told_is_not_called_off_by_a_pin(desk: Desk) -> None:
    told = Told(about=MARGUERITE, kind=ResponseKind.PERSONAL, words="Heard screams")
    incident = await desk.do(open_by_hand, OLIVE, told)
    desk.clock.forward(seconds=10)
    await pin(desk, SAFE, Purpose.END)
    asked = await raised(desk)
    assert (asked.id, asked.state) == (incident.id, IncidentState.WAITING)
    assert asked.pin_at is not None


async def test_no_program_calls_anything_off_in_their_name(desk: Desk) -> None:
    """What is said through the API is somebody else's word."""
    await press(desk)
    desk.clock.forward(seconds=1)
    after = await desk.alarm(reported("fall"), reported("safe_pin"), about=MARGUERITE)
    assert (after.state, after.pin_at) == (IncidentState.WAITING, None)


async def press_discreetly(desk: Desk) -> Incident:
    await desk.do(call_for_help, MARGUERITE.id, Witnessed(is_discreet=True))
    return await raised(desk)


async def test_nobody_is_rung_where_somebody_called_without_a_sound(desk: Desk) -> None:
    """As in duress: the telephone beside them would be heard, and whoever is told may ring it."""
    incident = await press_discreetly(desk)
    (alert,) = incident.alerts
    assert (alert.words, alert.zone_text) == (
        "Panic, without a sound",
        "a call would be heard beside them",
    )
    assert (incident.silent, incident.is_hushed) == (False, True)
    await desk.do(claim, incident.id, OLIVE)
    taken = await desk.look(desk.read(incident.id))
    assert next_step(taken, desk.clock.now).kind is StepKind.CALL_EMERGENCY
    with pytest.raises(NotNow, match="somebody may be watching"):
        await desk.do(call_person, incident.id, OLIVE, MARGUERITE.id)


async def test_after_their_safe_pin_they_are_rung_until_they_call_again(desk: Desk) -> None:
    incident = await press_discreetly(desk)
    await desk.do(claim, incident.id, OLIVE)
    await pin(desk, SAFE)
    said = await raised(desk)
    assert not said.is_hushed
    assert (await desk.do(call_person, incident.id, OLIVE, MARGUERITE.id)).calls
    assert (await press_discreetly(desk)).is_hushed


async def test_a_call_without_a_sound_is_heard_beside_a_loud_one_too(desk: Desk) -> None:
    await press(desk)
    both = await press_discreetly(desk)
    assert {alert.code for alert in both.alerts} == {"panic", "discreet_panic"}
    assert both.is_hushed


async def test_a_call_without_a_sound_is_called_off_like_any_other(desk: Desk) -> None:
    await press_discreetly(desk)
    await pin(desk, SAFE)
    over = await raised(desk)
    assert (over.state, over.is_hushed) == (IncidentState.CLOSED, False)


async def test_what_somebody_had_once_is_not_called_off_by_itself_though_they_gave_it_back(
    desk: Desk,
) -> None:
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    given = await desk.do(release, incident.id, OLIVE)
    assert given.claimed_at is None
    await pin(desk, SAFE)
    asked = await raised(desk)
    assert (asked.state, asked.pin_at) == (IncidentState.WAITING, desk.clock.now)
