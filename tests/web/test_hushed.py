"""Beside a silent alarm: whoever works on what else is open there sees that nobody may be rung."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from tests.conftest import Addresses
from tests.web.browser import BURGLARY, Browser, Json, send
from tests.web.conftest import Raise
from tests.web.stream import Stream, following
from tests.web.test_sign_in import ADD_KEY, own
from tests.web.test_thread import take_in
from tocsin.demo import story

HOLD_UP = BURGLARY | {"code": "HA", "zone": "9", "zone_text": None}
SITE = str(story.CANALSIDE)


@pytest.fixture
async def screen(api: FastAPI, program: Browser) -> AsyncIterator[Stream]:
    async with following(api, dict(program.headers)) as stream:
        await stream.next("hello")
        yield stream


async def look(browser: Browser, incident_id: str) -> tuple[list[Json], Json]:
    """Read the list and the page, without the time of day."""
    page = await browser.see(f"/incidents/{incident_id}")
    return await browser.queue(), page | {"now": None}


async def told_of(screen: Stream, incident_id: str, *, newer_than: int) -> Json:
    while True:
        for row in (await screen.next("queue")).body["items"]:
            if row["id"] == incident_id and row["version"] > newer_than:
                return row  # type: ignore[no-any-return]  # JSON


async def test_a_hold_up_takes_the_sites_number_off_the_screen_of_its_burglary(
    screen: Stream, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    """The operator dials on a telephone of their own: a refusal afterwards comes too late."""
    row = await take_in(program, raise_all, olive, BURGLARY)
    before = await olive.do(row["id"], "claim")
    assert (before["step"]["kind"], before["callees"][0]["id"]) == ("call_person", SITE)
    assert not before["hushed"]
    await send(program, HOLD_UP)
    await raise_all()
    told = await told_of(screen, row["id"], newer_than=before["version"])
    after = await olive.see(f"/incidents/{row['id']}")
    assert (after["version"], after["hushed"], after["silent"]) == (told["version"], True, False)
    assert (after["step"]["kind"], after["step"]["number"]) == ("decide", None)
    assert after["step"]["reason"].startswith("A silent alarm is open there")


async def test_who_is_just_ringing_there_is_told_to_hang_up(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    await olive.do(row["id"], "claim")
    before = await olive.do(row["id"], "phone-calls", {"callee_id": SITE})
    assert before["step"]["kind"] == "note_outcome"
    assert before["step"]["tel"] is not None
    await send(program, HOLD_UP)
    await raise_all()
    step = (await olive.see(f"/incidents/{row['id']}"))["step"]
    assert (step["kind"], step["number"], step["tel"]) == ("note_outcome", None, None)
    assert step["reason"].startswith("Hang up")


async def test_what_becomes_silent_and_ends_is_told_beside_it_each_time(
    screen: Stream, program: Browser, raise_all: Raise, olive: Browser, priya: Browser
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    told = {"site": SITE, "response_kind": "medical", "words": "She fell"}
    fall = (await olive.command("/incidents", told)).json()
    await olive.do(fall["id"], "signs-of-duress")
    version = (await told_of(screen, row["id"], newer_than=row["version"]))["version"]
    assert (await olive.see(f"/incidents/{row['id']}"))["hushed"]
    await priya.do(fall["id"], "claim")
    for service in ("police", "ambulance"):
        reason = {"service": service, "because": "They are with her"}
        await priya.do(fall["id"], "emergency-calls/not-possible", reason)
    await priya.do(fall["id"], "resolve", {"cause": "unexplained"})
    await priya.do(fall["id"], "close")
    await told_of(screen, row["id"], newer_than=version)
    assert not (await olive.see(f"/incidents/{row['id']}"))["hushed"]


async def test_p10_their_customer_sees_nothing_of_that(
    api: FastAPI,
    addresses: Addresses,
    program: Browser,
    raise_all: Raise,
    stranger: Browser,
) -> None:
    """P10: whoever forces somebody's hand may look over the customer's shoulder."""
    own(addresses, ADD_KEY, "hargreaves-key", story.HARGREAVES)
    stranger.headers["authorization"] = "Bearer hargreaves-key"
    row = await take_in(program, raise_all, program, BURGLARY)
    before = await look(stranger, row["id"])
    async with following(api, dict(stranger.headers)) as stream:
        await stream.next("hello")
        await send(program, HOLD_UP)
        await raise_all()
        assert (await stream.next("queue", "resync", "beat")).name == "beat"
    assert await look(stranger, row["id"]) == before
