"""Every refusal and every fault looks alike over HTTP: problem details that people can read."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from itertools import product
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from starlette.requests import Request

from tests.conftest import Addresses
from tests.web.browser import PANIC, Browser, problem_of, send
from tests.web.conftest import Raise
from tocsin.domain.errors import (
    AnotherCommand,
    DomainError,
    EventRefused,
    InOtherHands,
    Malformed,
    NotAllowed,
    NotFound,
    NotNow,
)
from tocsin.web.apps import HEADERS
from tocsin.web.errors import STATUS_OF, refuse


def every_refusal(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for below in kind.__subclasses__():
        yield below
        yield from every_refusal(below)


def test_every_refusal_of_the_domain_has_its_row() -> None:
    assert set(every_refusal()) == set(STATUS_OF)


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (AnotherCommand("Used."), 409, "another-command"),
        (EventRefused("incident", state="filed", event="claim"), 409, "event-refused"),
        (InOtherHands("Dev has it."), 409, "in-other-hands"),
        (Malformed("No."), 422, "malformed"),
        (NotAllowed("No."), 403, "not-allowed"),
        (NotFound("No."), 404, "not-found"),
        (NotNow("Later."), 409, "not-now"),
    ],
)
async def test_a_refusal_says_its_kind_and_its_reason(
    error: DomainError, status: int, name: str
) -> None:
    answer = await refuse(Request({"type": "http", "method": "POST", "headers": []}), error)
    assert (answer.status_code, name in bytes(answer.body).decode()) == (status, True)
    assert str(error) in bytes(answer.body).decode()


async def test_what_is_not_there_is_said_so(olive: Browser) -> None:
    answer = await olive.get(f"/api/v1/incidents/{uuid4()}")
    assert (answer.status_code, problem_of(answer)["type"].rpartition("/")[2]) == (404, "not-found")


async def test_an_address_of_the_api_that_does_not_exist_is_a_problem_too(olive: Browser) -> None:
    for method in ("GET", "POST"):
        answer = await olive.request(method, "/api/v1/nothing", headers={"X-Tocsin-App": "console"})
        assert answer.status_code == 404
        refused = problem_of(answer)
        assert refused["type"].endswith("/no-such-path")
        assert "/api/v1/openapi.json lists them all" in refused["detail"]
    assert (await olive.get("/api/v1/openapi.json")).status_code == 200


async def test_a_method_that_is_not_there_is_a_problem_too(olive: Browser) -> None:
    answer = await olive.request("PATCH", "/api/v1/incidents", headers={"X-Tocsin-App": "console"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert problem_of(answer)["detail"] == (
        "This path does not take PATCH. It takes GET, POST: see /api/v1/openapi.json."
    )


MALFORMED: list[tuple[Mapping[str, object], str]] = [
    ({}, "code"),
    ({"scheme": "SIA"}, "code"),
    ({"code": "panic"}, "the request"),
    (PANIC | {"site": PANIC["lone_worker"]}, "the request"),
    (PANIC | {"scheme": "FBI"}, "scheme"),
    (PANIC | {"site": "12"}, "site"),
]
FLAWED: list[tuple[Mapping[str, object], str]] = [
    ({"position": {"latitude": 91, "longitude": 0}}, "position"),
    ({"position": {"latitude": 53.4, "longitude": None}}, "position"),
    ({"position": {"latitude": 53.4, "longitude": -2.2, "accuracy_m": -1}}, "position.accuracy_m"),
    ({"occurred_at": "2026-01-18T02:44:13"}, "occurred_at"),
    ({"occurred_at": "yesterday"}, "occurred_at"),
    ({"sent_at": "yesterday"}, "sent_at"),
    ({"qualifier": "new"}, "qualifier"),
    ({"drill": "perhaps"}, "drill"),
    ({"zone": ["4"]}, "zone"),
    ({"battery": 4}, "battery"),
]


@pytest.mark.parametrize(("flaw", "ignored"), FLAWED)
async def test_a_flaw_beside_the_alarm_costs_that_field_and_not_the_alarm(
    program: Browser, raise_all: Raise, olive: Browser, flaw: Mapping[str, object], ignored: str
) -> None:
    answer = await program.command("/signals", {**PANIC, **flaw})
    assert (answer.status_code, answer.json()["ignored"]) == (202, [ignored])
    await raise_all()
    (row,) = await olive.queue()
    assert not row["drill"]


async def test_what_is_too_long_is_cut_and_a_number_is_words_too(program: Browser) -> None:
    long = PANIC | {"zone": 4, "zone_text": "x" * 300}
    answer = await program.command("/signals", long)
    assert (answer.status_code, answer.json()["ignored"]) == (202, [])
    found = await program.see(f"/signals/{answer.json()['id']}")
    (report,) = found["decoded"]
    assert (report["zone"], report["zone_text"]) == ("4", "x" * 200)
    assert "x" * 300 in found["raw_text"]


async def test_a_malformed_request_is_told_what_is_wrong_and_where(program: Browser) -> None:
    for body, where in MALFORMED:
        answer = await program.command("/signals", body)
        assert answer.status_code == 422
        said = problem_of(answer)
        assert said["detail"].startswith(f"{where}: ")
        assert said["faults"]
        words = " ".join(one["detail"] for one in said["faults"])
        assert not re.search("Input|String|Field|Value error", words)


async def test_words_that_no_database_can_hold_are_no_fault_of_ours(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    await send(program, PANIC)
    await raise_all()
    (row,) = await olive.queue()
    for text in ("\ud800", "\x00", "\x00half\ud800"):
        note = {"text": f"Before {text} after"}
        answer = await olive.command(f"/incidents/{row['id']}/notes", note)
        assert answer.status_code in {200, 422}
        body = {"email": f"{text}@northgate.example", "password": "demo"}
        assert (await olive.command("/sign-in", body)).status_code in {401, 422}


async def test_an_alarm_with_unheard_of_letters_reaches_the_board(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    """Stored and then not raised, it would hold up every other alarm of its subject."""
    stored = 0
    for field, text in product(("code", "zone", "zone_text", "text"), ("\x00", "\ud800")):
        answer = await program.command("/signals", PANIC | {field: text})
        assert answer.status_code in {202, 422}  # what is refused, its sender knows of
        stored += answer.status_code == 202
        await raise_all()
    assert stored >= 4
    assert len(await olive.queue()) == 1
    listed = await program.see("/signals")
    assert len(listed["items"]) == stored
    assert {item["settlement"] for item in listed["items"]} <= {"raised", "repeated"}


@pytest.mark.parametrize("occurred_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_a_clock_that_cannot_be_true_costs_the_time_and_not_the_alarm(
    program: Browser, raise_all: Raise, olive: Browser, occurred_at: str
) -> None:
    stored = await send(program, PANIC | {"occurred_at": occurred_at})
    await raise_all()
    assert len(await olive.queue()) == 1
    found = await olive.see(f"/signals/{stored['id']}")
    assert found["occurred_at"] is None
    assert occurred_at in found["raw_text"]


async def test_a_fault_of_ours_says_so_and_tells_nothing_else(
    addresses: Addresses, olive: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("alter table incident rename to elsewhere")
    answer = await olive.get("/api/v1/incidents")
    assert answer.status_code == 500
    assert "elsewhere" not in answer.text
    assert "relation" not in answer.text
    assert problem_of(answer)["type"].endswith("/fault")
    assert "GET /api/v1/incidents failed" in caplog.text
    assert {name.decode() for name in HEADERS} <= set(answer.headers)
    assert answer.headers["cache-control"] == "no-store"


def let_in(addresses: Addresses, *, whether: bool) -> None:
    """Open or shut the database for everybody but its owner's own door, and put out who is in."""
    name = str(conninfo_to_dict(addresses.owner)["dbname"])
    change = sql.SQL("alter database {} allow_connections {}").format(
        sql.Identifier(name), sql.Literal(whether)
    )
    end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
    door = make_conninfo(addresses.owner, dbname="postgres")
    with psycopg.connect(door, autocommit=True) as owner:
        owner.execute(change)
        if not whether:
            owner.execute(end, [name])


