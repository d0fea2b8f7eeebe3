"""Live (P10): a screen sees all that it may, within a moment, and nothing else; or reads again."""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI

from tests.conftest import Addresses
from tests.web.browser import BURGLARY, DURESS, PANIC, Browser, send
from tests.web.conftest import Raise
from tests.web.stream import Stream, following
from tests.web.test_sign_in import ADD_KEY, own
from tocsin.db.live import Cursor, cursor_now
from tocsin.demo import story
from tocsin.web import audience, live

CENTRE = {"authorization": f"Bearer {story.API_KEY}"}


def cookie(browser: Browser) -> dict[str, str]:
    return {"cookie": f"tocsin_console={browser.cookies['tocsin_console']}"}


async def ids(stream: Stream, within: float = 5.0) -> set[str]:
    told = await stream.next("queue", "resync", within=within)
    return {item["id"] for item in told.body.get("items", [{"id": told.name}])}


async def test_a_stream_greets_and_beats_every_two_seconds(api: FastAPI, olive: Browser) -> None:
    async with following(api, cookie(olive)) as stream:
        hello = await stream.next()
        assert (hello.name, stream.status_code) == ("hello", 200)
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert (stream.headers["cache-control"], stream.headers["x-accel-buffering"]) == (
            "no-store",
            "no",
        )
        beats = [(await stream.next()).body["now"] for _ in range(2)]
    first, second = (datetime.fromisoformat(at) for at in beats)
    assert 1.5 < (second - first).total_seconds() < 3


