"""The words of a notice, who is told that it is over, and the link with which one is answered."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.clock import A_NIGHT
from tests.domain.specimen import KEY
from tests.scene import CANALSIDE, SUBJECTS
from tocsin.domain.response.answer_link import AnswerLink, read_link
from tocsin.domain.response.notice import (
    DO_NOT_CALL,
    Addressee,
    Ending,
    Notice,
    NoticeKind,
    NoticeState,
    Occasion,
    compose,
    left_to_ring,
    told,
    unwarned,
)
from tocsin.domain.response.phone_call import (
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
)

CONTACTS = SUBJECTS[CANALSIDE].contacts
OCCASION = Occasion(
    number=4101,
    alarm="Burglary alarm",
    about="Canalside warehouse",
    waited="3:00",
    drill=False,
    silent=False,
    nobody_on_shift=False,
    called=frozenset(),
    wanted=(EmergencyService.POLICE,),
    emergency_number="999",
    ending=Ending(title="All clear.", lines=("It is over.",)),
)
A_WHILE = timedelta(minutes=5)
BEFORE_THE_END = [NoticeKind.SUPERVISOR, NoticeKind.RUN_ALONE]


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_drill_says_so_before_anything_else(kind: NoticeKind) -> None:
    for words in compose(kind, replace(OCCASION, drill=True, silent=True)):
        assert words.startswith("DRILL")


@pytest.mark.parametrize("kind", [*BEFORE_THE_END, NoticeKind.REAL])
def test_a_silent_alarm_begins_with_what_must_not_be_done(kind: NoticeKind) -> None:
    for words in compose(kind, replace(OCCASION, silent=True)):
        assert words.startswith("Do not call or text them")


@pytest.mark.parametrize("kind", BEFORE_THE_END)
def test_that_nobody_has_called_the_police_is_said(kind: NoticeKind) -> None:
    assert "Nobody has called the police." in compose(kind, OCCASION)[1]
    fire = replace(OCCASION, wanted=(EmergencyService.FIRE,))
    assert "Nobody has called the fire service." in compose(kind, fire)[1]
    called = replace(OCCASION, called=frozenset({EmergencyService.POLICE}))
    assert "Nobody has called" not in compose(kind, called)[1]


def test_that_nobody_is_on_shift_is_said() -> None:
    _, text = compose(NoticeKind.SUPERVISOR, replace(OCCASION, nobody_on_shift=True))
    assert "Nobody is on shift" in text


def test_the_all_clear_says_nothing_but_that_it_is_over() -> None:
    title, text = compose(NoticeKind.ALL_CLEAR, replace(OCCASION, silent=True))
    assert title.startswith("All clear.")
    assert "It is over." in text
    assert "police" not in text


def test_a_supervisor_who_is_asked_for_is_told_by_whom_and_where_to_go() -> None:
    silent = replace(OCCASION, silent=True)
    title, text = compose(NoticeKind.SUPERVISOR_ASKED, silent)
    assert title == f"{DO_NOT_CALL} A supervisor is asked for. Burglary alarm: Canalside warehouse"
    assert "An operator asks for a supervisor.\nOpen it in the console." in text


def test_a_warning_says_first_what_must_not_be_done_and_asks_for_nothing() -> None:
    """Also where only another incident of the place is silent."""
    for words in compose(NoticeKind.WARNING, OCCASION):
        assert words.startswith("Do not call or text them: somebody may be watching.")
    _, text = compose(NoticeKind.WARNING, OCCASION)
    assert "It got worse since you were told of it. The monitoring centre deals with it." in text
    assert "Do not go there alone." in text
    assert "Can you see to it" not in text


def test_an_all_clear_keeps_nobody_from_ringing_once_it_is_taken_back() -> None:
    helena = Addressee(name="Helena", contact_id=CONTACTS[0].id)
    asked = replace(notice(helena, NoticeState.SENT), title=DO_NOT_CALL)
    clear = replace(
        notice(helena, NoticeState.SENT, NoticeKind.ALL_CLEAR),
        written_at=asked.written_at + A_WHILE,
    )
    assert unwarned([clear, asked], [], CONTACTS) == [helena]
    assert unwarned([asked], [], CONTACTS) == []


def notice(to: Addressee, state: NoticeState, kind: NoticeKind = NoticeKind.RUN_ALONE) -> Notice:
    return Notice(
        id=UUID(int=1), kind=kind, to=to, title="", text="", written_at=A_NIGHT, state=state
    )


def call(contact_id: UUID, outcome: CallOutcome) -> PhoneCall:
    return PhoneCall(
        id=UUID(int=2),
        callee=CalleeKind.CONTACT,
        callee_id=contact_id,
        service=None,
        name="Somebody",
        number="1",
        placed_at=A_NIGHT,
        outcomes=(HeardOutcome(at=A_NIGHT, outcome=outcome),),
    )


def test_everyone_who_was_told_is_told_of_the_end_once() -> None:
    helena, tom, redfern = (Addressee(name=c.name, contact_id=c.id) for c in CONTACTS)
    priya = Addressee(name="Priya Nair", person_id=UUID(int=9))
    notices = [
        notice(priya, NoticeState.SENT, NoticeKind.SUPERVISOR),
        notice(helena, NoticeState.UNKNOWN),
        notice(helena, NoticeState.SENT),
        notice(redfern, NoticeState.FAILED),
        notice(redfern, NoticeState.OWED),
        notice(redfern, NoticeState.SENT, NoticeKind.ALL_CLEAR),
    ]
    calls = [
        call(CONTACTS[0].id, CallOutcome.TOLD),
        call(CONTACTS[1].id, CallOutcome.ATTENDING),
        call(CONTACTS[2].id, CallOutcome.NO_ANSWER),
    ]
    assert told(notices, calls, CONTACTS) == [priya, helena, tom]


def test_who_was_spoken_to_and_has_no_address_cannot_be_told() -> None:
    without = [replace(CONTACTS[0], email=None)]
    assert told([], [call(CONTACTS[0].id, CallOutcome.TOLD)], without) == []


def test_who_was_told_by_telephone_and_has_no_address_is_left_to_ring_once() -> None:
    helena, tom, redfern = CONTACTS
    contacts = [replace(helena, email=None), tom, replace(redfern, email=None)]
    company = replace(call(helena.id, CallOutcome.ATTENDING), callee=CalleeKind.COMPANY)
    by_hand = replace(company, callee_id=None, number="2")
    gone = call(UUID(int=77), CallOutcome.TOLD)  # taken off the list since
    calls = [
        call(helena.id, CallOutcome.TOLD),
        call(helena.id, CallOutcome.ATTENDING),
        call(tom.id, CallOutcome.TOLD),
        call(redfern.id, CallOutcome.NO_ANSWER),
        replace(call(helena.id, CallOutcome.SAFE), callee=CalleeKind.SUBJECT, callee_id=None),
        by_hand,
        gone,
    ]
    assert left_to_ring(calls, contacts) == [calls[1], by_hand, gone]


LINK = AnswerLink(notice_id=UUID(int=5), centre_id=UUID(int=6))


def test_a_link_is_read_as_it_was_written() -> None:
    assert read_link(LINK.write(KEY), [b"?" * 32, KEY.public_key]) == LINK


@pytest.mark.parametrize("word", ["", "x", "ä", "AAAA", "=" * 128, "A" * 128])
def test_a_word_that_nobody_sealed_is_no_link(word: str) -> None:
    assert read_link(word, [KEY.public_key]) is None


def test_a_link_of_another_notice_is_no_link() -> None:
    word = LINK.write(KEY)
    assert (
        read_link(("B" if word[20] == "A" else "A").join((word[:20], word[21:])), [KEY.public_key])
        is None
    )
    assert read_link(word, []) is None
