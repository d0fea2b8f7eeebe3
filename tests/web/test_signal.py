"""One signal looked up by its id, among all that were ever stored."""

from uuid import UUID

import psycopg
import pytest

from tests.conftest import Addresses
from tests.web.browser import BURGLARY, Browser, problem_of, send
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
