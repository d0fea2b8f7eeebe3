"""Who gets which reply."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.frames import DRAWN, KEY, framed, only_frame
from tocsin.protocols.sia_dc09 import (
    Answer,
    Because,
    Crc,
    Draft,
    Frame,
    Length,
    Profile,
    Reply,
    Seal,
    TimeCheck,
    answer_to,
    open_frame,
    write_message,
)

NOW = datetime(2026, 11, 21, 20, 55, 4, tzinfo=UTC)
PANIC = Draft(token="SIA-DCS", account="1234", message=b"#1234|NPA1")
IN_CLEAR = only_frame(write_message(PANIC))
OPEN, KEYED = Profile(), Profile(key=KEY)


def sealed(sent_at: datetime | None = NOW) -> Frame:
    return only_frame(write_message(replace(PANIC, sent_at=sent_at), Seal(KEY, DRAWN)))


def timed(sent_at: datetime | None) -> Frame:
    return only_frame(write_message(replace(PANIC, sent_at=sent_at)))


def answered(frame: Frame, panel: Profile | None, *, to_unknown: Reply = Reply.DUH) -> Answer:
    report = open_frame(frame, panel.key if panel else None)
    return answer_to(frame, report, panel, NOW, to_unknown=to_unknown)


def test_what_was_understood_is_acknowledged() -> None:
    assert answered(IN_CLEAR, OPEN) == Answer(Reply.ACK, Because.TAKEN)
    assert answered(sealed(), KEYED) == Answer(Reply.ACK, Because.TAKEN)
    assert answered(IN_CLEAR, OPEN).is_taken


def test_an_unknown_account_is_answered_as_was_set() -> None:
    assert answered(IN_CLEAR, None) == Answer(Reply.DUH, Because.UNKNOWN_ACCOUNT)
    assert answered(IN_CLEAR, None, to_unknown=Reply.ACK).is_taken


def test_an_unknown_account_that_encrypts_cannot_be_acknowledged() -> None:
    assert answered(sealed(), None, to_unknown=Reply.ACK).reply is Reply.DUH


def test_a_clear_message_from_an_account_with_a_key_is_refused() -> None:
    assert answered(IN_CLEAR, KEYED) == Answer(Reply.DUH, Because.CLEAR_BUT_KEYED)
    assert answered(IN_CLEAR, Profile(must_be_encrypted=True)).reply is Reply.DUH
    assert answered(IN_CLEAR, Profile(key=KEY, is_clear_allowed=True)).is_taken


def test_what_cannot_be_opened_is_refused_and_never_acknowledged() -> None:
    assert answered(sealed(), OPEN) == Answer(Reply.DUH, Because.CANNOT_OPEN)
    assert answered(sealed(), Profile(key=b"0" * 16)) == Answer(Reply.DUH, Because.CANNOT_OPEN)


def test_a_clear_message_that_nobody_can_read_is_taken_for_a_person_to_see() -> None:
    frame = only_frame(framed(b'"SIA-DCS"0001L0#1234[#1234|NPA1'))
    assert answered(frame, OPEN) == Answer(Reply.ACK, Because.TAKEN_UNREAD)


@pytest.mark.parametrize("token", [b"ACK", b"NAK", b"DUH", b"RSP"])
def test_a_reply_is_never_answered(token: bytes) -> None:
    frame = only_frame(framed(b'"' + token + b'"0001L0#1234[]'))
    assert answered(frame, OPEN) == Answer(Reply.SILENCE, Because.NOT_A_MESSAGE)


def test_a_form_that_the_transmitter_does_not_use_is_met_with_silence() -> None:
    strict = Profile(crcs=frozenset({Crc.STANDARD}), lengths=frozenset({Length.HEX}))
    assert answered(IN_CLEAR, strict).is_taken
    for odd in (replace(IN_CLEAR, crc=Crc.WITH_CR), replace(IN_CLEAR, length=Length.WRONG)):
        assert answered(odd, OPEN).is_taken
        assert answered(odd, strict) == Answer(Reply.SILENCE, Because.OTHER_FORM)


@pytest.mark.parametrize(
    ("seconds", "because"),
    [
        (-41, Because.TOO_LATE),
        (-40, Because.TAKEN),
        (0, Because.TAKEN),
        (20, Because.TAKEN),
        (21, Because.TOO_EARLY),
    ],
)
def test_an_encrypted_time_must_lie_in_the_window(seconds: int, because: Because) -> None:
    sent_at = NOW + timedelta(seconds=seconds)
    answer = answered(sealed(sent_at), KEYED)
    assert answer.because is because
    assert answer.reply is (Reply.ACK if because is Because.TAKEN else Reply.NAK)
    strict = Profile(time_check=TimeCheck.STRICT)
    assert answered(timed(sent_at), strict).because is because


def test_a_clear_time_is_judged_only_where_that_was_agreed() -> None:
    late = timed(NOW - timedelta(days=9))
    assert answered(late, OPEN).is_taken
    assert answered(late, Profile(time_check=TimeCheck.STRICT)).reply is Reply.NAK
    assert answered(timed(None), Profile(time_check=TimeCheck.STRICT)).because is Because.NO_TIME


def test_a_panel_whose_clock_cannot_be_set_is_taken_at_any_time() -> None:
    panel = Profile(key=KEY, time_check=TimeCheck.NONE)
    assert answered(sealed(NOW - timedelta(days=999)), panel).is_taken


def test_a_profile_never_prints_its_key() -> None:
    assert "3A1F" not in repr(KEYED)


@given(
    st.sampled_from([IN_CLEAR, sealed(), timed(None), sealed(NOW - timedelta(days=1))]),
    st.sampled_from([None, OPEN, KEYED, Profile(must_be_encrypted=True)]),
)
def test_nothing_encrypted_is_taken_unread(frame: Frame, panel: Profile | None) -> None:
    answer = answered(frame, panel)
    if frame.is_encrypted and answer.is_taken:
        assert panel is not None
        assert panel.key is not None
