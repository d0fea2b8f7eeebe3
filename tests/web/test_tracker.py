"""Trackers of others raise the same alerts: what each program sends is what it documents."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import Browser, problem_of
from tests.web.conftest import Raise
from tests.web.test_set_up import done, write
from tocsin.demo import story

MARGUERITE = str(story.MARGUERITE)
PLACES = "select latitude, longitude, accuracy_m from position order by received_at"
START = """
    insert into session (id, lone_worker_id, customer_id, centre_id, state, doing, remind_before_s,
            grace_s, started_at, ends_at, heard_at, missed, look_at)
    select id, id, customer_id, centre_id, 'running', 'Night shift', 300, 300,
            clock_timestamp(), '2100-01-01', clock_timestamp(), 0, '2100-01-01' from lone_worker
    where id = %s
"""


async def line_of(
    wanda: Browser, protocol: str, mapping: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Set a line for trackers up; its address is a path here."""
    given = {"name": f"{protocol} of ours", "protocol": protocol, "mapping": mapping}
    line: dict[str, Any] = await done(wanda, "POST", "/receiver-lines", given)
    return line | {"path": line["address"].removeprefix("http://127.0.0.1:8600")}


async def tracked(
    wanda: Browser, protocol: str, account: str, mapping: dict[str, Any] | None = None
) -> str:
    """Let a tracker speak for Marguerite; give the path to which it sends."""
    line = await line_of(wanda, protocol, mapping)
    body = {"line_id": line["id"], "lone_worker_id": MARGUERITE, "account": account}
    await done(wanda, "POST", "/trackers", body)
    return str(line["path"])


def traccar(alarm: str | None, *, event: bool, ago: timedelta = timedelta()) -> dict[str, Any]:
    """Write what Traccar forwards: its own names, its knots and its nulls left out."""
    at = (datetime.now(UTC) - ago).replace(microsecond=0).isoformat(timespec="milliseconds")
    attributes = {"batteryLevel": 61, "motion": True} | ({"alarm": alarm} if alarm else {})
    position = {
        "id": 7, "deviceId": 3, "protocol": "gl200", "serverTime": at, "deviceTime": at,
        "fixTime": at, "valid": True, "outdated": False, "latitude": 60.1727,
        "longitude": 24.9486, "speed": 1.2, "course": 90.0, "accuracy": 8.0,
        "attributes": attributes,
    }  # fmt: skip
    device = {"id": 3, "name": "GL320 of Marguerite", "uniqueId": "862000000000017"}
    sent: dict[str, Any] = {"position": position, "device": device}
    if event:
        told = {"id": 9, "deviceId": 3, "type": "alarm", "eventTime": at, "positionId": 7}
        sent["event"] = told | {"attributes": {"alarm": alarm}}
    return sent


async def only_incident(olive: Browser) -> dict[str, Any]:
    (row,) = await olive.queue()
    incident: dict[str, Any] = await olive.see(f"/incidents/{row['id']}")
    return incident


