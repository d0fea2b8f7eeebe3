"""Two who make two incidents of one place silent at one moment wait for each other in no circle."""

import asyncio
from uuid import UUID

from tests.db.conftest import OLIVE
from tests.db.scene import CANALSIDE, open_incident
from tests.scene import CANALSIDE as SCENE_CANALSIDE
from tests.scene import SUBJECTS, reported
from tocsin.app.incident import claim
from tocsin.app.news import suspect_duress
from tocsin.app.phone_call import call_person, hear_outcome
from tocsin.db.work import WorkOpener
from tocsin.domain.response.phone_call import CallOutcome, HeardOutcome


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


async def test_two_who_become_silent_at_one_moment_warn_whoever_was_told_once(
    engine_work: WorkOpener,
) -> None:
    """Once is enough, and never zero: the second one reads what the first has written."""
    both = [await open_incident(engine_work, CANALSIDE, reported(code)) for code in ("BA", "FA")]
    helena = SUBJECTS[SCENE_CANALSIDE].contacts[0]
    for one in both:
        async with engine_work("told") as work:
            taken = await claim(work, one, OLIVE)
            called = await call_person(work, taken.id, OLIVE, helena.id)
            told = HeardOutcome(at=work.now, outcome=CallOutcome.TOLD)
            await hear_outcome(work, one, OLIVE, called.calls[-1].id, told)
    ready = asyncio.Barrier(2)

    async def suspect(incident_id: UUID) -> None:
        async with engine_work("suspect_duress") as work:
            await work.incidents.get_for_update(incident_id)
            await ready.wait()
            await suspect_duress(work, incident_id, OLIVE, None)

    await asyncio.wait_for(asyncio.gather(*map(suspect, both)), 10)
    async with engine_work("test") as work:
        found = [await work.incidents.get_for_update(one) for one in both]
    warned = [n.to.contact_id for one in found for n in one.notices if n.forbids]
    assert warned == [helena.id]
