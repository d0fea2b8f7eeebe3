"""An alarm as a program gives it: what it may say, what of that is kept, and when it happened."""

import hashlib
import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    BaseModel,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from tocsin.db.signal import Arrival
from tocsin.domain.alarm.retry import is_by_a_clock
from tocsin.domain.alarm.signal import by_our_clock, write_mark
from tocsin.web.given import Moment, Witness, WitnessLine, WitnessText, storable

ABOUT_ONE = "name either a lone_worker or a site, by its id"
LONGEST_SHOWN = 200


class PositionGiven(BaseModel):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    accuracy_m: Witness[Annotated[float, Field(ge=0)]] = None


class SignalGiven(BaseModel):
    """One alarm about one lone worker or one site, in a code that `GET /signals` then explains.

    Whom it is about and its code must be right. A flaw in anything else costs that field alone, and
    the answer names it under `ignored`.
    """

    lone_worker: UUID | None = None
    site: UUID | None = None
    scheme: Annotated[str, Field(pattern="^(TOCSIN|SIA|CID)$")] = "TOCSIN"
    code: Annotated[str, Field(min_length=1, max_length=40)]
    qualifier: Witness[Annotated[str, Field(pattern="^[0-9]$")]] = None
    zone: WitnessLine = None
    zone_text: WitnessLine = None
    text: WitnessText = None
    position: Witness[PositionGiven] = None
    occurred_at: Witness[Moment] = Field(
        default=None, description="When it happened, by the sender's clock"
    )
    sent_at: Witness[Moment] = Field(
        default=None,
        description="When this request is sent, by the clock that wrote `occurred_at`: written "
        "anew each time that it is sent. Then `occurred_at` is kept as long before our own time "
        "as it was before this, however wrong that clock is. It is kept as it was said where this "
        "is before it, or more than 366 days after it.",
    )
    drill: Witness[bool] = None

    @model_validator(mode="wrap")
    @classmethod
    def _about_one(
        cls, given: object, read: ModelWrapValidatorHandler["SignalGiven"]
    ) -> "SignalGiven":
        """See that it is about one, and say so together with whatever else is wrong."""
        try:
            made = read(given)
        except ValidationError as error:
            if isinstance(given, dict) and given.keys().isdisjoint({"lone_worker", "site"}):
                raise _with_fault(error, given) from None
            raise
        if (made.lone_worker is None) == (made.site is None):
            raise ValueError(ABOUT_ONE)
        return made


def _with_fault(error: ValidationError, given: object) -> ValidationError:
    """Add that it names neither a lone worker nor a site."""
    known = [
        InitErrorDetails(
            type=one["type"], loc=one["loc"], input=one["input"], ctx=one.get("ctx", {})
        )
        for one in error.errors()
    ]
    about = PydanticCustomError("value_error", "{error}", {"error": ABOUT_ONE})
    return ValidationError.from_exception_data(
        error.title, [*known, InitErrorDetails(type=about, loc=(), input=given)]
    )


def without_sent_at(raw: bytes) -> bytes:
    """Give what is said but for when it is sent; all of it as it came, where that is not said."""
    sent: dict[str, Any] = json.loads(raw)
    if "sent_at" not in sent:
        return raw
    return json.dumps({name: sent[name] for name in sorted(sent.keys() - {"sent_at"})}).encode()


def timed(
    arrival: Arrival,
    occurred_at: datetime,
    sent_at: datetime | None,
    *,
    said: bytes | None,
    now: datetime,
) -> Arrival:
    """Set when it happened by our clock; what is said with its own time has the mark of a message.

    Without `said` it has none: its sender's key already says which request is the same.
    """
    mark = None
    if said is not None and is_by_a_clock(occurred_at, now):
        mark = write_mark(hashlib.blake2b(said, digest_size=16).digest(), is_stamped=True)
    happened_at = by_our_clock(occurred_at, sent_at=sent_at, now=now)
    return arrival._replace(occurred_at=happened_at, fingerprint=mark)


def ignored_of(given: SignalGiven, raw: bytes) -> list[str]:
    """Name the fields that were sent and could not be read."""
    sent: dict[str, Any] = json.loads(raw)
    ignored = [name for name, value in sent.items() if _is_lost(value, given, name)]
    place = sent.get("position")
    if given.position and isinstance(place, dict):
        inner = (name for name, value in place.items() if _is_lost(value, given.position, name))
        ignored += [f"position.{name}" for name in inner]
    return sorted(ignored)


def unread_position(given: SignalGiven, raw: bytes) -> str | None:
    """Give what was sent for a position, as it came, when none can be made out of it."""
    sent: dict[str, Any] = json.loads(raw)
    if not _is_lost(sent.get("position"), given, "position"):
        return None
    return storable(json.dumps(sent["position"], ensure_ascii=False))[:LONGEST_SHOWN]


def _is_lost(value: object, given: BaseModel, name: str) -> bool:
    return value is not None and getattr(given, name, None) is None
