"""A panel that falls silent is on the board once, at its site; our own outage raises nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.loops.conftest import Door, open_door
from tests.loops.test_alarm_receiver import ALARM, alarm, sealed_alarm
from tests.protocols.frames import only_frame
from tocsin.app.supervision import AT_ONCE
from tocsin.db.ledger import database_clock
from tocsin.db.supervision import PostgresWatches, hear, listen
from tocsin.demo import story
from tocsin.domain.alarm.supervision import grace, is_silent
from tocsin.gateways.clock import new_id
from tocsin.loops.beat import Pulse
from tocsin.loops.hearing import Hearing
from tocsin.loops.supervision import look_once, supervise_panels
from tocsin.protocols.sia_dc09 import write_message

PANEL = story.id_of("panel 1234")
LINK_TEST = write_message(replace(ALARM, token="NULL", message=b"", sequence=0))
HEARD = (
    "select account from panel_heard join panel on panel.id = panel_id where heard_at is not null"
)
SILENT = "select panel_id, silent_since from panel_heard where silent_since is not null"
ALERTS = """
    select alert.*, site_id, line_id from alert join incident on incident.id = incident_id
    where code in ('panel_silent', 'line_deaf')
"""
HEARD_AFTER_ALL = "select from panel_heard where heard_at > silent_since"
OVER = ALERTS + " and restored_at is not null"
LISTENS = "select from line_listening where until > clock_timestamp() - interval '2 seconds'"
SIGNALS = "select * from signal where channel = 'tocsin' order by received_at"
# Time passes: all that is known lies further back, and what listens does so until now.
PASS = """
    update panel_heard set heard_at = heard_at - %(time)s, watched_since = watched_since - %(time)s,
        silent_since = silent_since - %(time)s;
    update line_listening set since = since - %(time)s, until = clock_timestamp();
"""
AGREE = "update panel set report_every_s = %(every_s)s where id = %(id)s"
FREE = "update panel set report_every_s = null where id = %(id)s"
WITHDRAW = "update panel set withdrawn_at = clock_timestamp() where id = %(id)s"
MANY = """
    insert into panel (
        id, line_id, account, site_id, customer_id, centre_id, report_every_s)
    select gen_random_uuid(), line_id, 'F' || to_char(n, 'FM00000'), site_id, customer_id,
        centre_id, 300
    from panel, generate_series(1, %(count)s) as n where id = %(id)s
