"""OsmAnd's live tracking, which Traccar Client speaks too: a GET or a form, or newer clients' JSON.

`id` or `deviceid`, `timestamp`, `lat` and `lon` or `location`, `accuracy`, `batt`, and any other
name; `alarm=sos` is what a panic button sends. The JSON has `device_id` and `location`. A device
without a fix may send what it has without a place.
"""

from collections.abc import Mapping

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

NO_ID = "no id says whose it is"


def read_form(sent: Mapping[str, str]) -> TrackerWord:
    """Read the fields of a GET or a form. Raises NotUnderstood."""
    account = text(sent.get("id") or sent.get("deviceid"))
    if account is None:
        raise NotUnderstood(NO_ID)
    latitude, _, longitude = sent.get("location", "").partition(",")
    return TrackerWord(
        account=account,
        at=moment(sent.get("timestamp")),
        position=position(
            latitude=sent.get("lat", latitude),
            longitude=sent.get("lon", longitude),
            accuracy_m=sent.get("accuracy"),
        ),
        alarms=_alarms(sent.get("alarm")),
        battery_percent=percent(sent.get("batt")),
    )


def read_json(raw: bytes) -> TrackerWord:
    """Read what newer clients post. Raises NotUnderstood."""
    sent = read_object(raw)
    account = text(sent.get("device_id"))
    if account is None:
        raise NotUnderstood(NO_ID)
    place = sent.get("location")
    coords = part(place, "coords")
    alarm = part(place, "alarm") or part(place, "extras", "alarm")
    return TrackerWord(
        account=account,
        at=moment(part(place, "timestamp")),
        position=position(
            latitude=part(coords, "latitude"),
            longitude=part(coords, "longitude"),
            accuracy_m=part(coords, "accuracy"),
        ),
        alarms=_alarms(alarm),
        battery_percent=percent(part(place, "battery", "level"), of=1),
    )


def _alarms(value: object) -> tuple[str, ...]:
    told = text(value)
    return () if told is None else tuple(one.strip() for one in told.split(",") if one.strip())
