"""What clients give, made fit to be kept: no letter and no moment that the database cannot hold."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, TypeVar
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# An extension would be dialled as part of the number, so it is none.
_NUMBER = re.compile(r"\+?[0-9 ()./-]+")
LEAST_DIGITS = 3


def storable(text: str) -> str:
    """Put a visible sign in the place of what no row can hold: U+0000, and half a character."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def possible(at: datetime) -> datetime | None:
    """Give a moment in UTC; None for one at the ends of the calendar, where no clock stands."""
    try:
        moment = at.astimezone(UTC)
    except OverflowError:
        return None
    return moment if MINYEAR < moment.year < MAXYEAR else None


def _demand_possible(at: datetime) -> datetime:
    moment = possible(at)
    if moment is None:
        raise ValueError("it must be a moment between the years 2 and 9998")
    return moment


Words = Annotated[str, Field(max_length=4_000), AfterValidator(storable)]
Line = Annotated[str, Field(max_length=200), AfterValidator(storable)]
Moment = Annotated[AwareDatetime, AfterValidator(_demand_possible)]


T = TypeVar("T")


def _or_none(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError:
        return None


def _as_words(value: object) -> object:
    return str(value) if isinstance(value, int | float) else value


# What an alarm may carry beside what it is about: a flaw in it costs that field, never the alarm.
Witness = Annotated[T | None, WrapValidator(_or_none)]


def _cut(text: str | None) -> str | None:
    return text and storable(text)[:4_000]


def _cut_short(text: str | None) -> str | None:
    return text and storable(text)[:200]


_AS_WORDS = BeforeValidator(_as_words)
WitnessText = Annotated[str | None, WrapValidator(_or_none), _AS_WORDS, AfterValidator(_cut)]
WitnessLine = Annotated[str | None, WrapValidator(_or_none), _AS_WORDS, AfterValidator(_cut_short)]


def _stripped(text: str) -> str:
    stripped = storable(text).strip()
    if not stripped:
        raise ValueError("it must not be empty")
    return stripped


def _none_if_blank(text: str | None) -> str | None:
    return (storable(text).strip() or None) if text else None


def _dialled(number: str) -> str:
    """Let nothing be kept as a telephone number that no telephone dials."""
    if not _NUMBER.fullmatch(number) or sum(sign in "0123456789" for sign in number) < LEAST_DIGITS:
        raise ValueError("it must be a telephone number, such as 07700 900118 or +44 7700 900118")
    return number


def _dialled_or_none(number: str | None) -> str | None:
    return None if number is None else _dialled(number)


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("it must be a time zone that is known, such as Europe/London")
    return name


Name = Annotated[str, Field(max_length=200), AfterValidator(_stripped)]
Text = Annotated[str | None, Field(max_length=4_000), AfterValidator(_none_if_blank)]
Telephone = Annotated[
    str, Field(max_length=40), AfterValidator(_stripped), AfterValidator(_dialled)
]
Phone = Annotated[
    str | None,
    Field(max_length=40),
    AfterValidator(_none_if_blank),
    AfterValidator(_dialled_or_none),
]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
Email = Annotated[
    str, Field(max_length=320, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$"), AfterValidator(_stripped)
]
