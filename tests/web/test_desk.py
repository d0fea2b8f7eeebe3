"""A desk with several people at it: who opens by hand, who helps, who calls help, who only sees."""

from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import BURGLARY, PANIC, Browser, Json, as_json, problem_of, send
from tests.web.conftest import Raise, signed_in
from tocsin.demo import story
from tocsin.domain.alarm.permission import Act

WATCHER = """
    insert into person (id, organisation_id, centre_id, name, email, roles)
    values (%(id)s, %(centre)s, %(centre)s, 'Wilma Watts', 'wilma@northgate.example', %(roles)s)
"""
TOLD = {
    "site": str(story.CANALSIDE),
    "response_kind": "intruder",
    "words": "Two men at the shutter",
    "by": "a neighbour, by telephone",
}
BY_HAND = {"by_hand": {"name": "Safeguard", "number": "0161 496 0102"}}
SAID: dict[Act, tuple[str, Json | None]] = {
    Act.CLAIM: ("claim", None),
    Act.CALL: ("phone-calls", {"callee_id": str(story.CANALSIDE)}),
    Act.NOTE_OUTCOME: ("phone-calls/{call}/outcome", {"outcome": "busy"}),
    Act.CALL_EMERGENCY: ("emergency-calls", {"service": "police"}),
    Act.EMERGENCY_NOT_POSSIBLE: (
        "emergency-calls/not-possible",
        {"service": "police", "because": "No line"},
    ),
    Act.NOTE_REFERENCE: ("emergency-calls/{call}/outcome", {"outcome": "busy"}),
    Act.CALL_OUT: ("call-outs", BY_HAND),
    Act.NOTE: ("notes", {"text": "Dogs barking"}),
    Act.SUSPECT_DURESS: ("signs-of-duress", {}),
    Act.MAKE_REAL: ("make-real", None),
    Act.REFUSE_PIN: ("refuse-pin", None),
    Act.ASK_SUPERVISOR: ("ask-supervisor", None),
    Act.ASSIST: ("assist", None),
    Act.LEAVE: ("leave", None),
    Act.PARK: ("park", {"until": "2001-01-01T00:00:00Z", "because": "He calls back"}),
    Act.RESUME: ("resume", None),
    Act.RELEASE: ("release", None),
    Act.TAKE_OVER: ("take-over", None),
    Act.RESOLVE: ("resolve", {"cause": "unexplained"}),
    Act.GO_BACK: ("go-back", None),
    Act.CLOSE: ("close", None),
}


