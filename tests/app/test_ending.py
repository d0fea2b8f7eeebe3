"""Who ends an incident, and what they may call it."""

import pytest

from tests.app.desk import Desk
from tests.app.test_incident import BURGLARY, S, resolved
from tests.scene import DEV, OLIVE, OPERATOR, PRIYA, SUPERVISOR
from tocsin.app.incident import close, go_back, resolve
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import InOtherHands, NobodySaidSafe


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_nothing_is_called_a_false_alarm_before_somebody_said_that_all_is_well(
    desk: Desk,
) -> None:
    """P4: an operator is refused; a supervisor answers for it with a reason that is kept."""
    incident = await desk.in_hand(BURGLARY)
    false = Judgement(cause=Cause.FALSE_ACCIDENT)
    for roles in (OPERATOR, SUPERVISOR):
        with pytest.raises(NobodySaidSafe):
            await desk.do(resolve, incident.id, OLIVE, roles, false)
    why = Judgement(cause=Cause.FALSE_ACCIDENT, note="Seen on the camera: a fox")
    over = await desk.do(resolve, incident.id, PRIYA, SUPERVISOR, why)
    last = desk.last(over)
    assert (last["said"], last["references"]["overruled"]) == (why.note, 1)
    assert last["text"].endswith("on their own word: nobody had said that all is well")


async def test_nobody_but_its_operator_or_a_supervisor_ends_it_or_takes_its_end_back(
    desk: Desk,
) -> None:
    """Unless its operator is not heard: then nobody could."""
    incident = await resolved(desk)
    assert OLIVE.id is not None
    desk.store.tables.heard[OLIVE.id] = desk.clock.now
    with pytest.raises(InOtherHands):
        await desk.do(close, incident.id, DEV, OPERATOR)
    with pytest.raises(InOtherHands):
        await desk.do(go_back, incident.id, DEV, OPERATOR)
    desk.clock.forward(seconds=60)
    assert (await desk.do(close, incident.id, DEV, OPERATOR)).state is S.CLOSED
