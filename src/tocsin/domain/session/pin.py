"""A lone worker's two PINs: one says that all is well, the other that somebody forces their hand.

Whoever looks over their shoulder must not learn which it was (P13): both are always compared, and
what follows on either is the same in everything that the phone is told. A few wrong ones are an
alarm, and for a while every PIN gets the same answer; the one that calls for help still does.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.domain.alarm.signal import UNDATED, DeviceReport
from tocsin.domain.alarm.signal_code import TOCSIN
from tocsin.domain.alarm.withdrawal import SAFE_PIN
from tocsin.domain.errors import Malformed

LEAST_DIGITS, MOST_DIGITS = 4, 6
LEAST_DIFFERENT = 2  # a slip of one digit must not call for help, nor call it off
AT_MOST_WRONG = 3
LOCKED_FOR = timedelta(minutes=1)

DURESS, WRONG_PINS, PIN_ENTERED = "duress", "wrong_pins", "pin_entered"


class Verdict(StrEnum):
    SAFE = "safe"
    DURESS = "duress"
    WRONG = "wrong"


class Answer(StrEnum):
    """What the phone is told."""

    TAKEN = "taken"
    WRONG = "wrong"
    LATER = "later"  # too many wrong ones: none is looked at for a while
    UNDATED = "undated"  # one of the two, and nobody knows when it was entered: it ends nothing


class Purpose(StrEnum):
    """What somebody enters their PIN for."""

    END = "end"  # the session is over
    CANCEL = "cancel"  # the alert was none, or is none any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """Both PINs as they are kept: under a key that is not in the database, so no PIN is in here."""

    safe: bytes
    duress: bytes
    wrong: int = 0  # since the last right one
    locked_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What follows on one PIN: what the phone is told, and what is stored as a signal."""

    pins: Pins
    answer: Answer
    report: DeviceReport
    tries_left: int | None = None


def why_not_pins(safe: str, duress: str) -> str | None:
    """Say why these two cannot be somebody's PINs; None when they can."""
    for pin in (safe, duress):
        if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
            return f"A PIN has {LEAST_DIGITS} to {MOST_DIGITS} digits."
    if len(safe) != len(duress):
        return "Both PINs are equally long."
    if sum(one != other for one, other in zip(safe, duress, strict=True)) < LEAST_DIFFERENT:
        return "The two PINs differ in more than one digit: a slip must not take one for the other."
    return None


def demand_pins(safe: str, duress: str) -> None:
    """Refuse what cannot be somebody's PINs. Raises Malformed."""
    if why := why_not_pins(safe, duress):
        raise Malformed(why)


def judge(pins: Pins, offered: bytes) -> Verdict:
    """Say which PIN was offered, as it would be kept. Both are compared, whichever it is."""
    is_safe = hmac.compare_digest(pins.safe, offered)
    is_duress = hmac.compare_digest(pins.duress, offered)
    return Verdict.DURESS if is_duress else Verdict.SAFE if is_safe else Verdict.WRONG


def enter(pins: Pins, offered: bytes, now: datetime) -> Entered:
    """Say what follows on a PIN. Every entry is one signal, whatever it was."""
    verdict = judge(pins, offered)
    if pins.is_locked(now):
        report = _DURESS if verdict is Verdict.DURESS else _UNHEEDED
        return Entered(pins=pins, answer=Answer.LATER, report=report)
    if verdict is not Verdict.WRONG:
        free = replace(pins, wrong=0, locked_until=None)
        report = _DURESS if verdict is Verdict.DURESS else _SAFE
        return Entered(pins=free, answer=Answer.TAKEN, report=report)
    if pins.wrong + 1 < AT_MOST_WRONG:
        more = replace(pins, wrong=pins.wrong + 1, locked_until=None)
        left = AT_MOST_WRONG - more.wrong
        return Entered(pins=more, answer=Answer.WRONG, report=_WRONG, tries_left=left)
    locked = replace(pins, wrong=0, locked_until=now + LOCKED_FOR)
    return Entered(pins=locked, answer=Answer.LATER, report=_WRONG_TOO_OFTEN)


def undated(entered: Entered) -> Entered:
    """Say what follows on a PIN of which nobody knows how old it is: the same for both (P13)."""
    answer = Answer.UNDATED if entered.answer is Answer.TAKEN else entered.answer
    report = replace(entered.report, qualifier=UNDATED)
    return replace(entered, answer=answer, report=report)


def _report(code: str, text: str) -> DeviceReport:
    return DeviceReport(scheme=TOCSIN, code=code, zone_text=text)


_DURESS = _report(DURESS, "by the PIN for it: the phone shows nothing of this")
_SAFE = _report(SAFE_PIN, "the PIN that says that all is well")
_WRONG = _report(PIN_ENTERED, "a wrong one")
_UNHEEDED = _report(PIN_ENTERED, "after too many wrong ones: not looked at")
_WRONG_TOO_OFTEN = _report(WRONG_PINS, f"{AT_MOST_WRONG} wrong ones, one after the other")