async def test_what_is_committed_is_told_within_a_second(
    api: FastAPI, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    async with following(api, cookie(olive)) as stream:
        await stream.next("hello")
        await send(program, PANIC)
        await raise_all()
        told = await stream.next("queue", within=1.0)
        (row,) = told.body["items"]
        assert (row["who"], row["state"]) == ("Marguerite Adebayo-Lindqvist", "waiting")
        await olive.do(row["id"], "claim")
        told = await stream.next("queue", within=1.0)
        assert told.body["items"][0]["state"] == "handling"
        assert told.id


async def test_a_line_that_was_down_resumes_and_misses_nothing(
    api: FastAPI, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    async with following(api, cookie(olive)) as stream:
        await stream.next("hello")
        await send(program, PANIC)
        await raise_all()
        seen = await stream.next("queue")
    await send(program, BURGLARY)
    await raise_all()
    for how in ({"after": seen.id}, {"last_event_id": seen.id}):
        async with following(api, cookie(olive), **how) as stream:  # type: ignore[arg-type]  # it has one
            told = await stream.next("queue", within=1.0)
            assert "Canalside" in str(told.body)


async def test_between_a_list_and_its_stream_nothing_falls(
    api: FastAPI, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    listed = await olive.see("/incidents", open="true")
    await send(program, PANIC)
    await raise_all()
    async with following(api, cookie(olive), after=listed["cursor"]) as stream:
        assert len(await ids(stream)) == 1


async def test_a_foreign_cursor_is_told_to_read_again(api: FastAPI, olive: Browser) -> None:
    ours, other = UUID(int=1).hex, UUID(int=2).hex
    for cursor in ("nonsense", f"{other}.1", f"{ours}.ffffffffffff", f"{ours}.-5", f"{ours}."):
        async with following(api, cookie(olive), after=cursor) as stream:
            assert (await stream.next("resync", "beat")).name == "resync"


async def test_two_audiences_are_told_of_their_own_alone(
    addresses: Addresses, api: FastAPI, program: Browser, raise_all: Raise
) -> None:
    own(addresses, ADD_KEY, "hargreaves-key", story.HARGREAVES)
    customer = {"authorization": "Bearer hargreaves-key"}
    async with following(api, CENTRE) as centres, following(api, customer) as customers:
        await centres.next("hello")
        await customers.next("hello")
        for signal in (PANIC, DURESS, BURGLARY):
            await send(program, signal)
            await raise_all()
        told = await customers.next("queue")
        assert {row["who"] for row in told.body["items"]} == {
            "Hargreaves & Daughters, Canalside warehouse"
        }
        seen: set[str] = set()
        while len(seen) < 2:
            seen |= {row["who"] for row in (await centres.next("queue")).body["items"]}


async def test_a_customer_is_told_nothing_of_a_silent_alarm(
    addresses: Addresses, api: FastAPI, program: Browser, raise_all: Raise
) -> None:
    own(addresses, ADD_KEY, "calder-vale-key", story.CALDER_VALE)
    customer = {"authorization": "Bearer calder-vale-key"}
    async with following(api, CENTRE) as centres, following(api, customer) as customers:
        await customers.next("hello")
        await send(program, DURESS)
        await raise_all()
        await centres.next("queue")
        assert (await customers.next("queue", "resync", "beat")).name == "beat"


@pytest.mark.parametrize(
    "change",
    [
        "update sign_in set ends_at = clock_timestamp()",
        "update person set withdrawn_at = clock_timestamp()",
        "update api_key set withdrawn_at = clock_timestamp()",
    ],
)
async def test_a_stream_ends_with_the_right_to_it(
    addresses: Addresses,
    api: FastAPI,
    olive: Browser,
    change: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "BEAT_EVERY_S", 0.05)
    async with following(api, CENTRE if "api_key" in change else cookie(olive)) as stream:
        await stream.next("hello")
        for _ in range(12):
            assert (await stream.next()).name == "beat"
        own(addresses, change)
        await stream.next("signed_out")
        await asyncio.sleep(0.2)
        assert stream.is_over


async def test_whoever_has_a_screen_open_counts_as_on_shift(
    addresses: Addresses, api: FastAPI, olive: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BEAT_EVERY_S", 0.05)
    async with following(api, cookie(olive)) as stream:
        await stream.next("hello")
        own(addresses, "update sign_in set heard_at = heard_at - interval '10 minutes'")
        assert (await olive.see("/incidents"))["quiet"]["operators_on_shift"] == 0
        for _ in range(12):
            await stream.next("beat")
    assert (await olive.see("/incidents"))["quiet"]["operators_on_shift"] == 1


async def test_whoever_opens_a_screen_is_on_shift_from_its_first_word(
    api: FastAPI, olive: Browser, addresses: Addresses
) -> None:
    """Who reloads a page must not be gone for the ten seconds until the next note of them."""
    own(addresses, "update sign_in set heard_at = heard_at - interval '10 minutes'")
    async with following(api, cookie(olive)) as stream:
        await stream.next("hello")
        assert (await olive.see("/incidents"))["quiet"]["operators_on_shift"] == 1


async def test_a_slow_screen_is_told_to_read_again_instead_of_growing_a_heap(
    api: FastAPI,
    program: Browser,
    raise_all: Raise,
    olive: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(audience, "HOLDS", 2)
    monkeypatch.setattr(live, "PACE_S", 0.01)
    async with following(api, cookie(olive)) as slow, following(api, cookie(olive)) as quick:
        slow.stop_reading()
        await quick.next("hello")
        await send(program, PANIC)
        await raise_all()
        await quick.next("queue")
        for _ in range(8):
            await send(program, PANIC)
            await raise_all()
            await quick.next("queue", "resync")
        slow.read_on()
        await slow.next("resync")


async def test_streams_hold_no_connection(
    addresses: Addresses, program: Browser, raise_all: Raise, api: FastAPI, olive: Browser
) -> None:
    pool = api.state.parts.pool
    await pool.resize(1, 1)
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(following(api, cookie(olive))) for _ in range(20)
        ]
        for stream in streams:
            await stream.next("hello")
        await send(program, PANIC)
        await raise_all()
        for stream in streams:
            assert len(await ids(stream)) == 1


async def test_a_screen_that_joins_while_others_are_told_misses_nothing(
    api: FastAPI,
    program: Browser,
    raise_all: Raise,
    olive: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its snapshot is older than what the others were told of: it has to read again."""

    async def dawdle(connection: psycopg.AsyncConnection) -> Cursor:
        cursor = await cursor_now(connection)
        work = await connection.execute("select current_setting('tocsin.work')")
        if await work.fetchone() == ("live.join",):
            await send(program, PANIC)
            await raise_all()
            await ids(first)
        return cursor

    async with following(api, cookie(olive)) as first:
        await first.next("hello")
        listed = await olive.see("/incidents", open="true")
        monkeypatch.setattr(live, "cursor_now", dawdle)
        async with following(api, cookie(olive), after=listed["cursor"]) as second:
            assert (await second.next("queue", "resync", "beat")).name == "resync"


async def test_a_screen_that_could_not_join_is_forgotten(
    api: FastAPI, olive: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub: live.LiveHub = api.state.live

    async def broken(*_given: object) -> None:
        raise psycopg.OperationalError("gone")

    monkeypatch.setattr(live, "changed_rows", broken)
    listed = await olive.see("/incidents")
    with pytest.raises(psycopg.OperationalError):
        await hub.join(story.NORTHGATE, listed["cursor"])
    assert hub._audiences == {}


async def test_an_audience_that_nobody_belongs_to_costs_nothing(
    api: FastAPI, olive: Browser
) -> None:
    async with following(api, cookie(olive)) as stream:
        await stream.next("hello")
        assert len(api.state.live._audiences) == 1
    await asyncio.sleep(0.1)
    assert api.state.live._audiences == {}
