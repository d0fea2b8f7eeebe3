"""P9: what was written in a journal stays; its numbers have no gaps; its time never goes back."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest

from tests.clock import FakeClock
from tests.conftest import Addresses
from tests.db.conftest import OLIVE
from tests.db.scene import MARGUERITE, PANIC, ask, open_incident
from tests.domain.specimen import KEY
from tocsin.app import incident as incidents
from tocsin.db.report import read_report_contents
from tocsin.db.work import WorkOpener
from tocsin.demo import story
from tocsin.domain.record.finding import Fault, Finding
from tocsin.domain.record.report import make_report, verify

CHANGES = [
    "update journal_entry set text = text",
    "update journal_entry set at = at - interval '1 hour'",
    "delete from journal_entry",
    "truncate journal_entry cascade",
    "update journal_body set text = 'nothing happened'",
    "truncate journal_body",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["owner", "engine", "web"])
def test_nobody_changes_what_was_written(night: Addresses, role: str, change: str) -> None:
    with psycopg.connect(getattr(night, role)) as connection:
        centre = str(story.NORTHGATE)
        connection.execute("select set_config('tocsin.organisation', %s, true)", [centre])
        refusal = psycopg.errors.InsufficientPrivilege
        if role == "owner":
            refusal = psycopg.errors.RaiseException  # type: ignore[assignment]  # both are errors
        with pytest.raises(refusal):
            connection.execute(change.encode())


@pytest.mark.parametrize("role", ["engine", "web"])
def test_only_the_owner_erases_words(night: Addresses, role: str) -> None:
    with (
        psycopg.connect(getattr(night, role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("delete from journal_body")


async def write_note(open_work: WorkOpener, incident_id: UUID, words: str) -> None:
    async with open_work("write_note") as work:
        await incidents.write_note(work, incident_id, OLIVE, words)


async def findings(open_work: WorkOpener, incident_id: UUID) -> list[Finding]:
    async with open_work("read") as work:
        made_at = datetime.now(UTC)
        contents = await read_report_contents(work.connection, incident_id, made_at)
    return verify(make_report(contents, KEY), KEY.key_id)


async def test_erased_words_leave_a_report_that_still_verifies_and_says_so(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    incident_id = await open_incident(engine_work, MARGUERITE, PANIC)
    await write_note(engine_work, incident_id, "Her mother’s name")
    await write_note(engine_work, incident_id, "Nothing of the kind")
    assert await findings(engine_work, incident_id) == []
    ask(addresses.owner, "delete from journal_body where number = 2")
    assert [(f.fault, f.number) for f in await findings(engine_work, incident_id)] == [
        (Fault.BODY_ERASED, 2)
    ]


async def test_a_change_behind_everybodys_back_is_found(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    incident_id = await open_incident(engine_work, MARGUERITE, PANIC)
    await write_note(engine_work, incident_id, "They said they were fine")
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("alter table journal_body disable trigger all")
        owner.execute("update journal_body set text = replace(text, 'fine', 'hurt')")
    faults = [finding.fault for finding in await findings(engine_work, incident_id)]
    assert faults == [Fault.BODY_CHANGED]


async def test_twenty_writers_at_once_leave_no_gap_and_one_chain(
    addresses: Addresses, engine_work: WorkOpener
) -> None:
    incident_id = await open_incident(engine_work)
    await asyncio.gather(*(write_note(engine_work, incident_id, str(n)) for n in range(20)))
    numbers = ask(addresses.owner, "select number from journal_entry order by number")
    assert numbers == list(range(1, 22))
    assert await findings(engine_work, incident_id) == []


async def test_a_clock_that_was_set_back_does_not_turn_the_record_around(
    addresses: Addresses, engine_work: WorkOpener, clock: FakeClock
) -> None:
    incident_id = await open_incident(engine_work)
    clock.back(seconds=30)
    await write_note(engine_work, incident_id, "Half a minute earlier")
    clock.forward(hours=1)
    await write_note(engine_work, incident_id, "An hour later")
    first, second, third = ask(
        addresses.owner,
        "select at from journal_entry where kind in (%s, %s) order by number",
        "incident.opened",
        "incident.noted",
    )
    assert first == second < third
    assert await findings(engine_work, incident_id) == []
