"""An incident becomes silent before its customer's eyes, and they see nothing of that (P10, P13).

Their list, their page, their stream and their webhook are open all the while.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.domain.specimen import KEY
from tests.loops.outside import Program, listening
from tests.web.browser import BURGLARY, Browser, Json, send
from tests.web.conftest import Raise
from tests.web.stream import Stream, following
from tests.web.test_sign_in import ADD_KEY, own
from tests.web.test_webhook import LISTEN
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.webhook import Courier
from tocsin.loops.outbox import do_one
from tocsin.loops.webhook import WebhookSender
from tocsin.process.loops import describe

OTHER_ZONE = BURGLARY | {"zone": "5", "zone_text": "Office"}
HOLD_UP = BURGLARY | {"code": "HA", "zone": "9"}
TOLD = {"site": BURGLARY["site"], "response_kind": "intruder", "by": "A neighbour"}
PATHS = ("", "?open=true", f"?subject={story.CANALSIDE}")


@dataclass
class Customer:
    """Everything that Hargreaves & Daughters have open."""

    browser: Browser
    stream: Stream
    hears: Program
    tell: Callable[[], Awaitable[None]]

    async def look(self, incident_id: str) -> list[str]:
        """Read every list and page that speaks of it, each as its text without the time of day."""
        told = [await self.browser.see(f"/incidents{path}") for path in PATHS]
        listed = [json.dumps((page["items"], page["quiet"]["since"])) for page in told]
        page = await self.browser.see(f"/incidents/{incident_id}")
        return [*listed, json.dumps(page | {"now": None})]

    async def is_told_nothing(self) -> None:
        assert (await self.stream.next("queue", "resync", "beat")).name == "beat"
        assert await self.delivered() == []

    async def is_told(self, happened: str) -> Json:
        (row,) = (await self.stream.next("queue", "resync")).body["items"]
        assert await self.delivered() == [(happened, row)]
        (listed,) = (await self.browser.see("/incidents"))["items"]
        assert row == listed
        return row  # type: ignore[no-any-return]  # JSON

    async def delivered(self) -> list[tuple[str, Json]]:
        """Deliver what their webhook is owed, and give what it was told."""
        await self.tell()
        bodies = [json.loads(body) for _, body in self.hears.requests]
        self.hears.requests.clear()
        assert all(set(body["head"]) == {"digest"} for body in bodies)
        return [(body["happened"], body["incident"]) for body in bodies]


@pytest.fixture
async def customer(
    addresses: Addresses, api: FastAPI, browsers: Callable[[], Browser]
) -> AsyncIterator[Customer]:
    own(addresses, ADD_KEY, "hargreaves-key", story.HARGREAVES)
    headers = {"authorization": "Bearer hargreaves-key"}
    browser, hears = browsers(), Program()
    browser.headers.update(headers)
    async with (
        AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool,
        listening(hears) as url,
        following(api, headers) as stream,
    ):
        ask(addresses.owner, LISTEN, new_id(), story.HARGREAVES, story.NORTHGATE, url)
        engine = WorkOpener(pool, Means(new_id, new_salt, KEY))
        carrier = WebhookSender(pool, Courier(private=True), describe, new_id)

        async def deliver() -> None:
            while await do_one(engine, {"webhook": carrier}, new_id()):
                pass

        await stream.next("hello")
        yield Customer(browser, stream, hears, deliver)


@pytest.fixture
async def seen(customer: Customer, program: Browser, olive: Browser, raise_all: Raise) -> str:
    """Let the customer see a burglary, and that somebody has it."""
    await send(program, BURGLARY)
    await raise_all()
    await customer.is_told("incident.opened")
    (row,) = await program.queue()
    await olive.do(row["id"], "claim")
    assert (await customer.is_told("incident.claimed"))["state"] == "handling"
    return row["id"]  # type: ignore[no-any-return]  # JSON


async def mark(olive: Browser, incident_id: str) -> None:
    after = await olive.do(incident_id, "signs-of-duress", {"note": "His voice shook"})
    assert after["silent"]


async def test_p10_the_mark_and_all_that_is_done_changes_no_byte_of_what_is_shown(
    customer: Customer, seen: str, olive: Browser
) -> None:
    before = await customer.look(seen)
    await mark(olive, seen)
    await customer.is_told_nothing()
    assert await customer.look(seen) == before
    called = await olive.do(seen, "emergency-calls", {"service": "police"})
    path = f"emergency-calls/{called['step']['call_id']}/outcome"
    await olive.do(seen, path, {"outcome": "accepted", "reference": "GMP-0417"})
    await olive.do(seen, "notes", {"text": "Two cars, no sirens"})
    await olive.do(seen, "release", {"because": "Shift ends"})
    await customer.is_told_nothing()
    assert await customer.look(seen) == before
    (true,) = await olive.queue()
    assert (true["silent"], true["priority"], true["state"]) == (True, 1, "waiting")


async def test_one_that_waited_is_shown_as_taken_by_whoever_takes_it_first(
    customer: Customer, program: Browser, olive: Browser, priya: Browser, *, raise_all: Raise
) -> None:
    """P10: a burglary that no operator ever takes would say that it is no burglary any more."""
    await send(program, BURGLARY)
    await raise_all()
    opened = await customer.is_told("incident.opened")
    before = await customer.look(opened["id"])
    await mark(olive, opened["id"])
    await customer.is_told_nothing()
    assert await customer.look(opened["id"]) == before
    await olive.do(opened["id"], "claim")
    taken = await customer.is_told("incident.claimed")
    assert (taken["state"], taken["operator"]["name"]) == ("handling", "Somebody")
    assert (taken["priority"], taken["silent"]) == (2, False)
    after = await customer.look(opened["id"])
    await olive.do(opened["id"], "release", {"because": "Shift ends"})
    await priya.do(opened["id"], "claim")
    await customer.is_told_nothing()
    assert await customer.look(opened["id"]) == after


async def test_a_siren_is_added_and_what_is_silent_is_not(
    customer: Customer, seen: str, olive: Browser, program: Browser, *, raise_all: Raise
) -> None:
    await mark(olive, seen)
    before = await customer.look(seen)
    await send(program, HOLD_UP)
    await raise_all()
    told = await olive.command("/incidents", TOLD | {"words": "Somebody hides upstairs"})
    assert (told.status_code, told.json()["id"]) == (200, seen)
    await customer.is_told_nothing()
    assert await customer.look(seen) == before
    await send(program, OTHER_ZONE)
    await raise_all()
    row = await customer.is_told("alert.joined")
    assert (row["alarm_count"], row["state"], row["silent"]) == (2, "handling", False)
    page = await customer.browser.see(f"/incidents/{seen}")
    assert [alert["zone"] for alert in page["alerts"]] == ["3", "5"]
    true = await olive.see(f"/incidents/{seen}")
    assert "told_intruder" in {alert["code"] for alert in true["alerts"]}


async def test_at_its_end_it_is_closed_and_no_cause_is_said(
    customer: Customer, seen: str, olive: Browser, priya: Browser, *, addresses: Addresses
) -> None:
    await mark(olive, seen)
    gone = {"service": "police", "because": "They stand beside him"}
    await olive.do(seen, "emergency-calls/not-possible", gone)
    await priya.do(seen, "resolve", {"cause": "genuine_safe", "note": "Seen by PC Hall"})
    await customer.is_told_nothing()
    closed = await priya.do(seen, "close")
    assert closed["resolution"]["cause"] == "genuine_safe"
    row = await customer.is_told("incident.closed")
    assert (row["state"], row["cause"], row["cause_words"]) == ("closed", None, None)
    page = await customer.browser.see(f"/incidents/{seen}")
    assert (page["resolution"], page["step"]["statement"]) == (None, "It is over")
    assert ask(addresses.owner, "select distinct customer_id from incident_shown") == [
        story.HARGREAVES
    ]


async def test_one_that_was_silent_when_it_opened_stays_unseen_to_its_end(
    customer: Customer, program: Browser, olive: Browser, priya: Browser, *, raise_all: Raise
) -> None:
    await send(program, HOLD_UP)
    await raise_all()
    (row,) = await olive.queue()
    await olive.do(row["id"], "claim")
    await send(program, HOLD_UP | {"code": "PA"})  # this one is heard, but nobody saw the first
    await raise_all()
    gone = {"service": "police", "because": "They stand beside him"}
    await olive.do(row["id"], "emergency-calls/not-possible", gone)
    await priya.do(row["id"], "resolve", {"cause": "genuine_safe", "note": "Seen by PC Hall"})
    await priya.do(row["id"], "close")
    await customer.is_told_nothing()
    assert (await customer.browser.see("/incidents"))["items"] == []
    answer = await customer.browser.get(f"/api/v1/incidents/{row['id']}")
    assert answer.status_code == 404


async def test_duress_told_of_a_filed_one_opens_one_that_was_never_seen(
    customer: Customer, seen: str, olive: Browser, *, addresses: Addresses
) -> None:
    own(addresses, "update incident set state = 'filed', closed_at = clock_timestamp()")
    before = await customer.look(seen)
    await olive.do(seen, "signs-of-duress", {"note": None})
    (opened,) = await olive.queue()
    assert (opened["id"] != seen, opened["silent"]) == (True, True)
    await customer.is_told_nothing()
    assert await customer.look(seen) == before
    assert ask(addresses.owner, "select count(*) from incident_shown") == [0]


@pytest.mark.parametrize("paper", ["report.json", "report.pdf"])
async def test_the_report_is_refused_its_customer_with_the_same_words_before_and_after(
    customer: Customer, seen: str, olive: Browser, paper: str
) -> None:
    path = f"/api/v1/incidents/{seen}/{paper}"
    before = await customer.browser.get(path)
    await mark(olive, seen)
    after = await customer.browser.get(path)
    assert (before.status_code, before.content) == (403, after.content)
    report = await olive.get(f"/api/v1/incidents/{seen}/report.json")
    assert report.json()["summary"]["facts"]["state"] == "handling"


async def test_its_centre_sees_it_as_it_is_and_each_other_party_nothing(
    customer: Customer,
    seen: str,
    olive: Browser,
    browsers: Callable[[], Browser],
    *,
    addresses: Addresses,
) -> None:
    """P14: the centre, the customer and a stranger, each by every list and page."""
    own(addresses, ADD_KEY, "calder-vale-key", story.CALDER_VALE)
    stranger = browsers()
    stranger.headers["Authorization"] = "Bearer calder-vale-key"
    await mark(olive, seen)
    parties = {"centre": olive, "customer": customer.browser, "stranger": stranger}
    told: dict[str, set[tuple[int, bool]]] = {}
    for name, party in parties.items():
        pages = [await party.see(f"/incidents{path}") for path in PATHS]
        told[name] = {
            (len(page["items"]), any(i["silent"] for i in page["items"])) for page in pages
        }
    assert told == {"centre": {(1, True)}, "customer": {(1, False)}, "stranger": {(0, False)}}
    assert (await stranger.get(f"/api/v1/incidents/{seen}")).status_code == 404
    assert (await olive.see(f"/incidents/{seen}"))["silent"]
