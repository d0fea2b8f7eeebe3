"""Every lifecycle, every state, every event; and what must be true of the tables."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from tocsin.domain.alarm.incident_state import INCIDENT, OPEN, IncidentEvent, IncidentState
from tocsin.domain.errors import EventRefused
from tocsin.domain.lifecycle import Lifecycle

LIFECYCLES: list[tuple[Lifecycle[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (INCIDENT, IncidentState, IncidentEvent),
]
PAIRS = [(life, s, e) for life, states, events in LIFECYCLES for s, e in product(states, events)]
S, E = IncidentState, IncidentEvent


def into(state: IncidentState) -> set[tuple[IncidentState, IncidentEvent]]:
    """Name the ways into a state from another."""
    return {
        (s, e) for s, row in INCIDENT.moves.items() for e, to in row.items() if s != to == state
    }


@pytest.mark.parametrize(("lifecycle", "state", "event"), PAIRS)
def test_every_event_moves_or_is_refused(
    lifecycle: Lifecycle[Any, Any],
    state: Any,  # noqa: ANN401  any noun's own enum
    event: Any,  # noqa: ANN401  likewise
) -> None:
    if event in lifecycle.allowed(state):
        assert lifecycle.after(state, event) in type(lifecycle.initial)
    else:
        with pytest.raises(EventRefused, match=str(event)) as refused:
            lifecycle.after(state, event)
        said = (refused.value.noun, refused.value.state, refused.value.event)
        assert said == (lifecycle.noun, state, event)


@pytest.mark.parametrize("event", [E.SUSPECT_DURESS, E.HEAR_DANGER, E.MAKE_REAL])
def test_evidence_of_danger_is_refused_in_no_state_but_filed(event: IncidentEvent) -> None:
    """P3: and where it was over, it is not over any more."""
    assert {s for s in S if event not in INCIDENT.allowed(s)} == {S.FILED}
    after = {INCIDENT.after(s, event) for s in S if s is not S.FILED}
    assert after == {S.WAITING, S.HANDLING}


def test_nothing_rests_under_danger() -> None:
    assert INCIDENT.after(S.PARKED, E.SUSPECT_DURESS) is S.HANDLING
    assert INCIDENT.after(S.PARKED, E.JOIN_WORSE) is S.HANDLING


def test_nothing_is_closed_without_being_resolved_but_what_its_person_calls_off() -> None:
    assert into(S.CLOSED) == {(S.RESOLVED, E.CLOSE), (S.WAITING, E.CALL_OFF)}
    assert into(S.RESOLVED) == {(S.HANDLING, E.RESOLVE)}


def test_nothing_is_filed_without_being_closed() -> None:
    assert into(S.FILED) == {(S.CLOSED, E.FILE)}


def test_only_what_is_filed_is_at_its_end() -> None:
    assert INCIDENT.final == {S.FILED}


def test_an_incident_is_in_hand_only_by_a_claim_or_out_of_somebodys_hand() -> None:
    assert {(s, e) for s, e in into(S.HANDLING) if s not in {S.PARKED, S.RESOLVED}} == {
        (S.WAITING, E.CLAIM),
        (S.WAITING, E.CALL_HELP),
        (S.CLOSED, E.CALL_HELP),
    }


def test_help_is_called_in_every_state_that_news_can_move_and_by_that_it_is_in_hand() -> None:
    assert {s for s in S if E.CALL_HELP in INCIDENT.allowed(s)} == OPEN | {S.CLOSED}
    assert {INCIDENT.after(s, E.CALL_HELP) for s in OPEN | {S.CLOSED}} == {S.HANDLING}


def test_only_who_has_it_in_hand_calls_or_parks_or_resolves() -> None:
    for event in (E.CALL, E.PARK):
        assert {s for s in S if event in INCIDENT.allowed(s)} == {S.HANDLING}
    assert {s for s in S if E.RESOLVE in INCIDENT.allowed(s)} == {S.HANDLING, S.RESOLVED}


def test_a_further_alert_joins_whatever_is_open_and_never_lets_it_end() -> None:
    for event, closed in ((E.JOIN, set()), (E.JOIN_WORSE, {S.CLOSED})):
        assert {s for s in S if event in INCIDENT.allowed(s)} == OPEN | closed
        assert INCIDENT.after(S.RESOLVED, event) is S.HANDLING


def test_whatever_is_open_is_looked_at_and_a_look_alone_moves_nothing() -> None:
    assert {s: INCIDENT.after(s, E.LOOK) for s in OPEN} == {s: s for s in OPEN}


def test_a_word_about_a_call_is_written_down_however_late_it_comes() -> None:
    assert {s for s in S if E.HEAR in INCIDENT.allowed(s)} == set(S)
    assert INCIDENT.after(S.FILED, E.HEAR) is S.FILED


def test_what_is_tapped_twice_moves_once() -> None:
    assert INCIDENT.after(S.RESOLVED, E.RESOLVE) is S.RESOLVED
    assert INCIDENT.after(S.CLOSED, E.CLOSE) is S.CLOSED


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    OFF = "off"


class Switch(StrEnum):
    TURN = "turn"
    CUT = "cut"


def broken(moves: dict[Light, dict[Switch, Light]]) -> None:
    Lifecycle(noun="light", initial=Light.RED, moves=moves)


def test_a_table_with_a_missing_row_cannot_start() -> None:
    with pytest.raises(AssertionError, match="one row for every state"):
        broken({Light.RED: {Switch.TURN: Light.GREEN}, Light.GREEN: {}})


def test_a_state_that_nothing_leads_to_cannot_start() -> None:
    with pytest.raises(AssertionError, match="unreachable"):
        broken({Light.RED: {Switch.CUT: Light.OFF}, Light.GREEN: {}, Light.OFF: {}})


def test_a_trap_cannot_start() -> None:
    with pytest.raises(AssertionError, match="is a trap"):
        broken(
            {
                Light.RED: {Switch.TURN: Light.GREEN},
                Light.GREEN: {Switch.TURN: Light.OFF},
                Light.OFF: {Switch.TURN: Light.RED},
            }
        )


def test_what_is_allowed_stands_in_the_order_of_the_table() -> None:
    assert INCIDENT.allowed(S.CLOSED) == list(INCIDENT.moves[S.CLOSED])
