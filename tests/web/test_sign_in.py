"""Who may in: passwords, keys, cookies; what each of them may do; and that no secret is told."""

import logging
import statistics
import time
from collections.abc import Callable
from datetime import datetime

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import BURGLARY, PANIC, Browser, problem_of, send, sign_in
from tests.web.conftest import Raise
from tocsin.db.person import CENTRE_HEARD_AT
from tocsin.demo import story

APP = {"X-Tocsin-App": "console"}
OLIVE = "olive@northgate.example"
ADD_KEY = """
    insert into api_key (digest, organisation_id, label, created_at)
    values (sha256(%s::text::bytea), %s, 'A customer', clock_timestamp())
"""


async def try_password(browser: Browser, email: str, password: str) -> httpx.Response:
    body = {"email": email, "password": password}
    return await browser.post("/api/v1/sign-in", json=body, headers=APP)


def own(addresses: Addresses, query: str, *values: object) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(query.encode(), values)


@pytest.fixture
def customer(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    """Give a program the key of Calder Vale, which is a customer."""
    own(addresses, ADD_KEY, "calder-vale-key", story.CALDER_VALE)
    (browser := browsers()).headers["Authorization"] = "Bearer calder-vale-key"
    return browser


async def test_who_signs_in_is_told_who_they_are(olive: Browser) -> None:
    me = await olive.see("/sign-in")
    assert me["person"]["name"] == "Olive Brandt"
    assert me["organisation"]["time_zone"] == "Europe/London"
    assert (me["roles"], me["demo"]) == (["operator"], True)


async def test_an_address_is_known_in_any_letters(stranger: Browser) -> None:
    assert (await try_password(stranger, OLIVE.upper(), story.PASSWORD)).status_code == 200


async def test_a_wrong_password_and_an_unknown_address_look_alike(stranger: Browser) -> None:
    emails = (OLIVE, "nobody@northgate.example")
    answers = [await try_password(stranger, email, "wrong") for email in emails]
    for answer in answers:
        assert answer.status_code == 401
        assert problem_of(answer)["detail"] == "E-mail or password is wrong."
        assert "set-cookie" not in answer.headers
    assert answers[0].content == answers[1].content


async def test_an_unknown_address_takes_as_long_as_a_wrong_password(stranger: Browser) -> None:
    async def seconds(email: str) -> float:
        started = time.process_time()  # all threads': what else the machine does is not in it
        await try_password(stranger, email, "wrong")
        return time.process_time() - started

    await seconds("warm@northgate.example")
    known = statistics.median([await seconds(OLIVE) for _ in range(3)])
    unknown = statistics.median([await seconds("x@northgate.example") for _ in range(3)])
    assert unknown > known / 3


async def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    stranger: Browser, api: FastAPI
) -> None:
    said = (await try_password(stranger, OLIVE, story.PASSWORD)).headers["set-cookie"].lower()
    name, *flags = said.split("; ")
    assert name.startswith("tocsin_console=")
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} == set(flags)
    transport = httpx.ASGITransport(app=api)
    async with Browser(transport=transport, base_url="https://tocsin.example") as over_tls:
        answer = await try_password(over_tls, OLIVE, story.PASSWORD)
    assert "secure" in answer.headers["set-cookie"].lower().split("; ")


async def test_only_the_digest_of_a_token_is_kept(addresses: Addresses, olive: Browser) -> None:
    token = olive.cookies["tocsin_console"]
    rows = ask(addresses.owner, "select to_jsonb(s)::text from sign_in as s")
    assert len(rows) == 1
    assert token not in rows[0]
    assert token.encode().hex() not in rows[0]


async def test_after_signing_out_the_token_is_worth_nothing(olive: Browser) -> None:
    cookies = dict(olive.cookies)
    assert (await olive.delete("/api/v1/sign-in", headers=APP)).status_code == 204
    assert "tocsin_console" not in olive.cookies
    olive.cookies.update(cookies)
    assert (await olive.get("/api/v1/sign-in")).status_code == 401


