"""What is wrong with one field of a request, in words that say what to do.

The validation library writes for those who know it. A kind of fault that has no sentence here
keeps the library's.
"""

from collections.abc import Mapping, Sequence

from pydantic_core import ErrorDetails

UUID = "it must be a UUID, such as 30310c77-f7bb-5b0b-9e8c-c00f875843ca"
MOMENT = "it must be a moment with its zone, such as 2026-01-18T03:04:44Z"
OBJECT = "it must be an object, with a name for each value"
WHOLE = "it must be a whole number"
NUMBER = "it must be a number"
YES_OR_NO = "it must be true or false"

# What a sentence names between braces comes with the fault.
WORDS: Mapping[str, str] = {
    "missing": "it is needed",
    "extra_forbidden": "it is not known here: leave it out",
    "json_invalid": "it is no JSON: {error}",
    "string_type": "it must be text",
    "string_unicode": "it must be text without halves of characters",
    "string_too_short": "it must have at least {min_length} characters",
    "string_too_long": "it must have at most {max_length} characters",
    "too_short": "it must have at least {min_length} items",
    "too_long": "it must have at most {max_length} items",
    "list_type": "it must be a list",
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "greater_than": "it must be more than {gt}",
    "greater_than_equal": "it must be at least {ge}",
    "less_than": "it must be less than {lt}",
    "less_than_equal": "it must be at most {le}",
    "finite_number": "it must be a finite number",
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": "it is too large a number",
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "bool_type": YES_OR_NO,
    "bool_parsing": YES_OR_NO,
    "uuid_type": UUID,
    "uuid_parsing": UUID,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_object_invalid": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "timezone_aware": MOMENT,
    "enum": "it must be {expected}",
    "literal_error": "it must be {expected}",
    "value_error": "{error}",
    "assertion_error": "{error}",
}

# A pattern is for machines; a test sees that each that the API has stands here.
PATTERNS: Mapping[str, str] = {
    r"^[^@\s\x00]+@[^@\s\x00]+$": "it must be an e-mail address, such as name@example.org",
    "^[0-9A-Fa-f]{3,16}$": "it must have 3 to 16 characters: digits and the letters A to F",
    "^[0-9A-Za-z]{1,12}$": "it must have up to 12 digits or letters, as the panel sends it",
    r"^([0-9A-Za-z]{1,12}\.)?[0-9A-Za-z]{1,12}$": (
        "it must be a zone's number, with its area in front where it has one, as in 2.3"
    ),
    "^(TOCSIN|SIA|CID)$": "it must be TOCSIN, SIA or CID",
    "^[0-9]$": "it must be one digit",
}


def fault_words(fault: ErrorDetails) -> str:
    """Say what is wrong as a sentence about "it", which the field's name stands before."""
    kind, about = fault["type"], fault.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(about["pattern"], fault["msg"])
    if kind == "string_too_short" and about["min_length"] == 1:
        return "it must not be empty"
    if kind not in WORDS:
        return fault["msg"]
    words = WORDS[kind].format(**{name: _shown(name, value) for name, value in about.items()})
    return words.replace(" 1 items", " 1 item")


def place_of(fault: ErrorDetails) -> str:
    """Give the field's way from the body down; nothing where it is about the request itself."""
    if fault["type"] == "json_invalid":  # its place counts characters
        return ""
    return ".".join(str(part) for part in fault["loc"][1:])


MOST_NAMED = 10


def sentence_of(faults: Sequence[Mapping[str, str]]) -> str:
    """Say all that is wrong in one line: "name, port: it is needed; time_zone: it must be text"."""
    places: dict[str, list[str]] = {}
    for one in faults[:MOST_NAMED]:
        places.setdefault(one["detail"], []).append(one["where"] or "the request")
    said = "; ".join(f"{', '.join(where)}: {detail}" for detail, where in places.items())
    more = len(faults) - MOST_NAMED
    return f"{said}; and {more} more" if more > 0 else said


def content_type_words(headers: Mapping[str, str]) -> str | None:
    """Say that a body did not come as JSON; None when it did."""
    sent = headers.get("content-type", "")
    kind = sent.partition(";")[0].strip().lower()
    if kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json")):
        return None
    came = f"it says “{sent[:80]}”" if sent else "it is missing"
    return f"the header Content-Type must be application/json: {came}"


def _shown(name: str, value: object) -> str:
    if name == "expected":  # 'one', 'another' or 'a third'
        return str(value).replace("'", "")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
