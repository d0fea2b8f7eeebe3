"""Two who make two incidents of one place silent at one moment wait for each other in no circle."""

import asyncio
from uuid import UUID

from tests.db.conftest import OLIVE
from tests.db.scene import CANALSIDE, open_incident
from tests.scene import reported
from tocsin.app.news import suspect_duress
from tocsin.db.work import WorkOpener


async def test_two_of_one_place_become_silent_at_one_moment(engine_work: WorkOpener) -> None:
    """What is open beside it is read, and held by nobody here: a colleague may hold it."""
    both = [await open_incident(engine_work, CANALSIDE, reported(code)) for code in ("BA", "FA")]
    read = asyncio.Barrier(2)

    async def suspect(incident_id: UUID) -> None:
        async with engine_work("suspect_duress") as work:
            held = await work.incidents.get_for_update(incident_id)
            await read.wait()
            beside = await work.incidents.beside(held)
            assert [one.id for one in beside] == [one for one in both if one != incident_id]
            await suspect_duress(work, incident_id, OLIVE, None)

    await asyncio.wait_for(asyncio.gather(*map(suspect, both)), 10)
    async with engine_work("test") as work:
        found = [await work.incidents.get_for_update(one) for one in both]
    assert [(one.silent, one.hushed) for one in found] == [(True, True), (True, True)]