async def test_whoever_signs_out_was_there_until_that_moment_and_is_on_shift_no_more(
    addresses: Addresses, olive: Browser, dev: Browser, program: Browser, raise_all: Raise
) -> None:
    await send(program, BURGLARY)
    await raise_all()
    (incident,) = await olive.queue()
    await olive.do(incident["id"], "claim")
    own(addresses, "update sign_in set heard_at = heard_at - interval '9 minutes'")
    before = ask(addresses.owner, "select clock_timestamp()")[0]
    await olive.delete("/api/v1/sign-in", headers=APP)
    shown = await dev.see(f"/incidents/{incident['id']}")
    heard_at = datetime.fromisoformat(shown["operator_heard_at"])
    assert heard_at > before
    with psycopg.connect(addresses.engine) as engine:
        values = {"id": story.NORTHGATE}
        assert engine.execute(CENTRE_HEARD_AT, values).fetchone() != (heard_at,)


async def test_of_those_that_ended_only_the_last_is_kept(
    addresses: Addresses, stranger: Browser
) -> None:
    for _ in range(3):
        await sign_in(stranger, OLIVE)
        await stranger.delete("/api/v1/sign-in", headers=APP)
    assert len(ask(addresses.owner, "select 1 from sign_in")) == 1


@pytest.mark.parametrize(
    "change",
    [
        "update sign_in set ends_at = clock_timestamp()",
        "update person set withdrawn_at = clock_timestamp()",
        "delete from sign_in",
    ],
)
async def test_a_sign_in_that_ended_opens_nothing(
    addresses: Addresses, olive: Browser, change: str
) -> None:
    assert (await olive.get("/api/v1/incidents")).status_code == 200
    own(addresses, change)
    answer = await olive.get("/api/v1/incidents")
    assert answer.status_code == 401
    assert problem_of(answer)["type"].endswith("/signed-out")


async def test_a_withdrawn_person_cannot_sign_in(addresses: Addresses, stranger: Browser) -> None:
    own(addresses, "update person set withdrawn_at = clock_timestamp()")
    assert (await try_password(stranger, OLIVE, story.PASSWORD)).status_code == 401


