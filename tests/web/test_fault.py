"""What is wrong with a field, in our words: from real faults of the library that finds them."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from tocsin.web.fault import PATTERNS, WORDS, fault_words, place_of
from tocsin.web.given import Email, Moment, Name, Telephone, Zone

CONTRACT = Path(__file__).parents[2] / "browser" / "contract" / "openapi.json"
A_UUID = "it must be a UUID, such as 30310c77-f7bb-5b0b-9e8c-c00f875843ca"
A_MOMENT = "it must be a moment with its zone, such as 2026-01-18T03:04:44Z"
AN_OBJECT = "it must be an object, with a name for each value"


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"
    GREEN = "green"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


CASES: list[tuple[object, object, str]] = [
    (Strict, {}, "it is needed"),
    (Strict, {"name": "x", "colour": "red"}, "it is not known here: leave it out"),
    (Strict, "x", AN_OBJECT),
    (dict[str, str], [], AN_OBJECT),
    (str, 4, "it must be text"),
    (Annotated[str, Field(min_length=1)], "", "it must not be empty"),
    (Annotated[str, Field(min_length=12)], "short", "it must have at least 12 characters"),
    (Annotated[str, Field(max_length=3)], "longer", "it must have at most 3 characters"),
    (Annotated[list[str], Field(min_length=1)], [], "it must have at least 1 item"),
    (Annotated[list[str], Field(max_length=2)], ["a", "b", "c"], "it must have at most 2 items"),
    (list[str], "a", "it must be a list"),
    (Annotated[float, Field(le=90)], 91, "it must be at most 90"),
    (Annotated[float, Field(ge=-90)], -90.5, "it must be at least -90"),
    (Annotated[float, Field(gt=0.5)], 0, "it must be more than 0.5"),
    (Annotated[int, Field(lt=3)], 3, "it must be less than 3"),
    (Annotated[int, Field(le=2_592_000)], 2_592_001, "it must be at most 2592000"),
    (Annotated[float, Field(allow_inf_nan=False)], float("inf"), "it must be a finite number"),
    (int, "four", "it must be a whole number"),
    (int, None, "it must be a whole number"),
    (int, 4.5, "it must be a whole number"),
    (int, "9" * 5_000, "it is too large a number"),
    (float, "53.7 N", "it must be a number"),
    (float, None, "it must be a number"),
    (bool, "perhaps", "it must be true or false"),
    (bool, [], "it must be true or false"),
    (UUID, "30310c77", A_UUID),
    (UUID, 4, A_UUID),
    (AwareDatetime, "yesterday", A_MOMENT),
    (AwareDatetime, "2026-01-18T03:04:44", A_MOMENT),
    (AwareDatetime, "2026-13-41", A_MOMENT),
    (AwareDatetime, [], A_MOMENT),
    (Colour, "pink", "it must be red, blue or green"),
    (Literal["hex", "decimal"], "octal", "it must be hex or decimal"),
    (Name, "  ", "it must not be empty"),
    (Email, "nobody", "it must be an e-mail address, such as name@example.org"),
    (
        Telephone,
        "ask Jim",
        "it must be a telephone number, such as 07700 900118 or +44 7700 900118",
    ),
    (Zone, "Mars/Olympus", "it must be a time zone that is known, such as Europe/London"),
    (Moment, "0001-01-01T00:00:00+14:00", "it must be a moment between the years 2 and 9998"),
]


def fault_in(of: Any, value: object) -> ErrorDetails:  # noqa: ANN401  whatever can be validated
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(of).validate_python(value)
    return raised.value.errors()[0]


@pytest.mark.parametrize(("of", "value", "words"), CASES)
def test_a_fault_says_what_to_do(of: object, value: object, words: str) -> None:
    assert fault_words(fault_in(of, value)) == words


def test_what_has_no_sentence_of_ours_keeps_the_library_s() -> None:
    fault = fault_in(Annotated[int, Field(multiple_of=5)], 7)
    assert fault["type"] not in WORDS
    assert fault_words(fault) == "Input should be a multiple of 5"
    strange = fault_in(Annotated[str, Field(pattern="^x$")], "y")
    assert fault_words(strange) == "String should match pattern '^x$'"


def test_what_is_no_json_is_about_the_request_itself() -> None:
    fault: Any = {
        "type": "json_invalid",
        "loc": ("body", 17),
        "msg": "JSON decode error",
        "ctx": {"error": "Expecting ',' delimiter"},
    }
    assert (place_of(fault), fault_words(fault)) == ("", "it is no JSON: Expecting ',' delimiter")


def test_a_fault_deep_in_the_request_is_named_by_its_way() -> None:
    fault: Any = {"type": "missing", "loc": ("body", "items", 1, "phone"), "msg": ""}
    assert place_of(fault) == "items.1.phone"


def patterns_in(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part["pattern"]
        for below in part.values():
            yield from patterns_in(below)
    elif isinstance(part, list):
        for below in part:
            yield from patterns_in(below)


def test_every_pattern_of_the_api_has_its_words_and_none_is_left_over() -> None:
    assert set(patterns_in(json.loads(CONTRACT.read_text()))) == set(PATTERNS)
