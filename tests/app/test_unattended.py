"""Taken, and left: what its operator is not heard for any more has a ladder too."""

from datetime import timedelta

import pytest

from tests.app.desk import Desk
from tests.app.test_escalation import BURGLARY, FALSE, look_until
from tests.scene import CANALSIDE, DEV, OLIVE, OPERATOR, reported
from tocsin.app.claim import take_over
from tocsin.app.incident import close, resolve, write_note
from tocsin.app.news import suspect_duress
from tocsin.domain.alarm.claim import STALE_AFTER
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.response.notice import NoticeKind
from tocsin.domain.response.phone_call import CallOutcome


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_who_takes_it_and_is_gone_leaves_it_to_the_ladder(desk: Desk) -> None:
    """P1: what is due does not wait for a screen that is not there. It stays theirs."""
    incident = await desk.in_hand(reported("PA"))
    assert OLIVE.id is not None
    desk.store.tables.heard[OLIVE.id] = gone = desk.clock.now + timedelta(seconds=20)
    left = await look_until(desk, incident, seconds=80 + 400)
    assert left.untaken_since == gone + STALE_AFTER
    assert (left.operator_id, left.state) == (OLIVE.id, IncidentState.HANDLING)
    kinds = [kind for kind in desk.kinds(left) if kind != "notice.written"]
    assert kinds[kinds.index("incident.claimed") :] == [
        "incident.claimed",
        "incident.unattended",
        "incident.untaken",
        "incident.supervisors_called",
        "plan.runs_alone",
    ]
    assert "An operator took it and is not at the screen any more" in left.notices[0].text
    said = desk.texts(left)
    assert "writes to the supervisors: its operator, Olive Brandt, is gone after 1:00" in said, said
    assert "writes to Priya Nair: its operator, Olive Brandt, is gone" in said
    assert not [text for text in said if "nobody has" in text], "Olive has it"
    desk.store.tables.heard[OLIVE.id] = desk.clock.now
    back = await desk.look(left)
    assert (back.untaken_since, desk.kinds(left)[-1]) == (None, "incident.attended")


async def test_who_resolves_it_and_goes_leaves_the_close_to_the_ladder(desk: Desk) -> None:
    incident = await desk.in_hand(reported("BA", "4"))
    await desk.rung(incident, CANALSIDE.id, CallOutcome.SAFE)
    resolved = await desk.do(resolve, incident.id, OLIVE, OPERATOR, FALSE)
    assert resolved.untaken_since is None
    desk.nobody_is_on_shift()
    left = await look_until(desk, resolved, seconds=60)
    assert left.untaken_since is not None
    assert [notice.kind for notice in left.notices] == [NoticeKind.SUPERVISOR], "at once"
    closed = await desk.do(close, incident.id, DEV, OPERATOR)
    assert closed.untaken_since is None


async def test_supervisors_called_at_once_are_not_told_of_a_time_that_nobody_waited(
    desk: Desk,
) -> None:
    incident = await desk.in_hand(BURGLARY)
    desk.nobody_is_on_shift()
    left = await look_until(desk, incident, seconds=60)
    why = "its operator, Olive Brandt, is gone, and nobody is on shift"
    assert f"writes to the supervisors: {why}" in desk.texts(left)
    assert "0:00" not in left.notices[0].text


async def test_what_its_operator_takes_no_note_of_is_called_so(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    forced = await desk.do(suspect_duress, incident.id, DEV, "he sounded forced")
    worse = await look_until(desk, forced, seconds=90)
    why = "Olive Brandt has it and takes no note of what is new"
    assert f"writes to the supervisors: {why} after 1:00" in desk.texts(worse)
    assert "Its operator has taken no note of what is new" in worse.notices[0].text


async def test_who_does_something_is_there_though_no_screen_of_theirs_is_heard(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    assert OLIVE.id is not None
    del desk.store.tables.heard[OLIVE.id]
    left = await look_until(desk, incident, seconds=60)
    assert left.unattended_since is not None
    after = await desk.do(write_note, incident.id, OLIVE, "I ring her sister")
    assert after.unattended_since is None


async def test_whoever_takes_over_is_heard_anew(desk: Desk) -> None:
    incident = await desk.in_hand(BURGLARY)
    assert OLIVE.id is not None
    del desk.store.tables.heard[OLIVE.id]
    await look_until(desk, incident, seconds=200)
    taken = await desk.do(take_over, incident.id, DEV, OPERATOR)
    assert (taken.untaken_since, desk.last(taken)["kind"]) == (None, "incident.taken_over")
