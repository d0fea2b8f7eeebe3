"""What a customer is shown of an incident that became silent: what is heard there, and its end.

P10: no number, gap or size shows that something was left out.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_alert import ALERT, NIGHT
from tests.domain.test_handling import INCIDENT, TAKEN
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_shown import ENDED, Shown, becomes_silent, next_shown
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause

S = IncidentState
LATER = NIGHT + timedelta(minutes=9)
SIREN = replace(ALERT, id=UUID(int=3), zone="5", first_at=LATER, last_at=LATER)
SILENT_ONE = replace(SIREN, silent=True, hidden=True, priority=1)
BEFORE = replace(TAKEN, silent=True, alerts=(ALERT,))
SHOWN = Shown(state=S.HANDLING, priority=2)
CLOSED = replace(BEFORE, state=S.CLOSED, closed_at=LATER)

# Whatever the centre may do about it, and what it may be told.
WORK = st.fixed_dictionaries(
    {
        "state": st.sampled_from([S.WAITING, S.HANDLING, S.PARKED, S.RESOLVED]),
        "priority": st.integers(1, 4),
        "operator_id": st.none() | st.uuids(),
        "parked_until": st.none() | st.just(LATER),
        "cause": st.none() | st.sampled_from(Cause),
        "drill": st.booleans(),
        "worse_at": st.none() | st.just(LATER),
        "alerts": st.sampled_from([(ALERT,), (ALERT, SILENT_ONE)]),
    }
)


@given(
    before=WORK,
    after=WORK,
    state=st.sampled_from(sorted(set(S) - {S.WAITING})),
    priority=st.integers(1, 4),
)
def test_p10_nothing_that_is_done_about_it_changes_what_is_shown(
    before: dict[str, object], after: dict[str, object], state: S, priority: int
) -> None:
    shown = Shown(state=state, priority=priority)
    was, is_now = replace(BEFORE, **before), replace(BEFORE, **after)  # type: ignore[arg-type]  # drawn
    if SILENT_ONE in was.alerts:
        is_now = replace(is_now, alerts=was.alerts)  # no alert is ever taken back
    assert next_shown(shown, was, is_now) == shown


@given(before=WORK, after=WORK)
def test_p10_one_that_is_shown_as_waiting_is_shown_as_taken_once_it_is_taken(
    before: dict[str, object], after: dict[str, object]
) -> None:
    """Every alarm is taken: that one is says nothing, and that one never is would say all."""
    shown = Shown(state=S.WAITING, priority=2)
    was, is_now = replace(BEFORE, **before), replace(BEFORE, **after)  # type: ignore[arg-type]  # drawn
    if SILENT_ONE in was.alerts:
        is_now = replace(is_now, alerts=was.alerts)
    then = next_shown(shown, was, is_now)
    if is_now.state is not S.HANDLING or is_now.operator_id is None:
        assert then == shown
        return
    taken = (S.HANDLING, is_now.operator_id, is_now.claimed_at, "incident.claimed")
    assert (then.state, then.operator_id, then.claimed_at, then.happened) == taken
    assert next_shown(then, is_now, was) == then  # and nothing after that


def added(*alerts: Alert) -> Incident:
    return replace(BEFORE, alerts=alerts, state=S.PARKED, priority=1)


@pytest.mark.parametrize(
    ("alerts", "happened"),
    [
        ((ALERT, SIREN), "alert.joined"),
        ((replace(ALERT, count=2), SILENT_ONE), "alert.repeated"),
        ((replace(ALERT, restored_at=LATER),), "alert.restored"),
        ((ALERT, SILENT_ONE), None),
    ],
)
def test_what_is_heard_at_the_place_is_added(
    alerts: tuple[Alert, ...], happened: str | None
) -> None:
    assert next_shown(SHOWN, BEFORE, added(*alerts)) == replace(SHOWN, happened=happened)


def test_its_priority_is_that_of_what_may_be_known_of() -> None:
    fire = replace(SIREN, priority=1)
    assert next_shown(SHOWN, BEFORE, added(ALERT, fire)).priority == 1
    assert next_shown(SHOWN, BEFORE, added(ALERT, SIREN, SILENT_ONE)).priority == 2


@pytest.mark.parametrize("state", [S.RESOLVED, S.CLOSED, S.FILED])
def test_a_new_siren_opens_again_what_was_shown_as_over(state: S) -> None:
    shown = next_shown(replace(SHOWN, state=state, closed_at=NIGHT), BEFORE, added(ALERT, SIREN))
    assert (shown.state, shown.closed_at) == (S.HANDLING, None)
    counted = added(replace(ALERT, count=2))
    assert next_shown(replace(SHOWN, state=state), BEFORE, counted).state is state


def test_it_ends_when_it_ends_and_is_filed_when_it_is_filed() -> None:
    ended = next_shown(SHOWN, BEFORE, CLOSED)
    closed = Shown(state=S.CLOSED, priority=2, closed_at=LATER, happened="incident.closed")
    assert ended == closed
    filed = next_shown(replace(closed, happened=None), CLOSED, replace(CLOSED, state=S.FILED))
    assert (filed.state, filed.happened) == (S.FILED, "incident.filed")


@pytest.mark.parametrize("state", sorted(ENDED))
def test_one_that_was_shown_as_closed_stays_so_through_what_follows(state: S) -> None:
    """Reopened by the word of duress, it is closed a second time: nobody is told of either."""
    shown = Shown(state=state, priority=2, closed_at=NIGHT)
    assert next_shown(shown, CLOSED, BEFORE) == shown
    assert next_shown(shown, BEFORE, CLOSED) == shown


def test_an_open_one_is_not_filed() -> None:
    assert next_shown(SHOWN, CLOSED, replace(CLOSED, state=S.FILED)) == SHOWN


def test_only_the_change_itself_is_one_that_makes_silent() -> None:
    silent = replace(INCIDENT, silent=True)
    assert becomes_silent(INCIDENT, silent)
    assert not becomes_silent(silent, silent)
    assert not becomes_silent(INCIDENT, INCIDENT)
