"""Opening frames: in clear, encrypted, and by senders with habits of their own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.frames import CAPTURED, DRAWN, KEY, Captured, framed, only_frame, opened, said
from tocsin.protocols.sia_dc09 import (
    Draft,
    Frame,
    Report,
    Seal,
    Unreadable,
    Why,
    open_frame,
    read_datagram,
    write_message,
)
from tocsin.protocols.sia_dc09_cipher import encrypt, without_pad

SENT = datetime(2026, 11, 21, 20, 55, 4, tzinfo=UTC)
STAMP = b"_20:55:04,11-21-2026"
ENCRYPTED = [captured for captured in CAPTURED if captured.is_encrypted]


def sealed(plain: bytes) -> Frame:
    """Seal exactly these bytes, the sender's own pad included, behind one block of ours."""
    assert len(plain) % 16 == 0, "whole blocks only"
    return only_frame(framed(b'"*SIA-DCS"0001L0#AAA1[' + encrypt(plain, key=KEY, drawn=DRAWN)))


def whole_blocks(message: bytes) -> bytes:
    return b"p" * (-len(message) % 16) + message


def test_an_account_keeps_its_leading_zeros() -> None:
    report = opened(only_frame(framed(b'"SIA-DCS"0001L0#0012[#0012|NPA1]')))
    assert report.account == "0012"


def test_the_account_inside_names_the_site() -> None:
    report = said(b"#0099|NPA1]")
    assert (report.account, report.account_inside) == ("0099", "0099")
    assert said(b"|NPA1]").account == "1234"


def test_a_null_message_is_a_link_test_and_an_alarm_is_none() -> None:
    assert said(b"]", token=b"NULL").is_link_test
    assert said(b"x]", token=b"NULL").other == ("x",)
    assert not said(b"#1234|NPA1]").is_link_test


def test_a_scheme_that_nobody_reads_gives_something_to_show() -> None:
    (event,) = said(b"#1234|0001]", token=b"SCN-S8").device_events
    assert (event.scheme, event.code, event.raw) == ("SCN-S8", "", "#1234|0001")


def test_extra_parts_are_kept_letter_and_value() -> None:
    report = said(b"#1234|NPA1][X000W07.668][Y51N30.443][Vhttps://v.example/1][HJunk][]")
    assert report.extras[2:] == (("V", "https://v.example/1"), ("H", "Junk"), ("", ""))
    assert report.position is not None
    assert report.occurred_at is None


def test_the_time_of_what_happened_differs_from_the_time_of_sending() -> None:
    report = said(b"#1234|NPA1][H20:55:03,11-21-2026]" + STAMP)
    assert report.occurred_at == datetime(2026, 11, 21, 20, 55, 3, tzinfo=UTC)
    assert report.timestamp == SENT


def test_text_in_windows_1252_leaves_the_checksum_right() -> None:
    assert said(b"#1234|NBA3|AT\xfcr hinten]").text == "Tür hinten"


def test_a_date_that_does_not_exist_is_no_time() -> None:
    assert said(b"#1234|NPA1]_25:00:00,13-32-2026").timestamp is None


def test_what_follows_the_message_unexplained_is_kept() -> None:
    assert said(b"#1234|NPA1]what?").other == ("what?",)


def test_a_clear_message_without_a_closing_bracket_is_unreadable() -> None:
    frame = only_frame(framed(b'"SIA-DCS"0001L0#1234[#1234|NPA1'))
    assert open_frame(frame) == Unreadable(frame.raw, Why.NO_BRACKET)


@pytest.mark.parametrize("captured", ENCRYPTED, ids=lambda captured: captured.name)
def test_another_key_never_opens_a_captured_frame(captured: Captured) -> None:
    frame = only_frame(captured.raw)
    for other in (b"0" * 16, b"0" * 24, b"0" * 32):
        assert open_frame(frame, other) == Unreadable(frame.raw, Why.WRONG_KEY)


