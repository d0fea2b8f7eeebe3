"""The outbox: what is owed outside is done, by one at a time, again after a crash, or told of."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.conftest import Addresses
from tests.db.conftest import work_to_the_close
from tests.db.scene import ask, open_incident
from tocsin.db.outbox import Owed, claim_owed, fail_owed, settle_owed
from tocsin.db.work import WorkOpener
from tocsin.gateways.clock import new_id
from tocsin.loops.outbox import do_one

STATE = "select state, attempts, due_at - clock_timestamp(), last_error, result from outbox"
NEWEST_ENTRY = "select kind from journal_entry order by at desc, number desc limit 1"
RUN_OUT = "update outbox set due_at = clock_timestamp() - interval '1 second'"


@pytest.fixture
async def owing(addresses: Addresses, engine_work: WorkOpener) -> UUID:
    """Owe one report, by closing an incident."""
    incident_id = await open_incident(engine_work)
    await work_to_the_close(engine_work, incident_id)
    ask(addresses.owner, RUN_OUT)  # the tests' clock is ahead of the database's
    return incident_id


async def claim(open_work: WorkOpener) -> Owed | None:
    async with open_work.pool.connection() as connection:
        return await claim_owed(connection, new_id())


async def test_what_is_owed_is_claimed_by_one(engine_work: WorkOpener, owing: UUID) -> None:
    owed = await claim(engine_work)
    assert owed is not None
    assert (owed.kind, owed.subject_id, owed.attempts) == ("file_report", owing, 1)
    assert await claim(engine_work) is None


async def test_after_a_crash_it_is_done_again_once_the_lease_ran_out(
    addresses: Addresses, engine_work: WorkOpener, owing: UUID
) -> None:
    first = await claim(engine_work)
    (_, _, left, _, _) = ask(addresses.owner, STATE)[0]
    assert timedelta(seconds=55) < left <= timedelta(seconds=60)
    ask(addresses.owner, RUN_OUT)
    second = await claim(engine_work)
    assert first is not None
    assert second is not None
    assert (second.id, second.attempts) == (first.id, 2)
    assert second.lease != first.lease


async def test_whoever_lost_the_lease_writes_nothing(
    addresses: Addresses, engine_work: WorkOpener, owing: UUID
) -> None:
    late = await claim(engine_work)
    ask(addresses.owner, RUN_OUT)
    holder = await claim(engine_work)
    assert late is not None
    assert holder is not None
    async with engine_work.pool.connection() as connection:
        await settle_owed(connection, late, "from the dead")
        await fail_owed(connection, late, "from the dead")
    assert ask(addresses.owner, STATE)[0][0] == "claimed"
    async with engine_work.pool.connection() as connection:
        await settle_owed(connection, holder, "done")
    assert ask(addresses.owner, "select state, result from outbox") == [("done", "done")]


async def test_a_deed_is_done_once_and_its_result_kept(
    addresses: Addresses, engine_work: WorkOpener, owing: UUID
) -> None:
    done: list[UUID] = []

    async def deed(owed: Owed) -> str:
        done.append(owed.subject_id)
        return "sha256:1"

    assert await do_one(engine_work, {"file_report": deed}, new_id())
    assert not await do_one(engine_work, {"file_report": deed}, new_id())
    assert done == [owing]
    assert ask(addresses.owner, "select state, result from outbox") == [("done", "sha256:1")]


async def test_what_fails_is_tried_later_each_time_and_given_up_before_somebodys_eyes(
    addresses: Addresses, engine_work: WorkOpener, owing: UUID
) -> None:
    async def deed(_owed: Owed) -> str:
        raise OSError("the disk is full")

    waits = []
    before = ask(addresses.owner, "select count(*) from feed")[0]
    for attempt in range(1, 13):
        assert await do_one(engine_work, {"file_report": deed}, new_id())
        state, attempts, left, error, _ = ask(addresses.owner, STATE)[0]
        assert (attempts, error) == (attempt, "OSError: the disk is full")
        assert state == ("owed" if attempt < 12 else "given_up")
        assert not await do_one(engine_work, {"file_report": deed}, new_id())
        waits.append(left.total_seconds())
        ask(addresses.owner, RUN_OUT)
    assert [round(wait) for wait in waits] == [min(600, 2**n) for n in range(1, 13)]
    assert await claim(engine_work) is None
    told = ask(addresses.owner, "select needs_human from incident")
    assert told == ["file report could not be done: OSError: the disk is full"]
    assert ask(addresses.owner, "select count(*) from feed")[0] == before + 1
    assert ask(addresses.owner, NEWEST_ENTRY) == ["incident.needs_human"]


async def test_what_kills_whoever_tries_it_is_given_up_too_before_somebodys_eyes(
    addresses: Addresses, engine_work: WorkOpener, owing: UUID
) -> None:
    """A try counts when it is begun: the dead write nothing down."""
    for _ in range(12):
        assert await claim(engine_work) is not None
        ask(addresses.owner, RUN_OUT)
    tried: list[Owed] = []

    async def deed(owed: Owed) -> str:
        tried.append(owed)
        return "done"

    assert await do_one(engine_work, {"file_report": deed}, new_id())
    assert tried == []
    (state, attempts, _, error, _) = ask(addresses.owner, STATE)[0]
    assert (state, attempts, error) == ("given_up", 13, "every process that tried it died of it")
    (told,) = ask(addresses.owner, "select needs_human from incident")
    assert told.startswith("file report could not be done")
    assert ask(addresses.owner, NEWEST_ENTRY) == ["incident.needs_human"]


async def test_a_kind_that_nobody_knows_how_to_do_is_no_end_of_the_loop(
    addresses: Addresses, engine_work: WorkOpener, owing: UUID
) -> None:
    assert await do_one(engine_work, {}, new_id())
    assert ask(addresses.owner, "select state, last_error from outbox") == [
        ("owed", "KeyError: 'file_report'")
    ]


async def test_the_longest_owed_comes_first(
    addresses: Addresses, engine_work: WorkOpener, owing: UUID
) -> None:
    ask(
        addresses.owner,
        "insert into outbox (id, kind, subject_kind, subject_id, body, work, added_at, due_at)"
        " select gen_random_uuid(), 'older', subject_kind, subject_id, '{}', work, added_at,"
        " due_at - interval '1 hour' from outbox",
    )
    first = await claim(engine_work)
    assert first is not None
    assert first.kind == "older"
