"""One alarm, walked through the API from its signal to a report that anybody can check."""

import pytest

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.domain.specimen import KEY, STRANGERS_KEY
from tests.web.browser import BURGLARY, DURESS, PANIC, Browser, Json, send
from tests.web.conftest import Raise
from tocsin.domain.record.report import verify


async def take_in(program: Browser, raise_all: Raise, operator: Browser, signal: Json) -> Json:
    """Send a signal and give the line of the queue that it became."""
    stored = await send(program, signal)
    await raise_all()
    (row,) = await operator.queue()
    found = await program.see(f"/signals/{stored['id']}")
    assert found["settlement"] == "raised"
    assert found["incident_id"] == row["id"]
    return row


async def press(operator: Browser, incident: Json) -> Json:
    """Press the one button that the step offers."""
    button = incident["step"]["button"]
    act = {"call": "phone-calls", "call_emergency": "emergency-calls"}.get(button["act"])
    return await operator.do(incident["id"], act or button["act"], button["body"])


async def hear(operator: Browser, incident: Json, **heard: str) -> Json:
    kind = "emergency-calls" if incident["step"]["kind"] == "note_reference" else "phone-calls"
    path = f"{kind}/{incident['step']['call_id']}/outcome"
    return await operator.do(incident["id"], path, heard)