async def test_a_request_that_another_site_could_have_made_is_refused(
    addresses: Addresses, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    await send(program, PANIC)
    await raise_all()
    (row,) = await olive.queue()
    path = f"/api/v1/incidents/{row['id']}/claim"
    assert (await olive.post(path)).status_code == 401
    assert (await olive.delete("/api/v1/sign-in")).status_code == 401
    body = {"email": OLIVE, "password": story.PASSWORD}
    assert (await olive.post("/api/v1/sign-in", json=body)).status_code == 401
    assert ask(addresses.owner, "select state from incident") == ["waiting"]
    assert (await olive.post(path, headers=APP)).status_code == 200


async def test_an_unknown_key_opens_nothing(stranger: Browser) -> None:
    for key in ("wrong", "", "tocsin-demo-key-", "TOCSIN-DEMO-KEY"):
        headers = {"Authorization": f"Bearer {key}"}
        assert (await stranger.get("/api/v1/signals", headers=headers)).status_code == 401


async def test_a_withdrawn_key_opens_nothing(addresses: Addresses, program: Browser) -> None:
    await send(program, PANIC)
    own(addresses, "update api_key set withdrawn_at = clock_timestamp()")
    assert (await program.command("/signals", PANIC)).status_code == 401


async def test_a_program_reads_and_raises_and_does_nothing_else(
    program: Browser, raise_all: Raise
) -> None:
    await send(program, PANIC)
    await raise_all()
    (row,) = await program.queue()
    incident = await program.see(f"/incidents/{row['id']}")
    assert {act["allowed"] for act in incident["allowed"].values()} == {False}
    bodies = {
        "claim": None,
        "notes": {"text": "A program's"},
        "signs-of-duress": {},
        "phone-calls": {"callee_id": str(story.MARGUERITE)},
        "emergency-calls": {"service": "police"},
        "emergency-calls/not-possible": {"service": "police", "because": "No"},
        "resolve": {"cause": "test"},
        "go-back": None,
        "close": None,
    }
    for act, body in bodies.items():
        answer = await program.command(f"/incidents/{row['id']}/{act}", body)
        assert (act, answer.status_code) == (act, 403)
        assert problem_of(answer)["type"].endswith("/not-allowed")


async def test_an_operator_does_not_raise_signals(olive: Browser) -> None:
    assert (await olive.command("/signals", PANIC)).status_code == 403


async def test_a_customers_key_sees_its_own_rows_and_nothing_silent(
    program: Browser, raise_all: Raise, customer: Browser
) -> None:
    for signal in (BURGLARY, PANIC):
        await send(program, signal)
    await raise_all()
    (row,) = await customer.queue()
    assert row["who"] == "Marguerite Adebayo-Lindqvist"
    assert (await customer.see("/signals"))["items"] == [], "a silent one would show itself there"
    everything = await program.see("/incidents")
    theirs = next(item for item in everything["items"] if item["subject_kind"] == "site")
    for path in ("", "/journal", "/report.json"):
        answer = await customer.get(f"/api/v1/incidents/{theirs['id']}{path}")
        assert answer.status_code == 404
        assert "Canalside" not in answer.text
    await send(program, PANIC | {"code": "duress"})
    await raise_all()
    assert await customer.queue() == [row], "what they had seen stays as it stood"
    seen = await customer.see(f"/incidents/{row['id']}")
    assert [alert["code"] for alert in seen["alerts"]] == ["panic"]


async def test_a_customer_raises_alarms_for_its_own_alone(customer: Browser) -> None:
    assert (await customer.command("/signals", PANIC)).status_code == 202
    answer = await customer.command("/signals", BURGLARY)
    assert answer.status_code == 404


async def test_a_customer_is_given_no_report_without_its_entries(
    program: Browser, raise_all: Raise, customer: Browser
) -> None:
    """A sealed report that holds no entry would swear that nothing ever happened."""
    await send(program, PANIC)
    await raise_all()
    (row,) = await customer.queue()
    answer = await customer.get(f"/api/v1/incidents/{row['id']}/report.json")
    assert answer.status_code == 403
    problem_of(answer)


async def test_without_signing_in_there_is_nothing(
    program: Browser, raise_all: Raise, stranger: Browser
) -> None:
    await send(program, PANIC)
    await raise_all()
    (row,) = await program.queue()
    paths = ["/incidents", f"/incidents/{row['id']}", "/signals", "/live", "/sign-in"]
    paths += [f"/incidents/{row['id']}/journal", f"/incidents/{row['id']}/report.json"]
    for path in paths:
        assert (path, (await stranger.get(f"/api/v1{path}")).status_code) == (path, 401)


async def test_another_centre_sees_nothing(
    addresses: Addresses, program: Browser, raise_all: Raise, browsers: Callable[[], Browser]
) -> None:
    await send(program, PANIC)
    await raise_all()
    (row,) = await program.queue()
    other = story.id_of("Southgate")
    added = "insert into organisation (id, name, is_centre, created_at)"
    own(addresses, f"{added} values (%s, 'Southgate', true, clock_timestamp())", other)
    own(addresses, ADD_KEY, "southgate-key", other)
    southgate = browsers()
    southgate.headers["Authorization"] = "Bearer southgate-key"
    assert await southgate.queue() == []
    assert (await southgate.see("/signals"))["items"] == []
    assert (await southgate.get(f"/api/v1/incidents/{row['id']}")).status_code == 404
    assert (await southgate.command("/signals", PANIC)).status_code == 404


async def test_no_secret_reaches_the_log(
    addresses: Addresses,
    browsers: Callable[[], Browser],
    stranger: Browser,
    program: Browser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    olive = await sign_in(browsers(), OLIVE)
    await try_password(stranger, OLIVE, "a-wrong-password")
    own(addresses, "alter table signal drop column source cascade")
    answers = [await program.get("/api/v1/signals"), await program.command("/signals", PANIC)]
    assert [answer.status_code for answer in answers] == [500, 500]
    assert "failed" in caplog.text
    for secret in (olive.cookies["tocsin_console"], story.API_KEY, "a-wrong-password", "$argon2"):
        assert secret not in caplog.text