def test_an_encrypted_message_without_a_key_is_kept_and_says_so() -> None:
    frame = only_frame(ENCRYPTED[0].raw)
    assert open_frame(frame) == Unreadable(frame.raw, Why.NO_KEY)


@pytest.mark.parametrize("body", [b"", b"XYZ", b"00112233", b"0" * 31])
def test_what_is_not_whole_blocks_in_hex_is_unreadable(body: bytes) -> None:
    frame = only_frame(framed(b'"*SIA-DCS"0001L0#AAA1[' + body))
    assert open_frame(frame, KEY) == Unreadable(frame.raw, Why.NOT_CIPHERTEXT)


def test_small_hex_and_a_bracket_outside_are_taken() -> None:
    frame = only_frame(ENCRYPTED[0].raw)
    odd = only_frame(framed(b'"*SIA-DCS"' + frame.head + b"[" + frame.body.lower() + b"]"))
    assert opened(odd, KEY).device_events == opened(frame, KEY).device_events


@pytest.mark.parametrize("pad", [b"", b"ab", b"\x01\x14 ~", b"p" * 31, b"p" * 64])
def test_a_pad_may_have_any_length(pad: bytes) -> None:
    clear = b"#AAA1|NPA1]" + STAMP
    assert without_pad(pad + b"|" + clear) == clear


@pytest.mark.parametrize("before", [b"", b"|"])
def test_an_empty_message_may_have_a_bar_or_none(before: bytes) -> None:
    frame = sealed(whole_blocks(before + b"]" + STAMP))
    report = opened(replace(frame, token="NULL"), KEY)
    assert report.is_link_test
    assert report.timestamp == SENT


def test_block_filling_after_the_time_is_ignored() -> None:
    plain = whole_blocks(b"|#AAA1|NPA1]" + STAMP) + b"\x10" * 16
    report = opened(sealed(plain), KEY)
    assert (report.timestamp, report.device_events[0].code, report.other) == (SENT, "PA", ())


def test_an_encrypted_message_without_a_time_is_not_believed() -> None:
    frame = sealed(whole_blocks(b"|#AAA1|NPA1]"))
    assert open_frame(frame, KEY) == Unreadable(frame.raw, Why.WRONG_KEY)


printable = st.binary(max_size=60).map(lambda raw: raw.translate(None, b"\r\n[]|"))


@given(
    st.sampled_from([16, 24, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
    st.binary(min_size=31, max_size=40),
    st.lists(printable, max_size=3),
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis takes naive limits
)
def test_what_is_sealed_is_opened(
    key: bytes, drawn: bytes, extras: list[bytes], sent_at: datetime
) -> None:
    draft = Draft(
        token="ADM-CID",
        account="00AA",
        message=b"#00AA|1120 01 007",
        extras=tuple(extras),
        sent_at=sent_at,
    )
    report = opened(only_frame(write_message(draft, Seal(key, drawn))), key)
    assert report.device_events == opened(only_frame(write_message(draft))).device_events
    assert report.timestamp == sent_at.replace(microsecond=0)
    assert report.extras == opened(only_frame(write_message(draft))).extras
    assert len(report.extras) == len(extras)


tokens = st.sampled_from([b"SIA-DCS", b"*SIA-DCS", b"ADM-CID", b"NULL", b"*NULL", b"ACK", b"X"])
hexed = st.binary(max_size=96).map(lambda raw: raw.hex().encode())


@given(
    tokens, st.binary(max_size=120) | hexed | st.text("N#|[]_^/1BAri*", max_size=40).map(str.encode)
)
def test_no_body_brings_the_reader_down(token: bytes, body: bytes) -> None:
    for found in read_datagram(framed(b'"' + token + b'"0001L0#1234[' + body)):
        if isinstance(found, Frame):
            report = open_frame(found, KEY)
            assert isinstance(report, Report | Unreadable)
            assert isinstance(report, Unreadable) or report.is_link_test or report.device_events
