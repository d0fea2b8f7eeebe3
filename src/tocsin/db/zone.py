"""The zones of panels in PostgreSQL: the whole table of one, and those that signals name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.db.ledger import Ledger
from tocsin.db.rows import write_rows
from tocsin.domain.people.set_up import Panel
from tocsin.domain.people.zone import Zone, ZoneKind, ZonePlace, ZoneTable

LIST_ZONES = """
    select zone, area, name, kind from zone where panel_id = %(panel_id)s
    order by area collate "C" nulls first, length(zone), zone collate "C"
"""
REMOVE_ZONES = """
    delete from zone
    using json_to_recordset(%(zones)s::json) as gone (zone text, area text)
    where panel_id = %(panel_id)s and zone.zone = gone.zone
      and zone.area is not distinct from gone.area
"""
ADD_ZONES = """
    insert into zone (panel_id, customer_id, centre_id, zone, area, name, kind)
    select %(panel_id)s, %(customer_id)s, %(centre_id)s, zone, area, name, kind
    from json_to_recordset(%(zones)s::json) as added (
        zone text, area text, name text, kind text)
"""
# Parts of the statement that reads what waits (`due`): which zones its reports name, what the
# tables have of them, and where that comes: in the first row. A report is searched and not parsed:
# no text of it holds up an alarm.
NAMED_IN_DUE = """
    named as materialized (
        select distinct panel_id,
            coalesce(nullif(ltrim(upper(replace(found[1], ' ', '')), '0'), ''), '0') as zone
        from (select distinct panel_id, report from due where panel_id is not null) as said,
            regexp_matches(report, '"zone":"([0-9A-Za-z ]+)"', 'g') as found),
    listed as (
        select json_agg(json_build_object('panel_id', panel_id, 'zone', zone, 'area', zone.area,
            'name', zone.name, 'kind', zone.kind)) as zones
        from named join zone using (panel_id, zone))
"""
ZONES_WITH_THE_FIRST = """
        case when row_number() over (order by due.received_at, due.id) = 1
            then (select zones from listed) end as zones
"""


class PostgresZones:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def of_panel(self, panel_id: UUID) -> Sequence[Zone]:
        return await list_zones(self._connection, panel_id)

    async def replace(self, panel: Panel, gone: Sequence[ZonePlace], new: Sequence[Zone]) -> None:
        """Take these places off the table of a panel that is held, and put these lines on it."""
        whose = {
            "panel_id": panel.id,
            "customer_id": panel.customer_id,
            "centre_id": panel.centre_id,
        }
        places = write_rows([{"area": area, "zone": zone} for area, zone in gone])
        await self._connection.execute(REMOVE_ZONES, whose | {"zones": places})
        lines = [{"zone": z.zone, "area": z.area, "name": z.name, "kind": z.kind} for z in new]
        await self._connection.execute(ADD_ZONES, whose | {"zones": write_rows(lines)})
        self._ledger.set_up(panel.id)


async def list_zones(connection: AsyncConnection, panel_id: UUID) -> Sequence[Zone]:
    """Give a panel's table, by area and number."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(LIST_ZONES, {"panel_id": panel_id})).fetchall()
    return [_zone(row) for row in rows]


def tables_of(rows: Iterable[Mapping[str, Any]]) -> Mapping[UUID, ZoneTable]:
    """Sort lines of several panels' tables, as JSON has them, by their panels."""
    tables: defaultdict[UUID, dict[ZonePlace, Zone]] = defaultdict(dict)
    for row in rows:
        zone = _zone(row)
        tables[UUID(row["panel_id"])][zone.place] = zone
    return dict(tables)


def _zone(row: Mapping[str, Any]) -> Zone:
    return Zone(zone=row["zone"], area=row["area"], name=row["name"], kind=ZoneKind(row["kind"]))
