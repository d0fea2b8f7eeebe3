"""A mapping by which any program's JSON is read: how it is given, checked, and tried out."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field

from tocsin.db.ledger import database_clock
from tocsin.domain.access import Right
from tocsin.domain.alarm.signal_code import TOCSIN, meaning_of
from tocsin.domain.session.tracking import CODE_OF, TrackerWord, reports_of
from tocsin.protocols import mapped
from tocsin.protocols.loose import NotUnderstood
from tocsin.web.depends import AskerDep, RowsDep, demand
from tocsin.web.given import storable
from tocsin.web.signal_given import PositionGiven
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/tracker-mappings", tags=["set-up"])

MEANINGS = (*sorted(set(CODE_OF.values())), mapped.NO_ALARM)


def _demand_expression(given: str) -> str:
    if refusal := mapped.why_not(given):
        raise ValueError(refusal)
    return storable(given)


def _demand_meaning(given: str) -> str:
    if given not in MEANINGS:
        raise ValueError(f"it must be one of {', '.join(MEANINGS)}")
    return given


Expression = Annotated[str, Field(max_length=200), AfterValidator(_demand_expression)]
Meant = Annotated[str, Field(max_length=40), AfterValidator(_demand_meaning)]
Sent = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(storable)]


class TrackerMapping(BaseModel):
    """Where each thing stands in a program's JSON, as JMESPath expressions."""

    account: Annotated[Expression, Field(min_length=1, description="what its device calls itself")]
    alarm: Expression | None = Field(None, description="a word, a list of them, or true: a panic")
    alarms: dict[Sent, Meant] = Field(
        default_factory=dict,
        max_length=100,
        description="what each word at `alarm` means; `none`: no alarm",
    )
    at: Expression | None = Field(None, description="when it happened, ISO 8601 or since 1970")
    latitude: Expression | None = None
    longitude: Expression | None = None
    accuracy_m: Expression | None = None
    battery_percent: Expression | None = None
    text: Expression | None = Field(None, description="words for the operator")


class MappingTried(BaseModel):
    mapping: TrackerMapping
    sample: Annotated[str, Field(max_length=65_536, description="what the program sends")]


class AlarmRead(BaseModel):
    code: str
    words: str
    unmapped: bool = Field(description="nobody knows it: an operator is shown it")


class MappingOutcome(BaseModel):
    """What would be made of a sample. Nothing is stored, and nobody is told."""

    problem: str | None = None
    account: str | None = None
    at: Time | None = None
    position: PositionGiven | None = None
    battery_percent: int | None = None
    text: str | None = None
    alarms: list[AlarmRead] = []


@router.post("/try")
async def try_mapping(given: MappingTried, asker: AskerDep, rows: RowsDep) -> MappingOutcome:
    """Try a mapping out on what a program sends."""
    demand(asker, "receiver_line", Right.ADD)
    try:
        word = mapped.read(given.sample.encode(), given.mapping.model_dump())
    except NotUnderstood as error:
        return MappingOutcome(problem=str(error))
    alarms = [one.code for one in reports_of(word, await database_clock(rows), None)]
    return _outcome(word, alarms)


def _outcome(word: TrackerWord, codes: list[str]) -> MappingOutcome:
    read = [meaning_of(TOCSIN, code) for code in codes]
    place: Any = word.position
    return MappingOutcome(
        account=word.account,
        at=word.at,
        position=place and PositionGiven.model_validate(place, from_attributes=True),
        battery_percent=word.battery_percent,
        text=word.text,
        alarms=[AlarmRead(code=one.code, words=one.words, unmapped=one.unmapped) for one in read],
    )
