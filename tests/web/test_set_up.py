"""An installation is set up by the API alone, and a real panel's alarm comes in at its end."""

from collections.abc import Callable
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import BURGLARY, Browser, Json, as_json, problem_of, send
from tests.web.conftest import Raise
from tocsin.demo import story

ADMIN, PASSWORD = "ada@northgate.example", "four words you know"
ADD_ADMIN = """
    insert into person (id, organisation_id, centre_id, name, email, password_hash, roles)
    select gen_random_uuid(), organisation_id, centre_id, 'Ada Mbeki', %s, password_hash, %s
    from person where email = 'olive@northgate.example'
"""
HEARD_ONCE = """
    insert into panel_heard (panel_id, line_id, customer_id, centre_id, heard_at, report_every_s,
        watched_since, silent_since)
    select id, line_id, customer_id, centre_id, at, 300, at, at
    from panel, (values (timestamptz '2031-07-01 01:10:07Z')) as heard (at) where id = %s
"""
EVERY_ROW = "select t::text from NAME as t"
SITE = {
    "customer_id": str(story.HARGREAVES),
    "name": "Tannery Lane store",
    "address": "4 Tannery Lane",
    "time_zone": "Europe/London",
    "keys": "Key safe 4711 behind the meter",
}
CONTACTS = [
    {"name": "Helena", "relation": "Keyholder", "phone": "07700 900118"},
    {"name": "Tom", "relation": "Keyholder", "phone": "07700 900287"},
]


def rows_of(addresses: Addresses, table: str) -> list[str]:
    """Give every row of a table as text, as its owner sees it."""
    return ask(addresses.owner, EVERY_ROW.replace("NAME", table))


async def write(browser: Browser, verb: str, path: str, body: object = None) -> httpx.Response:
    headers = {"X-Tocsin-App": "console", "Idempotency-Key": str(uuid4())}
    return await browser.request(verb, f"/api/v1{path}", json=body, headers=headers)


async def done(browser: Browser, verb: str, path: str, body: object = None) -> Json:
    answer = await write(browser, verb, path, body)
    assert answer.status_code in {200, 201}, answer.text
    return as_json(answer)


async def enter(browser: Browser, email: str, password: str = story.PASSWORD) -> Browser:
    body = {"email": email, "password": password}
    answer = await browser.post("/api/v1/sign-in", json=body, headers={"X-Tocsin-App": "console"})
    assert answer.status_code == 200, answer.text
    return browser


