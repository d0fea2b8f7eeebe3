"""The demo's handsets: what is said into one is read by the operator, and decides nothing."""

from uuid import uuid4

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, SUBJECTS, reported
from tocsin.app.handset import speak
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.errors import NotFound, NotNow
from tocsin.domain.response.phone_call import CallOutcome

HELENA = SUBJECTS[CANALSIDE].contacts[0]


async def test_what_is_said_into_a_handset_stands_in_the_journal_and_decides_nothing() -> None:
    desk = Desk()
    incident = await desk.in_hand(reported("BA", "4"))
    await desk.ring(incident, HELENA.id)
    before = desk.read(incident.id)
    await desk.do(speak, incident.id, before.calls[0].id, "All is well here.")
    last = desk.last(incident)
    assert (last["actor"], last["said"]) == (HELENA.name, "All is well here.")
    after = desk.read(incident.id)
    assert after.calls == before.calls
    assert next_step(after, desk.clock.now) == next_step(before, desk.clock.now)


async def test_a_call_that_has_ended_or_never_was_hears_nothing() -> None:
    desk = Desk()
    incident = await desk.in_hand(reported("BA", "4"))
    rung = await desk.rung(incident, HELENA.id, CallOutcome.NO_ANSWER)
    with pytest.raises(NotNow):
        await desk.do(speak, incident.id, rung.calls[0].id, "Hello?")
    with pytest.raises(NotFound):
        await desk.do(speak, incident.id, uuid4(), "Hello?")
