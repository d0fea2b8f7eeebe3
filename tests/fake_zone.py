"""The zones of panels, in the unit of work in memory."""

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tests.tables import Tables
from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.signal import Signal
from tocsin.domain.people.set_up import Panel
from tocsin.domain.people.zone import Zone, ZonePlace, ZoneTable, spelt, table_of

WRITTEN = re.compile("[0-9A-Za-z ]+")  # what the database takes for a number


class FakeZones:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def of_panel(self, panel_id: UUID) -> Sequence[Zone]:
        zones = self._tables.zones.get(panel_id, ())
        return sorted(zones, key=lambda one: (one.area or "", len(one.zone), one.zone))

    async def replace(self, panel: Panel, gone: Sequence[ZonePlace], new: Sequence[Zone]) -> None:
        known = self._tables.zones.get(panel.id, ())
        kept = [zone for zone in known if zone.place not in gone]
        assert len(table_of([*kept, *new])) == len(kept) + len(new), "a zone is there twice"
        self._tables.zones[panel.id] = (*kept, *new)
        self._ledger.set_up(panel.id)


def named_by(tables: Tables, signals: Iterable[Signal]) -> Mapping[UUID, ZoneTable]:
    """Give the lines of their panels' tables whose numbers these signals name."""
    named = {
        (signal.panel_id, spelt(report.zone or ""))
        for signal in signals
        for report in signal.reports
        if signal.panel_id is not None and WRITTEN.fullmatch(report.zone or "")
    }
    found = {
        panel_id: table_of(zone for zone in zones if (panel_id, zone.zone) in named)
        for panel_id, zones in tables.zones.items()
    }
    return {panel_id: table for panel_id, table in found.items() if table}
