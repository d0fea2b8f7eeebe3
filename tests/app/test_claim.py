"""Whose incident it is: parked, taken up again, handed back, taken over. Never silently."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.scene import (
    CANALSIDE,
    DEV,
    OLIVE,
    OPERATOR,
    PRIYA,
    SUPERVISOR,
    make_signal,
    make_store,
    reported,
)
from tocsin.app.claim import park, release, resume, take_over
from tocsin.app.incident import claim, resolve
from tocsin.app.news import suspect_duress
from tocsin.app.phone_call import call_person
from tocsin.app.ports import Actor
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.errors import EventRefused, InOtherHands, NotNow
from tocsin.domain.response.verification import Because, StepKind
from tocsin.loops.deadline import meet_due


class Desk:
    """One burglary at Canalside, and whoever works it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store: FakeStore = make_store(self.clock)
        self.id = UUID(int=0)

    async def alarm(self, code: str = "BA", zone: str = "4") -> None:
        signal = make_signal(
            self.store.next_id(), CANALSIDE, [reported(code, zone)], self.clock.now
        )
        self.store.store_signal(signal)
        async with self.store.open_work("raise_signals") as work:
            await raise_signals(work, CANALSIDE)
        self.id = next(iter(self.store.tables.incidents))

    def incident(self) -> Incident:
        """Read it anew: it may have changed."""
        return self.store.tables.read_incident(self.id)

    @property
    def last_kind(self) -> str:
        return self.kinds[-1]

    @property
    def kinds(self) -> list[str]:
        """What the journal says happened, in order."""
        return [_kind(entry.text) for entry in self.store.tables.journal[self.id]]

    async def claim(self, operator: Actor = OLIVE) -> None:
        async with self.store.open_work("claim") as work:
            await claim(work, self.id, operator)

    async def park(self, operator: Actor = OLIVE, *, minutes: float = 30) -> None:
        until = self.clock.now + timedelta(minutes=minutes)
        async with self.store.open_work("park") as work:
            await park(work, self.id, operator, until, "the keyholder calls back")

    async def look(self) -> None:
        while await meet_due(self.store.open_work, _nobody):
            pass


def _nobody(_incident_id: UUID) -> None:
    """Nobody need know which incident is looked at."""


def _kind(text: str) -> str:
    return text.split('"kind":"')[2].split('"', maxsplit=1)[0]


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.alarm()
    await desk.claim()
    return desk


async def test_a_parked_incident_comes_back_by_itself_and_rings(desk: Desk) -> None:
    await desk.park(minutes=30)
    assert desk.incident().state is IncidentState.PARKED
    body = desk.store.tables.journal[desk.id][-1].body
    assert body is not None
    assert json.loads(body.text)["text"] == "parked it; back by itself in 30:00"
    assert desk.store.tables.deadlines[desk.id].due_at == desk.incident().standing.decide_by
    desk.clock.forward(minutes=29)
    await desk.look()
    assert desk.incident().state is IncidentState.PARKED
    desk.clock.forward(minutes=1)
    await desk.look()
    assert desk.incident().state is IncidentState.HANDLING
    assert desk.incident().returned_at == desk.clock.now
    step = next_step(desk.incident(), desk.clock.now)
    assert (step.kind, step.because) == (StepKind.CLAIM, Because.RETURNED)
    await desk.claim()
    assert desk.incident().returned_at is None
    assert desk.last_kind == "incident.return_seen"


async def test_a_return_that_nobody_sees_rings_again(desk: Desk) -> None:
    await desk.park(minutes=1)
    desk.clock.forward(minutes=1)
    await desk.look()
    desk.clock.forward(minutes=2)
    await desk.look()
    assert desk.last_kind == "incident.untaken"


async def test_a_worse_alarm_wakes_a_parked_incident(desk: Desk) -> None:
    await desk.park()
    await desk.alarm("EA", "7")
    assert desk.incident().state is IncidentState.PARKED, "no worse, no louder"
    async with desk.store.open_work("suspect_duress") as work:
        await suspect_duress(work, desk.id, DEV, "he sounded forced")
    assert desk.incident().state is IncidentState.HANDLING
    assert desk.incident().parked_until is None
    assert desk.incident().silent


