"""Replies, byte for byte, and how a transmitter that nobody here wrote takes them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastcrc.crc16 import arc
from hypothesis import given
from hypothesis import strategies as st
from my_dc09_spt.msg.dc03_msg import dc03_msg  # type: ignore[import-untyped]  # it has no types
from my_dc09_spt.msg.dc05_msg import dc05_msg  # type: ignore[import-untyped]  # it has no types
from my_dc09_spt.msg.dc09_msg import dc09_msg  # type: ignore[import-untyped]  # it has no types

from tests.protocols.frames import CAPTURED, DRAWN, KEY, Captured, framed, only_frame, opened
from tocsin.protocols.sia_dc09 import (
    Crc,
    Draft,
    Frame,
    Profile,
    Reply,
    Seal,
    acknowledge,
    answer_to,
    open_frame,
    refuse,
    refuse_time,
    write_message,
    write_reply,
)
from tocsin.protocols.sia_dc09_cipher import decrypt
from tocsin.protocols.sia_dc09_frame import LONGEST_COUNT

NOW = datetime(2026, 11, 21, 20, 55, 4, tzinfo=UTC)
SEAL = Seal(KEY, DRAWN)
# The other side reads its own clock in a way that newer Pythons warn about.
pytestmark = pytest.mark.filterwarnings("ignore:.*utcnow:DeprecationWarning")


def counted(raw: bytes) -> bytes:
    """Check a reply's frame and give what lies between length and CR."""
    assert raw[:1] + raw[-1:] == b"\n\r"
    inside = raw[9:-1]
    assert raw[1:9] == b"%04X%04X" % (arc(inside), len(inside))
    return inside


@pytest.mark.parametrize(
    "head",
    [b"0001L0#1234", b"9999R1L0#0012", b"0227R4F39L4F39#4F39", b"0001L#7303658550", b"000aL0R0#aB"],
)
def test_a_reply_echoes_the_head_byte_for_byte(head: bytes) -> None:
    frame = only_frame(framed(b'"SIA-DCS"' + head + b"[#1234|NPA1]"))
    assert counted(acknowledge(frame, NOW)) == b'"ACK"' + head + b"[]"
    assert counted(refuse(frame)) == b'"DUH"' + head + b"[]"
    hidden = replace(frame, is_encrypted=True)
    assert counted(acknowledge(hidden, NOW, SEAL)).startswith(b'"*ACK"' + head + b"[")
    assert counted(refuse(hidden)) == b'"DUH"' + head + b"[]"


@pytest.mark.parametrize("captured", CAPTURED, ids=lambda captured: captured.name)
def test_a_captured_frame_is_echoed(captured: Captured) -> None:
    frame = only_frame(captured.raw)
    seal = Seal(captured.key, DRAWN) if captured.key else None
    quote = captured.raw.index(b'"', 10) + 1
    head = captured.raw[quote : captured.raw.index(b"[")]
    mark = b"*" if captured.is_encrypted else b""
    expected = b'"' + mark + b'ACK"' + head + b"["
    assert counted(acknowledge(frame, NOW, seal)).startswith(expected)


def test_an_encrypted_ack_carries_pad_and_time() -> None:
    frame = only_frame(write_message(Draft(token="NULL", account="AAA1", sent_at=NOW), SEAL))
    ack = only_frame(acknowledge(frame, NOW, SEAL))
    plain = decrypt(ack.body, KEY)
    assert plain is not None
    pad, bracket, stamp = plain.partition(b"]")
    assert (bracket, stamp) == (b"]", b"_20:55:04,11-21-2026")
    assert 16 <= len(pad) <= 31
    assert len(plain) % 16 == 0


@given(st.binary(min_size=31, max_size=31))
def test_no_drawn_pad_spoils_an_ack(drawn: bytes) -> None:
    frame = only_frame(write_message(Draft(token="NULL", account="AAA1", sent_at=NOW), SEAL))
    ack = only_frame(acknowledge(frame, NOW, Seal(KEY, drawn)))
    assert opened(ack, KEY).timestamp == NOW


