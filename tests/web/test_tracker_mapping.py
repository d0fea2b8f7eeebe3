"""Any program's own JSON raises a tracker's alarm, by a mapping that somebody tried out first."""

import json
from typing import Any

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import Browser, problem_of
from tests.web.conftest import Raise
from tests.web.test_set_up import done, write
from tests.web.test_tracker import tracked

MAPPING = {
    "account": "device.imei",
    "alarm": "events[].type",
    "alarms": {"BTN_LONG": "panic", "MAN_DOWN": "fall", "POSITION": "none"},
    "at": "time",
    "latitude": "gps.lat",
    "longitude": "gps.lng",
    "battery_percent": "device.battery",
}
SAMPLE = {
    "device": {"imei": "35-7", "battery": 4},
    "events": [{"type": "POSITION"}, {"type": "BTN_LONG"}, {"type": "SHAKE"}],
    "gps": {"lat": "60.17", "lng": 24.94},
    "time": 1795401845,
}


async def test_any_programs_json_is_read_by_a_mapping(
    stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    path = await tracked(wanda, "webhook", "35-7", MAPPING)
    quiet = SAMPLE | {"events": [{"type": "POSITION"}], "device": {"imei": "35-7", "battery": 50}}
    assert (await stranger.post(path, json=quiet)).status_code == 200
    await raise_all()
    assert await olive.queue() == []
    assert (await stranger.post(path, json=SAMPLE)).status_code == 200
    await raise_all()
    rows = await olive.queue()
    pages = [await olive.see(f"/incidents/{row['id']}") for row in rows]
    codes = {alert["code"] for page in pages for alert in page["alerts"]}
    assert codes == {"panic", "SHAKE", "low_battery"}


async def test_a_mapping_is_tried_out_before_it_is_stored(
    addresses: Addresses, wanda: Browser
) -> None:
    async def tried(sample: object) -> dict[str, Any]:
        body = {"mapping": MAPPING, "sample": json.dumps(sample)}
        outcome: dict[str, Any] = await done(wanda, "POST", "/tracker-mappings/try", body)
        return outcome

    outcome = await tried(SAMPLE)
    assert outcome["problem"] is None
    assert (outcome["account"], outcome["battery_percent"]) == ("35-7", 4)
    assert (outcome["at"], outcome["position"]["latitude"]) == ("2026-11-23T02:44:05.000Z", 60.17)
    assert [(one["code"], one["unmapped"]) for one in outcome["alarms"]] == [
        *(("panic", False), ("SHAKE", True), ("low_battery", False)),
    ]
    assert "'device.imei' says whose it is" in (await tried({"device": 3}))["problem"]
    assert ask(addresses.owner, "select count(*) from signal") == [0]


async def test_what_is_wrong_in_a_mapping_is_said_field_by_field(wanda: Browser) -> None:
    mapping = {"account": "device[", "alarms": {"X": "boom"}, "at": None}
    given = {"name": "x", "protocol": "webhook", "mapping": mapping}
    refused = await write(wanda, "POST", "/receiver-lines", given)
    faults = {one["where"]: one["detail"] for one in problem_of(refused)["faults"]}
    assert "it is no JMESPath expression, such as" in faults["mapping.account"]
    assert "it must be one of" in faults["mapping.alarms.X"]
    for one, why in (
        (given | {"mapping": None}, "This line needs a mapping."),
        (given | {"protocol": "traccar", "mapping": MAPPING}, "Only a line of any program has"),
    ):
        refused = await write(wanda, "POST", "/receiver-lines", one)
        assert refused.status_code == 422
        assert why in problem_of(refused)["detail"]
