"""What a lone worker's phone says, and what it is told of a PIN."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from tocsin.domain.alarm.signal import is_undated
from tocsin.domain.session.pin import Answer, Purpose
from tocsin.web.given import Moment, Witness
from tocsin.web.session import Minutes
from tocsin.web.signal_given import PositionGiven


class SaidByPhone(BaseModel):
    """What every command carries, as far as the phone knows it."""

    occurred_at: Moment | None = None
    sent_at: Moment | None = None
    position: Witness[PositionGiven] = None
    battery_percent: Witness[Annotated[int, Field(ge=0, le=100)]] = None
    awake: bool | None = Field(default=None, description="the page is on the screen")
    lone_worker_id: UUID | None = Field(
        default=None, description="whose it was when it was done: refused where that is another"
    )

    @property
    def is_undated(self) -> bool:
        """Say whether nobody knows how long ago it was: the phone's clock was set in between."""
        return is_undated(self.occurred_at, self.sent_at)


class PanicGiven(SaidByPhone):
    discreet: bool = False


class ExtensionSaid(SaidByPhone):
    minutes: Annotated[Minutes, Field(description="from now on")]


class PinsGiven(BaseModel):
    safe: Annotated[str, Field(max_length=12, repr=False)]
    duress: Annotated[str, Field(max_length=12, repr=False)]


class PinGiven(SaidByPhone):
    pin: Annotated[str, Field(min_length=1, max_length=12, repr=False)]
    purpose: Purpose


class PinTaken(BaseModel):
    """Whether it was one of the two. Which one, no phone is ever told."""

    answer: Answer
    at: datetime = Field(description="when it was taken; for `later`, from when on to try again")
    tries_left: int | None = None