"""


@dataclass(frozen=True)
class Night:
    """A centre whose loops look at the panels when a test says so, and whose time tests move."""

    pool: AsyncConnectionPool
    owner: str

    async def look(self) -> int:
        return await look_once(self.pool)

    async def begins_to_listen(self) -> datetime:
        """Let a receiver start: it has said nothing before."""
        return await self.listens(None)

    async def listens(self, last: datetime | None) -> datetime:
        async with self.pool.connection() as connection:
            return await listen(connection, story.LINE, last)

    async def hears(self, *panel_ids: UUID) -> None:
        async with self.pool.connection() as connection:
            await hear(connection, dict.fromkeys(panel_ids, await database_clock(connection)))

    async def ask(self, query: LiteralString, **values: object) -> list[dict[str, Any]]:
        connection = await psycopg.AsyncConnection.connect(
            self.owner, row_factory=dict_row, cursor_factory=psycopg.AsyncClientCursor
        )
        async with connection:
            cursor = await connection.execute(query, values)
            return await cursor.fetchall() if cursor.description else []

    async def agree(self, every_s: int | None) -> None:
        await self.ask(AGREE, every_s=every_s, id=PANEL)
        await self.look()

    async def let_pass(self, **time: float) -> None:
        await self.ask(PASS, time=timedelta(**time))

    async def told(self) -> list[tuple[str, str]]:
        reports = [json.loads(row["report"])["reports"][0] for row in await self.ask(SIGNALS)]
        return [(report["area"], report["code"]) for report in reports]


@pytest.fixture
async def night(addresses: Addresses) -> AsyncIterator[Night]:
    async with AsyncConnectionPool(addresses.engine, min_size=1, max_size=3, open=False) as pool:
        night = Night(pool, addresses.owner)
        await night.begins_to_listen()
        yield night


async def test_a_silent_panel_is_one_alert_at_its_site_and_over_once_it_is_heard(
    night: Night, door: Door
) -> None:
    await night.agree(300)
    async with door.caller() as panel:
        panel.send(LINK_TEST)
        assert b'"ACK"' in await panel.answer()
        await door.await_rows(HEARD, 1)
        await night.let_pass(minutes=6)
        assert [await night.look() for _ in range(3)] == [1, 0, 0]
        (alert,) = await door.await_rows(ALERTS, 1)
        assert (alert["site_id"], alert["area"]) == (story.CANALSIDE, "1234")
        assert (alert["priority"], alert["count"], alert["restored_at"]) == (3, 1, None)
        assert "expected every 5 min" in alert["zone_text"]
        panel.send(LINK_TEST)
        await panel.answer()
        await door.await_rows(HEARD_AFTER_ALL, 1)
        assert [await night.look() for _ in range(2)] == [1, 0]
    (over,) = await door.await_rows(OVER, 1)
    assert over["id"] == alert["id"]
    assert await door.ask("select state from incident") == [{"state": "waiting"}], "closes nothing"
    assert await night.ask(SILENT) == []


async def test_only_what_a_panel_itself_may_have_sent_is_a_sign_of_life(
    night: Night, door: Door
) -> None:
    async with door.caller() as panel:
        clear = write_message(replace(ALARM, account="AAA1", message=b"#AAA1|Nri1/FA9"))
        stale = sealed_alarm(off=timedelta(seconds=-60))
        panel.send(clear + stale + alarm()[:-4] + b"X]\r" + LINK_TEST)
        for token in ("DUH", "NAK", "ACK"):
            answer = await panel.answer()
            assert only_frame(answer).token == token
        await door.await_rows(HEARD, 1)
        panel.send(sealed_alarm())
        assert only_frame(await panel.answer()).token == "ACK"
    rows = await door.await_rows(HEARD, 2)
    assert {row["account"] for row in rows} == {"1234", "AAA1"}


async def test_a_restart_of_the_receiver_raises_nothing(night: Night, addresses: Addresses) -> None:
    await night.ask(MANY, count=1_000, id=PANEL)
    await night.agree(300)
    await night.let_pass(hours=3)
    await night.ask("update line_listening set until = until - interval '10 minutes'")
    assert await night.look() == 0, "nobody listens"
    async with open_door(addresses) as door:
        await door.await_rows(LISTENS, 1)
        assert await night.look() == 0
        await night.let_pass(minutes=5)
        assert await night.look() == 0, "no interval has passed since then"
    assert await night.told() == []


async def test_a_receiver_that_was_held_up_begins_anew_and_another_cannot_undo_that(
    night: Night,
) -> None:
    await night.agree(300)
    other = await night.begins_to_listen()
    await night.let_pass(minutes=10)
    await night.listens(await night.listens(other))
    assert await night.look() == 1, "both receivers listened all the time"
    await night.ask("update panel_heard set silent_since = null")
    await night.listens(other - timedelta(seconds=6))
    await night.listens(await night.listens(other))
    assert await night.look() == 0


async def test_a_panel_is_watched_from_the_moment_it_is_added(night: Night) -> None:
    await night.let_pass(days=3)
    await night.agree(60)
    assert await night.look() == 0
    await night.let_pass(seconds=89)
    assert await night.look() == 0
    await night.let_pass(seconds=1)
    assert await night.look() == 1
    assert await night.told() == [("1234", "panel_silent")]


async def test_another_interval_is_waited_for_from_the_moment_it_was_agreed(night: Night) -> None:
    await night.agree(86_400)
    await night.hears(PANEL)
    await night.let_pass(hours=20)
    await night.agree(60)
    assert await night.look() == 0
    await night.let_pass(seconds=90)
    assert await night.look() == 1


@pytest.mark.parametrize("statement", [FREE, WITHDRAW])
async def test_a_panel_that_nobody_waits_for_is_not_watched(
    night: Night, statement: LiteralString
) -> None:
    await night.agree(60)
    await night.ask(statement, id=PANEL)
    await night.let_pass(hours=1)
    assert await night.look() == 0
    assert await night.told() == []


async def test_what_was_said_of_a_panel_ends_with_its_withdrawal(night: Night) -> None:
    await night.agree(60)
    await night.let_pass(hours=1)
    assert await night.look() == 1
    await night.ask(WITHDRAW, id=PANEL)
    await night.look()
    assert await night.ask(SILENT) == []


async def test_when_our_network_is_cut_one_alert_stands_at_the_line_and_ends_with_it(
    night: Night, door: Door
) -> None:
    await night.ask(MANY, count=1_000, id=PANEL)
    await night.look()
    await night.let_pass(minutes=6)
    assert [await night.look() for _ in range(3)] == [1, 0, 0]
    (alert,) = await door.await_rows(ALERTS, 1)
    assert (alert["line_id"], alert["code"]) == (story.LINE, "line_deaf")
    async with door.caller() as panel:
        panel.send(LINK_TEST)
        assert b'"ACK"' in await panel.answer()
    await door.await_rows(HEARD, 1)
    assert [await night.look() for _ in range(2)] == [1, 0]
    await door.await_rows(OVER, 1)
    await night.let_pass(minutes=5)
    assert await night.look() == 0, "each has its whole interval again"


async def test_many_silent_panels_are_told_of_in_turns_and_each_once(night: Night) -> None:
    await night.ask(MANY, count=250, id=PANEL)
    await night.look()
    await night.let_pass(hours=1)
    await night.hears(PANEL)
    looking = [asyncio.create_task(night.look()) for _ in range(2)]
    assert sum(await asyncio.gather(*looking)) == 2 * AT_ONCE
    assert await night.look() == 50
    assert len(set(await night.told())) == len(await night.told()) == 250


@pytest.mark.parametrize("every_s", [10, 90, 299, 300, 301, 3_600, 86_400])
@pytest.mark.parametrize("short_of_s", [2.0, -0.5])
async def test_the_database_finds_whom_the_rule_calls_silent(
    night: Night, every_s: int, short_of_s: float
) -> None:
    await night.agree(every_s)
    allowed = timedelta(seconds=every_s) + grace(timedelta(seconds=every_s))
    await night.let_pass(seconds=allowed.total_seconds() - short_of_s)
    async with night.pool.connection() as connection:
        now = await database_clock(connection)
        found = await PostgresWatches(connection, new_id).claim_overdue(now, AT_ONCE)
    assert len(found) == (1 if short_of_s < 0 else 0)
    assert all(is_silent(watch, listening, now) for watch, listening in found)


async def test_what_was_heard_is_kept_until_it_could_be_written(night: Night) -> None:
    hearing = Hearing()
    async with night.pool.connection() as connection:
        hearing.note([PANEL], await database_clock(connection))
    await night.ask("alter table panel_heard rename to gone")
    with pytest.raises(psycopg.errors.UndefinedTable):
        await hearing.write_once(night.pool, story.LINE)
    await night.ask("alter table gone rename to panel_heard")
    for _ in range(2):
        await hearing.write_once(night.pool, story.LINE)
    assert await night.ask(HEARD) == [{"account": "1234"}]


async def test_a_fault_of_ours_shows_and_the_loop_goes_on_once_it_is_mended(
    night: Night, caplog: pytest.LogCaptureFixture
) -> None:
    rung, pulse = asyncio.Event(), Pulse("supervise")
    pulse.has_turned = False
    await night.agree(60)
    await night.let_pass(hours=1)
    await night.ask("alter table line_listening rename to gone")
    looking = asyncio.create_task(supervise_panels(night.pool, rung.set, pulse, every_s=0.01))
    async with asyncio.timeout(5):
        while "could not be looked at" not in caplog.text:  # noqa: ASYNC110  a log rings no bell
            await asyncio.sleep(0.01)
        assert vars(pulse)["has_turned"] is False
        await night.ask("alter table gone rename to line_listening")
        await rung.wait()
    assert vars(pulse)["has_turned"] is True
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    assert await night.told() == [("1234", "panel_silent")]
