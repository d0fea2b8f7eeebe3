"""A tracker speaks for a lone worker of the same centre, on a line of its own protocol."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.app.test_set_up import ADMIN, OPERATOR, WARD, store, told
from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.scene import MARGUERITE
from tocsin.app.set_up import Settler, withdraw
from tocsin.app.tracker import register_tracker
from tocsin.demo import story
from tocsin.domain.errors import Malformed, NotAllowed, NotNow
from tocsin.domain.people.set_up import LoneWorker, ReceiverLine
from tocsin.domain.people.tracker import Tracker

__all__ = ["store"]
SOUTHGATE = UUID(int=17)


async def registered(
    store: FakeStore, line: ReceiverLine, by: Settler = ADMIN, account: str = "a"
) -> Tracker:
    store.tables.things[line.id] = line
    async with store.open_work() as work:
        tracker = Tracker(
            id=work.new_id(),
            line_id=line.id,
            lone_worker_id=MARGUERITE.id,
            account=account,
            customer_id=UUID(int=0),
            centre_id=UUID(int=0),
        )
        return await register_tracker(work, by, tracker)


def a_line(protocol: str = "traccar", centre_id: UUID = story.NORTHGATE) -> ReceiverLine:
    return ReceiverLine(id=UUID(int=5), centre_id=centre_id, name="Ours", protocol=protocol)


async def test_it_is_its_lone_workers_customers_and_that_is_written_down(store: FakeStore) -> None:
    tracker = await registered(store, a_line())
    assert (tracker.customer_id, tracker.centre_id) == (story.CALDER_VALE, story.NORTHGATE)
    assert [entry["kind"] for entry in told(store, story.CALDER_VALE)] == ["tracker.added"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (a_line("dc09"), "Trackers need one of their own protocol"),
        (a_line(centre_id=SOUTHGATE), "another centre's"),
    ],
)
async def test_no_other_line_is_taken(store: FakeStore, line: ReceiverLine, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        await registered(store, line)


async def test_no_withdrawn_line_is_taken(store: FakeStore, clock: FakeClock) -> None:
    line = replace(a_line(), withdrawn_at=clock.now)
    with pytest.raises(NotNow):
        await registered(store, line)


async def test_nobody_who_was_withdrawn_gets_one(store: FakeStore) -> None:
    async with store.open_work() as work:
        await withdraw(work, ADMIN, LoneWorker, MARGUERITE.id)
    with pytest.raises(NotNow):
        await registered(store, a_line())


@pytest.mark.parametrize("by", [OPERATOR, WARD])
async def test_only_the_centres_administrator_adds_one(store: FakeStore, by: Settler) -> None:
    with pytest.raises(NotAllowed):
        await registered(store, a_line(), by)