async def test_a_burglary_is_walked_to_a_report_that_verifies(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    assert (row["state"], row["title"], row["line"]) == (
        "waiting",
        "Burglary alarm",
        "zone 3 Goods-in shutter",
    )
    incident = await olive.see(f"/incidents/{row['id']}")
    assert incident["step"]["kind"] == "claim"
    incident = await press(olive, incident)
    assert incident["operator"]["name"] == "Olive Brandt"
    assert incident["step"]["kind"] == "call_person"
    incident = await press(olive, incident)
    assert incident["callees"][0]["state"] == "ringing"
    incident = await hear(olive, incident, outcome="in_danger", note="Glass breaking")
    assert incident["step"]["kind"] == "call_emergency"
    assert incident["step"]["number"] == "999"
    assert "Canalside" in incident["step"]["read_out"][0]
    incident = await press(olive, incident)
    incident = await hear(olive, incident, outcome="accepted", reference="GMP-0417")
    assert incident["emergency"][0]["reference"] == "GMP-0417"
    await olive.do(row["id"], "notes", {"text": "Two cars on their way"})
    incident = await olive.do(row["id"], "resolve", {"cause": "genuine_handed_over", "note": None})
    assert incident["step"]["kind"] == "close"
    closed = await press(olive, incident)
    assert closed["state"] == "closed"
    assert await olive.queue() == []
    await expect_a_true_report(olive, closed)


async def test_whom_no_mail_tells_of_the_end_is_named_with_the_number(
    addresses: Addresses, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    ask(addresses.owner, "update contact set email = null where name like 'Helena%'")
    row = await take_in(program, raise_all, olive, BURGLARY)
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    helena = next(one for one in incident["callees"] if one["name"].startswith("Helena"))
    incident = await olive.do(row["id"], "phone-calls", {"callee_id": helena["id"]})
    assert incident["to_ring"] == []
    incident = await hear(olive, incident, outcome="with_them_safe")
    await olive.do(row["id"], "resolve", {"cause": "false_accident", "note": None})
    closed = await olive.do(row["id"], "close")
    name, number = "Helena Hargreaves-Nwosu", "07700 900118"
    assert closed["to_ring"] == [{"name": name, "number": number, "tel": "tel:07700900118"}]
    assert any(line["text"].endswith(f"ring {name} on {number}") for line in closed["journal"])
    await expect_a_true_report(olive, closed)


async def expect_a_true_report(operator: Browser, incident: Json) -> None:
    answer = await operator.get(f"/api/v1/incidents/{incident['id']}/report.json")
    name = f'attachment; filename="incident-{incident["number"]}.json"'
    assert answer.headers["content-disposition"] == name
    report = answer.json()
    assert verify(report, KEY.key_id) == []
    assert verify(report, STRANGERS_KEY.key_id) != []
    assert len(report["entries"]) == len(incident["journal"])
    report["entries"][2]["text"] = report["entries"][2]["text"].replace("T", "t", 1)
    assert verify(report, KEY.key_id) != []


async def test_a_lone_workers_panic_is_walked_to_its_end_on_her_own_word(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    position = {"latitude": 53.7424, "longitude": -2.0133, "accuracy_m": 8}
    row = await take_in(program, raise_all, olive, PANIC | {"position": position})
    assert (row["subject_kind"], row["who"]) == ("lone_worker", "Marguerite Adebayo-Lindqvist")
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    assert incident["place"]["latitude"] == 53.7424
    assert incident["subject"]["medical"].startswith("Asthma")
    incident = await press(olive, incident)
    incident = await hear(olive, incident, outcome="safe")
    assert incident["step"]["kind"] == "resolve"
    await olive.do(row["id"], "resolve", {"cause": "false_accident", "note": "Pocket"})
    back = await olive.do(row["id"], "go-back")
    assert back["resolution"] is None
    await olive.do(row["id"], "resolve", {"cause": "false_accident", "note": "Pocket"})
    closed = await olive.do(row["id"], "close")
    assert closed["resolution"]["note"] == "Pocket"
    await expect_a_true_report(olive, closed)


VISIT = {"doing": "Visiting 12 Mill Lane", "place": "Luddendale", "minutes": 45}


@pytest.mark.parametrize("signal", [PANIC, DURESS], ids=["panic", "duress"])
async def test_an_emergency_service_hears_what_she_was_doing_and_how_to_reach_her(
    program: Browser, raise_all: Raise, olive: Browser, signal: Json
) -> None:
    started = await program.command("/sessions", VISIT | {"lone_worker": signal["lone_worker"]})
    assert started.status_code == 201, started.text
    row = await take_in(program, raise_all, olive, signal)
    await olive.do(row["id"], "claim")
    called = await olive.do(row["id"], "emergency-calls", {"service": "police"})
    lines = called["step"]["read_out"]
    assert "What they were doing: Visiting 12 Mill Lane, Luddendale." in lines
    assert any(line.startswith("Medical: Asthma") for line in lines)
    whose = "Their telephone, not to be rung:" if signal is DURESS else "Their telephone:"
    assert lines[-1] == f"{whose} **{called['subject']['phone']}**."


async def test_a_silent_alarm_is_ended_by_a_supervisor_alone(
    program: Browser, raise_all: Raise, olive: Browser, priya: Browser
) -> None:
    row = await take_in(program, raise_all, olive, DURESS)
    assert row["silent"]
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    assert incident["step"]["kind"] == "call_emergency"
    refused = await olive.command(
        f"/incidents/{row['id']}/phone-calls", {"callee_id": incident["subject"]["id"]}
    )
    assert refused.status_code == 409
    incident = await press(olive, incident)
    incident = await hear(olive, incident, outcome="accepted", reference="GMP-0418")
    assert not incident["allowed"]["resolve"]["allowed"]
    end = {"cause": "genuine_safe", "note": "Seen by PC Hall"}
    refused = await olive.command(f"/incidents/{row['id']}/resolve", end)
    assert (refused.status_code, "supervisor" in refused.json()["detail"]) == (409, True)
    await expect_the_end_by(priya, row["id"], end)


async def expect_the_end_by(supervisor: Browser, incident_id: str, end: Json) -> None:
    """See that it ends, though an operator has it in hand: else nobody could ever end it."""
    resolved = await supervisor.do(incident_id, "resolve", end)
    assert resolved["resolution"]["by"] == "Priya Nair"
    closed = await supervisor.do(incident_id, "close")
    await expect_a_true_report(supervisor, closed)


async def test_an_operator_cannot_end_what_another_has_in_hand(
    program: Browser, raise_all: Raise, olive: Browser, dev: Browser
) -> None:
    row = await take_in(program, raise_all, olive, PANIC)
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    await hear(olive, await press(olive, incident), outcome="safe")
    for act, body in (("claim", None), ("resolve", {"cause": "test", "note": None})):
        refused = await dev.command(f"/incidents/{row['id']}/{act}", body)
        assert (refused.status_code, refused.json()["type"][-15:]) == (409, "/in-other-hands")


async def test_signs_of_duress_make_an_incident_silent_even_after_its_close(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    """P3: a sign of duress leads to a response, whatever came before."""
    row = await take_in(program, raise_all, olive, PANIC)
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    incident = await hear(olive, await press(olive, incident), outcome="safe")
    await olive.do(row["id"], "resolve", {"cause": "false_accident", "note": None})
    await olive.do(row["id"], "close")
    reopened = await olive.do(row["id"], "signs-of-duress", {"note": "Her voice shook"})
    assert (reopened["state"], reopened["silent"], reopened["priority"]) == ("waiting", True, 1)
    assert [item["id"] for item in await olive.queue()] == [row["id"]]
    taken = await olive.do(row["id"], "claim")
    assert "under threat" in taken["step"]["read_out"][0]


async def test_who_is_coming_is_told_when_it_was_a_false_alarm(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    await olive.do(row["id"], "claim")
    called = await olive.do(row["id"], "emergency-calls", {"service": "police"})
    call = called["emergency"][0]["id"]
    heard = {"outcome": "accepted", "reference": "CAD 77", "note": None}
    await olive.do(row["id"], f"emergency-calls/{call}/outcome", heard)
    site = next(callee for callee in called["callees"] if callee["is_subject"])
    rung = await olive.do(row["id"], "phone-calls", {"callee_id": site["id"]})
    said = {"outcome": "safe", "note": None}
    safe = await olive.do(row["id"], f"phone-calls/{rung['calls'][-1]['id']}/outcome", said)
    assert "the police, CAD 77. Tell them" in safe["step"]["reason"]
    over = await olive.do(row["id"], "resolve", {"cause": "false_accident", "note": None})
    assert "the police, CAD 77. Tell them" in over["step"]["reason"]
    await olive.do(row["id"], "go-back")
    over = await olive.do(row["id"], "resolve", {"cause": "genuine_safe", "note": None})
    assert "CAD 77" not in over["step"]["reason"]


async def test_a_service_that_cannot_be_called_is_said_so_with_a_reason(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, DURESS)
    await olive.do(row["id"], "claim")
    body = {"service": "police", "because": "They are in the room"}
    given_up = await olive.do(row["id"], "emergency-calls/not-possible", body)
    assert given_up["emergency"][0]["note"] == "They are in the room"
    nothing = {"service": "police", "because": ""}
    refused = await olive.command(f"/incidents/{row['id']}/emergency-calls/not-possible", nothing)
    assert refused.status_code == 422


async def test_a_restart_of_the_queue_lists_what_is_open_worst_first(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    for signal in (BURGLARY, DURESS, {"site": BURGLARY["site"], "scheme": "SIA", "code": "FA"}):
        await send(program, signal)
        await raise_all()
    kinds = [(row["silent"], row["response_kind"]) for row in await olive.queue()]
    assert kinds == [(True, "personal"), (False, "fire"), (False, "intruder")]
