"""Any program's own JSON, read by a mapping that an administrator wrote: where each thing stands.

Each place is a JMESPath expression (jmespath.org), such as `device.id` or `events[0].type`. What
stands at `alarm` is a word, a list of them, or true; `alarms` says what each word means here. A
word that it does not name is an alarm that nobody knows, and an operator is shown it.
"""

from collections.abc import Mapping
from typing import Any, Final

import jmespath
from jmespath.exceptions import JMESPathError

from tocsin.domain.session.tracking import TrackerWord
from tocsin.protocols.loose import NotUnderstood, moment, percent, position, read_object, text

PLACES: Final = (
    "account", "alarm", "at", "latitude", "longitude", "accuracy_m", "battery_percent", "text",
)  # fmt: skip
NO_ALARM: Final = "none"
PRESSED: Final = "panic"  # what a bare `true` means


def why_not(expression: str) -> str | None:
    """Say what is wrong with an expression; None: nothing."""
    try:
        jmespath.compile(expression)
    except JMESPathError:
        return "it is no JMESPath expression, such as device.id or events[0].type"
    return None


def read(raw: bytes, mapping: Mapping[str, Any]) -> TrackerWord:
    """Read a message by a line's mapping. Raises NotUnderstood."""
    sent = read_object(raw)
    found = {place: _look_up(mapping.get(place), sent) for place in PLACES}
    account = text(found["account"])
    if account is None:
        raise NotUnderstood(f"nothing at {mapping.get('account')!r} says whose it is")
    return TrackerWord(
        account=account,
        at=moment(found["at"]),
        position=position(
            latitude=found["latitude"],
            longitude=found["longitude"],
            accuracy_m=found["accuracy_m"],
        ),
        alarms=_alarms(found["alarm"], mapping.get("alarms") or {}),
        battery_percent=percent(found["battery_percent"]),
        text=text(found["text"]),
    )


def _look_up(expression: str | None, sent: dict[str, Any]) -> object:
    """Look for a value; one that cannot be worked out is not there."""
    if not expression:
        return None
    try:
        return jmespath.search(expression, sent)
    except (JMESPathError, ValueError, TypeError, OverflowError, RecursionError):
        return None


def _alarms(found: object, means: Mapping[str, str]) -> tuple[str, ...]:
    words = found if isinstance(found, list) else [found]
    sent = [PRESSED if word is True else text(word) for word in words]
    meant = [means.get(word, word) for word in sent if word is not None]
    return tuple(word for word in meant if word != NO_ALARM)
