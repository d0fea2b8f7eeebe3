"""Zones over HTTP: set one by one or pasted, refused line by line, and told on the board."""

from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest

from tests.conftest import Addresses
from tests.db.scene import CANALSIDE, arrival, store_and_raise
from tests.web.browser import BURGLARY, Browser, problem_of, send
from tests.web.conftest import Raise
from tests.web.test_set_up import ada, done, enter, write
from tocsin.db.work import WorkOpener
from tocsin.demo import story
from tocsin.domain.alarm.signal import DeviceReport

__all__ = ["ada"]  # the fixture

PANEL = story.id_of(f"panel {story.CLEAR_ACCOUNT}")
ZONES = f"/panels/{PANEL}/zones"
KINDS = "intruder, hold-up, fire, medical, technical, tamper"
GONE = "update panel set withdrawn_at = clock_timestamp() where id = %s"
PASSWORD = "four words you know"
HAL = {
    "organisation_id": str(story.HARGREAVES),
    "name": "Hal",
    "email": "hal@hargreaves.example",
    "roles": ["customer_admin"],
    "password": PASSWORD,
}


async def test_the_table_is_pasted_as_a_whole_and_told_in_the_journal(ada: Browser) -> None:
    before = (await ada.see(ZONES))["items"]
    assert before[2] == {
        "zone": "3",
        "area": None,
        "name": "Rear fire door, warehouse",
        "kind": "intruder",
    }
    lines = "zone;name;kind\n003;Rear fire door, warehouse;intruder\n12;Roof light;intruder;2\n"
    pasted = await done(ada, "PUT", ZONES, {"lines": lines})
    assert [(z["area"], z["zone"]) for z in pasted["items"]] == [(None, "3"), ("2", "12")]
    assert (await ada.see(ZONES))["items"] == pasted["items"]
    told = (await ada.see(f"/organisations/{story.HARGREAVES}/journal"))["items"][0]
    assert (told["kind"], told["actor"]["name"]) == ("zone.list_changed", "Ada Mbeki")
    assert told["after"] == {"area 2 zone 12": "Roof light, intruder"}
    assert len(told["before"]) == len(before) - 1
    assert "zone 3" not in told["before"]


async def test_a_table_with_a_fault_is_refused_line_by_line_and_nothing_is_taken(
    ada: Browser,
) -> None:
    before = await ada.see(ZONES)
    lines = "3;Rear door;intruder\n4;Shutter\n5;Cage;door\n"
    refused = await write(ada, "PUT", ZONES, {"lines": lines})
    assert refused.status_code == 422
    assert problem_of(refused)["detail"].splitlines() == [
        "Line 2: zone;name;kind are three parts, and here are 2.",
        f"Line 3: “door” is no kind of zone. There are {KINDS}.",
    ]
    assert await ada.see(ZONES) == before


async def test_two_hundred_zones_are_pasted_at_once_and_a_repeat_changes_nothing(
    ada: Browser,
) -> None:
    lines = "\n".join(f"{n:03};Detector {n};intruder" for n in range(1, 201))
    for _ in range(2):
        pasted = await done(ada, "PUT", ZONES, {"lines": lines})
        assert [z["zone"] for z in pasted["items"]] == [str(n) for n in range(1, 201)]
    told = (await ada.see(f"/organisations/{story.HARGREAVES}/journal"))["items"]
    assert [entry["kind"] for entry in told] == ["zone.list_changed"]
    assert (await done(ada, "PUT", ZONES, {"lines": ""}))["items"] == []


async def test_one_zone_is_put_replaced_and_taken_off(ada: Browser) -> None:
    given = {"name": " Roof light ", "kind": "intruder"}
    kept = await done(ada, "PUT", f"{ZONES}/2.012", given)
    assert kept == {"zone": "12", "area": "2", "name": "Roof light", "kind": "intruder"}
    await done(ada, "PUT", f"{ZONES}/2.12", given | {"kind": "fire"})
    listed = (await ada.see(ZONES))["items"]
    assert [z["kind"] for z in listed if z["zone"] == "12"] == ["fire"]
    assert (await done(ada, "DELETE", f"{ZONES}/02.12"))["kind"] == "fire"
    assert (await write(ada, "DELETE", f"{ZONES}/2.12")).status_code == 404
    assert (await done(ada, "DELETE", f"{ZONES}/3"))["name"] == "Rear fire door, warehouse"


