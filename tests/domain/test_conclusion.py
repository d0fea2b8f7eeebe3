"""What it may be called in the end: silence is never a false alarm."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.standing import FIRST, at, call, heard
from tests.domain.test_handling import TAKEN, pressed
from tests.scene import OPERATOR, SUPERVISOR
from tocsin.domain.access import Role
from tocsin.domain.alarm.conclusion import (
    DANGER_WAS_HEARD,
    ENDING_OF,
    FALSE_ALARM,
    NO_PIN,
    NOBODY_SAID,
    lacks_word,
    possible_causes,
    why_not_conclude,
)
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.phone_call import REASSURING, CallOutcome, PhoneCall
from tocsin.domain.response.response_kind import ResponseKind

O = CallOutcome  # noqa: E741  the examples read better with it
NOW = at(200)
SAFE = heard(call(None, placed=20), O.SAFE, after=30)
DANGER = heard(call(FIRST, placed=40), O.IN_DANGER, after=50)
SAFE_AFTER_ALL = heard(call(None, placed=60), O.SAFE, after=70)
FALSE = sorted(FALSE_ALARM)
CAUSES = [cause for cause in Cause if cause is not Cause.CALLED_OFF]  # that needs a PIN


# Technical by the plan that answers, and no fault of a device: a code that nobody knows, a message
# that nobody could read, and what an unknown sender reports.
NO_FAULTS = ["??", "VV", "unreadable", "FA", "PA", "703"]


def after(*calls: PhoneCall, kind: ResponseKind = ResponseKind.INTRUDER) -> Incident:
    return replace(TAKEN, response_kind=kind, calls=calls)


def technical(*codes: str) -> Incident:
    alerts = tuple(pressed(code, 1) for code in codes)
    return replace(after(kind=ResponseKind.TECHNICAL), alerts=alerts)


@pytest.mark.parametrize("kind", ResponseKind)
@pytest.mark.parametrize("cause", [*FALSE, Cause.GENUINE_SAFE])
def test_nothing_is_called_harmless_on_silence(kind: ResponseKind, cause: Cause) -> None:
    """P4: whoever may be in danger has to have said something, whatever kind of alarm it was."""
    unanswered = [heard(call(None, placed=20), outcome, after=30) for outcome in (O.NO_ANSWER,)]
    for calls in ([], unanswered):
        assert lacks_word(after(*calls, kind=kind), cause, NOW) == NOBODY_SAID


@pytest.mark.parametrize("kind", ResponseKind)
@pytest.mark.parametrize("cause", CAUSES)
def test_once_somebody_who_can_know_said_so_it_may_be_called_anything(
    kind: ResponseKind, cause: Cause
) -> None:
    assert lacks_word(after(SAFE, kind=kind), cause, NOW) is None
    with_them = heard(call(FIRST, placed=20), O.WITH_THEM_SAFE, after=30)
    assert lacks_word(after(with_them, kind=kind), cause, NOW) is None


@pytest.mark.parametrize("kind", ResponseKind)
@pytest.mark.parametrize("cause", [Cause.GENUINE_HANDED_OVER, Cause.UNEXPLAINED])
def test_what_says_nothing_of_safety_needs_nobodys_word(kind: ResponseKind, cause: Cause) -> None:
    assert lacks_word(after(kind=kind), cause, NOW) is None


@pytest.mark.parametrize("cause", CAUSES)
def test_a_devices_fault_needs_nobodys_word_until_danger_is_heard(cause: Cause) -> None:
    assert lacks_word(technical("AT"), cause, NOW) is None
    told = replace(technical("AT"), calls=(DANGER,))
    assert (lacks_word(told, cause, NOW) is None) == (
        cause in {Cause.GENUINE_HANDED_OVER, Cause.UNEXPLAINED}
    )


@pytest.mark.parametrize("code", NO_FAULTS)
@pytest.mark.parametrize("cause", [*FALSE, Cause.GENUINE_SAFE])
def test_what_nobody_understood_or_an_unknown_sender_reports_is_no_fault(
    code: str, cause: Cause
) -> None:
    """P4: it needs a word as any other alarm does, also beside a real fault."""
    for incident in (technical(code), technical("AT", code)):
        assert lacks_word(incident, cause, NOW) == NOBODY_SAID
        assert lacks_word(replace(incident, calls=(SAFE,)), cause, NOW) is None


@pytest.mark.parametrize("code", ["AT", *NO_FAULTS])
def test_every_technical_incident_may_be_ended_by_whoever_has_it(code: str) -> None:
    """Whose telephone nobody knows cannot be asked: it ends unexplained, or on a written reason."""
    incident = technical(code)
    unexplained = Judgement(cause=Cause.UNEXPLAINED)
    assert why_not_conclude(incident, unexplained, OPERATOR, NOW) is None
    mistyped = Judgement(cause=Cause.FALSE_EQUIPMENT, note="The installer has mistyped it")
    assert why_not_conclude(incident, mistyped, SUPERVISOR, NOW) is None


def test_what_was_danger_once_was_no_false_alarm_but_everybody_may_be_safe_in_the_end() -> None:
    over = after(DANGER, SAFE_AFTER_ALL)
    for cause in FALSE:
        assert lacks_word(over, cause, NOW) == DANGER_WAS_HEARD
    assert lacks_word(over, Cause.GENUINE_SAFE, NOW) is None
    assert lacks_word(after(SAFE, DANGER), Cause.GENUINE_SAFE, NOW) == NOBODY_SAID


def test_a_word_that_is_said_in_a_silent_alarm_is_none() -> None:
    """P3: whoever says so may be forced to."""
    silent = replace(after(SAFE), silent=True)
    for cause in (*FALSE, Cause.GENUINE_SAFE):
        assert lacks_word(silent, cause, NOW) is not None


def test_an_announced_drill_may_be_called_a_test_and_nothing_else() -> None:
    drill = replace(after(), drill=True)
    assert lacks_word(drill, Cause.TEST, NOW) is None
    assert lacks_word(drill, Cause.FALSE_ACCIDENT, NOW) == NOBODY_SAID
    assert lacks_word(replace(drill, calls=(DANGER,)), Cause.TEST, NOW) == DANGER_WAS_HEARD


@pytest.mark.parametrize(
    ("roles", "note", "why"),
    [
        (OPERATOR, None, "or ask a supervisor"),
        (OPERATOR, "I am sure", "or ask a supervisor"),
        (SUPERVISOR, None, "Write down why"),
        (SUPERVISOR, "Seen on the camera", None),
    ],
)
def test_a_supervisor_may_with_a_written_reason(
    roles: frozenset[Role], note: str | None, why: str | None
) -> None:
    judgement = Judgement(cause=Cause.FALSE_ACCIDENT, note=note)
    refusal = why_not_conclude(after(), judgement, roles, NOW)
    assert (refusal is None) == (why is None)
    assert why is None or (refusal is not None and why in refusal)
    assert why_not_conclude(after(SAFE), judgement, OPERATOR, NOW) is None


OUTCOMES = st.lists(st.tuples(st.sampled_from(list(O)), st.floats(21, 190)), max_size=6)


@given(OUTCOMES, st.sampled_from(ResponseKind), st.sampled_from([*FALSE, Cause.GENUINE_SAFE]))
def test_whatever_was_heard_nothing_is_harmless_without_a_word_of_reassurance(
    outcomes: list[tuple[O, float]], kind: ResponseKind, cause: Cause
) -> None:
    """P4."""
    told = [heard(call(None, placed=20), outcome, after=when) for outcome, when in outcomes]
    if lacks_word(after(*told, kind=kind), cause, NOW) is None:
        assert any(one.had(REASSURING) for one in told)


@pytest.mark.parametrize("cause", CAUSES)
def test_no_more_is_told_at_the_end_than_is_known(cause: Cause) -> None:
    """P4: all clear is said only of what nobody may call so without somebody's word."""
    ending = ENDING_OF[cause]
    is_well = cause in FALSE_ALARM | {Cause.GENUINE_SAFE}
    assert (ending.title == "All clear.") is is_well
    assert ("Nothing is left to do." in ending.lines) is is_well


