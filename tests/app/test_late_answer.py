"""A contact answers when it is over: they are told so, and an operator is asked to tell them."""

import pytest

from tests.app.desk import Desk
from tests.app.test_escalation import ask_helena, end
from tocsin.app.sending import answer
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.errors import NotNow


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_an_answer_after_the_close_asks_for_a_person_who_tells_them(desk: Desk) -> None:
    """Whoever says that they have it may go there for nothing, or know of something."""
    incident, notice = await ask_helena(desk)
    await end(desk, incident)
    over = await desk.do(answer, notice.id, has_it=True)
    assert over.state is IncidentState.CLOSED
    why = f"{notice.to.name} answered “I have it” after the close: tell them that it is over"
    assert desk.store.tables.asks[incident.id] == why
    assert desk.texts(over)[-2:] == ["answered after the close: I have it", "asks for a person"]
    assert desk.last(over)["said"] == why


async def test_about_what_is_filed_no_answer_is_taken(desk: Desk) -> None:
    incident, notice = await ask_helena(desk)
    closed = await end(desk, incident)
    desk.clock.now = desk.due(closed).due_at
    assert (await desk.look(closed)).state is IncidentState.FILED
    with pytest.raises(NotNow, match="It is over"):
        await desk.do(answer, notice.id, has_it=True)
    assert desk.store.tables.asks == {}
