"""Zones in memory and in PostgreSQL: kept, listed, and brought with the signals that name them."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from tests.contract.stage import Stage
from tests.contract.test_set_up import tell
from tests.scene import CANALSIDE, make_signal, reported
from tests.things import story_things
from tocsin.domain.alarm.retry import seen_since
from tocsin.domain.alarm.signal import DeviceReport, Waiting
from tocsin.domain.people.set_up import Organisation, Panel
from tocsin.domain.people.zone import Zone, ZoneKind, table_of

PANEL = next(t for t in story_things().values() if isinstance(t, Panel))
OTHER = next(t for t in story_things().values() if isinstance(t, Panel) and t.id != PANEL.id)
TABLE = [
    Zone(zone="3", name="Rear fire door", kind=ZoneKind.INTRUDER),
    Zone(zone="10", name="Roof", kind=ZoneKind.FIRE),
    Zone(zone="0", area="2", name="The panel itself", kind=ZoneKind.TAMPER),
    Zone(zone="3", area="2", name="Second shop, rear door", kind=ZoneKind.HOLD_UP),
]


async def have(stage: Stage, panel: Panel, zones: list[Zone]) -> None:
    """Let a panel have exactly these zones."""
    async with stage.open_web_work("test") as work:
        await work.set_up.hold(Organisation, panel.customer_id)
        gone = [zone.place for zone in await work.zones.of_panel(panel.id)]
        await work.zones.replace(panel, gone, zones)
        await tell(work, panel)


async def test_a_table_is_listed_by_area_and_number(stage: Stage) -> None:
    await have(stage, PANEL, [TABLE[n] for n in (2, 1, 3, 0)])
    async with stage.open_web_work("test") as work:
        assert list(await work.zones.of_panel(PANEL.id)) == TABLE
        assert await work.zones.of_panel(uuid4()) == []


async def test_lines_are_taken_off_and_put_on_together(stage: Stage) -> None:
    await have(stage, PANEL, TABLE)
    renamed = replace(TABLE[3], name="Second shop")
    async with stage.open_web_work("test") as work:
        await work.set_up.hold(Organisation, PANEL.customer_id)
        await work.zones.replace(PANEL, [TABLE[0].place, TABLE[3].place], [renamed])
        await tell(work, PANEL)
    async with stage.open_web_work("test") as work:
        assert list(await work.zones.of_panel(PANEL.id)) == [TABLE[1], TABLE[2], renamed]


async def test_a_change_of_zones_that_is_not_written_down_does_not_commit(stage: Stage) -> None:
    with pytest.raises(AssertionError, match="without a journal entry"):
        async with stage.open_web_work("test") as work:
            await work.set_up.hold(Organisation, PANEL.customer_id)
            await work.zones.replace(PANEL, [], [replace(TABLE[0], zone="99")])


async def waiting(
    stage: Stage, *reports: DeviceReport, panel_id: UUID | None = PANEL.id, times: int = 1
) -> Waiting:
    for _ in range(times):
        signal = make_signal(uuid4(), CANALSIDE, reports, stage.clock.now)
        stage.store_signal(replace(signal, panel_id=panel_id))
    async with stage.open_work("test") as work:
        await work.subjects.lock(CANALSIDE)
        return await work.signals.waiting(CANALSIDE, seen_since(work.now), 500)


async def test_what_waits_comes_with_the_zones_that_it_names_and_no_others(stage: Stage) -> None:
    await have(stage, PANEL, TABLE)
    await have(stage, OTHER, [replace(TABLE[0], name="Another panel's")])
    found = await waiting(stage, reported("BA", "003"), reported("BA", "77"), times=3)
    assert found.zones == {PANEL.id: table_of([TABLE[0], TABLE[3]])}
    assert {signal.panel_id for signal in found.signals} == {PANEL.id}
    also = await waiting(stage, reported("FA", "3"), panel_id=OTHER.id)
    assert set(also.zones) == {PANEL.id, OTHER.id}
    assert [zone.name for zone in also.zones[OTHER.id].values()] == ["Another panel's"]


@pytest.mark.parametrize(
    "report",
    [
        reported("BA", "000"),
        reported("BA", " 0"),
        replace(reported("BA", "0"), zone_text='"zone":"10" \\"zone\\":\\"10\\"'),
    ],
)
async def test_zero_is_a_number_and_a_text_is_none(stage: Stage, report: DeviceReport) -> None:
    await have(stage, PANEL, TABLE)
    found = await waiting(stage, report)
    assert found.zones == {PANEL.id: table_of([TABLE[2]])}


@pytest.mark.parametrize("zone", [None, "", '3"', "3\n", "Tür 3", "\\", "account 1234", "3" * 300])
async def test_a_number_that_no_table_has_finds_nothing(stage: Stage, zone: str | None) -> None:
    await have(stage, PANEL, TABLE)
    assert (await waiting(stage, reported("BA", zone))).zones == {}


async def test_what_no_panel_of_ours_sent_finds_nothing(stage: Stage) -> None:
    await have(stage, PANEL, TABLE)
    assert (await waiting(stage, reported("BA", "3"), panel_id=None)).zones == {}