@pytest.fixture
async def ada(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    """Sign the centre's administrator in."""
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(ADD_ADMIN, [ADMIN, ["centre_admin"]])
    return await enter(browsers(), ADMIN)


@pytest.mark.parametrize("phone", ["abc", "07700 900118 or at home", "12", "0770 ext 2"])
async def test_what_no_telephone_dials_is_no_number_of_a_contact(ada: Browser, phone: str) -> None:
    body = {"items": [CONTACTS[0], CONTACTS[1] | {"phone": phone}]}
    refused = await write(ada, "PUT", f"/sites/{story.CANALSIDE}/contacts", body)
    assert refused.status_code == 422
    (fault,) = problem_of(refused)["faults"]
    assert fault["where"].endswith("items.1.phone")


async def test_a_centre_is_set_up_step_by_step_and_every_step_is_written_down(
    ada: Browser, addresses: Addresses
) -> None:
    customer = await done(ada, "POST", "/customers", {"name": "New & Co", "time_zone": "UTC"})
    site = await done(ada, "POST", "/sites", SITE | {"customer_id": customer["id"]})
    changed = {k: v for k, v in SITE.items() if k != "customer_id"} | {"name": "Tannery store"}
    assert (await done(ada, "PUT", f"/sites/{site['id']}", changed))["name"] == "Tannery store"
    contacts = await done(ada, "PUT", f"/sites/{site['id']}/contacts", {"items": CONTACTS})
    assert [c["position"] for c in contacts["items"]] == [1, 2]
    turned = {"items": list(reversed(contacts["items"]))}
    again = await done(ada, "PUT", f"/sites/{site['id']}/contacts", turned)
    assert [c["id"] for c in again["items"]] == [c["id"] for c in turned["items"]]
    line = await done(ada, "POST", "/receiver-lines", {"name": "Line 2", "port": 8700})
    panel = {"site_id": site["id"], "line_id": line["id"], "account": "77AA"}
    secret = "5b" * 16
    made = await done(ada, "POST", "/panels", panel | {"aes_key": secret, "report_every_s": 60})
    assert (made["has_key"], made["customer_id"]) == (True, customer["id"])
    plan = {"customer_id": customer["id"], "site_id": site["id"], "plan": {"name": "Night"}}
    agreed = await done(ada, "POST", "/response-plans", plan)
    faults = [finding["fault"] for finding in agreed["findings"]]
    assert agreed["plan"]["version"] == 1
    assert faults == ["nobody_to_write_to", "place_without_telephone"]
    told = await ada.see(f"/organisations/{customer['id']}/journal")
    kinds = [entry["kind"] for entry in reversed(told["items"])]
    assert kinds == [
        *("organisation.added", "site.added", "site.changed", "contact.list_changed"),
        *("contact.list_changed", "panel.added", "response_plan.agreed"),
    ]
    renamed = told["items"][4]
    assert (renamed["before"], renamed["after"]) == (
        {"name": "Tannery Lane store"},
        {"name": "Tannery store"},
    )
    assert renamed["actor"]["name"] == "Ada Mbeki"
    written = "".join(ask(addresses.owner, "select text from journal_body"))
    assert "4711" not in written
    assert secret not in written
    assert ask(
        addresses.owner, "select encode(aes_key, 'hex') from panel where account = '77AA'"
    ) == [secret]


async def test_nothing_that_belongs_to_something_is_left_hanging(ada: Browser) -> None:
    site = await done(ada, "POST", "/sites", SITE)
    (line,) = (await ada.see("/receiver-lines"))["items"]
    panel = {"site_id": site["id"], "line_id": line["id"], "account": "4e21"}
    made = await done(ada, "POST", "/panels", panel)
    assert made["account"] == "4E21", "in capitals, as panels write them"
    panel["account"] = "4E21"
    assert (await write(ada, "POST", "/panels", panel)).status_code == 409
    assert (await write(ada, "POST", f"/sites/{site['id']}/withdraw")).status_code == 409
    await done(ada, "POST", f"/panels/{made['id']}/withdraw")
    await done(ada, "POST", f"/sites/{site['id']}/withdraw")
    assert site["id"] not in {s["id"] for s in (await ada.see("/sites"))["items"]}
    assert site["id"] in {s["id"] for s in (await ada.see("/sites", withdrawn="true"))["items"]}
    assert (await write(ada, "PUT", f"/panels/{made['id']}", panel)).status_code == 409


async def test_a_panel_says_when_it_was_heard_and_that_it_is_silent(
    ada: Browser, addresses: Addresses
) -> None:
    of = {"site": str(story.CANALSIDE)}
    (panel,) = (await ada.see("/panels", **of))["items"]
    assert (panel["heard_at"], panel["silent_since"]) == (None, None)
    assert await ada.see(f"/panels/{panel['id']}") == panel
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(HEARD_ONCE, [panel["id"]])
    (panel,) = (await ada.see("/panels", **of))["items"]
    assert panel["heard_at"] == panel["silent_since"] == "2031-07-01T01:10:07.000Z"
    assert await ada.see(f"/panels/{panel['id']}") == panel


async def test_a_key_that_could_be_two_things_is_asked_about(ada: Browser) -> None:
    (line,) = (await ada.see("/receiver-lines"))["items"]
    panel = {
        "site_id": str(story.CANALSIDE),
        "line_id": line["id"],
        "account": "5555",
        "aes_key": "3A1F6B8C9D4E7F20",
    }
    answer = await write(ada, "POST", "/panels", panel)
    assert answer.status_code == 422
    assert "key_form" in problem_of(answer)["detail"]
    await done(ada, "POST", "/panels", panel | {"key_form": "text"})


async def test_a_plan_that_cannot_be_followed_is_not_agreed(ada: Browser) -> None:
    plan: Json = {
        "customer_id": str(story.HARGREAVES),
        "site_id": str(story.CANALSIDE),
        "plan": {"name": "Late", "verify_within_s": 500},
    }
    checked = await done(ada, "POST", "/response-plans/check", plan)
    assert [f["fault"] for f in checked["findings"]] == ["verify_after_decide"]
    assert (await write(ada, "POST", "/response-plans", plan)).status_code == 422
    listed = await ada.see("/response-plans", of=str(story.CANALSIDE))
    assert [p["version"] for p in listed["items"]] == [7]


async def test_p11_a_new_plan_leaves_an_incident_in_progress_as_it_was(
    ada: Browser, program: Browser, raise_all: Raise
) -> None:
    await send(program, BURGLARY)
    await raise_all()
    (row,) = await ada.queue()
    before = (await ada.see(f"/incidents/{row['id']}"))["plan"]
    plan = {"customer_id": str(story.HARGREAVES), "site_id": str(story.CANALSIDE)}
    agreed = await done(ada, "POST", "/response-plans", plan | {"plan": {"name": "Another"}})
    assert agreed["plan"]["version"] == 8
    assert (await ada.see(f"/incidents/{row['id']}"))["plan"] == before


@pytest.mark.parametrize("email", ["olive@northgate.example", "priya@northgate.example"])
async def test_whoever_does_not_administer_sets_nothing_up(
    browsers: Callable[[], Browser], email: str
) -> None:
    browser = await enter(browsers(), email)
    person = {"name": "Mallory", "email": "m@x.example", "roles": ["centre_admin"]}
    for path, body in {
        "/customers": {"name": "Mine", "time_zone": "UTC"},
        "/sites": SITE,
        "/people": person | {"password": PASSWORD},
        "/api-keys": {"label": "Mine"},
        "/response-plans": {"customer_id": str(story.HARGREAVES), "plan": {"name": "Mine"}},
    }.items():
        answer = await write(browser, "POST", path, body)
        assert (path, answer.status_code) == (path, 403)
    assert (await browser.get("/api/v1/people")).status_code == 403


async def test_a_customers_administrator_stays_among_their_own(
    ada: Browser, browsers: Callable[[], Browser]
) -> None:
    given = {
        "organisation_id": str(story.CALDER_VALE),
        "name": "Cora",
        "email": "cora@calder.example",
        "roles": ["customer_admin"],
        "password": PASSWORD,
    }
    assert (await write(ada, "POST", "/people", given | {"roles": ["operator"]})).status_code == 403
    await done(ada, "POST", "/people", given)
    cora = await enter(browsers(), "cora@calder.example", PASSWORD)
    assert {s["customer_id"] for s in (await cora.see("/sites"))["items"]} == {
        str(story.CALDER_VALE)
    }
    grasping = given | {"email": "eve@calder.example", "roles": ["centre_admin"]}
    assert (await write(cora, "POST", "/people", grasping)).status_code == 403
    elsewhere = given | {"email": "e@x.example", "organisation_id": str(story.HARGREAVES)}
    assert (await write(cora, "POST", "/people", elsewhere)).status_code == 404
    theirs = f"/sites/{story.CANALSIDE}"
    assert (await cora.get(f"/api/v1{theirs}")).status_code == 404
    assert (await write(cora, "PUT", f"{theirs}/contacts", {"items": CONTACTS})).status_code == 404
    own = f"/sites/{story.ASHWORTH}/contacts"
    assert (await done(cora, "PUT", own, {"items": CONTACTS}))["items"][0]["name"] == "Helena"
    assert (await write(cora, "POST", "/sites", SITE)).status_code == 403


async def test_an_api_key_is_shown_once_and_kept_as_a_digest(
    ada: Browser, browsers: Callable[[], Browser], addresses: Addresses
) -> None:
    headers = {"X-Tocsin-App": "console", "Idempotency-Key": str(uuid4())}
    body = {"label": "Alarm gateway"}
    first = as_json(await ada.post("/api/v1/api-keys", json=body, headers=headers))
    again = as_json(await ada.post("/api/v1/api-keys", json=body, headers=headers))
    assert again == first | {"key": None}
    gateway = browsers()
    gateway.headers["Authorization"] = f"Bearer {first['key']}"
    await send(gateway, BURGLARY)
    for table in ("api_key", "command", "journal_body"):
        kept = "".join(rows_of(addresses, table))
        assert first["key"] not in kept
    await done(ada, "POST", f"/api-keys/{first['id']}/withdraw")
    assert (await gateway.command("/signals", BURGLARY)).status_code == 401


async def test_the_last_administrator_cannot_go(ada: Browser) -> None:
    listed = await ada.see("/people")
    me = next(p for p in listed["items"] if p["email"] == ADMIN)
    other = next(p for p in listed["items"] if p["name"] == "Wanda Ames")
    await done(ada, "POST", f"/people/{other['id']}/withdraw")
    assert (await write(ada, "POST", f"/people/{me['id']}/withdraw")).status_code == 409
    less = {"name": "Ada", "email": ADMIN, "roles": ["operator"]}
    assert (await write(ada, "PUT", f"/people/{me['id']}", less)).status_code == 409


async def test_whoever_is_withdrawn_is_out_at_once(ada: Browser, olive: Browser) -> None:
    listed = await ada.see("/people")
    her = next(p for p in listed["items"] if p["name"] == "Olive Brandt")
    await done(ada, "POST", f"/people/{her['id']}/withdraw")
    assert (await olive.get("/api/v1/incidents")).status_code == 401


async def test_an_address_belongs_to_one_person(ada: Browser) -> None:
    given = {"name": "Olive", "email": "OLIVE@northgate.example", "roles": ["operator"]}
    answer = await write(ada, "POST", "/people", given | {"password": PASSWORD})
    assert answer.status_code == 409
    assert problem_of(answer)["type"].endswith("/taken")
