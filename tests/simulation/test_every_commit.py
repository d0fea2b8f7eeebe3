"""A crash at each commit in turn, just before it and just after, of two stories of one night.

The long nights crash by chance; here no commit is left out. Whoever was cut off looks again and
goes on. What is in the record at the end is what it would be without a crash, once each.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

import pytest

from tests import scene
from tests.fakes import FakeWork
from tests.simulation.crash import Crash
from tests.simulation.operator import Act, Operator
from tests.simulation.promise import Watch
from tests.simulation.world import World
from tests.tables import PlanRow
from tocsin.app.incident import resolve
from tocsin.app.notice import Delivery, everyone_told
from tocsin.app.phone_call import hear_outcome
from tocsin.app.sending import begin_sending, end_sending
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.notice import NoticeChannel, NoticeState
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, HeardOutcome, PhoneCall

SEED = 5  # of the plans alone: nothing else here is drawn
TURNS = 60
NEVER = -1
SAID = {
    CalleeKind.SUBJECT: CallOutcome.NO_ANSWER,
    CalleeKind.CONTACT: CallOutcome.IN_DANGER,
    CalleeKind.EMERGENCY: CallOutcome.ACCEPTED,
}
SETTLED = frozenset({NoticeState.SENT, NoticeState.FAILED})


class CrashingOnce(World):
    """A world in which one unit of work dies, and nothing else goes wrong."""

    def __init__(self, number: int, *, committed: bool) -> None:
        super().__init__(SEED)
        self.crashes = 0.0
        self.number, self.committed = number, committed
        self.units, self.has_died = 0, False
        self.commits: list[int] = []  # the units that changed anything
        self.store.tables.plans[:] = [PlanRow(agreed=agreed) for agreed in scene.PLANS]

    @asynccontextmanager
    async def open_work(self, name: str) -> AsyncIterator[FakeWork]:
        self.units += 1
        number, before = self.units, self.store.tables
        dies = number == self.number
        self.has_died = self.has_died or dies
        async with self.store.open_work(name) as work:
            yield work
            if dies and not self.committed:
                raise Crash
        if dies:
            raise Crash
        if self.number == NEVER and self.store.tables != before:
            self.commits.append(number)

    async def again_if_it_dies(self, part: Callable[[], Awaitable[None]]) -> None:
        """Let a process do its part; one that dies is started again at once."""
        had_died = self.has_died
        await part()
        if self.has_died and not had_died:
            await part()

    async def post_goes_out(self) -> None:
        """Send all that is owed; it arrives, and nobody answers."""
        for incident in self.incidents():
            for notice in incident.notices:
                if notice.state not in SETTLED:
                    with suppress(Crash):
                        await self._send(notice.id)

    async def _send(self, notice_id: UUID) -> None:
        async with self.open_work("begin_sending") as work:
            if await begin_sending(work, notice_id) is None:
                return
        sent = Delivery(state=NoticeState.SENT, channel=NoticeChannel.MAIL, address="a@b.example")
        async with self.open_work("end_sending") as work:
            await end_sending(work, notice_id, sent)


@dataclass(frozen=True, slots=True)
class Diligent(Operator):
    """Does what the next step says, and always hears the same."""

    def _hear(self, incident_id: UUID, call: PhoneCall, *, anything: bool = False) -> Act:
        del anything
        heard = HeardOutcome(at=self.world.now, outcome=SAID[call.callee], reference="HX 4471")
        return lambda work: hear_outcome(work, incident_id, self.actor, call.id, heard)

    def _resolve(self, incident_id: UUID) -> Act:
        over = Judgement(cause=Cause.GENUINE_HANDED_OVER)
        return lambda work: resolve(work, incident_id, self.actor, self.roles, over)


@dataclass(frozen=True, slots=True)
class Story:
    """A burglary, and the turn in which an operator opens their screen."""

    screen_opens: int

    async def tell(self, world: CrashingOnce) -> Watch:
        """Live through it, looking after every turn, until it is filed."""
        watch, olive = Watch(world), Diligent(scene.OLIVE, scene.OPERATOR, world)
        world.store_one(scene.CANALSIDE, [scene.reported("BA", "4")])

        async def obey() -> None:
            olive.be_heard()
            for incident in left_open(world):
                await olive.obey(incident)

        for number in range(TURNS):
            is_there = number >= self.screen_opens
            if is_there:
                olive.be_heard()
            await world.again_if_it_dies(world.raise_what_waits)
            if is_there:
                await world.again_if_it_dies(obey)
            await world.again_if_it_dies(world.meet_deadlines)
            await world.again_if_it_dies(world.post_goes_out)
            watch.check()
            if is_there and not left_open(world) and is_filed(world):
                return watch
            if is_there and left_open(world):
                world.clock.forward(seconds=1)
            else:
                world.sleep_until_the_next_look()
            world.latest = world.now
        raise AssertionError("it comes to an end")


def is_filed(world: World) -> bool:
    return all(incident.state is IncidentState.FILED for incident in world.incidents())


def left_open(world: World) -> list[Incident]:
    return [incident for incident in world.incidents() if incident.is_open]


def record_of(world: World) -> Counter[str]:
    """Count what the record says happened, but for how often something was tried again."""
    (entries,) = world.store.tables.journal.values()
    kinds = Counter(json.loads(entry.text)["kind"] for entry in entries)
    del kinds["notice.unknown"]
    return kinds


def check_the_end(world: World, watch: Watch) -> None:
    (incident,) = world.incidents()
    assert incident.state is IncidentState.FILED
    assert all(row.raised_at is not None for row in world.store.tables.signals.values())
    assert all(notice.state in SETTLED for notice in incident.notices), "nothing is still owed"
    cleared = [notice.to for notice in watch.clear_of(incident)]
    assert sorted(cleared, key=str) == sorted(everyone_told(incident), key=str), "each once"
    assert cleared, "somebody was told"
    watch.check_the_record()


STORIES = {
    "taken": Story(screen_opens=0),
    "nobody claims until the plan has run by itself": Story(screen_opens=6),
}
STEPS = {
    "incident.opened", "incident.claimed", "phone_call.placed", "phone_call.ended",
    "incident.resolved", "incident.closed", "incident.filed", "notice.written", "notice.sent",
}  # fmt: skip


@pytest.mark.parametrize("committed", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_a_crash_at_any_commit_changes_nothing_of_how_it_ends(
    story: Story, *, committed: bool
) -> None:
    """P1, P2, P3, P4, P6, P9 and P15 hold after each turn, whichever commit the crash hits."""
    whole = CrashingOnce(NEVER, committed=committed)
    check_the_end(whole, await story.tell(whole))
    told = record_of(whole)
    assert told.keys() >= STEPS
    for number in whole.commits:
        world = CrashingOnce(number, committed=committed)
        try:
            check_the_end(world, await story.tell(world))
            assert record_of(world) == told, "no step is lost, and none done twice"
        except Exception as fault:
            fault.add_note(f"the crash was at unit of work {number}")
            raise
