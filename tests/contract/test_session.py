"""Sessions: the same behaviour in memory and in PostgreSQL."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from psycopg.errors import UniqueViolation

from tests.contract.stage import Stage
from tests.scene import MARGUERITE, SUBJECTS
from tocsin.app.ports import TOCSIN, Entry
from tocsin.domain.errors import NotFound
from tocsin.domain.session.session import (
    Planned,
    Session,
    begin,
    checked_in,
    ended,
    passed,
    reminded,
)

SUBJECT = SUBJECTS[MARGUERITE]
VISIT = Planned(
    doing="Visiting 12 Mill Lane",
    place="Luddendale",
    notes="Dog",
    lasts=timedelta(minutes=45),
    check_in_every=timedelta(minutes=15),
)
ENTRY = Entry(kind="session.noted", actor=TOCSIN, text="wrote")


async def begun(stage: Stage, planned: Planned = VISIT) -> Session:
    async with stage.open_web_work("test") as work:
        subject = await work.subjects.lock(MARGUERITE)
        session = begin(uuid4(), subject, planned, work.now)
        await work.sessions.add(session)
        await work.journal.append(session, ENTRY)
    return session


async def read(stage: Stage, session: Session) -> Session:
    async with stage.open_work("test") as work:
        return await work.sessions.get_for_update(session.id)


async def saved(stage: Stage, session: Session) -> Session:
    async with stage.open_work("test") as work:
        await work.sessions.get_for_update(session.id)
        await work.sessions.save(session)
        await work.journal.append(session, ENTRY)
    return await read(stage, session)


async def due(stage: Stage, at_most: int = 9) -> list[Session]:
    async with stage.open_work("test") as work:
        return list(await work.sessions.claim_due(at_most))


@pytest.mark.parametrize("planned", [VISIT, Planned(doing="Boiler", lasts=timedelta(minutes=5))])
async def test_what_was_begun_is_read_again_whole(stage: Stage, planned: Planned) -> None:
    session = await begun(stage, planned)
    assert await read(stage, session) == session
    assert session.subject == SUBJECT


async def test_all_that_becomes_of_it_is_read_again(stage: Stage) -> None:
    session = await begun(stage)
    for becomes in (
        reminded(session),
        passed(session),
        checked_in(session, session.started_at + timedelta(seconds=30)),
        ended(session, session.started_at + timedelta(seconds=40)),
    ):
        assert await saved(stage, becomes) == becomes


async def test_a_session_that_is_not_there_is_not_found(stage: Stage) -> None:
    async with stage.open_work("test") as work:
        with pytest.raises(NotFound, match="no session"):
            await work.sessions.get_for_update(uuid4())


async def test_the_one_that_goes_on_is_found(stage: Stage) -> None:
    session = await begun(stage)
    async with stage.open_work("test") as work:
        subject = await work.subjects.lock(MARGUERITE)
        assert await work.sessions.running_of(subject) == session
    await saved(stage, ended(session, session.started_at))
    async with stage.open_work("test") as work:
        assert await work.sessions.running_of(subject) is None


async def test_a_second_one_beside_it_is_refused(stage: Stage) -> None:
    await begun(stage)
    with pytest.raises((UniqueViolation, AssertionError)):
        await begun(stage)


async def test_it_is_due_at_its_look_and_by_what_was_said_later_then(stage: Stage) -> None:
    session = await begun(stage)
    assert await due(stage) == []
    stage.clock.forward(seconds=10 * 60 + 1)
    assert await due(stage) == [session]
    assert await due(stage, at_most=0) == []
    heard = await saved(stage, checked_in(session, stage.clock.now))
    assert await due(stage) == []
    stage.clock.forward(seconds=10 * 60 + 1)
    assert await due(stage) == [heard]


async def test_what_has_ended_is_never_due(stage: Stage) -> None:
    session = await begun(stage)
    await saved(stage, ended(session, session.started_at))
    stage.clock.forward(seconds=7 * 24 * 60 * 60)
    assert await due(stage) == []


async def test_a_move_without_a_journal_entry_is_not_kept(stage: Stage) -> None:
    session = await begun(stage)
    with pytest.raises(AssertionError, match="without a journal entry"):
        async with stage.open_work("test") as work:
            await work.sessions.get_for_update(session.id)
            await work.sessions.save(replace(session, missed=3))
    assert await read(stage, session) == session
