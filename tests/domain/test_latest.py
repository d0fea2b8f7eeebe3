"""What came last, in words with its time; and what help was asked before it."""

from dataclasses import replace

import pytest

from tests.domain.standing import FIRST, OPENED, at, call, heard
from tests.domain.test_handling import TAKEN, S, pressed
from tocsin.domain.alarm.claim import why_not_park
from tocsin.domain.alarm.handling import why_not_resolve
from tocsin.domain.alarm.latest import news_since, news_words, why_help_is_due
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService, PhoneCall
from tocsin.domain.response.verification import Because, next_step, services_due

O = CallOutcome  # noqa: E741  the lines below read better with it
POLICE = EmergencyService.POLICE
PANIC = replace(pressed("panic", 1), last_at=OPENED)
MISSED = replace(pressed("missed_check_in", 1), first_at=at(120), last_at=at(120))
LATE = replace(TAKEN, alerts=(PANIC, MISSED))


def police(outcome: CallOutcome, after: float = 60, reference: str | None = None) -> PhoneCall:
    called = heard(call(POLICE, placed=30), outcome, after=after)
    return replace(called, outcomes=(replace(called.outcomes[0], reference=reference),))


def test_what_came_is_said_with_its_time_the_latest_first() -> None:
    assert news_words(LATE, at(-1)) == "Check-in missed at 02:46; Panic at 02:44"
    assert news_words(LATE, at(0)) == "Check-in missed at 02:46"
    assert news_words(LATE, at(120)) is None


def test_a_place_and_that_it_came_again_are_said_with_it() -> None:
    again = pressed("BA", 2)
    burgled = replace(TAKEN, alerts=(replace(again, zone="4"),))
    assert news_words(burgled, OPENED) == "Burglary alarm, zone 4, again at 02:44"


def test_what_is_too_much_to_be_read_is_counted() -> None:
    alerts = tuple(replace(pressed("panic", 1), last_at=at(n)) for n in range(1, 6))
    words = news_words(replace(TAKEN, alerts=alerts), OPENED)
    assert words is not None
    assert (words.count("Panic"), words.endswith("; 2 more")) == (3, True)


def test_what_people_saw_and_said_is_news_too() -> None:
    danger = heard(call(FIRST, placed=30), O.IN_DANGER, after=40)
    told = heard(call(FIRST, placed=41), O.TOLD, after=42)
    seen = replace(TAKEN, calls=(danger, told), silent_at=at(50), real_at=at(45))
    assert [news.words for news in news_since(seen, OPENED)] == [
        "Signs of duress",
        "It is no drill any more",
        "Danger, by the word of Contact 1",
    ]


def test_a_silent_alarm_is_named_by_its_own_words() -> None:
    silent = replace(TAKEN, silent_at=at(50), alerts=(replace(pressed("duress", 1)),))
    assert [news.words for news in news_since(silent, at(-1))] == ["Duress"]


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (POLICE, "The police have not"),
        (EmergencyService.AMBULANCE, "The ambulance service has not"),
        (EmergencyService.FIRE, "The fire service has not"),
    ],
)
def test_a_service_that_nobody_called_is_said_to_be_so(
    service: EmergencyService, words: str
) -> None:
    words = f"{words} been called, and nobody has said why not."
    assert why_help_is_due(LATE, service) == words
    ringing = replace(LATE, calls=(call(service, placed=30),))
    assert why_help_is_due(ringing, service) == words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (police(O.ACCEPTED), "The police were called at 02:45 and said that they come."),
        (
            police(O.ACCEPTED, reference="CAD 7"),
            "The police were called at 02:45 and said that they come, reference CAD 7.",
        ),
        (
            police(O.NOT_POSSIBLE),
            "The police have not been called: at 02:45 it could not be done.",
        ),
        (police(O.NO_ANSWER), "The police were called at 02:45 and did not take it (no answer)."),
    ],
)
def test_a_service_that_was_called_before_is_never_said_not_to_have_been(
    asked: PhoneCall, words: str
) -> None:
    said = f"{words} That was before: Check-in missed at 02:46. Call again, or say why not."
    assert why_help_is_due(replace(LATE, calls=(asked,)), POLICE) == said


def test_where_nothing_came_since_nothing_is_said_to_have_come() -> None:
    refused = replace(TAKEN, calls=(police(O.REFUSED),))
    words = "The police were called at 02:45 and did not take it (refused). "
    assert why_help_is_due(refused, POLICE) == f"{words}Call again, or say why not."


def test_who_was_called_off_is_called_again_and_everything_says_what_was_done() -> None:
    """The police come, all is said to be well, and then a check-in is missed."""
    safe = heard(call(None, placed=70), O.SAFE, after=80)
    calls = (police(O.ACCEPTED, reference="CAD 7"), safe)
    unclear = replace(LATE, calls=calls, state=S.HANDLING)
    assert services_due(unclear.standing, at(240)) == [POLICE]
    assert next_step(unclear.standing, at(240)).because is Because.NEWS_UNTOLD
    said = "The police were called at 02:45 and said that they come, reference CAD 7. That was "
    for reason in (why_not_park(unclear, at(240)), why_not_resolve(unclear, frozenset(), at(240))):
        assert reason is not None
        assert reason.startswith(f"{said}before: Check-in missed at 02:46.")
