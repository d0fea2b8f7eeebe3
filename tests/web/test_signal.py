"""One signal looked up by its id, among all that were ever stored."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import Addresses
from tests.web.browser import BURGLARY, Browser, problem_of, send
from tests.web.conftest import Raise
from tocsin.demo import story
from tocsin.web.signal import GET_NEAR, _near

MANY = """
    insert into signal (
        id, received_at, channel, source, raw, report, settlement, centre_id, account)
    select gen_random_uuid(), clock_timestamp() - n * interval '10 seconds', 'dc09_tcp', '', '',
        '{"reports":[]}', 'recorded', %(centre)s, '1234' from generate_series(1, 20000) as n
"""
MISTIMED = "update signal set received_at = received_at + interval '1 day'"


async def test_it_is_found_by_an_index_however_many_there_are(
    addresses: Addresses, program: Browser
) -> None:
    stored = await send(program, BURGLARY)
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        owner.execute(MANY, {"centre": story.NORTHGATE})
        owner.execute("analyze signal")
    with psycopg.connect(addresses.web) as web:
        web.execute("select set_config('tocsin.organisation', %s, true)", [str(story.NORTHGATE)])
        explain = f"explain (analyze, buffers) {GET_NEAR}".encode()
        steps = "\n".join(row[0] for row in web.execute(explain, _near(UUID(stored["id"]))))
    assert "Seq Scan on signal_2" not in steps, steps
    assert (await program.see(f"/signals/{stored['id']}"))["id"] == stored["id"]


async def test_it_is_found_where_a_clock_was_wrong(addresses: Addresses, program: Browser) -> None:
    stored = await send(program, BURGLARY)
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(MISTIMED)
    assert (await program.see(f"/signals/{stored['id']}"))["id"] == stored["id"]


@pytest.mark.parametrize("unknown", [UUID(int=0), UUID(int=2**128 - 1)])
async def test_what_is_not_there_is_said_not_to_be(program: Browser, unknown: UUID) -> None:
    problem_of(await program.get(f"/api/v1/signals/{unknown}"))


YEARS_OFF = datetime(1971, 1, 1, tzinfo=UTC)


async def test_the_error_of_its_clock_is_subtracted_when_it_says_when_it_sends(
    program: Browser,
) -> None:
    """Its raw text stays as it came."""
    sent = YEARS_OFF + timedelta(hours=1)
    times = {"occurred_at": YEARS_OFF.isoformat(), "sent_at": sent.isoformat()}
    stored = await send(program, BURGLARY | times)
    found = await program.see(f"/signals/{stored['id']}")
    lay_for = datetime.fromisoformat(found["received_at"]) - datetime.fromisoformat(
        found["occurred_at"]
    )
    assert abs(lay_for - timedelta(hours=1)) < timedelta(seconds=10)
    assert times["sent_at"] in found["raw_text"]


@pytest.mark.parametrize(
    "sent_at", [YEARS_OFF - timedelta(seconds=1), datetime(2026, 1, 1, tzinfo=UTC)]
)
async def test_a_time_of_sending_that_cannot_be_changes_nothing(
    program: Browser, sent_at: datetime
) -> None:
    times = {"occurred_at": YEARS_OFF.isoformat(), "sent_at": sent_at.isoformat()}
    stored = await send(program, BURGLARY | times)
    found = await program.see(f"/signals/{stored['id']}")
    assert datetime.fromisoformat(found["occurred_at"]) == YEARS_OFF
    assert stored["ignored"] == []


async def test_who_sends_it_once_more_says_anew_when_and_is_answered_as_before(
    program: Browser,
) -> None:
    """P6."""
    key, now = uuid4(), datetime.now(UTC)
    answers = []
    for seconds in (1, 30):
        sent_at = (now + timedelta(seconds=seconds)).isoformat()
        alarm = BURGLARY | {"occurred_at": now.isoformat(), "sent_at": sent_at}
        answers.append(await program.command("/signals", alarm, key=key))
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()


async def test_an_equal_alarm_that_carries_its_time_is_the_same_one(
    program: Browser, raise_all: Raise
) -> None:
    """P6: also by a program that makes no key for its commands, with something else in between."""
    now = datetime.now(UTC)
    first, second = ({"occurred_at": (now - timedelta(seconds=s)).isoformat()} for s in (9, 5))
    long_ago = {"occurred_at": (now - timedelta(days=9)).isoformat()}
    for times in (first, second, first, second, long_ago, long_ago, {}, {}):
        sent = await program.post("/api/v1/signals", json=BURGLARY | times)
        assert sent.status_code == 202, sent.text
    await raise_all()
    listed = (await program.see("/signals"))["items"]
    assert [one["settlement"] for one in reversed(listed)] == [
        *("raised", "repeated", "duplicate", "duplicate"),
        *("repeated", "repeated", "repeated", "repeated"),
    ]


async def test_an_equal_alarm_with_a_key_of_its_own_is_another_one(
    program: Browser, raise_all: Raise
) -> None:
    """Whoever presses again within the minute, by a clock that is told to the minute, is heard."""
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    pressed = BURGLARY | {"occurred_at": minute.isoformat()}
    key = uuid4()
    for each in (key, key, uuid4()):
        await program.command("/signals", pressed, key=each)
    await raise_all()
    listed = (await program.see("/signals"))["items"]
    assert [one["settlement"] for one in reversed(listed)] == ["raised", "repeated"]


async def test_who_sends_a_code_that_is_not_mapped_is_told_so_and_that_somebody_sees_it(
    program: Browser, olive: Browser, raise_all: Raise
) -> None:
    assert (await send(program, BURGLARY))["unmapped"] is None
    stored = await send(program, BURGLARY | {"scheme": "TOCSIN", "code": "pannic"})
    words = "Unmapped code pannic"
    assert stored["unmapped"].startswith("The code is not mapped in the scheme TOCSIN.")
    assert f"an operator is shown “{words}”" in stored["unmapped"]
    await raise_all()
    assert words in {row["title"] for row in await olive.queue()}
