"""Use cases of a panel's zones: what its numbers mean. Each change of the table is written down.

P11: an alert keeps the name with which it came; a change of the table speaks of the next one.
"""

from collections.abc import Sequence
from uuid import UUID

from tocsin.app.ports import Work
from tocsin.app.set_up import Change, Settler, hold, write_down
from tocsin.domain.access import Right
from tocsin.domain.errors import NotFound, NotNow, Taken
from tocsin.domain.people.set_up import Panel, Shown
from tocsin.domain.people.zone import Zone, ZonePlace, ZoneTable, table_of


async def add_zone(work: Work, by: Settler, panel_id: UUID, zone: Zone) -> Zone:
    """Put a new line on a panel's table. Raises Taken: its number means something already."""
    panel, table = await _hold(work, by, panel_id)
    if known := table.get(zone.place):
        raise Taken(f"The list has {zone.label} already: {known.name}.")
    await _save(work, by, panel, table, table | {zone.place: zone})
    return zone


async def put_zone(work: Work, by: Settler, panel_id: UUID, zone: Zone) -> Zone:
    """Put one line on a panel's table, in the place of the one for the same number."""
    panel, table = await _hold(work, by, panel_id)
    await _save(work, by, panel, table, table | {zone.place: zone})
    return zone


async def remove_zone(work: Work, by: Settler, panel_id: UUID, place: ZonePlace) -> Zone:
    """Take one line off a panel's table. Raises NotFound."""
    panel, table = await _hold(work, by, panel_id)
    if place not in table:
        raise NotFound("The panel's table has no such zone.")
    await _save(work, by, panel, table, {p: zone for p, zone in table.items() if p != place})
    return table[place]


async def set_zones(work: Work, by: Settler, panel_id: UUID, zones: Sequence[Zone]) -> None:
    """Put a whole table in the place of a panel's. A zone that is left out is forgotten."""
    panel, table = await _hold(work, by, panel_id)
    await _save(work, by, panel, table, table_of(zones))


async def _hold(work: Work, by: Settler, panel_id: UUID) -> tuple[Panel, dict[ZonePlace, Zone]]:
    panel = await hold(work, by, Panel, panel_id)
    by.demand("zone", Right.ADD, panel.page)
    if panel.withdrawn_at is not None:
        raise NotNow("This panel was withdrawn.")
    return panel, table_of(await work.zones.of_panel(panel.id))


async def _save(work: Work, by: Settler, panel: Panel, before: ZoneTable, after: ZoneTable) -> None:
    """Store what differs, and write that down. Nothing differs: nothing is written down."""
    gone = [zone for place, zone in before.items() if after.get(place) != zone]
    new = [zone for place, zone in after.items() if before.get(place) != zone]
    if not gone and not new:
        return
    await work.zones.replace(panel, [zone.place for zone in gone], new)
    told = Change("zone.list_changed", "changed the zones of", _shown(gone), _shown(new))
    await write_down(work, by, panel, told)


def _shown(zones: Sequence[Zone]) -> Shown:
    return {zone.label: f"{zone.name}, {zone.kind}" for zone in zones}
