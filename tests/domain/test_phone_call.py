"""A phone call: how it can end, and what was ever heard of it."""

import pytest

from tests.domain.standing import FIRST, at, call, heard
from tocsin.domain.response.phone_call import (
    DANGER,
    FROM_PEOPLE,
    FROM_SERVICES,
    SPOKEN_TO,
    CalleeKind,
    CallOutcome,
    EmergencyService,
    may_end_with,
    truly_placed,
)

O = CallOutcome  # noqa: E741  the tests read better with it
ONLY_FROM_THE_PERSON = {O.SAFE, O.WRONG_PASSWORD}


@pytest.mark.parametrize("outcome", CallOutcome)
def test_every_call_can_end_as_such_a_call_ends(outcome: CallOutcome) -> None:
    assert may_end_with(CalleeKind.SUBJECT, outcome) == (outcome in FROM_PEOPLE)
    assert may_end_with(CalleeKind.EMERGENCY, outcome) == (outcome in FROM_SERVICES)
    by_contact = outcome in FROM_PEOPLE - ONLY_FROM_THE_PERSON
    assert may_end_with(CalleeKind.CONTACT, outcome) == by_contact


def test_every_outcome_can_be_heard_of_somebody() -> None:
    assert set(CallOutcome) == FROM_PEOPLE | FROM_SERVICES


@pytest.mark.parametrize("kind", [CalleeKind.SUBJECT, CalleeKind.CONTACT])
def test_danger_can_be_heard_from_any_person(kind: CalleeKind) -> None:
    """P3."""
    assert all(may_end_with(kind, outcome) for outcome in DANGER)


def test_whoever_was_not_reached_was_not_spoken_to() -> None:
    missed = {O.NO_ANSWER, O.BUSY, O.VOICEMAIL, O.FAILED, O.UNKNOWN}
    assert missed == FROM_PEOPLE - SPOKEN_TO
    assert DANGER <= SPOKEN_TO


def test_the_last_word_is_the_latest_and_no_word_is_forgotten() -> None:
    ringing = call(FIRST, placed=0)
    assert ringing.last is None
    ended = heard(heard(ringing, O.IN_DANGER, after=5), O.TOLD, after=9)
    assert ended.last == ended.outcomes[1]
    assert ended.had(DANGER)
    assert not ended.had(frozenset({O.SAFE}))


def test_a_service_that_was_rung_in_a_drill_was_not_rung() -> None:
    noted = heard(call(EmergencyService.POLICE, placed=10), O.ACCEPTED, after=5)
    asked = heard(call(FIRST, placed=10), O.TOLD, after=5)
    rung = heard(call(EmergencyService.POLICE, placed=20), O.ACCEPTED, after=5)
    assert truly_placed([noted, asked, rung], None) == [noted, asked, rung]
    assert truly_placed([noted, asked, rung], at(20)) == [asked, rung]


def test_a_service_of_which_nobody_has_heard_yet_is_rung_whatever_the_clock_said() -> None:
    """A clock that was set back must not hide a call that is waited for."""
    rings = call(EmergencyService.POLICE, placed=10)
    assert truly_placed([rings], at(20)) == [rings]