async def test_a_parked_incident_is_taken_up_again_by_its_operator_alone(desk: Desk) -> None:
    await desk.park()
    async with desk.store.open_work("resume") as work:
        with pytest.raises(InOtherHands, match="Olive Brandt took it 0:00 ago"):
            await resume(work, desk.id, DEV)
    async with desk.store.open_work("resume") as work:
        await resume(work, desk.id, OLIVE)
    assert desk.incident().state is IncidentState.HANDLING
    assert desk.incident().parked_because is None


@pytest.mark.parametrize(
    ("minutes", "refusal"), [(0, "must lie ahead"), (60 * 4 + 1, "4 hours at most")]
)
async def test_a_parking_keeps_to_the_plan_s_limits(
    desk: Desk, minutes: float, refusal: str
) -> None:
    with pytest.raises(NotNow, match=refusal):
        await desk.park(minutes=minutes)


async def test_nothing_is_parked_while_a_telephone_rings(desk: Desk) -> None:
    async with desk.store.open_work("call_person") as work:
        await call_person(work, desk.id, OLIVE, CANALSIDE.id)
    with pytest.raises(NotNow, match="no outcome yet"):
        await desk.park()


async def test_nothing_is_parked_before_help_is_called(desk: Desk) -> None:
    async with desk.store.open_work("suspect_duress") as work:
        await suspect_duress(work, desk.id, OLIVE, None)
    with pytest.raises(NotNow, match="The police have not been called"):
        await desk.park()


async def test_what_rings_is_not_parked(desk: Desk) -> None:
    await desk.park(minutes=1)
    desk.clock.forward(minutes=1)
    await desk.look()
    with pytest.raises(NotNow, match="rings again"):
        await desk.park()


async def test_what_is_handed_back_rings_for_everybody(desk: Desk) -> None:
    desk.clock.forward(seconds=90)
    async with desk.store.open_work("release") as work:
        await release(work, desk.id, OLIVE)
    incident = desk.incident()
    assert (incident.state, incident.operator_id) == (IncidentState.WAITING, None)
    assert incident.waiting_since == desk.clock.now, "its claim clock starts anew"
    await desk.claim(DEV)
    assert desk.incident().operator_name == DEV.name


async def test_a_colleague_who_is_heard_keeps_what_is_theirs(desk: Desk) -> None:
    desk.store.tables.heard[_id(OLIVE)] = desk.clock.now
    async with desk.store.open_work("take_over") as work:
        with pytest.raises(InOtherHands, match="Olive Brandt"):
            await take_over(work, desk.id, DEV, OPERATOR)


@pytest.mark.parametrize("silent_for_s", [60, 3_600, None])
async def test_a_stale_claim_is_taken_over_and_says_from_whom(
    desk: Desk, silent_for_s: float | None
) -> None:
    if silent_for_s is not None:
        desk.store.tables.heard[_id(OLIVE)] = desk.clock.now - timedelta(seconds=silent_for_s)
    await desk.park()
    async with desk.store.open_work("take_over") as work:
        await take_over(work, desk.id, DEV, OPERATOR)
    assert desk.incident().operator_name == DEV.name
    assert desk.incident().state is IncidentState.HANDLING
    assert desk.last_kind == "incident.taken_over"


async def test_a_supervisor_takes_over_whenever_they_must(desk: Desk) -> None:
    desk.store.tables.heard[_id(OLIVE)] = desk.clock.now
    async with desk.store.open_work("take_over") as work:
        await take_over(work, desk.id, PRIYA, SUPERVISOR)
    assert desk.incident().operator_id == PRIYA.id


async def test_what_nobody_has_is_taken_and_not_taken_over() -> None:
    desk = Desk()
    await desk.alarm()
    async with desk.store.open_work("take_over") as work:
        with pytest.raises(EventRefused):
            await take_over(work, desk.id, DEV, OPERATOR)


async def test_a_returned_incident_is_not_resolved_unseen(desk: Desk) -> None:
    await desk.park(minutes=1)
    desk.clock.forward(minutes=1)
    await desk.look()
    judgement = Judgement(cause=Cause.TEST)
    async with desk.store.open_work("resolve") as work:
        with pytest.raises(NotNow, match="rings again"):
            await resolve(work, desk.id, OLIVE, OPERATOR, judgement)


def _id(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id