async def test_without_its_database_it_says_so_and_comes_back_with_it(
    addresses: Addresses,
    olive: Browser,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await olive.queue()
    let_in(addresses, whether=False)
    try:
        for path in ("/api/v1/incidents", "/api/v1/signals", "/health/ready"):
            answer = await olive.get(path)
            assert answer.status_code == 503
            assert problem_of(answer)["type"].endswith("/database-gone")
        assert (await olive.get("/health/live")).status_code == 200
    finally:
        let_in(addresses, whether=True)
    tries = 0
    while (answer := await olive.get("/api/v1/incidents")).status_code != 200 and tries < 100:
        tries += 1
        await asyncio.sleep(0.1)
    assert answer.status_code == 200


async def test_without_loops_it_is_not_ready_and_names_them(olive: Browser) -> None:
    answer = await olive.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "silent": [
            *("audit", "deadline", "outbox", "raise", "receive", "session", "store", "supervise")
        ],
    }


async def test_all_that_is_missing_is_named_at_once(program: Browser, stranger: Browser) -> None:
    told = problem_of(await program.command("/signals", {}))
    about = "the request: name either a lone_worker or a site, by its id"
    assert told["detail"] == f"code: it is needed; {about}"
    assert [one["where"] for one in told["faults"]] == ["code", ""]
    nobody = problem_of(await stranger.command("/sign-in", {}))
    assert nobody["detail"] == "email, password: it is needed"
    wrong = problem_of(await program.command("/signals", {"site": "12", "scheme": "FBI"}))
    assert len(wrong["faults"]) == 3


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (None, "it is missing"),
        ("text/plain", "it says “text/plain”"),
        ("application/x-www-form-urlencoded", "it says “application/x-www-form-urlencoded”"),
    ],
)
async def test_what_does_not_come_as_json_is_told_which_header_to_send(
    program: Browser, sent: str | None, words: str
) -> None:
    headers = {} if sent is None else {"Content-Type": sent}
    answer = await program.post("/api/v1/signals", content=b'{"code": "panic"}', headers=headers)
    assert answer.status_code == 415
    detail = problem_of(answer)["detail"]
    assert detail == f"the header Content-Type must be application/json: {words}"


async def test_a_charset_beside_the_content_type_changes_nothing(program: Browser) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = await program.post("/api/v1/signals", content=b"[]", headers=headers)
    assert (answer.status_code, problem_of(answer)["detail"]) == (
        422,
        "the request: it must be an object, with a name for each value",
    )
