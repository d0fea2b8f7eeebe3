"""Notices, shifts and webhooks: the same in memory and in PostgreSQL."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.contract.draft import an_incident, opened, read
from tests.contract.stage import Stage
from tests.scene import CANALSIDE, OLIVE, PRIYA, SUBJECTS
from tocsin.app.incident import write_down
from tocsin.app.ports import Entry
from tocsin.app.set_up import Settler, set_contacts
from tocsin.demo import story
from tocsin.domain.access import Role
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.errors import NotFound
from tocsin.domain.response.escalation import Rung
from tocsin.domain.response.notice import (
    Addressee,
    Notice,
    NoticeChannel,
    NoticeKind,
    NoticeState,
)


def a_notice(stage: Stage, incident: Incident, *, after_s: float = 0) -> Notice:
    contact = incident.subject.contacts[0]
    return Notice(
        id=uuid4(),
        kind=NoticeKind.RUN_ALONE,
        to=Addressee(name=contact.name, contact_id=contact.id),
        title="Burglary alarm",
        text="Can you see to it?",
        written_at=stage.clock.now + timedelta(seconds=after_s),
    )


async def test_notices_come_in_the_order_in_which_they_were_written(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    later, sooner = a_notice(stage, incident, after_s=9), a_notice(stage, incident)
    async with stage.open_web_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.notices.add(held, later)
        await work.notices.add(held, sooner)
        assert await work.notices.incident_of(later.id) == incident.id
    assert (await read(stage, incident.id)).notices == (sooner, later)


async def test_only_how_it_went_with_a_notice_changes(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    notice = a_notice(stage, incident)
    went = replace(
        notice,
        state=NoticeState.SENT,
        channel=NoticeChannel.MAIL,
        address="helena@hargreaves.example",
        sent_at=stage.clock.now,
        why="slow",
        has_it=True,
        answered_at=stage.clock.now,
    )
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.notices.add(held, notice)
        await work.notices.save(held, replace(went, text="Other words"))
    assert (await read(stage, incident.id)).notices == (went,)


async def test_a_notice_that_is_not_there_is_not_found_and_not_saved(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    async with stage.open_work("test") as work:
        with pytest.raises(NotFound, match="no notice"):
            await work.notices.incident_of(uuid4())
        held = await work.incidents.get_for_update(incident.id)
        await work.notices.add(held, a_notice(stage, incident))
        with pytest.raises(AssertionError):
            await work.notices.save(held, a_notice(stage, incident))


async def test_the_rungs_are_read_as_they_were_climbed(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    rungs = frozenset({Rung.SUPERVISOR, Rung.RING})
    since = incident.waiting_since
    climbed = replace(
        incident, rungs=rungs, rungs_since=since, alone=True, unattended_since=since, real_at=since
    )
    async with stage.open_work("test") as work:
        held = await work.incidents.get_for_update(incident.id)
        await work.incidents.save(replace(climbed, number=held.number))
        await work.journal.append(held, Entry(kind="incident.noted", actor=OLIVE, text="wrote"))
        await work.deadlines.look_again(held, work.now + timedelta(seconds=1))
    assert await read(stage, incident.id) == climbed


async def test_a_centre_is_heard_when_the_last_of_its_operators_was(stage: Stage) -> None:
    assert OLIVE.id is not None
    assert PRIYA.id is not None
    async with stage.open_work("test") as work:
        assert await work.people.centre_heard_at(story.NORTHGATE) is None
    earlier, later = (stage.clock.now - timedelta(seconds=s) for s in (50, 20))
    stage.hear(OLIVE.id, later)
    stage.hear(PRIYA.id, earlier)
    async with stage.open_work("test") as work:
        assert await work.people.centre_heard_at(story.NORTHGATE) == later


async def test_a_centre_has_its_supervisors(stage: Stage) -> None:
    async with stage.open_work("test") as work:
        found = await work.people.supervisors(story.NORTHGATE)
    assert list(found) == [Addressee(name=PRIYA.name, person_id=PRIYA.id)]


async def test_each_webhook_of_both_parties_is_owed_what_happened(stage: Stage) -> None:
    incident = await opened(stage, an_incident(stage.clock))
    customer = incident.subject.customer_id
    hooks = [stage.listen(story.NORTHGATE), stage.listen(customer), stage.listen(story.CALDER_VALE)]
    entry = Entry(kind="incident.noted", actor=OLIVE, text="wrote")
    async with stage.open_web_work("write_note") as work:
        held = await work.incidents.get_for_update(incident.id)
        await write_down(work, held, entry)
        await write_down(work, replace(held, silent=True), entry)
    owed = sorted((body["number"], body["webhook"]) for _, body, _ in stage.owed(incident.id))
    centre, own, _ = (str(hook) for hook in hooks)
    assert owed == sorted([(2, centre), (2, own), (3, centre)])
    heads = {body["number"]: body["digest"] for _, body, _ in stage.owed(incident.id)}
    assert len(heads[2]) == 64
    assert heads[2] != heads[3]


async def test_where_a_contact_is_written_to_is_kept(stage: Stage) -> None:
    roles = frozenset({Role.CENTRE_ADMIN})
    by = Settler(actor=PRIYA, organisation=story.NORTHGATE, roles=roles)
    known = SUBJECTS[CANALSIDE].contacts
    moved = [replace(known[1], email="tom@elsewhere.example"), replace(known[0], email=None)]
    async with stage.open_web_work("set_contacts") as work:
        await set_contacts(work, by, CANALSIDE, moved)
    async with stage.open_work("test") as work:
        after = (await work.subjects.lock(CANALSIDE)).contacts
    assert [contact.email for contact in after] == ["tom@elsewhere.example", None]
