"""A zone: one door, detector or button at a site, by the number that its panel sends.

Each panel has a table of them. Leading zeros do not matter: panels write `3`, `03` and `003`.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tocsin.domain.errors import Malformed


class ZoneKind(StrEnum):
    """What stands there, and so what is wrong when its signal does not say it."""

    INTRUDER = "intruder"  # a door, a window, a detector of movement or of breaking glass
    HOLD_UP = "hold_up"  # a button for whoever is threatened
    FIRE = "fire"  # smoke, heat, gas, a call point, a sprinkler
    MEDICAL = "medical"  # a call of somebody who is ill or has fallen
    TECHNICAL = "technical"  # water, frost, a cold store, power
    TAMPER = "tamper"  # a housing or a cable of the system itself


NUMBER = "[0-9A-Za-z]{1,12}"
LONGEST_NAME = 100
MOST_ZONES = 2_000
MOST_FAULTS_TOLD = 8

# Where it is: the area, or None for every area of the panel, and the number.
ZonePlace = tuple[str | None, str]

_NUMBER = re.compile(NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One line of a panel's table. Area and number are spelt as `spelt` spells them."""

    zone: str
    area: str | None = None  # None: whatever area the panel names with it
    name: str
    kind: ZoneKind

    @property
    def place(self) -> ZonePlace:
        return (self.area, self.zone)

    @property
    def label(self) -> str:
        return f"zone {self.zone}" if self.area is None else f"area {self.area} zone {self.zone}"


ZoneTable = Mapping[ZonePlace, Zone]


def spelt(number: str) -> str:
    """Spell a number in the one way in which two of them are compared: 003 and 3 are the same."""
    return "".join(number.split()).upper().lstrip("0") or "0"


def place_of(zone: str, area: str | None) -> ZonePlace:
    """Name a place by what a panel or a person wrote. A blank area is every area."""
    return (spelt(area) if area and area.strip() else None, spelt(zone))


def table_of(zones: Iterable[Zone]) -> dict[ZonePlace, Zone]:
    return {zone.place: zone for zone in zones}


def find_zone(table: ZoneTable, place: ZonePlace) -> Zone | None:
    """Find what stands there: the line of its own area before the one of every area."""
    return table.get(place) or table.get((None, place[1]))


def read_zones(text: str) -> list[Zone]:
    """Read a table that was pasted: `zone;name;kind`, or with the area behind it.

    Parted by semicolons or, as spreadsheets copy it, by tabs. Raises Malformed: with the number
    and the fault of each line that is wrong. Then nothing of it is taken.
    """
    zones: dict[ZonePlace, Zone] = {}
    line_of: dict[ZonePlace, int] = {}
    faults = []
    for number, cells in _rows(text):
        try:
            zone = _read_row(cells)
        except Malformed as fault:
            faults.append(f"Line {number}: {fault}")
            continue
        if zone.place in zones:
            before = line_of[zone.place]
            faults.append(f"Line {number}: {zone.label} stands in line {before} already.")
        zones[zone.place], line_of[zone.place] = zone, number
    if len(zones) > MOST_ZONES:
        faults.append(f"A panel has at most {MOST_ZONES} zones, and these are {len(zones)}.")
    if faults:
        raise Malformed(_told(faults))
    return list(zones.values())


def _rows(text: str) -> Iterable[tuple[int, list[str]]]:
    """Give each written line with its number, without the heading."""
    is_first = True
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parted_by = "\t" if "\t" in line else ";"
        (cells,) = csv.reader([line], delimiter=parted_by)
        cells = [cell.strip() for cell in cells]
        if not (is_first and cells[0].casefold() == "zone"):
            yield number, cells
        is_first = False


def _read_row(cells: Sequence[str]) -> Zone:
    if len(cells) not in (3, 4):
        raise Malformed(f"zone;name;kind are three parts, and here are {len(cells)}.")
    number, name, kind, *areas = cells
    for written in (number, *filter(None, areas)):
        if not _NUMBER.fullmatch(written):
            raise Malformed(
                f"“{written}” is no number as a panel sends it: up to 12 digits or A-Z."
            )
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Malformed(f"a name has 1 to {LONGEST_NAME} characters, and this one {len(name)}.")
    area, zone = place_of(number, areas[0] if areas else None)
    return Zone(zone=zone, area=area, name=name, kind=_read_kind(kind))


def _read_kind(written: str) -> ZoneKind:
    try:
        return ZoneKind(re.sub("[ -]", "_", written.casefold()))
    except ValueError as unknown:
        known = ", ".join(kind.replace("_", "-") for kind in ZoneKind)
        raise Malformed(f"“{written}” is no kind of zone. There are {known}.") from unknown


def _told(faults: Sequence[str]) -> str:
    told, more = faults[:MOST_FAULTS_TOLD], len(faults) - MOST_FAULTS_TOLD
    return "\n".join([*told, f"And {more} more."] if more > 0 else told)
