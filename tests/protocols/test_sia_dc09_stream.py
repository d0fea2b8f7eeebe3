"""One connection's bytes, cut in every possible way."""

import time
import tracemalloc
from itertools import pairwise

import pytest
from fastcrc.crc16 import arc
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.frames import CAPTURED, framed
from tocsin.protocols.sia_dc09 import Crc, Frame, FrameStream, Unreadable, Why, read_datagram
from tocsin.protocols.sia_dc09_frame import LONGEST_FRAME, LONGEST_KEPT, write_frame

PANIC = framed(b'"SIA-DCS"0042L0#1234[#1234|NPA1]')
FIRE = framed(b'"SIA-DCS"0043L0#1234[#1234|NFA2]')
BETWEEN = st.sampled_from([b"", b"\0", b"\r\n", b"\n", b"\0\0\r\n\n", b" "])


def fed(pieces: list[bytes]) -> list[Frame | Unreadable]:
    stream = FrameStream()
    found = [each for piece in pieces for each in stream.feed(piece)]
    return found + stream.close()


def raws(found: list[Frame | Unreadable]) -> list[bytes]:
    return [each.raw for each in found if isinstance(each, Frame)]


def counted_with_crc(wanted: bytes) -> bytes:
    """Find a message whose binary checksum holds the wanted byte."""
    for number in range(100_000):
        counted = b'"NULL"0000L0#%05d[]' % number
        if wanted in arc(counted).to_bytes(2):
            return counted
    raise AssertionError(wanted)


def test_a_frame_split_in_two_is_one_frame() -> None:
    for at in range(1, len(PANIC)):
        assert raws(fed([PANIC[:at], PANIC[at:]])) == [PANIC]


def test_a_frame_that_comes_byte_by_byte_is_one_frame() -> None:
    assert raws(fed([bytes([byte]) for byte in PANIC])) == [PANIC]


def test_a_whole_frame_is_given_at_once() -> None:
    stream = FrameStream()
    assert raws(stream.feed(PANIC + FIRE + PANIC[:20])) == [PANIC, FIRE]
    assert raws(stream.feed(PANIC[20:])) == [PANIC]


def test_nothing_lies_between_frames_but_blanks() -> None:
    assert fed([b"\0\r\n", PANIC, b"\0\0\r\n\0", FIRE, b"\r\n"]) == fed([PANIC, FIRE])
    assert fed([b"\0\r\n \t"]) == []


@pytest.mark.parametrize("inside", [b"\r", b"\n", b'"', b"\0"])
def test_raw_checksum_bytes_may_be_anything(inside: bytes) -> None:
    frame = write_frame(counted_with_crc(inside), Crc.BINARY)
    assert inside in frame[1:3]
    assert raws(fed([bytes([byte]) for byte in b"\0\r\n" + frame + PANIC])) == [frame, PANIC]


def test_a_frame_that_lost_its_end_does_not_swallow_the_next() -> None:
    cut = PANIC[:-5]
    assert fed([cut + FIRE]) == [Unreadable(cut, Why.CUT_SHORT), *fed([FIRE])]


def test_junk_before_a_frame_is_kept_and_the_frame_read() -> None:
    junk = b"F#1234\rSR0001L0001"
    assert fed([junk + FIRE]) == [Unreadable(junk, Why.NOT_A_FRAME), *fed([FIRE])]


def test_a_line_that_is_no_frame_is_given_when_it_ends() -> None:
    stream = FrameStream()
    assert stream.feed(b"SR0001L0001    006969XX") == []
    assert stream.feed(b"    [ID00000000]\r") == [
        Unreadable(b"SR0001L0001    006969XX    [ID00000000]", Why.NOT_A_FRAME)
    ]


def test_what_is_left_at_the_end_is_kept() -> None:
    assert fed([PANIC[:30]]) == [Unreadable(PANIC[:30], Why.CUT_SHORT)]
    assert fed([PANIC[:6]]) == [Unreadable(PANIC[:6].strip(), Why.NOT_A_FRAME)]


def test_the_longest_frame_is_still_a_frame() -> None:
    head = b'"SIA-DCS"0001L0#1234['
    longest = write_frame(head + b"x" * (0xFFF - len(head)))
    assert len(longest) == LONGEST_FRAME
    assert raws(fed([longest + FIRE])) == [longest, FIRE]


def test_a_frame_without_an_end_is_given_up_and_the_next_one_read() -> None:
    endless = PANIC[:-1] + b"x" * 10_000
    for pieces in ([endless, b"\r", FIRE], [endless + FIRE], [endless + b"junk\r" + FIRE]):
        found = fed(pieces)
        assert found[0] == Unreadable(endless[:LONGEST_KEPT], Why.TOO_LONG)
        assert found[1:] == fed([FIRE])


@pytest.mark.parametrize("start", [b"", PANIC[:-1]])
def test_four_megabytes_without_an_end_take_no_memory(start: bytes) -> None:
    stream, piece = FrameStream(), b"x" * 65_536
    found = stream.feed(start)
    tracemalloc.start()
    for _ in range(64):
        found += stream.feed(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
    assert [each.why for each in found if isinstance(each, Unreadable)] == [Why.TOO_LONG]
    assert len(found[0].raw) + stream.discarded == len(start) + 64 * len(piece)
    assert raws(stream.feed(FIRE)) == [FIRE]


@pytest.mark.parametrize("pattern", [b"\n", b"\nAAAA0000", b'\nAAAA0000"', b"x\r", b'"\n\n', b"["])
def test_the_time_taken_is_linear(pattern: bytes) -> None:
    """Four times as many bytes take about four times the work, whatever the bytes.

    The work is this thread's own processor time, so that a busy machine does not count.
    """

    def seconds(size: int) -> float:
        stream, sent = FrameStream(), pattern * (size // len(pattern))
        begun = time.thread_time()
        for at in range(0, len(sent), 1_000):
            stream.feed(sent[at : at + 1_000])
        return time.thread_time() - begun

    once = min(seconds(100_000) for _ in range(3))
    assert min(seconds(400_000) for _ in range(3)) < 12 * once + 0.02


frames = st.sampled_from([captured.raw for captured in CAPTURED] + [PANIC, FIRE])


@given(st.lists(st.tuples(BETWEEN, frames), max_size=5), st.lists(st.integers(0, 2_000)))
def test_any_cutting_gives_the_same_frames(sent: list[tuple[bytes, bytes]], at: list[int]) -> None:
    whole = b"".join(blank + frame for blank, frame in sent)
    cuts = sorted({0, len(whole), *(cut for cut in at if cut < len(whole))})
    found = fed([whole[start:end] for start, end in pairwise(cuts)])
    assert raws(found) == [frame.rstrip(b"\0") for _, frame in sent]
    assert len(found) == len(sent)


noise = st.lists(
    st.one_of(
        st.binary(max_size=20),
        frames,
        frames.map(lambda frame: frame[:20]),
        st.sampled_from([b"\n", b"\r", b'"', b'\nAAAA0000"', b'\nzz0000"', b"[", b"]", b"\0"]),
    ),
    max_size=12,
)


@given(noise)
def test_no_bytes_are_ever_lost_or_too_much(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    found = fed(pieces)
    kept = b"".join(each.raw for each in found)
    blanks = b"\0\r\n \t"
    assert kept.translate(None, blanks) == whole.translate(None, blanks)
    assert raws(found) == raws(read_datagram(whole))
