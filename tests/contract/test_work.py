"""The unit of work: the same behaviour in memory and in PostgreSQL, or the fakes would lie."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from psycopg.errors import UniqueViolation

from tests import scene
from tests.contract.draft import PLAN, WRITTEN, an_incident, opened, read
from tests.contract.stage import Stage
from tests.scene import ASHWORTH, CANALSIDE, MARGUERITE
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.response_kind import ResponseKind


async def test_there_is_no_time_before_the_first_lock(stage: Stage) -> None:
    async with stage.open_work("test") as work:
        with pytest.raises(AssertionError, match="after the first lock"):
            _ = work.now
        await work.subjects.lock(CANALSIDE)
        assert work.now == stage.clock.now


async def test_time_stands_still_in_a_unit_of_work(stage: Stage) -> None:
    async with stage.open_work("test") as work:
        await work.subjects.lock(CANALSIDE)
        before = work.now
        stage.clock.forward(seconds=30)
        await work.subjects.lock(MARGUERITE)
        assert work.now == before


@pytest.mark.parametrize("ref", list(scene.SUBJECTS), ids=lambda ref: ref.kind)
async def test_a_subject_comes_with_its_contacts_in_their_order(
    stage: Stage, ref: SubjectRef
) -> None:
    async with stage.open_work("test") as work:
        assert await work.subjects.lock(ref) == scene.SUBJECTS[ref]


@pytest.mark.parametrize("kind", SubjectKind)
async def test_a_subject_that_is_not_there_is_not_found(stage: Stage, kind: SubjectKind) -> None:
    async with stage.open_work("test") as work:
        with pytest.raises(NotFound, match=kind):
            await work.subjects.lock(SubjectRef(kind=kind, id=uuid4()))


async def test_what_was_stored_is_read_again_whole(stage: Stage) -> None:
    stored = await opened(stage, an_incident(stage.clock))
    assert stored.number > 0
    assert await read(stage, stored.id) == stored


async def test_numbers_count_up(stage: Stage) -> None:
    first = await opened(stage, an_incident(stage.clock))
    second = await opened(stage, an_incident(stage.clock, kind=ResponseKind.FIRE))
    assert second.number > first.number


async def test_an_incident_that_is_not_there_is_not_found(stage: Stage) -> None:
    async with stage.open_work("test") as work:
        with pytest.raises(NotFound, match="no incident"):
            await work.incidents.get_for_update(uuid4())


async def test_all_of_a_block_happens_or_none(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    due = stage.due(incident.id)
    with pytest.raises(ZeroDivisionError):
        async with stage.open_work("test") as work:
            held = await work.incidents.get_for_update(incident.id)
            await work.incidents.save(replace(held, priority=1))
            await work.journal.append(held, WRITTEN)
            await work.deadlines.look_again(held, work.now + timedelta(seconds=1))
            await work.outbox.owe("file_report", held, {})
            _ = 1 / 0
    assert await read(stage, incident.id) == incident
    assert stage.due(incident.id) == due
    assert len(stage.journal(incident.id)) == 1
    assert stage.owed(incident.id) == []


async def test_a_write_without_a_journal_entry_is_refused(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    with pytest.raises(AssertionError, match="without a journal entry"):
        async with stage.open_work("test") as work:
            held = await work.incidents.get_for_update(incident.id)
            await work.incidents.save(replace(held, priority=1))
            await work.deadlines.look_again(held, work.now + timedelta(seconds=1))
    assert await read(stage, incident.id) == incident


async def test_a_write_without_a_next_look_is_refused(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    with pytest.raises(AssertionError, match="without its next look"):
        async with stage.open_work("test") as work:
            held = await work.incidents.get_for_update(incident.id)
            await work.incidents.save(replace(held, priority=1))
            await work.journal.append(held, WRITTEN)
    assert await read(stage, incident.id) == incident


async def test_saving_what_did_not_change_writes_nothing(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    async with stage.open_work("test") as work:
        await work.incidents.save(await work.incidents.get_for_update(incident.id))
    assert await read(stage, incident.id) == incident


async def test_a_next_look_lies_ahead(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    with pytest.raises(AssertionError, match="lies ahead"):
        async with stage.open_work("test") as work:
            held = await work.incidents.get_for_update(incident.id)
            await work.deadlines.look_again(held, work.now)


async def test_an_incident_has_one_next_look(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    sooner = stage.clock.now + timedelta(seconds=7)
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.deadlines.look_again(replace(held, priority=1), sooner)
    assert stage.due(incident.id) == (1, sooner)


async def test_a_cleared_incident_is_looked_at_no_more(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    async with stage.open_work("test") as work:
        await work.deadlines.clear(await work.incidents.get_for_update(incident.id))
    assert stage.due(incident.id) is None


async def test_a_look_comes_at_its_time_and_not_before(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock), look_in_s=30)
    stage.clock.forward(seconds=29.9)
    async with stage.open_work("look") as work:
        assert await work.incidents.claim_due(1) == []
    stage.clock.forward(seconds=0.1)
    async with stage.open_work("look") as work:
        assert await work.incidents.get_claimed(await work.incidents.claim_due(1)) == [incident]
        assert work.now == stage.clock.now


async def test_the_most_pressing_is_looked_at_first_then_the_longest_due(stage: Stage) -> None:
    kinds = [ResponseKind.INTRUDER, ResponseKind.FIRE, ResponseKind.MEDICAL]
    waits = [(2, 10), (1, 30), (1, 20)]
    incidents = [
        await opened(stage, an_incident(stage.clock, kind=kind, priority=p), look_in_s=in_s)
        for kind, (p, in_s) in zip(kinds, waits, strict=True)
    ]
    stage.clock.forward(seconds=60)
    met = []
    for at_most in (2, 5):
        async with stage.open_work("look") as work:
            for held in await work.incidents.get_claimed(await work.incidents.claim_due(at_most)):
                met.append(held.response_kind)
                await work.deadlines.look_again(held, work.now + timedelta(seconds=60))
    assert len(met) == len(incidents)
    assert met == [ResponseKind.MEDICAL, ResponseKind.FIRE, ResponseKind.INTRUDER]


async def test_how_late_a_look_was_is_written_down(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock), look_in_s=30)
    due = stage.clock.now + timedelta(seconds=30)
    stage.clock.forward(seconds=33)
    async with stage.open_work("look") as work:
        await work.incidents.get_claimed(await work.incidents.claim_due(1))
    assert stage.lateness(incident.id) == [(due, stage.clock.now)]


async def test_a_site_has_one_open_incident_of_each_kind(stage: Stage) -> None:
    await opened(stage, an_incident(stage.clock))
    await opened(stage, an_incident(stage.clock, kind=ResponseKind.FIRE))
    with pytest.raises(UniqueViolation):
        await opened(stage, an_incident(stage.clock))


async def test_a_lone_worker_has_one_open_incident(stage: Stage) -> None:
    await opened(stage, an_incident(stage.clock, MARGUERITE, kind=ResponseKind.PERSONAL))
    with pytest.raises(UniqueViolation):
        await opened(stage, an_incident(stage.clock, MARGUERITE, kind=ResponseKind.TECHNICAL))


async def test_a_closed_incident_makes_room_and_is_not_among_the_open(stage: Stage) -> None:
    first = await opened(stage, an_incident(stage.clock))
    async with stage.open_work("close") as work:
        held = await work.incidents.get_for_update(first.id)
        await work.incidents.save(replace(held, state=IncidentState.CLOSED, closed_at=work.now))
        await work.journal.append(held, WRITTEN)
        await work.deadlines.look_again(held, work.now + timedelta(seconds=9))
    second = await opened(stage, an_incident(stage.clock))
    async with stage.open_work("test") as work:
        subject = await work.subjects.lock(CANALSIDE)
        assert await work.incidents.open_of(subject) == [second]


async def test_the_open_incidents_come_in_the_order_of_their_ids(stage: Stage) -> None:
    kinds = [ResponseKind.INTRUDER, ResponseKind.FIRE, ResponseKind.MEDICAL]
    stored = [await opened(stage, an_incident(stage.clock, kind=kind)) for kind in kinds]
    await opened(stage, an_incident(stage.clock, MARGUERITE))
    async with stage.open_work("test") as work:
        subject = await work.subjects.lock(CANALSIDE)
        found = await work.incidents.open_of(subject)
    assert [one.id for one in found] == sorted(one.id for one in stored)


async def test_what_is_open_beside_one_comes_in_the_order_of_the_ids(stage: Stage) -> None:
    kinds = [ResponseKind.INTRUDER, ResponseKind.FIRE, ResponseKind.MEDICAL]
    first, *others = [await opened(stage, an_incident(stage.clock, kind=kind)) for kind in kinds]
    await opened(stage, an_incident(stage.clock, MARGUERITE))
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(first.id)
        found = await work.incidents.beside(held)
    assert list(found) == sorted(others, key=lambda one: one.id)


async def test_what_an_incident_opened_with_never_changes(stage: Stage) -> None:
    """P11: nothing that is saved later reaches the plan."""
    incident = await opened(stage, an_incident(stage.clock))
    other = replace(PLAN, rounds=9)
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        later = work.now + timedelta(seconds=1)
        await work.incidents.save(replace(held, plan=other, opened_at=later, silent=True))
        await work.journal.append(held, WRITTEN)
        await work.deadlines.look_again(held, later)
    assert await read(stage, incident.id) == replace(incident, silent=True)


async def test_what_is_open_beside_a_silent_one_is_hushed(stage: Stage) -> None:
    burglary = await opened(stage, an_incident(stage.clock))
    robbery = replace(an_incident(stage.clock, kind=ResponseKind.HOLD_UP), silent=True)
    elsewhere = await opened(stage, an_incident(stage.clock, ASHWORTH))
    robbery = await opened(stage, robbery)
    assert [(await read(stage, i.id)).hushed for i in (burglary, robbery, elsewhere)] == [
        *(True, False, False)
    ]
