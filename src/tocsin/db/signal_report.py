"""What was understood of a message, as text beside its bytes: raising it needs no protocol."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from tocsin.db.rows import write_json
from tocsin.domain.alarm.signal import DeviceReport, Position

OTHER_RELEASE = "written down in a form that this release does not know"


class Content(NamedTuple):
    """What was understood of a message."""

    reports: tuple[DeviceReport, ...] = ()
    position: Position | None = None
    unread_position: str | None = None
    unreadable: str | None = None
    drill: bool = False


def write_report(
    reports: Iterable[DeviceReport],
    position: Position | None = None,
    *,
    unread_position: str | None = None,
    unreadable: str | None = None,
    drill: bool = False,
) -> str:
    """Write down what was understood of a message."""
    body: dict[str, Any] = {"reports": [_fields(report) for report in reports]}
    if position is not None:
        body["position"] = _fields(position)
    if unread_position is not None:
        body["unread_position"] = unread_position
    if unreadable is not None:
        body["unreadable"] = unreadable
    if drill:
        body["drill"] = True
    text = write_json(body)
    return text if "\\u0000" not in text else write_json(_storable(body))


def _storable(value: object) -> object:
    """Mark U+0000, which no row can hold: an alert not written holds up all of its subject's."""
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {name: _storable(each) for name, each in value.items()}
    return value


def _fields(value: DeviceReport | Position) -> dict[str, Any]:
    named = ((name, getattr(value, name)) for name in value.__slots__)
    return {name: field for name, field in named if field is not None}


def read_report(text: str) -> Content:
    """Read what `write_report` wrote; what another release wrote otherwise is shown unread."""
    try:
        body = json.loads(text)
        position = body.get("position")
        return Content(
            tuple(DeviceReport(**report) for report in body["reports"]),
            None if position is None else Position(**position),
            body.get("unread_position"),
            body.get("unreadable"),
            body.get("drill", False),
        )
    except (TypeError, KeyError, ValueError):
        return Content(unreadable=OTHER_RELEASE)
