"""A plan that another release wrote: the alarm is on the board all the same, and may be taken."""

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.conftest import Addresses
from tests.web.browser import BURGLARY, Browser
from tests.web.conftest import Raise
from tests.web.test_thread import take_in
from tocsin.domain.response.response_plan import UNREAD

# The database's owner may what no use case does.
CHANGE_PLANS = "update response_plan set body = body || %s"
CHANGE_INCIDENTS = "update incident set plan = plan || %s"
NEWER = {"drones": 2}  # this release does not know it
OTHER = {"rounds": "many"}  # this release knows it as something else


@pytest.mark.parametrize("written", [NEWER, OTHER])
async def test_it_opens_by_what_can_be_read_and_says_so(
    addresses: Addresses,
    program: Browser,
    raise_all: Raise,
    written: dict[str, object],
) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(CHANGE_PLANS, [Jsonb(written)])
    row = await take_in(program, raise_all, program, BURGLARY)
    plan = (await program.see(f"/incidents/{row['id']}"))["plan"]
    assert plan["instructions"][0] == {"weight": "warning", "text": UNREAD}
    assert plan["name"] == "Canalside, at all hours"


async def test_what_is_open_under_one_is_shown_and_taken_and_holds_up_nothing(
    addresses: Addresses, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(CHANGE_INCIDENTS, [Jsonb(OTHER)])
    (listed,) = await olive.queue()
    assert listed["clock"] is not None
    taken = await olive.do(row["id"], "claim")
    assert taken["plan"]["instructions"][0]["text"] == UNREAD
    fire = BURGLARY | {"code": "FA", "zone": "1"}
    assert (await program.command("/signals", fire)).status_code == 202
    await raise_all()
    assert {one["response_kind"] for one in await olive.queue()} == {"intruder", "fire"}


async def test_the_set_up_lists_it_as_it_was_written(addresses: Addresses, priya: Browser) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(CHANGE_PLANS, [Jsonb(NEWER)])
    listed = (await priya.see("/response-plans"))["items"]
    assert {one["plan"]["drones"] for one in listed} == {2}
