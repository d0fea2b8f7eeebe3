"""Nothing is answered before it is committed, and a repeat has the effect of once (P6)."""

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import BURGLARY, PANIC, Browser, problem_of, send
from tests.web.conftest import Raise
from tocsin.db.work import PostgresWork

REFUSE_AT_COMMIT = """
    create function refuse_commit() returns trigger language plpgsql as $$
    begin raise exception 'the disk is gone'; end $$;
    create constraint trigger refuse after insert on {table} deferrable initially deferred
        for each row execute function refuse_commit();
"""
NOTE = {"text": "Called twice, sent twice"}


@pytest.fixture
async def incident_id(program: Browser, raise_all: Raise, olive: Browser) -> str:
    await send(program, PANIC)
    await raise_all()
    (row,) = await olive.queue()
    await olive.do(row["id"], "claim")
    found: str = row["id"]
    return found


def refuse_at_commit(addresses: Addresses, table: str) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(REFUSE_AT_COMMIT.format(table=table).encode())


def notes(addresses: Addresses) -> int:
    query = "select count(*) from journal_entry where kind = 'incident.noted'"
    count: int = ask(addresses.owner, query)[0]
    return count


async def test_nothing_is_answered_before_it_is_committed(
    addresses: Addresses, olive: Browser, incident_id: str
) -> None:
    refuse_at_commit(addresses, "journal_entry")
    answer = await olive.command(f"/incidents/{incident_id}/notes", NOTE)
    assert answer.status_code == 500
    assert problem_of(answer)["type"].endswith("/fault")
    assert "disk" not in answer.text
    assert notes(addresses) == 0
    assert ask(addresses.owner, "select count(*) from command where answer like '%twice%'") == [0]


async def test_a_signal_is_acknowledged_only_once_it_is_stored(
    addresses: Addresses, program: Browser
) -> None:
    """P5."""
    refuse_at_commit(addresses, "signal")
    answer = await program.command("/signals", BURGLARY)
    assert answer.status_code == 500
    assert ask(addresses.owner, "select count(*) from signal") == [0]


async def test_a_command_that_failed_may_be_sent_again_under_its_id(
    addresses: Addresses, olive: Browser, incident_id: str
) -> None:
    key = uuid4()
    refuse_at_commit(addresses, "journal_entry")
    path = f"/incidents/{incident_id}/notes"
    assert (await olive.command(path, NOTE, key=key)).status_code == 500
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("drop trigger refuse on journal_entry")
    assert (await olive.command(path, NOTE, key=key)).status_code == 200
    assert notes(addresses) == 1


async def test_the_same_command_twice_is_once_and_the_same_bytes(
    addresses: Addresses, olive: Browser, incident_id: str
) -> None:
    key, path = uuid4(), f"/incidents/{incident_id}/notes"
    first = await olive.command(path, NOTE, key=key)
    await olive.do(incident_id, "notes", {"text": "Something else in between"})
    second = await olive.command(path, NOTE, key=key)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert notes(addresses) == 2


async def test_without_the_id_the_same_words_are_two_notes(
    addresses: Addresses, olive: Browser, incident_id: str
) -> None:
    for _ in range(2):
        await olive.do(incident_id, "notes", NOTE)
    assert notes(addresses) == 2


async def test_another_content_under_one_id_is_refused(
    addresses: Addresses, olive: Browser, incident_id: str
) -> None:
    key, path = uuid4(), f"/incidents/{incident_id}/notes"
    await olive.command(path, NOTE, key=key)
    for other_path, body in ((path, {"text": "Other"}), (f"/incidents/{incident_id}/close", None)):
        refused = await olive.command(other_path, body, key=key)
        assert refused.status_code == 409
        assert problem_of(refused)["type"].endswith("/another-command")
    assert notes(addresses) == 1


async def test_the_same_command_twice_at_one_instant_is_once(
    addresses: Addresses, olive: Browser, incident_id: str
) -> None:
    path = f"/incidents/{incident_id}/notes"
    for _ in range(5):
        key = uuid4()
        answers = await asyncio.gather(*(olive.command(path, NOTE, key=key) for _ in range(4)))
        assert [answer.status_code for answer in answers] == [200] * 4
        assert len({answer.content for answer in answers}) == 1
    assert notes(addresses) == 5


async def test_a_signal_sent_again_until_it_is_answered_is_one_alarm(
    addresses: Addresses, program: Browser
) -> None:
    key = uuid4()
    answers = [await program.command("/signals", PANIC, key=key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert len({answer.content for answer in answers}) == 1
    assert ask(addresses.owner, "select count(*) from signal") == [1]


async def test_a_command_id_belongs_to_who_sent_it(
    addresses: Addresses, olive: Browser, dev: Browser, incident_id: str
) -> None:
    key, path = uuid4(), f"/incidents/{incident_id}/notes"
    assert (await olive.command(path, NOTE, key=key)).status_code == 200
    assert (await dev.command(path, {"text": "Not Olive's"}, key=key)).status_code == 200
    assert notes(addresses) == 2


async def test_an_id_that_is_no_uuid_is_refused(olive: Browser, incident_id: str) -> None:
    headers = {"X-Tocsin-App": "console", "Idempotency-Key": "again"}
    path = f"/api/v1/incidents/{incident_id}/notes"
    answer = await olive.post(path, json=NOTE, headers=headers)
    assert answer.status_code == 422


async def test_a_refused_command_leaves_nothing_behind(
    addresses: Addresses, olive: Browser, incident_id: str
) -> None:
    key = uuid4()
    refused = await olive.command(f"/incidents/{incident_id}/close", key=key)
    assert refused.status_code == 409
    assert ask(addresses.owner, "select count(*) from command where id = %s", key) == [0]


async def test_two_operators_at_one_instant_one_has_it_and_the_other_is_told_who(
    program: Browser, raise_all: Raise, olive: Browser, dev: Browser
) -> None:
    for _ in range(3):
        await send(program, BURGLARY)
    await raise_all()
    (row,) = await olive.queue()
    path = f"/incidents/{row['id']}/claim"
    answers = await asyncio.gather(olive.command(path), dev.command(path))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert problem_of(refused)["type"].endswith("/in-other-hands")


async def test_a_write_without_a_trace_is_never_committed(
    addresses: Addresses,
    monkeypatch: pytest.MonkeyPatch,
    browsers: Callable[[], Browser],
    olive: Browser,
    incident_id: str,
) -> None:
    """The unit of work refuses what a forgetful use case did: no entry, no next look."""

    async def forgetful(work: PostgresWork, incident: UUID, *_rest: object) -> None:
        found = await work.incidents.get_for_update(incident)
        work.ledger.wrote(found)

    monkeypatch.setattr("tocsin.app.incident.write_note", forgetful)
    before = notes(addresses)
    answer = await olive.command(f"/incidents/{incident_id}/notes", NOTE)
    assert answer.status_code == 500
    assert notes(addresses) == before
