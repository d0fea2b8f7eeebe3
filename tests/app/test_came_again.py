"""What comes again is counted in one entry, which names what it was."""

import pytest

from tests.app.desk import Desk
from tests.scene import CANALSIDE, reported
from tocsin.app.signal import raise_signals

BURGLARY = reported("BA", "4")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(("times", "words"), [(1, "again"), (3, "again, 3 times")])
async def test_repeats_are_counted_in_one_entry(desk: Desk, times: int, words: str) -> None:
    incident = await desk.alarm(BURGLARY)
    for _ in range(times):
        desk.arrive(BURGLARY)
    await desk.do(raise_signals, CANALSIDE)
    last = desk.last(incident)
    assert last["kind"] == "alert.repeated"
    assert last["text"] == f"reported Burglary alarm, zone 4 {words}"
    assert last["references"] == {"repeats": times}
    assert desk.read(incident.id).alerts[0].count == times + 1


async def test_what_came_again_is_named_and_what_is_too_much_is_counted(desk: Desk) -> None:
    zones = [reported("BA", str(zone)) for zone in range(1, 6)]
    incident = await desk.alarm(*zones)
    desk.arrive(*zones[:2])
    await desk.do(raise_signals, CANALSIDE)
    named = "reported Burglary alarm, zone 1 again; Burglary alarm, zone 2 again"
    assert desk.last(incident)["text"] == named
    desk.arrive(*zones)
    await desk.do(raise_signals, CANALSIDE)
    assert desk.last(incident)["text"].endswith("Burglary alarm, zone 3 again; 2 more")