async def test_a_new_zone_overwrites_no_other(ada: Browser) -> None:
    given = {"zone": "009", "name": "Roof light", "kind": "intruder"}
    added = await done(ada, "POST", ZONES, given)
    assert added == {"zone": "9", "area": None, "name": "Roof light", "kind": "intruder"}
    again = await write(ada, "POST", ZONES, given | {"zone": "09", "name": "Another"})
    assert (again.status_code, problem_of(again)["detail"]) == (
        409,
        "The list has zone 9 already: Roof light.",
    )
    await done(ada, "POST", ZONES, given | {"area": "02"})
    assert (await write(ada, "POST", ZONES, given | {"zone": "Tür"})).status_code == 422
    assert (await write(ada, "POST", ZONES, given | {"area": ""})).status_code == 422


@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("3", {"name": "", "kind": "fire"}),
        ("3", {"name": "x" * 101, "kind": "fire"}),
        ("3", {"name": "Door", "kind": "door"}),
        ("3", {"kind": "fire"}),
        ("T%C3%BCr", {"name": "Door", "kind": "fire"}),
        ("1.2.3", {"name": "Door", "kind": "fire"}),
    ],
)
async def test_what_is_no_zone_is_refused(ada: Browser, place: str, given: object) -> None:
    assert (await write(ada, "PUT", f"{ZONES}/{place}", given)).status_code == 422


async def test_a_letter_that_no_row_can_hold_is_made_visible(ada: Browser) -> None:
    pasted = await done(ada, "PUT", ZONES, {"lines": "3;Rear\0door;intruder"})
    assert pasted["items"][0]["name"] == "Rear�door"


async def test_customers_see_their_zones_and_the_centre_alone_changes_them(
    ada: Browser, browsers: Callable[[], Browser], olive: Browser
) -> None:
    await done(ada, "POST", "/people", HAL)
    hal = await enter(browsers(), "hal@hargreaves.example", PASSWORD)
    for reader in (hal, olive):
        assert len((await reader.see(ZONES))["items"]) == len(story.ZONES[story.CLEAR_ACCOUNT])
        for verb, path in (("PUT", ZONES), ("PUT", f"{ZONES}/3"), ("DELETE", f"{ZONES}/3")):
            body = {"lines": ""} if path == ZONES else {"name": "Mine", "kind": "fire"}
            assert (await write(reader, verb, path, body)).status_code == 403
    theirs = f"/api/v1/panels/{story.id_of(f'panel {story.KEYED_ACCOUNT}')}/zones"
    assert (await hal.get(theirs)).status_code == 404
    assert (await ada.get(f"/api/v1/panels/{uuid4()}/zones")).status_code == 404


async def test_a_panel_that_was_withdrawn_keeps_its_table(
    ada: Browser, addresses: Addresses
) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(GONE, [PANEL])
    assert (await write(ada, "PUT", ZONES, {"lines": ""})).status_code == 409


async def alarm(engine_work: WorkOpener, code: str, zone: str, text: str | None) -> None:
    report = DeviceReport(scheme="SIA", code=code, zone=zone, zone_text=text)
    sent = arrival(CANALSIDE, report, panel_id=PANEL, account=story.CLEAR_ACCOUNT)
    await store_and_raise(engine_work, CANALSIDE, sent)


async def test_the_name_stands_on_the_board_in_the_incident_and_in_the_report(
    ada: Browser, olive: Browser, engine_work: WorkOpener
) -> None:
    await alarm(engine_work, "BA", "003", "Dock 2")
    place = "zone 003 Rear fire door, warehouse (sent: Dock 2)"
    (row,) = await olive.queue()
    assert row["line"] == place
    await done(ada, "PUT", ZONES, {"lines": "3;Renamed;fire"})
    incident = await olive.see(f"/incidents/{row['id']}")
    (alert,) = incident["alerts"]
    assert (alert["zone_name"], alert["zone_text"], alert["place"]) == (
        "Rear fire door, warehouse",
        "Dock 2",
        place,
    )
    assert incident["journal"][-1]["text"] == f"reported Burglary alarm, {place}"
    report = await olive.see(f"/incidents/{row['id']}/report.json")
    (told,) = report["summary"]["facts"]["alarms"]
    assert (told["zone_name"], told["zone_text"]) == ("Rear fire door, warehouse", "Dock 2")


async def test_an_untyped_alarm_of_a_smoke_zone_is_a_fire(
    olive: Browser, engine_work: WorkOpener
) -> None:
    await alarm(engine_work, "UA", "7", None)
    (row,) = await olive.queue()
    assert (row["response_kind"], row["priority"]) == ("fire", 1)
    assert (row["title"], row["line"]) == (
        "Untyped alarm, fire zone",
        "zone 7 Smoke, warehouse roof",
    )


async def test_what_no_panel_sent_has_no_name(
    olive: Browser, program: Browser, raise_all: Raise
) -> None:
    """A program names a site; of which of its panels the number would be, nobody has said."""
    await send(program, BURGLARY)
    await raise_all()
    assert [row["line"] for row in await olive.queue()] == ["zone 3 Goods-in shutter"]
