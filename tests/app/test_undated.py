"""A phone's clock was set while it kept things: what nobody knows the age of settles nothing."""

from datetime import timedelta

import pytest

from tests.app.desk import Desk
from tests.app.test_phone import DURESS, SAFE, SHE, desk, pin, press, raised, shown
from tests.app.test_session import VISIT, begun, pass_until, row
from tests.scene import MARGUERITE, OLIVE
from tocsin.app.incident import claim
from tocsin.app.phone import PinEntry, enter_pin
from tocsin.app.session import hear_undated, start_session
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.errors import EventRefused
from tocsin.domain.session.pin import Answer, Entered, Purpose
from tocsin.domain.session.session import SessionEvent, SessionState

__all__ = ["desk"]


async def undated_pin(desk: Desk, offered: bytes, purpose: Purpose = Purpose.CANCEL) -> Entered:
    entry = PinEntry(offered=offered, purpose=purpose, is_undated=True)
    return await desk.do(enter_pin, MARGUERITE.id, SHE, entry)


@pytest.mark.parametrize("event", [SessionEvent.CHECK_IN, SessionEvent.EXTEND])
async def test_a_word_that_nobody_knows_the_age_of_moves_no_time(
    desk: Desk, event: SessionEvent
) -> None:
    session = await begun(desk)
    desk.clock.forward(minutes=14)
    before = row(desk, session)
    await desk.do(hear_undated, session.id, SHE, event)
    assert row(desk, session) == before
    assert "nobody knows when" in desk.texts(session)[-1]


async def test_after_the_alarm_it_is_evidence_with_its_reason_and_nothing_is_over(
    desk: Desk,
) -> None:
    session = await begun(desk)
    await pass_until(desk, session, session.alarm_at + timedelta(seconds=1))
    await desk.do(hear_undated, session.id, SHE, SessionEvent.CHECK_IN)
    incident = await raised(desk)
    (alert,) = incident.alerts
    assert alert.restored_at is None
    assert "checked in, nobody knows when" in desk.texts(incident)[-1]


async def test_what_is_refused_is_refused(desk: Desk) -> None:
    session = await begun(desk)
    await pin(desk, SAFE, Purpose.END)
    with pytest.raises(EventRefused):
        await desk.do(hear_undated, session.id, SHE, SessionEvent.EXTEND)


@pytest.mark.parametrize("offered", [SAFE, DURESS])
async def test_a_pin_that_nobody_knows_the_age_of_ends_nothing_on_the_phone(
    desk: Desk, offered: bytes
) -> None:
    """P13: neither of the two."""
    await desk.do(start_session, MARGUERITE.id, SHE, VISIT)
    await press(desk)
    assert (await undated_pin(desk, offered, Purpose.END)).answer is Answer.UNDATED
    (known,) = desk.store.tables.sessions.values()
    assert known.session.state is SessionState.RUNNING
    assert shown(desk).over_at is None


async def test_an_undated_safe_pin_is_a_request_though_it_came_in_time(desk: Desk) -> None:
    await press(desk)
    desk.clock.forward(seconds=5)
    await undated_pin(desk, SAFE)
    asked = await raised(desk)
    assert (asked.state, asked.pin_at, asked.pin_undated) == (
        IncidentState.WAITING,
        desk.clock.now,
        True,
    )
    assert "nobody knows when" in desk.texts(asked)[-1]


async def test_an_undated_duress_pin_calls_for_help_all_the_same(desk: Desk) -> None:
    incident = await press(desk)
    await desk.do(claim, incident.id, OLIVE)
    await undated_pin(desk, DURESS)
    assert (await raised(desk)).silent
