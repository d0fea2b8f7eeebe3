"""What a zone's kind adds to what a code says: a pure rule, drawn in docs/machines/zones.md.

It speaks where the code does not say what is wrong, and a hold-up zone where an intruder's code
comes from it: somebody may be threatened there. It never makes less of what a code says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from tocsin.domain.alarm.signal import DeviceReport, Signal, Waiting
from tocsin.domain.alarm.signal_code import Effect, Meaning, is_known, meaning_of
from tocsin.domain.people.zone import ZoneKind, ZoneTable, find_zone, place_of
from tocsin.domain.response.response_kind import ResponseKind

SOMEBODY_IS_THERE = 2  # a priority; a fault of the sensor itself threatens nobody


@dataclass(frozen=True, slots=True)
class StandsFor:
    """What an alarm of a zone is, when nothing but its zone says so."""

    response_kind: ResponseKind
    priority: int
    words: str
    silent: bool = False


STANDS_FOR: Mapping[ZoneKind, StandsFor] = {
    ZoneKind.INTRUDER: StandsFor(ResponseKind.INTRUDER, 2, "intruder zone"),
    # As the hold-up codes are: whoever pressed it may be watched.
    ZoneKind.HOLD_UP: StandsFor(ResponseKind.HOLD_UP, 1, "hold-up zone", silent=True),
    ZoneKind.FIRE: StandsFor(ResponseKind.FIRE, 1, "fire zone"),
    ZoneKind.MEDICAL: StandsFor(ResponseKind.MEDICAL, 1, "medical zone"),
    ZoneKind.TECHNICAL: StandsFor(ResponseKind.TECHNICAL, 3, "technical zone"),
    ZoneKind.TAMPER: StandsFor(ResponseKind.INTRUDER, 3, "tamper zone"),
}


def with_zone(meaning: Meaning, kind: ZoneKind) -> Meaning:
    """Say what a code means when it comes from a zone of that kind."""
    zone = STANDS_FOR[kind]
    if meaning.effect is not Effect.ALARM or not _decides(meaning, kind):
        return meaning
    return replace(
        meaning,
        words=f"{meaning.words}, {zone.words}",
        response_kind=zone.response_kind,
        priority=min(meaning.priority, zone.priority),
        silent=meaning.silent or zone.silent,
    )


def _decides(meaning: Meaning, kind: ZoneKind) -> bool:
    if meaning.is_general:
        return True
    if meaning.unmapped and meaning.response_kind is STANDS_FOR[kind].response_kind:
        return True  # its family says what it may be, and the zone bears that out
    is_intruder = meaning.response_kind is ResponseKind.INTRUDER
    return kind is ZoneKind.HOLD_UP and is_intruder and meaning.priority <= SOMEBODY_IS_THERE


def meaning_at(report: DeviceReport) -> Meaning:
    """Say what a report means, at the zone that its account's table lists."""
    meaning = meaning_of(report.scheme, report.code, report.qualifier)
    return meaning if report.listed is None else with_zone(meaning, report.listed.kind)


def looked_up(waiting: Waiting) -> Sequence[Signal]:
    """Give what waits, each report with its zone as its account's table lists it now."""
    if not waiting.zones:
        return waiting.signals
    return [_listed(signal, waiting.zones) for signal in waiting.signals]


def _listed(signal: Signal, tables: Mapping[UUID, ZoneTable]) -> Signal:
    table = None if signal.panel_id is None else tables.get(signal.panel_id)
    if table is None:
        return signal
    return replace(signal, reports=tuple(_at_zone(report, table) for report in signal.reports))


def _at_zone(report: DeviceReport, table: ZoneTable) -> DeviceReport:
    if not report.zone or not _names_a_zone(report):
        return report
    return replace(report, listed=find_zone(table, place_of(report.zone, report.area)))


def _names_a_zone(report: DeviceReport) -> bool:
    """Say whether the number with the code is a zone's: with some it is a person's or a door's."""
    meaning = meaning_of(report.scheme, report.code, report.qualifier)
    if meaning.address_of == "zone" or meaning.is_general:
        return True
    return not is_known(report.scheme, report.code)
