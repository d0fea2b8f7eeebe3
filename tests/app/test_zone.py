"""The use cases of zones: what is written down of the table, and what a change never touches."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from tests.app.desk import Desk
from tests.app.test_set_up import ADMIN, OPERATOR, WARD, store, told
from tests.fakes import FakeStore
from tests.scene import CANALSIDE, reported
from tocsin.app.set_up import Settler, withdraw
from tocsin.app.signal import raise_signals
from tocsin.app.zone import add_zone, put_zone, remove_zone, set_zones
from tocsin.demo import story
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.errors import NotAllowed, NotFound, NotNow, Taken
from tocsin.domain.people.set_up import Panel
from tocsin.domain.people.zone import Zone, ZoneKind
from tocsin.domain.response.response_kind import ResponseKind

__all__ = ["store"]  # the fixture

PANEL = story.id_of(f"panel {story.CLEAR_ACCOUNT}")
DOOR = Zone(zone="3", name="Rear fire door, warehouse", kind=ZoneKind.INTRUDER)
SMOKE = Zone(zone="7", area="2", name="Smoke, roof", kind=ZoneKind.FIRE)


async def test_a_table_is_set_as_a_whole_and_only_what_differs_is_told(store: FakeStore) -> None:
    renamed = replace(DOOR, name="Rear door")
    for zones in ([DOOR, SMOKE], [DOOR, SMOKE], [renamed, SMOKE], []):
        async with store.open_work() as work:
            await set_zones(work, ADMIN, PANEL, zones)
    async with store.open_work() as work:
        assert await work.zones.of_panel(PANEL) == []
    entries = told(store, story.HARGREAVES)
    assert {entry["kind"] for entry in entries} == {"zone.list_changed"}
    assert {entry["references"]["about"] for entry in entries} == {str(PANEL)}
    assert entries[0]["text"] == "changed the zones of the panel"
    assert [(json.loads(e["before"]), json.loads(e["after"])) for e in entries] == [
        (
            {},
            {
                "zone 3": "Rear fire door, warehouse, intruder",
                "area 2 zone 7": "Smoke, roof, fire",
            },
        ),
        (
            {"zone 3": "Rear fire door, warehouse, intruder"},
            {"zone 3": "Rear door, intruder"},
        ),
        ({"zone 3": "Rear door, intruder", "area 2 zone 7": "Smoke, roof, fire"}, {}),
    ]


async def test_one_line_is_put_replaced_and_taken_off(store: FakeStore) -> None:
    for zone in (DOOR, SMOKE, replace(DOOR, kind=ZoneKind.TAMPER)):
        async with store.open_work() as work:
            assert await put_zone(work, ADMIN, PANEL, zone) == zone
    async with store.open_work() as work:
        assert await remove_zone(work, ADMIN, PANEL, SMOKE.place) == SMOKE
        assert await work.zones.of_panel(PANEL) == [replace(DOOR, kind=ZoneKind.TAMPER)]
    with pytest.raises(NotFound, match="no such zone"):
        async with store.open_work() as work:
            await remove_zone(work, ADMIN, PANEL, SMOKE.place)
    assert len(told(store, story.HARGREAVES)) == 4


async def test_a_new_line_replaces_none(store: FakeStore) -> None:
    async with store.open_work() as work:
        assert await add_zone(work, ADMIN, PANEL, DOOR) == DOOR
    with pytest.raises(Taken, match="has zone 3 already: Rear fire door, warehouse"):
        async with store.open_work() as work:
            await add_zone(work, ADMIN, PANEL, replace(DOOR, name="Shop door"))
    assert store.tables.zones[PANEL] == (DOOR,)


@pytest.mark.parametrize("by", [OPERATOR, WARD])
async def test_only_who_sets_the_panel_up_changes_its_zones(store: FakeStore, by: Settler) -> None:
    with pytest.raises(NotAllowed):
        async with store.open_work() as work:
            await put_zone(work, by, PANEL, DOOR)


async def test_the_zones_of_a_panel_that_was_withdrawn_stay(store: FakeStore) -> None:
    async with store.open_work() as work:
        await withdraw(work, ADMIN, Panel, PANEL)
    with pytest.raises(NotNow, match="withdrawn"):
        async with store.open_work() as work:
            await put_zone(work, ADMIN, PANEL, DOOR)


async def alarm(desk: Desk, *reports: DeviceReport, panel_id: UUID = PANEL) -> Incident:
    """Let a panel report; give the incident that it went to."""
    signal = replace(desk.arrive(*reports), panel_id=panel_id)
    desk.store.store_signal(signal)
    await desk.do(raise_signals, CANALSIDE)
    incident_id = desk.store.tables.signals[signal.id].incident_id
    assert incident_id is not None
    return desk.read(incident_id)


async def test_an_alarm_is_named_by_the_table_and_what_was_sent_stays_beside_it() -> None:
    desk = Desk()
    await desk.do(put_zone, ADMIN, PANEL, DOOR)
    incident = await alarm(desk, replace(reported("BA", "003"), zone_text="Goods-in"))
    (alert,) = incident.alerts
    assert (alert.zone, alert.zone_text, alert.zone_name) == ("003", "Goods-in", DOOR.name)
    said = "reported Burglary alarm, zone 003 Rear fire door, warehouse (sent: Goods-in)"
    assert desk.last(incident)["text"] == said


async def test_a_later_change_of_the_table_alters_no_incident_in_progress() -> None:
    """P11: the alert keeps its name and its kind; only an alert that comes anew has the new one."""
    desk = Desk()
    await desk.do(put_zone, ADMIN, PANEL, DOOR)
    incident = await alarm(desk, reported("BA", "3"))
    renamed = replace(DOOR, name="Shop door")
    await desk.do(set_zones, ADMIN, PANEL, [renamed, replace(renamed, zone="4")])
    desk.clock.forward(seconds=5)
    again = await alarm(desk, reported("BA", "3"), reported("BA", "4"))
    assert again.id == incident.id
    assert [(a.zone, a.zone_name, a.count) for a in again.alerts] == [
        ("3", "Rear fire door, warehouse", 2),
        ("4", "Shop door", 1),
    ]
    desk.arrive(reported("BR", "3"))
    await desk.do(raise_signals, CANALSIDE)
    assert desk.last(incident)["text"].endswith("zone 3 Rear fire door, warehouse")


async def test_an_untyped_alarm_is_answered_as_its_zone_needs_it() -> None:
    desk = Desk()
    await desk.do(put_zone, ADMIN, PANEL, replace(SMOKE, area=None))
    incident = await alarm(desk, reported("UA", "7"))
    assert (incident.response_kind, incident.priority) == (ResponseKind.FIRE, 1)
    unnamed = await alarm(desk, reported("UA", "8"))
    assert (unnamed.response_kind, unnamed.priority) == (ResponseKind.INTRUDER, 2)


async def test_a_burglary_at_a_hold_up_button_is_a_silent_hold_up() -> None:
    """P3: somebody may be threatened there."""
    desk = Desk()
    await desk.do(put_zone, ADMIN, PANEL, replace(DOOR, kind=ZoneKind.HOLD_UP))
    incident = await alarm(desk, reported("BA", "3"))
    assert (incident.response_kind, incident.priority) == (ResponseKind.HOLD_UP, 1)
    assert incident.silent
