"""What asks for a person asks until somebody does something with it, and stands in the queue."""

from uuid import UUID

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import BURGLARY, PANIC, Browser, send
from tests.web.conftest import Raise
from tests.web.test_thread import take_in
from tocsin.db.need import tell_operators
from tocsin.db.work import WorkOpener

WHY = "The report could not be filed: the disk is full"
CLOSE = "update incident set state = 'closed', closed_at = clock_timestamp()"


async def tell(open_work: WorkOpener, incident_id: str) -> None:
    async with open_work("outbox") as work:
        await tell_operators(work, UUID(incident_id), WHY)


async def test_what_a_machine_writes_takes_no_call_for_a_person_back(
    engine_work: WorkOpener, program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, PANIC)
    await tell(engine_work, row["id"])
    await send(program, PANIC)
    await raise_all()
    (again,) = await olive.queue()
    assert again["version"] > row["version"] + 1
    assert again["needs_human"] == WHY
    assert (await olive.do(row["id"], "claim"))["needs_human"] is None
    assert [one["needs_human"] for one in await olive.queue()] == [None]


async def test_a_closed_incident_that_asks_for_a_person_stands_in_the_queue_until_one_looked(
    addresses: Addresses,
    engine_work: WorkOpener,
    program: Browser,
    raise_all: Raise,
    *,
    olive: Browser,
) -> None:
    row = await take_in(program, raise_all, olive, BURGLARY)
    ask(addresses.owner, CLOSE)
    assert await olive.queue() == []
    await tell(engine_work, row["id"])
    (asking,) = await olive.queue()
    assert (asking["state"], asking["needs_human"]) == ("closed", WHY)
    noted = await olive.do(row["id"], "notes", {"text": "Filed by hand"})
    assert noted["needs_human"] is None
    assert await olive.queue() == []