async def test_a_button_press_in_a_traccar_event_is_a_panic_and_its_position_says_no_second_one(
    addresses: Addresses, stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    path = await tracked(wanda, "traccar", "862000000000017")
    for sent in (traccar("sos", event=True), traccar("sos", event=False)):
        sent["position"]["deviceTime"] = (
            datetime.now(UTC).replace(second=0, microsecond=0).isoformat()
        )
        answer = await stranger.post(path, json=sent)
        assert answer.status_code == 200, answer.text
    await raise_all()
    incident = await only_incident(olive)
    (alert,) = incident["alerts"]
    assert (alert["code"], alert["count"]) == ("panic", 1)
    assert alert["zone_text"] == "tracker, GL320 of Marguerite"
    assert ask(addresses.owner, PLACES)[0] == (60.1727, 24.9486, 8.0)


async def test_an_old_one_from_a_buffer_is_raised_and_says_how_late_it_is(
    stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    path = await tracked(wanda, "traccar", "862000000000017")
    sent = traccar("sos", event=True, ago=timedelta(hours=26, minutes=3))
    assert (await stranger.post(path, json=sent)).status_code == 200
    await raise_all()
    (alert,) = (await only_incident(olive))["alerts"]
    assert alert["zone_text"] == "tracker, GL320 of Marguerite, sent late: it says 1 d 2 h ago"


async def test_several_alarms_in_one_position_are_several_alerts_and_an_unknown_one_is_shown(
    stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    path = await tracked(wanda, "traccar", "862000000000017")
    sent = traccar("fallDown, powerOn", event=False)
    assert (await stranger.post(path, json=sent)).status_code == 200
    await raise_all()
    rows = await olive.queue()
    pages = [await olive.see(f"/incidents/{row['id']}") for row in rows]
    codes = {alert["code"] for page in pages for alert in page["alerts"]}
    assert codes == {"fall", "powerOn"}


async def test_traccar_client_sends_by_get_by_form_and_as_json(
    addresses: Addresses, stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    path = await tracked(wanda, "osmand", "marguerite-phone")
    ask(addresses.owner, START, MARGUERITE)
    query = {"id": "marguerite-phone", "lat": "60.1", "lon": "24.1", "batt": "50", "accuracy": "5"}
    assert (await stranger.get(path, params=query)).status_code == 200
    form = {"deviceid": "marguerite-phone", "location": "60.2,24.2"}
    assert (await stranger.post(path, data=form)).status_code == 200
    coords = {"latitude": 60.3, "longitude": 24.3, "accuracy": 7.5}
    fix = {"timestamp": datetime.now(UTC).isoformat(), "coords": coords}
    posted = {"device_id": "marguerite-phone", "location": fix | {"battery": {"level": 0.04}}}
    assert (await stranger.post(path, json=posted)).status_code == 200
    assert (await stranger.get(path, params=query | {"alarm": "sos"})).status_code == 200
    await raise_all()
    codes = [alert["code"] for alert in (await only_incident(olive))["alerts"]]
    assert sorted(codes) == ["low_battery", "panic"]
    found = ask(addresses.owner, PLACES)
    assert [row[0] for row in found[:2]] == [60.1, 60.2]
    (line,) = (await wanda.see(f"/trackers?lone_worker={MARGUERITE}"))["items"]
    assert line["battery_percent"] == 50
    assert line["heard_at"] is not None


async def test_owntracks_is_answered_a_list_and_its_help_is_a_panic(
    stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    path = await tracked(wanda, "owntracks", "marguerite/iphone")
    headers = {"X-Limit-U": "marguerite", "X-Limit-D": "iphone"}
    tst = int(datetime.now(UTC).timestamp())
    fix = {"_type": "location", "lat": 60.17, "lon": 24.94, "acc": 12, "tst": tst, "tid": "MA"}
    for body in (
        b"",
        {"_type": "lwt", "tst": tst},
        fix,
        fix | {"t": "u", "poi": "SOS at the gate"},
    ):
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}
        answer = await stranger.post(path, headers=headers, **sent)
        assert (answer.status_code, answer.json()) == (200, []), body
    await raise_all()
    (alert,) = (await only_incident(olive))["alerts"]
    assert (alert["code"], alert["zone_text"]) == ("panic", "tracker, SOS at the gate")


async def test_where_somebody_is_is_kept_only_while_it_matters(
    addresses: Addresses, stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    path = await tracked(wanda, "osmand", "a")
    place = {"id": "a", "lat": "60.1", "lon": "24.1"}
    await stranger.get(path, params=place)
    assert ask(addresses.owner, PLACES) == []
    await stranger.get(path, params=place | {"alarm": "sos"})
    await raise_all()
    await stranger.get(path, params=place | {"lat": "60.2"})
    assert [row[0] for row in ask(addresses.owner, PLACES)] == [60.1, 60.2]
    assert (await only_incident(olive))["place"]["latitude"] == 60.2


async def test_a_device_that_nobody_knows_is_named_to_its_sender_and_its_alarm_to_the_centre(
    addresses: Addresses, stranger: Browser, wanda: Browser, olive: Browser, raise_all: Raise
) -> None:
    line = await line_of(wanda, "osmand")
    answer = await stranger.get(line["path"], params={"id": "who", "lat": "60", "lon": "24"})
    assert answer.status_code == 404
    assert (
        "Add it as a tracker of its lone worker, by this name: who" in problem_of(answer)["detail"]
    )
    assert (await stranger.get(line["path"], params={"id": "who", "alarm": "sos"})).is_success
    await raise_all()
    (row,) = await olive.queue()
    assert row["who"].endswith("unknown sender who")
    (alert,) = (await only_incident(olive))["alerts"]
    assert alert["code"] == "panic"
    assert "account who from" in alert["zone_text"]
    assert ask(addresses.owner, PLACES) == [], "nobody knows whose place that would be"


@pytest.mark.parametrize(
    "unread",
    [
        ("traccar", b"half a {", "it is not JSON"),
        ("traccar", b"[]", "it is not a JSON object"),
        ("traccar", b'{"event":{"type":"alarm"}}', "no device.uniqueId says whose it is"),
        ("osmand", b"lat=60", "no id says whose it is"),
        ("osmand", b'{"location":{}}', "no id says whose it is"),
        ("owntracks", b'{"_type":"encrypted","data":"x"}', "it is encrypted"),
        ("owntracks", b'{"_type":"sos"}', "its _type is none that OwnTracks sends"),
        ("owntracks", b'{"_type":"location"}', "neither X-Limit-U nor u says whose it is"),
    ],
)
async def test_what_nobody_can_read_is_kept_shown_and_said_to_its_sender(
    stranger: Browser,
    wanda: Browser,
    olive: Browser,
    raise_all: Raise,
    unread: tuple[str, bytes, str],
) -> None:
    protocol, content, why = unread
    line = await line_of(wanda, protocol)
    answer = await stranger.post(line["path"], content=content)
    assert answer.status_code == 400
    assert why in problem_of(answer)["detail"]
    await raise_all()
    (alert,) = (await only_incident(olive))["alerts"]
    assert alert["code"] == "unreadable"
    assert why in alert["zone_text"]


@pytest.mark.parametrize("protocol", ["traccar", "osmand"])
async def test_an_address_that_is_only_opened_alarms_nobody(
    addresses: Addresses, stranger: Browser, wanda: Browser, protocol: str
) -> None:
    line = await line_of(wanda, protocol)
    for answer in (await stranger.get(line["path"]), await stranger.post(line["path"])):
        assert answer.status_code == 400
        assert problem_of(answer)["detail"].startswith("This address is right")
    assert ask(addresses.owner, "select count(*) from signal") == [0]


async def test_no_key_of_an_address_stands_in_a_log(
    addresses: Addresses, stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    ask(addresses.owner, "drop function find_tracker_line")
    assert (await stranger.get("/in/a-secret-key")).status_code == 500
    said = [record.getMessage() for record in caplog.records if record.name == "tocsin.web"]
    assert said == ["GET /in/… failed"]


async def test_whoever_guesses_addresses_is_stopped_and_nobody_beside_them(
    stranger: Browser, wanda: Browser
) -> None:
    path = await tracked(wanda, "osmand", "a")
    answers = [(await stranger.post(f"/in/{n}", content=b"{}")).status_code for n in range(12)]
    assert answers == [404] * 10 + [429] * 2
    assert (await stranger.get(path, params={"id": "a", "alarm": "sos"})).status_code == 200


async def test_a_withdrawn_tracker_speaks_for_nobody_and_its_name_is_free(
    stranger: Browser, wanda: Browser
) -> None:
    path = await tracked(wanda, "osmand", "a")
    (one,) = (await wanda.see("/trackers"))["items"]
    same = {name: one[name] for name in ("line_id", "lone_worker_id", "account")}
    taken = await write(wanda, "POST", "/trackers", same)
    assert taken.status_code == 409
    assert "already in use on this line" in problem_of(taken)["detail"]
    in_use = await write(wanda, "POST", f"/receiver-lines/{one['line_id']}/withdraw")
    assert in_use.status_code == 409
    await done(wanda, "POST", f"/trackers/{one['id']}/withdraw")
    query = {"id": "a", "lat": "60", "lon": "24"}
    assert (await stranger.get(path, params=query)).status_code == 404
    await done(wanda, "POST", "/trackers", same)
    assert (await stranger.get(path, params=query)).status_code == 200


async def test_a_line_is_for_panels_with_a_port_or_for_trackers_with_an_address(
    wanda: Browser,
) -> None:
    for given, why in (
        ({"name": "x"}, "A DC-09 line needs a port."),
        ({"name": "x", "protocol": "traccar", "port": 9000}, "their line has no port"),
    ):
        refused = await write(wanda, "POST", "/receiver-lines", given)
        assert refused.status_code == 422
        assert why in problem_of(refused)["detail"]
    line = await line_of(wanda, "traccar")
    renamed = {"name": "Traccar of Redfern", "port": 9000}
    assert (await write(wanda, "PUT", f"/receiver-lines/{line['id']}", renamed)).status_code == 422
    del renamed["port"]
    changed = await done(wanda, "PUT", f"/receiver-lines/{line['id']}", renamed)
    assert "address" not in changed
    panel = {"site_id": str(story.CANALSIDE), "line_id": line["id"], "account": "9999"}
    refused = await write(wanda, "POST", "/panels", panel)
    assert "Panels need one with a port" in problem_of(refused)["detail"]
    tracker = {"line_id": str(story.LINE), "lone_worker_id": MARGUERITE, "account": "a"}
    refused = await write(wanda, "POST", "/trackers", tracker)
    assert "Trackers need one of their own protocol" in problem_of(refused)["detail"]
