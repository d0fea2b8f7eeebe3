"""What clients give, made fit to be kept: no letter and no moment that the database cannot hold."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field


def storable(text: str) -> str:
    """Put a visible sign in the place of U+0000, the one character that no row can hold."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


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
        raise ValueError("no clock can stand there")
    return moment


Words = Annotated[str, Field(max_length=4_000), AfterValidator(storable)]
Line = Annotated[str, Field(max_length=200), AfterValidator(storable)]
Moment = Annotated[AwareDatetime, AfterValidator(_demand_possible)]