@pytest.fixture
def wanda(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    """Sign a watcher in."""
    return somebody(addresses, browsers(), ["watcher"])


def somebody(addresses: Addresses, browser: Browser, roles: list[str]) -> Browser:
    values = {"id": uuid4(), "centre": story.NORTHGATE, "roles": roles}
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(WATCHER, values)
    return signed_in(addresses, browser, "wilma@northgate.example")


@pytest.fixture
async def incident_id(program: Browser, raise_all: Raise, olive: Browser) -> str:
    """Have a burglary in Olive's hands."""
    await send(program, BURGLARY)
    await raise_all()
    (row,) = await olive.queue()
    await olive.do(row["id"], "claim")
    found: str = row["id"]
    return found


@pytest.mark.parametrize("roles", [["watcher"], ["centre_admin"]], ids=" ".join)
async def test_who_only_sees_is_refused_every_act_and_told_so_beforehand(
    addresses: Addresses, browsers: Callable[[], Browser], incident_id: str, roles: list[str]
) -> None:
    """A watcher places no call; nor does an administrator."""
    browser = somebody(addresses, browsers(), roles)
    allowed = (await browser.see(f"/incidents/{incident_id}"))["allowed"]
    assert set(allowed) == set(SAID)
    for act, (path, body) in SAID.items():
        assert not allowed[act]["allowed"], act
        refused = await browser.command(
            f"/incidents/{incident_id}/{path.format(call=incident_id)}", body
        )
        assert refused.status_code == 403, (act, refused.text)
    told = await browser.command("/incidents", TOLD)
    assert told.status_code == 403


async def test_what_a_colleague_is_told_is_what_is_then_done(
    incident_id: str, olive: Browser, dev: Browser
) -> None:
    """For a returned or worse incident as for any other: one rule says both."""
    await olive.see(f"/incidents/{incident_id}")
    for act in (Act.CLAIM, Act.RESUME, Act.RELEASE, Act.RESOLVE, Act.TAKE_OVER, Act.GO_BACK):
        path, body = SAID[act]
        told = (await dev.see(f"/incidents/{incident_id}"))["allowed"][act]
        answer = await dev.command(f"/incidents/{incident_id}/{path}", body)
        assert told["allowed"] == (answer.status_code == 200), act
        assert told["allowed"] or problem_of(answer)["detail"] == told["because"]


async def test_an_incident_is_opened_by_hand_and_is_whole(olive: Browser) -> None:
    incident = as_json(await olive.command("/incidents", TOLD))
    assert (incident["state"], incident["response_kind"], incident["priority"]) == (
        "waiting",
        "intruder",
        2,
    )
    assert incident["plan"]["name"]
    assert incident["clock"]["due_at"] is not None
    (line,) = incident["journal"]
    assert line["actor"]["name"] == "Olive Brandt"
    assert line["text"].startswith("opened it by hand (a neighbour, by telephone)")
    assert line["said"] == "Two men at the shutter"
    assert [row["id"] for row in await olive.queue()] == [incident["id"]]
    joined = as_json(await olive.command("/incidents", TOLD))
    assert (joined["id"], joined["alarm_count"]) == (incident["id"], 2)


async def test_a_lone_worker_is_told_of_by_hand_too(olive: Browser) -> None:
    told = {**TOLD, "site": None, "lone_worker": str(story.MARGUERITE), "silent": True}
    incident = as_json(await olive.command("/incidents", told))
    assert (incident["response_kind"], incident["silent"]) == ("personal", True)


@pytest.mark.parametrize("about", [{"site": None}, {"lone_worker": str(story.MARGUERITE)}])
async def test_it_is_about_one_and_no_more(olive: Browser, about: Json) -> None:
    refused = await olive.command("/incidents", {**TOLD, **about})
    assert problem_of(refused)["status"] == 422


async def test_who_it_is_about_is_found_by_name_customer_or_place(olive: Browser) -> None:
    for sought in ("canal", "Hargreaves", "MARGUERITE"):
        found = (await olive.see("/subjects", sought=sought))["items"]
        assert found, sought
    first = (await olive.see("/subjects", sought="marg"))["items"][0]
    assert (first["kind"], first["id"]) == ("lone_worker", str(story.MARGUERITE))
    assert (await olive.see("/subjects", sought="nobody here is called so"))["items"] == []


async def test_a_colleague_helps_and_every_screen_shows_it(
    incident_id: str, olive: Browser, dev: Browser
) -> None:
    helped = await dev.do(incident_id, "assist")
    assert [aide["name"] for aide in helped["aides"]] == ["Dev Patel"]
    (row,) = await olive.queue()
    assert [aide["name"] for aide in row["aides"]] == ["Dev Patel"]
    assert (await dev.do(incident_id, "leave"))["aides"] == []
    called = await dev.do(incident_id, "phone-calls", {"callee_id": str(story.CANALSIDE)})
    assert [aide["name"] for aide in called["aides"]] == ["Dev Patel"]


async def test_a_response_company_that_is_no_contact_is_dialled_by_hand(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    await send(program, PANIC)
    await raise_all()
    (row,) = await olive.queue()
    incident = await olive.see(f"/incidents/{row['id']}")
    assert incident["response_company"] is None
    refused = await olive.command(f"/incidents/{row['id']}/call-outs", {})
    assert "no response company" in problem_of(refused)["detail"]
    called = await olive.do(row["id"], "call-outs", BY_HAND)
    assert (called["state"], called["calls"][0]["callee_name"]) == ("handling", "Safeguard")


async def test_a_note_shows_itself_on_every_screen(
    addresses: Addresses, incident_id: str, olive: Browser, dev: Browser
) -> None:
    """It changes nothing of the incident, and is news all the same."""
    (before,) = await dev.queue()
    fed = ask(addresses.owner, "select count(*) from feed")[0]
    await olive.do(incident_id, "notes", {"text": "Dogs barking"})
    (after,) = await dev.queue()
    assert after["version"] == before["version"] + 1
    assert ask(addresses.owner, "select count(*) from feed")[0] == fed + 1


async def test_nothing_is_called_a_false_alarm_on_silence(
    incident_id: str, olive: Browser, priya: Browser
) -> None:
    """P4: said beforehand, and refused."""
    causes = {c["cause"]: c for c in (await olive.see(f"/incidents/{incident_id}"))["causes"]}
    assert causes["unexplained"]["because"] is None
    assert "all is well" in causes["false_accident"]["because"]
    false = {"cause": "false_accident", "note": "Surely the wind"}
    refused = await olive.command(f"/incidents/{incident_id}/resolve", false)
    assert problem_of(refused)["type"].endswith("/nobody-said-safe")
    causes = {c["cause"]: c for c in (await priya.see(f"/incidents/{incident_id}"))["causes"]}
    assert causes["false_accident"]["needs_note"]
    assert (await priya.do(incident_id, "resolve", false))["state"] == "resolved"


async def test_what_is_open_is_read_page_by_page_worst_first(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    for signal in (BURGLARY, PANIC, {"site": BURGLARY["site"], "scheme": "SIA", "code": "FA"}):
        await send(program, signal)
    await raise_all()
    whole = [row["id"] for row in await olive.queue()]
    page = await olive.see("/incidents", open="true", limit=1)
    read = [row["id"] for row in page["items"]]
    while page["next"]:
        page = await olive.see(page["next"])
        read += [row["id"] for row in page["items"]]
    assert read == whole
    assert len(whole) == 3
    for after in ("x", "1_2_3", "0_2_2026-01-01T00:00:00_" + whole[0]):
        refused = await olive.get(f"/api/v1/incidents?open=true&after={after}")
        assert refused.status_code == 422


async def test_only_who_can_take_an_incident_is_on_shift(wanda: Browser, olive: Browser) -> None:
    await wanda.see("/incidents", open="true")
    assert (await olive.see("/incidents", open="true"))["quiet"]["operators_on_shift"] == 1


async def test_a_webhooks_secret_is_in_no_stored_answer(
    addresses: Addresses, program: Browser
) -> None:
    key: UUID = uuid4()
    hook = {"url": "https://hooks.example/tocsin"}
    made = as_json(await program.command("/webhooks", hook, key=key))
    again = as_json(await program.command("/webhooks", hook, key=key))
    assert (again["id"], again["secret"]) == (made["id"], None)
    stored = ask(addresses.owner, "select string_agg(answer, ' ') from command")
    assert made["secret"] not in str(stored)
