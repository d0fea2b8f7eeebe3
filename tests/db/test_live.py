"""The feed (P10): in the order of commits, each change once or again, and none missed."""

from uuid import UUID

import psycopg
import pytest

from tests.conftest import EPOCH, Addresses
from tests.db.scene import ASHWORTH, CANALSIDE, MARGUERITE, open_incident
from tocsin.db import live
from tocsin.db.live import Cursor, Stale, changed_rows, cursor_now
from tocsin.db.work import INTRODUCE, WorkOpener
from tocsin.demo import story

PUT = """
    insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
    select clock_timestamp(), 'incident', id, customer_id, centre_id, silent from incident
    where id = %s
"""


async def read(
    addresses: Addresses, since: Cursor | None = None, organisation: UUID = story.NORTHGATE
) -> tuple[Cursor, set[UUID]]:
    """Read as a web process does: what changed since a cursor, and the cursor to go on from."""
    async with await psycopg.AsyncConnection.connect(addresses.web) as connection:
        await connection.execute("set transaction isolation level repeatable read read only")
        await connection.execute(INTRODUCE, {"organisation": str(organisation), "work": "test"})
        until = await cursor_now(connection)
        rows = [] if since is None else await changed_rows(connection, since, until)
        return until, {row["id"] for row in rows}


async def test_a_change_that_commits_after_a_later_one_was_read_is_not_missed(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    """Number 1 is put on the feed first and committed last, by two connections at once."""
    early = await open_incident(engine_work, CANALSIDE)
    late = await open_incident(engine_work, ASHWORTH)
    cursor, _ = await read(addresses)
    with psycopg.connect(addresses.engine) as first, psycopg.connect(addresses.engine) as second:
        first.execute(PUT, [early])
        second.execute(PUT, [late])
        second.commit()
        cursor, seen = await read(addresses, cursor)
        assert early not in seen
        first.commit()
        cursor, more = await read(addresses, cursor)
        seen |= more
    cursor, more = await read(addresses, cursor)
    assert seen | more == {early, late}
    assert (await read(addresses, cursor))[1] == set()


async def test_the_order_of_the_numbers_alone_would_have_missed_it(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    """The scene above is one in which a sequence is no cursor: else it would prove nothing."""
    incident_id = await open_incident(engine_work, CANALSIDE)
    with psycopg.connect(addresses.engine) as first, psycopg.connect(addresses.engine) as second:
        first.execute(PUT, [incident_id])
        second.execute(PUT, [incident_id])
        second.commit()
        highest = first.execute("select max(id) from feed").fetchone()
        mine = first.execute("select min(id) from feed where tx = pg_current_xact_id()").fetchone()
        assert highest is not None
        assert mine is not None
        assert mine[0] < highest[0]


async def test_a_lists_cursor_is_that_of_what_the_list_shows(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    await open_incident(engine_work, CANALSIDE)
    cursor, _ = await read(addresses)
    assert (await read(addresses, cursor))[1] == set()
    panic = await open_incident(engine_work, MARGUERITE)
    assert (await read(addresses, cursor))[1] == {panic}


async def test_a_cursor_is_read_as_it_was_given_out(addresses: Addresses) -> None:
    cursor, _ = await read(addresses)
    assert Cursor.read(str(cursor)) == cursor
    assert cursor.epoch == EPOCH


@pytest.mark.parametrize("text", ["", ".", "x.1", f"{EPOCH.hex}", f"{EPOCH.hex}.-1", "1.1.1"])
def test_what_was_never_given_out_is_stale(text: str) -> None:
    with pytest.raises(Stale):
        Cursor.read(text)


async def test_a_cursor_of_another_life_of_the_database_is_stale(addresses: Addresses) -> None:
    cursor, _ = await read(addresses)
    with pytest.raises(Stale):
        await read(addresses, Cursor(UUID(int=99), cursor.tx))


async def test_a_cursor_that_lies_ahead_is_stale(addresses: Addresses) -> None:
    cursor, _ = await read(addresses)
    with pytest.raises(Stale):
        await read(addresses, Cursor(cursor.epoch, cursor.tx + 1_000_000))


async def test_too_many_changes_are_stale_and_one_fewer_are_read(
    addresses: Addresses, engine_work: WorkOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursor, _ = await read(addresses)
    for ref in (CANALSIDE, ASHWORTH, MARGUERITE):
        await open_incident(engine_work, ref)
    monkeypatch.setattr(live, "TOO_MANY", 4)
    assert len((await read(addresses, cursor))[1]) == 3
    monkeypatch.setattr(live, "TOO_MANY", 3)
    with pytest.raises(Stale):
        await read(addresses, cursor)


async def test_each_party_reads_its_own(addresses: Addresses, engine_work: WorkOpener) -> None:
    cursor, _ = await read(addresses)
    theirs = await open_incident(engine_work, CANALSIDE)
    ours = await open_incident(engine_work, ASHWORTH)
    assert (await read(addresses, cursor, story.HARGREAVES))[1] == {theirs}
    assert (await read(addresses, cursor, story.CALDER_VALE))[1] == {ours}
