"""A night shift in less than a second: the real use cases in a world that misbehaves.

A failure names its seed, and the seed replays it exactly.
"""

import pytest

from tests import scene
from tests.simulation.operator import Operator
from tests.simulation.promise import COUNTED, Watch
from tests.simulation.seed import read_seeds
from tests.simulation.world import World
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.supervision import PANEL_SILENT
from tocsin.domain.response.verification import StepKind

TURNS = 70
MORNING = 400


def staff(world: World) -> list[Operator]:
    return [
        Operator(scene.OLIVE, scene.OPERATOR, world),
        Operator(scene.DEV, scene.OPERATOR, world),
        Operator(scene.PRIYA, scene.SUPERVISOR, world),
    ]


async def somebody_acts(world: World, operators: list[Operator]) -> None:
    incidents = [i for i in world.incidents() if i.state is not IncidentState.FILED]
    if not incidents:
        return
    incident, operator = world.random.choice(incidents), world.random.choice(operators)
    chance = world.random.random()
    if chance < 0.03:
        await operator.suspect(incident)
    elif chance < 0.65:
        await operator.obey(incident)
    else:
        await operator.do_as_they_like(incident)


async def something_comes_in(world: World, operators: list[Operator]) -> None:
    if world.random.random() < 0.3:
        world.something_arrives()
    await world.panels_are_watched()
    if world.random.random() < 0.4:
        await world.phone.is_used()
    if world.random.random() < 0.6:  # else the look stalls
        await world.phone.is_looked_at()
    if world.random.random() < 0.04:
        await world.random.choice(operators).be_told()


async def live_through(world: World, watch: Watch) -> None:
    operators = staff(world)
    for _ in range(TURNS):
        await something_comes_in(world, operators)
        if world.random.random() < 0.7:  # else the raisers stall
            await world.raise_what_waits()
        for _ in range(world.random.randint(0, 4)):
            await somebody_acts(world, operators)
        if world.random.random() < 0.05:
            world.change_plan(world.random.choice(list(scene.SUBJECTS)))
        if world.random.random() < 0.8:  # else the look loop stalls
            await world.meet_deadlines()
        if world.random.random() < 0.5:
            await world.post_goes_out()
        watch.check()
        world.phone.check()
        world.time_passes()


async def finish(world: World, watch: Watch) -> None:
    """Let morning come: nothing breaks or arrives any more, and everybody does as they are told."""
    world.crashes = 0.0
    for _ in range(2):
        await world.panels.are_looked_at(world.crashes)
        world.panels.check_all_is_told()
        world.panels.are_heard(all_of_them=True)
    await world.phone.is_forgotten()
    await world.raise_what_waits()
    for _ in range(MORNING):
        for incident in left_open(world):
            await whoever_may(world, incident).obey(incident)
        world.sleep_until_the_next_look()
        await world.meet_deadlines()
        watch.check()
        if not left_open(world):
            return
    raise AssertionError(f"who obeys comes to an end: {left_open(world)}")


def left_open(world: World) -> list[Incident]:
    return [incident for incident in world.incidents() if incident.is_open]


def whoever_may(world: World, incident: Incident) -> Operator:
    """Choose who has it; the supervisor where a silent one is to be ended."""
    olive, dev, priya = staff(world)
    step = next_step(incident, world.now).kind
    if incident.silent and step in {StepKind.RESOLVE, StepKind.DECIDE, StepKind.CLOSE}:
        return priya
    by_id = {operator.actor.id: operator for operator in (olive, dev, priya)}
    return by_id.get(incident.operator_id, olive)


@pytest.mark.parametrize("seed", read_seeds())
async def test_a_night_shift_keeps_its_promises(seed: int) -> None:
    """P1, P2, P3, P4, P6, P9, P11 and P15 hold after every turn."""
    world = World(seed)
    watch = Watch(world)
    await live_through(world, watch)
    await finish(world, watch)
    assert not world.panels.silent, "who was heard again is said to be"
    rows = world.store.tables.signals.values()
    for row in rows:
        if any(report.code == PANEL_SILENT for report in row.signal.reports):
            assert row.settlement in COUNTED, "a silence is seen by somebody"
    assert all(row.raised_at is not None for row in rows), "P15: in the end all is settled"
    watch.check_the_record()
