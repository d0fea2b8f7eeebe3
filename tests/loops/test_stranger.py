"""Senders whose accounts nobody knows: their alarms are shown, and only they are limited."""

from dataclasses import replace

import pytest

from tests.loops.test_alarm_intake import LINE, NOW, draft, reports_of, taken, token_of
from tests.protocols.frames import KEY
from tocsin.domain.alarm.signal import Settlement
from tocsin.domain.people.subject import SubjectKind
from tocsin.loops.stranger import MOST_IN_WINDOW, REMEMBERED, WINDOW_S, Strangers
from tocsin.protocols.sia_dc09 import Draft


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_stranger_says_so_much_in_a_minute_and_no_more() -> None:
    clock = Hand()
    strangers = Strangers(clock)
    assert all(strangers.may_speak("192.0.2.1") for _ in range(MOST_IN_WINDOW))
    assert not strangers.may_speak("192.0.2.1")
    assert strangers.may_speak("192.0.2.2"), "another one is not held to it"
    clock.now = WINDOW_S
    assert strangers.may_speak("192.0.2.1")


def test_it_is_told_once_how_many_were_turned_away() -> None:
    strangers = Strangers(Hand())
    for _ in range(MOST_IN_WINDOW + 7):
        strangers.may_speak("192.0.2.1")
    assert (strangers.turned_away(), strangers.turned_away()) == (7, 0)


def test_a_million_addresses_take_no_more_memory_than_ten_thousand() -> None:
    strangers = Strangers(Hand())
    for number in range(2 * REMEMBERED):
        strangers.may_speak(str(number))
    assert len(strangers._said) == REMEMBERED


def test_an_alarm_of_an_unknown_account_is_refused_and_shown_to_the_centre() -> None:
    """It may be a real site, mistyped."""
    one = taken(draft("1235", b"#1235|Nri1/BA4^Shutter^"))
    assert (token_of(one), one.is_due) == ("DUH", True)
    arrival = one.arrival
    assert (arrival.subject_kind, arrival.subject_id) == (SubjectKind.RECEIVER_LINE, LINE.id)
    assert (arrival.customer_id, arrival.centre_id) == (LINE.centre_id, LINE.centre_id)
    (shown,) = reports_of(one)
    assert (shown["code"], shown["area"]) == ("BA", "1235")
    assert shown["zone_text"] == "account 1235 from 192.0.2.7; zone 4 Shutter"


@pytest.mark.parametrize("message", [b"#9999|Nri1/RP", b"#9999|Nri1/BR4", b"#9999|Nri1/OP1"])
def test_what_needs_nobody_disturbs_nobody_from_an_unknown_account(message: bytes) -> None:
    one = taken(draft("9999", message))
    assert not one.is_due
    assert one.arrival.settlement is Settlement.UNKNOWN_ACCOUNT
    assert (one.arrival.account, one.arrival.subject_id) == ("9999", None)


def test_a_link_test_of_an_unknown_account_is_kept() -> None:
    one = taken(Draft(token="NULL", account="9999", sequence=0))
    assert (token_of(one), one.is_due) == ("DUH", False)


def test_what_an_unknown_account_sends_encrypted_is_shown_unread() -> None:
    (shown,) = reports_of(taken(replace(draft("9999"), sent_at=NOW), key=KEY))
    assert (shown["code"], shown["area"]) == ("unreadable", "9999")


def test_a_line_may_acknowledge_unknown_accounts() -> None:
    one = taken(draft("9999", b"#9999|Nri1/BA4"), line=replace(LINE, acknowledges_unknown=True))
    assert (token_of(one), one.is_due) == ("ACK", True)
