"""Reading one frame: captured ones, every known quirk of writing, and what is no frame."""

import pytest
from fastcrc.crc16 import arc
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.frames import CAPTURED, Captured, framed, only_frame, opened
from tocsin.protocols.sia_dc09 import Crc, Frame, Length, Unreadable, Why, read_datagram
from tocsin.protocols.sia_dc09_frame import LONGEST_KEPT, read_frame, write_frame

PANIC = b'"SIA-DCS"0042R1L0#0012[#0012|NPA1]'


@pytest.mark.parametrize("captured", CAPTURED, ids=lambda captured: captured.name)
def test_a_captured_frame_is_read(captured: Captured) -> None:
    frame = only_frame(captured.raw)
    assert frame.raw == captured.raw.rstrip(b"\0")
    assert (frame.token, frame.is_encrypted) == (captured.token, captured.is_encrypted)
    assert (frame.sequence, frame.account) == (captured.sequence, captured.account)
    assert frame.length is Length.HEX
    report = opened(frame, captured.key)
    assert report.clear == captured.clear
    assert [
        [each.code, each.qualifier, each.area, each.address] for each in report.device_events
    ] == captured.codes


def test_the_checksum_is_the_one_published_for_crc_16_arc() -> None:
    assert arc(b"123456789") == 0xBB3D


def test_every_part_of_a_frame_is_kept_as_it_came() -> None:
    frame = only_frame(framed(PANIC))
    assert (frame.sequence, frame.receiver, frame.line) == ("0042", "R1", "L0")
    assert frame.account == "0012"
    assert frame.head == b"0042R1L0#0012"
    assert frame.body == b"#0012|NPA1]"


def test_a_line_without_digits_and_a_nul_after_the_frame_are_taken() -> None:
    frame = only_frame(framed(b'"NULL"0000L#7303658550[]') + b"\0")
    assert (frame.receiver, frame.line, frame.account) == (None, "L", "7303658550")


def test_a_checksum_over_the_closing_cr_too_is_taken_and_named() -> None:
    eldes = framed(PANIC, crc=b"%04X" % arc(PANIC + b"\r"))
    assert only_frame(eldes).crc is Crc.WITH_CR


def test_a_checksum_of_two_raw_bytes_is_taken_and_named() -> None:
    frame = only_frame(framed(PANIC, crc=arc(PANIC).to_bytes(2)))
    assert frame.crc is Crc.BINARY
    assert frame.body == b"#0012|NPA1]"


def test_a_checksum_in_small_letters_is_taken() -> None:
    assert only_frame(framed(PANIC, crc=b"%04x" % arc(PANIC))).crc is Crc.STANDARD


def test_a_length_in_decimal_is_taken_and_named() -> None:
    frame = only_frame(framed(PANIC, length=b"%04d" % len(PANIC)))
    assert frame.length is Length.DECIMAL


def test_a_wrong_length_is_named_and_the_checksum_vouches() -> None:
    assert only_frame(framed(PANIC, length=b"0999")).length is Length.WRONG


def test_a_nak_without_a_number_sign_is_a_frame() -> None:
    nak = only_frame(framed(b'"NAK"0000R0L0A0[]_11:22:33,01-31-2026'))
    assert (nak.token, nak.account) == ("NAK", "")


@given(st.integers(0, len(PANIC) - 1), st.integers(1, 255))
def test_one_changed_byte_is_never_taken_for_the_message(at: int, change: int) -> None:
    spoilt = bytearray(framed(PANIC))
    spoilt[at + 9] ^= change
    assert not any(isinstance(found, Frame) for found in read_datagram(bytes(spoilt)))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (framed(PANIC, crc=b"0000"), Why.BAD_CRC),
        (framed(b'"SIA-DCS"12345#1234[]'), Why.BAD_HEAD),
        (framed(b'"SIA-DCS"0001L0#12\xfc4[]'), Why.BAD_HEAD),
        (framed(b'"SIA-DCS"0001L0#1234'), Why.BAD_HEAD),
        (b"GET / HTTP/1.1\r", Why.NOT_A_FRAME),
        (b"SR0001L0001    006969XX    [ID00000000]\x14", Why.NOT_A_FRAME),
        (framed(PANIC)[:-1], Why.CUT_SHORT),
        (framed(PANIC)[1:], Why.NOT_A_FRAME),
    ],
)
def test_what_cannot_be_read_is_kept_and_says_why(raw: bytes, why: Why) -> None:
    kept = raw.rstrip(b"\r") if why is Why.NOT_A_FRAME else raw
    assert read_datagram(raw) == [Unreadable(kept, why)]


def test_bytes_that_were_never_cut_into_a_frame_are_unreadable() -> None:
    assert read_frame(b"junk") == Unreadable(b"junk", Why.NOT_A_FRAME)


def test_no_more_than_4_kib_of_anything_unreadable_is_kept() -> None:
    assert len(Unreadable(b"x" * 10_000, Why.NOT_A_FRAME).raw) == LONGEST_KEPT


@given(st.binary(max_size=300).map(lambda raw: raw.translate(None, b"\r\n")), st.sampled_from(Crc))
def test_what_is_written_is_read(body: bytes, crc: Crc) -> None:
    counted = b'"SIA-DCS"0001L0#1234[' + body
    frame = only_frame(write_frame(counted, crc))
    assert frame.body == body
    # Once in 65,536 the two ways of counting agree.
    assert frame.crc is crc or arc(counted) == arc(counted + b"\r")