def test_a_nak_tells_our_time_in_the_fixed_form() -> None:
    assert counted(refuse_time(NOW)) == b'"NAK"0000R0L0A0[]_20:55:04,11-21-2026'


def test_silence_is_nothing() -> None:
    frame = only_frame(CAPTURED[0].raw)
    assert write_reply(Reply.SILENCE, frame, NOW) is None
    assert write_reply(Reply.ACK, frame, NOW) == acknowledge(frame, NOW)
    assert write_reply(Reply.NAK, frame, NOW) == refuse_time(NOW)
    assert write_reply(Reply.DUH, frame, NOW) == refuse(frame)


@pytest.mark.parametrize("reply", [Reply.ACK, Reply.NAK, Reply.DUH])
def test_a_sender_of_raw_checksums_gets_a_raw_one(reply: Reply) -> None:
    body = b'"NULL"0000L0#1234[]'
    frame = only_frame(framed(body, crc=arc(body).to_bytes(2)))
    raw = write_reply(reply, frame, NOW)
    assert raw is not None
    assert int.from_bytes(raw[1:3]) == arc(raw[7:-1])
    assert raw[3:8] == b'%04X"' % len(raw[7:-1])


def test_a_sender_that_counts_the_cr_gets_a_standard_checksum() -> None:
    frame = replace(only_frame(CAPTURED[0].raw), crc=Crc.WITH_CR)
    assert counted(acknowledge(frame, NOW)) == b'"ACK"0001L0#1234[]'


def test_no_frame_makes_a_reply_longer_than_the_standard_allows() -> None:
    head = b"0001R" + b"F" * 12 + b"L" + b"F" * 12 + b"#" + b"F" * 32
    body = b'"*SIA-DCS"' + head + b"["
    frame = only_frame(framed(body + b"0" * (LONGEST_COUNT - len(body))))
    assert len(acknowledge(frame, NOW, SEAL)) < 300


SAID: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("SIA-DCS", dc03_msg.dc03event("1234", {"code": "BA", "zone": "3"}), [("BA", "3")]),
    ("SIA-DCS", dc03_msg.dc03event("1234", {"code": "OP", "user": "14"}), [("OP", "14")]),
    ("ADM-CID", dc05_msg.dc05event("1234", {"code": "121", "user": "5"}), [("121", "005")]),
    ("NULL", "]", []),
]


@pytest.mark.parametrize("key", [None, KEY, b"0123456789ABCDEF0123456789ABCDEF"])
@pytest.mark.parametrize(("token", "message", "expected"), SAID)
@pytest.mark.parametrize("prefix", [(None, None), (None, 0), (0x4F39, 0xA)])
def test_a_transmitter_of_others_is_understood_and_understands(
    token: str,
    message: str,
    *,
    expected: list[tuple[str, str]],
    key: bytes | None,
    prefix: tuple[int | None, int | None],
) -> None:
    sender = dc09_msg("1234", key, *prefix)
    frame = only_frame(sender.dc09block(7, token, message).encode("ascii"))
    report = opened(frame, key)
    assert [(each.code, each.address) for each in report.device_events] == expected
    now = report.timestamp or NOW
    answer = answer_to(frame, report, Profile(key=key), now)
    ack = write_reply(answer.reply, frame, now, Seal(key, DRAWN) if key else None)
    assert ack is not None
    assert sender.dc09answer(7, ack.decode("ascii"))[0] == "ACK"


def test_a_transmitter_of_others_corrects_its_clock_after_a_nak() -> None:
    sender = dc09_msg("1234", KEY, None, 0, offset=600)
    first = only_frame(sender.dc09block(7).encode("ascii"))
    sent_at = opened(first, KEY).timestamp
    assert sent_at is not None
    now = sent_at - timedelta(seconds=600)
    assert replied(first, now) is Reply.NAK
    told, offset = sender.dc09answer(7, refuse_time(now).decode("ascii"))
    assert told == "NAK"
    sender.set_offset(offset)
    assert replied(only_frame(sender.dc09block(7).encode("ascii")), now) is Reply.ACK


def replied(frame: Frame, now: datetime) -> Reply:
    return answer_to(frame, open_frame(frame, KEY), Profile(key=KEY), now).reply
