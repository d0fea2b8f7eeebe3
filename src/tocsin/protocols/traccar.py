"""Traccar's forwarding of positions and events, as JSON (`forward.type`, `event.forward.type`).

A position is `{"position": …, "device": …}`, an event `{"event": …, "position": …, "device": …}`.
An alarm stands in both: in the position's attributes, and as an event of the type "alarm". Both
have the same device time, by which the second is known for the same. Traccar sends an event once;
a position again, where it was told to.
"""

from datetime import datetime
from typing import Any

from tocsin.domain.session.tracking import TrackerWord
from tocsin.protocols.loose import (
    NotUnderstood,
    moment,
    part,
    percent,
    position,
    read_object,
    text,
)


def read(raw: bytes) -> TrackerWord:
    """Read what Traccar forwarded. Raises NotUnderstood."""
    sent = read_object(raw)
    account = text(part(sent, "device", "uniqueId"))
    if account is None:
        raise NotUnderstood("no device.uniqueId says whose it is")
    place = sent.get("position")
    return TrackerWord(
        account=account,
        at=_first_moment(
            part(place, "deviceTime"), part(place, "fixTime"), part(sent, "event", "eventTime")
        ),
        position=position(
            latitude=part(place, "latitude"),
            longitude=part(place, "longitude"),
            accuracy_m=part(place, "accuracy") or None,  # 0: it does not say
        ),
        alarms=_alarms(sent),
        battery_percent=percent(part(place, "attributes", "batteryLevel")),
        text=text(part(sent, "device", "name")),
    )


def _alarms(sent: dict[str, Any]) -> tuple[str, ...]:
    """List the alarms in it: one attribute may hold several, between commas."""
    is_alarm = part(sent, "event", "type") == "alarm"
    told = text(part(sent, "event", "attributes", "alarm")) if is_alarm else None
    told = told or text(part(sent, "position", "attributes", "alarm"))
    if told is None:
        return ("alarm",) if is_alarm else ()  # of which kind, it does not say
    return tuple(one.strip() for one in told.split(",") if one.strip())


def _first_moment(*values: object) -> datetime | None:
    return next((at for at in map(moment, values) if at is not None), None)