@pytest.mark.parametrize("cause", FALSE)
def test_what_devices_alone_confirmed_was_told_by_nobody(cause: Cause) -> None:
    confirmed = replace(after(), confirmed_at=at(20), confirmed_by="the panel: BV")
    assert lacks_word(confirmed, cause, NOW) == NOBODY_SAID
    assert lacks_word(replace(confirmed, calls=(SAFE,)), cause, NOW) is None


def test_a_drill_of_a_confirmed_alarm_ends_as_a_test() -> None:
    drill = replace(after(), drill=True, confirmed_at=at(20), confirmed_by="the panel: BV")
    assert lacks_word(drill, Cause.TEST, NOW) is None
    assert lacks_word(replace(drill, calls=(DANGER,)), Cause.TEST, NOW) == DANGER_WAS_HEARD


def test_it_is_called_off_only_by_a_safe_pin_and_not_over_danger() -> None:
    silent_so_far = after(kind=ResponseKind.PERSONAL)
    assert Cause.CALLED_OFF not in possible_causes(silent_so_far)
    assert lacks_word(silent_so_far, Cause.CALLED_OFF, NOW) == NO_PIN
    entered = replace(silent_so_far, pin_at=at(190), pin_said_at=at(189))
    assert Cause.CALLED_OFF in possible_causes(entered)
    assert lacks_word(entered, Cause.CALLED_OFF, NOW) is None
    told = replace(entered, calls=(DANGER,))
    assert lacks_word(told, Cause.CALLED_OFF, NOW) == DANGER_WAS_HEARD
    assert ENDING_OF[Cause.CALLED_OFF].title == "All clear."
