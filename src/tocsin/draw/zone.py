"""Draws what a zone's kind adds to what a code says: the rule, asked for one code of each sort."""

from collections.abc import Mapping

from tocsin.domain.alarm.signal_code import CID, SIA, Meaning, meaning_of
from tocsin.domain.alarm.zone import with_zone
from tocsin.domain.people.zone import ZoneKind
from tocsin.draw.page import meanings, page, table

INTRODUCTION = (
    "Each panel has a table of its zones: number, name, kind. The name stands beside each alarm of"
    " that number. The kind matters where the code does not say what is wrong, and where somebody"
    " may be threatened. A blank means that the code alone decides, whatever the zone."
)
SPECIMENS: Mapping[str, tuple[str, str]] = {
    "nothing but that there is an alarm, SIA UA": (SIA, "UA"),
    "nothing but that it is no burglary, Contact ID 150": (CID, "150"),
    "nothing that anybody here knows, SIA `??`": (SIA, "??"),
    "an unknown code of the intruders' family, SIA `B?`": (SIA, "B?"),
    "an unknown code of the fire family, SIA `F?`": (SIA, "F?"),
    "an intruder, SIA BA": (SIA, "BA"),
    "a tamper, SIA TA": (SIA, "TA"),
    "a fire, SIA FA": (SIA, "FA"),
    "a panic, SIA PA": (SIA, "PA"),
    "a medical emergency, SIA MA": (SIA, "MA"),
    "water, SIA WA": (SIA, "WA"),
    "a fault of the sensor, SIA UT": (SIA, "UT"),
    "that it is over, SIA UH": (SIA, "UH"),
}


def draw() -> str:
    """Draw docs/machines/zones.md."""
    rows = []
    for said, (scheme, code) in SPECIMENS.items():
        meaning = meaning_of(scheme, code)
        rows.append([said, _weight(meaning), *(_changed(meaning, kind) for kind in ZoneKind)])
    return page(
        "Zones",
        INTRODUCTION,
        "## Kinds",
        table(["kind", "what stands there"], meanings(ZoneKind).items()),
        "## What the alarm is then",
        "Kind of response and priority; silent where nobody at the place may notice.",
        table(["the code says", "alone", *(f"{kind} zone" for kind in ZoneKind)], rows),
    )


def _changed(meaning: Meaning, kind: ZoneKind) -> str:
    after = with_zone(meaning, kind)
    return _weight(after) if _weight(after) != _weight(meaning) else ""


def _weight(meaning: Meaning) -> str:
    silent = ", silent" if meaning.silent else ""
    return f"{meaning.response_kind} {meaning.priority}{silent}"
