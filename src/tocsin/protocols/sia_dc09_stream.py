"""Cut what arrives on one connection into DC-09 frames, however it is split or joined.

Memory stays under two frames whatever is sent, and the time taken is linear in the bytes. Blank
bytes between frames (NUL, CR, LF, space, tab) mean nothing. Every other byte comes out in a Frame
or an Unreadable, except the tail of a line too long to be a frame: that is only counted.
"""

import re

from tocsin.protocols.sia_dc09_frame import (
    CR,
    FRAME_START,
    LF,
    LONGEST_FRAME,
    LONGEST_KEPT,
    Frame,
    Unreadable,
    Why,
    read_frame,
)

_BLANK = b"\0\r\n \t"
_FRAME_END = re.compile(rb"[\r\n]")  # an LF inside a frame means that its end was lost
_START_LENGTH = 10  # LF, four of checksum, four of length, the quote


class FrameStream:
    """One connection's bytes, in order. Pure: feed it, and send nothing that it did not say."""

    def __init__(self) -> None:
        self.discarded = 0  # bytes of endless lines that were neither kept nor shown
        self._held = b""
        self._is_discarding = False

    def feed(self, received: bytes) -> list[Frame | Unreadable]:
        """Take what arrived and give every frame that is now whole, in order."""
        received = self._held + received
        found: list[Frame | Unreadable] = []
        position = 0
        while start := FRAME_START.search(received, position):
            found += self._read_junk(received[position : start.start()])
            self._is_discarding = False
            limit = start.start() + LONGEST_FRAME
            end = _FRAME_END.search(received, start.end(), limit)
            if end is None and len(received) < limit:
                self._held = received[start.start() :]
                return found
            position = limit if end is None else end.end() if end[0] == CR else end.start()
            found.append(self._read_line(received[start.start() : position]))
        found += self._hold(received[position:])
        return found

    def close(self) -> list[Frame | Unreadable]:
        """Give what is left when the sender has gone or fallen silent."""
        held, self._held = self._held, b""
        if FRAME_START.match(held):
            return [Unreadable(held, Why.CUT_SHORT)]
        return self._read_junk(held)

    def _read_line(self, line: bytes) -> Frame | Unreadable:
        if line.endswith(CR):
            return read_frame(line)
        if len(line) < LONGEST_FRAME:
            return Unreadable(line, Why.CUT_SHORT)
        self._is_discarding = True
        self.discarded += LONGEST_FRAME - LONGEST_KEPT
        return Unreadable(line, Why.TOO_LONG)

    def _hold(self, rest: bytes) -> list[Frame | Unreadable]:
        """Keep what may become a frame or a whole line; give the lines that are neither."""
        may_start = rest.find(LF, max(0, len(rest) - _START_LENGTH + 1))
        settled = rest if may_start < 0 else rest[:may_start]
        ended = settled.rfind(CR) + 1
        found = self._read_junk(settled[:ended])
        unended = settled[ended:].lstrip(_BLANK)
        if self._is_discarding:
            self.discarded += len(unended)
            unended = b""
        if len(unended) > LONGEST_FRAME:
            found.append(Unreadable(unended, Why.TOO_LONG))
            self.discarded += len(unended) - LONGEST_KEPT
            self._is_discarding = True
            unended = b""
        self._held = unended + rest[len(settled) :]
        return found

    def _read_junk(self, junk: bytes) -> list[Frame | Unreadable]:
        if self._is_discarding and junk:
            cut = junk.find(CR) + 1 or len(junk)
            self._is_discarding = junk[cut - 1 : cut] != CR
            self.discarded += cut
            junk = junk[cut:]
        junk = junk.strip(_BLANK)
        pieces = range(0, len(junk), LONGEST_KEPT)
        return [Unreadable(junk[at : at + LONGEST_KEPT], Why.NOT_A_FRAME) for at in pieces]


def read_datagram(received: bytes) -> list[Frame | Unreadable]:
    """Read one UDP datagram, which begins and ends by itself."""
    stream = FrameStream()
    return stream.feed(received) + stream.close()
