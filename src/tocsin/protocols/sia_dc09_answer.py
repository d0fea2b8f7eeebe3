"""Which reply a DC-09 frame gets. A pure decision: what the frame is, whose, and when.

ACK promises that the report is stored, so the caller stores first. Whatever is refused is kept and
shown as well: a refusal is an answer to the transmitter, not a judgement on the person behind it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.protocols.sia_dc09_frame import Crc, Frame, Length, Unreadable
from tocsin.protocols.sia_dc09_report import Report

REPLY_TOKENS = frozenset({"ACK", "NAK", "DUH", "RSP"})


class Reply(StrEnum):
    """What a receiver can say."""

    ACK = "ACK"  # received and stored
    NAK = "NAK"  # the time is wrong: here is ours
    DUH = "DUH"  # received whole, cannot be taken
    SILENCE = "silence"  # no answer, as for a broken checksum


class TimeCheck(StrEnum):
    """Whose time stamp must lie inside the window."""

    STRICT = "strict"  # every message's, and every message must have one
    WINDOW = "window"  # encrypted messages', as the standard asks
    NONE = "none"  # nobody's: a panel whose clock cannot be set


class Because(StrEnum):
    """Why a frame gets its reply."""

    TAKEN = "taken"
    TAKEN_UNREAD = "taken, though nobody could read it: show it"
    NOT_A_MESSAGE = "it is itself a reply"
    UNKNOWN_ACCOUNT = "no transmitter has this account"
    CLEAR_BUT_KEYED = "in clear, from an account that must encrypt"
    CANNOT_OPEN = "encrypted, and cannot be opened"
    OTHER_FORM = "checksum or length are not written as this transmitter writes them"
    NO_TIME = "has no time stamp"
    TOO_EARLY = "its time stamp lies ahead of our clock"
    TOO_LATE = "its time stamp lies behind our clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What was agreed about one transmitter. The default takes every known way of writing."""

    key: bytes | None = field(default=None, repr=False)  # AES, 16, 24 or 32 bytes
    is_clear_allowed: bool = False  # for an account that has a key
    must_be_encrypted: bool = False  # also while no key is known
    crcs: frozenset[Crc] = frozenset(Crc)
    lengths: frozenset[Length] = frozenset(Length)
    time_check: TimeCheck = TimeCheck.WINDOW
    early_by: timedelta = timedelta(seconds=20)
    late_by: timedelta = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Answer:
    reply: Reply
    because: Because

    @property
    def is_taken(self) -> bool:
        """Whether the report counts as received: it is to be raised, and its sender freed."""
        return self.reply is Reply.ACK


_TAKEN = Answer(Reply.ACK, Because.TAKEN)
_TAKEN_UNREAD = Answer(Reply.ACK, Because.TAKEN_UNREAD)
_CANNOT_OPEN = Answer(Reply.DUH, Because.CANNOT_OPEN)


def answer_to(
    frame: Frame,
    report: Report | Unreadable,
    panel: Profile | None,
    now: datetime,
    *,
    to_unknown: Reply = Reply.DUH,
) -> Answer:
    """Say which reply a frame gets. `panel` is None for an account that nobody knows."""
    if frame.token in REPLY_TOKENS:
        return Answer(Reply.SILENCE, Because.NOT_A_MESSAGE)
    if panel is None:
        reply = Reply.DUH if frame.is_encrypted else to_unknown  # no key, no encrypted ACK
        return Answer(reply, Because.UNKNOWN_ACCOUNT)
    refusal = _refusal_of_form(frame, panel)
    if refusal is not None:
        return refusal
    if isinstance(report, Unreadable):
        return _CANNOT_OPEN if frame.is_encrypted else _TAKEN_UNREAD
    return _answer_to_time(frame, report, panel, now)


def _refusal_of_form(frame: Frame, panel: Profile) -> Answer | None:
    if frame.crc not in panel.crcs or frame.length not in panel.lengths:
        return Answer(Reply.SILENCE, Because.OTHER_FORM)
    if not frame.is_encrypted and _must_encrypt(panel):
        return Answer(Reply.DUH, Because.CLEAR_BUT_KEYED)
    return None


def _must_encrypt(panel: Profile) -> bool:
    return panel.must_be_encrypted or (panel.key is not None and not panel.is_clear_allowed)


def _answer_to_time(frame: Frame, report: Report, panel: Profile, now: datetime) -> Answer:
    if panel.time_check is TimeCheck.NONE:
        return _TAKEN
    if panel.time_check is TimeCheck.WINDOW and not frame.is_encrypted:
        return _TAKEN
    if report.timestamp is None:
        return Answer(Reply.NAK, Because.NO_TIME)
    if report.timestamp > now + panel.early_by:
        return Answer(Reply.NAK, Because.TOO_EARLY)
    if report.timestamp < now - panel.late_by:
        return Answer(Reply.NAK, Because.TOO_LATE)
    return _TAKEN
