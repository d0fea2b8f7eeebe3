"""The zones that waiting signals name come with them, by the index, whatever else is listed."""

import psycopg

from tests.clock import FakeClock
from tests.conftest import Addresses
from tests.db.scene import CANALSIDE, arrival, ask, explained, store_and_raise
from tocsin.db.signal import WAITING, store
from tocsin.db.work import WorkOpener
from tocsin.demo import story
from tocsin.domain.alarm.retry import seen_since

PANEL = story.id_of(f"panel {story.CLEAR_ACCOUNT}")
# Four hundred panels with two hundred zones each, beside those of the demo.
MANY_ZONES = """
    insert into panel (id, line_id, account, site_id, customer_id, centre_id)
        select gen_random_uuid(), line_id, 'F' || n, site_id, customer_id, centre_id
        from panel, generate_series(1000, 1399) as n where id = %(panel)s;
    insert into zone (panel_id, customer_id, centre_id, zone, name, kind)
        select id, customer_id, centre_id, n, 'Detector ' || n, 'intruder'
        from panel, generate_series(1, 200) as n where account ~ '^F1';
    analyze zone
"""


async def test_only_the_zones_that_are_named_are_read_and_by_their_index(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    with psycopg.connect(addresses.owner, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute(MANY_ZONES, {"panel": PANEL})
    async with engine_work("store_signals") as work:
        await store(work.connection, [arrival(CANALSIDE, panel_id=PANEL) for _ in range(500)])
    clock.forward(seconds=1)
    values = {"subject_id": story.CANALSIDE, "limit": 500, "since": seen_since(clock.now)}
    nodes = explained(addresses.engine, WAITING, values)
    read = [node for node in nodes if node.get("Relation Name") == "zone"]
    assert [node["Node Type"] for node in read] == ["Index Scan"]
    assert [node["Actual Rows"] * node["Actual Loops"] for node in read] == [1]
    searched = [node for node in nodes if node.get("Function Name") == "regexp_matches"]
    assert [node["Actual Loops"] for node in searched] == [1], "equal reports are searched once"


async def test_a_report_that_is_no_json_holds_nothing_up(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    odd = arrival(CANALSIDE, panel_id=PANEL)._replace(report='{"reports": ["zone":"3"')
    await store_and_raise(engine_work, CANALSIDE, odd, arrival(CANALSIDE, panel_id=PANEL))
    rows = ask(addresses.owner, "select code, zone_name from alert order by code")
    assert rows == [("BA", "Rear fire door, warehouse"), ("unreadable", None)]


async def test_the_name_is_looked_up_in_the_raising_transaction(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    """Until it is raised, a stored signal takes the table as it becomes; from then on it stays."""
    rename = "update zone set name = %s where panel_id = %s and zone = '3'"
    async with engine_work("store_signals") as work:
        await store(work.connection, [arrival(CANALSIDE, panel_id=PANEL)])
    ask(addresses.owner, rename, "Shop door", PANEL)
    await store_and_raise(engine_work, CANALSIDE)
    ask(addresses.owner, rename, "Another door", PANEL)
    await store_and_raise(engine_work, CANALSIDE, arrival(CANALSIDE, panel_id=PANEL))
    rows = ask(addresses.owner, "select zone_name, zone_text, count from alert")
    assert rows == [("Shop door", "Goods-in shutter", 2)]
