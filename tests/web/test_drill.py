"""In a drill nobody is told to ring an emergency service, and no number of one is shown."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.domain.standing import at, call
from tests.domain.test_handling import INCIDENT, TAKEN, pressed
from tests.web.browser import Browser
from tests.web.conftest import Raise
from tests.web.test_thread import hear, press, take_in
from tocsin.demo import story
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import StepKind
from tocsin.web.shapes import StepShape
from tocsin.web.step_view import step_shape

FIRE = replace(TAKEN, response_kind=ResponseKind.FIRE, alerts=(pressed("FA", 1),))
RUNG = replace(FIRE, calls=(call(EmergencyService.FIRE, placed=20),))
DRY = replace(TAKEN, response_kind=ResponseKind.INTRUDER, alerts=(pressed("BA", 1),))
NOTHING_KNOWN = ("address", "description", "entrance", "fix_latitude", "doing", "medical")
DRILL = {"site": str(story.CANALSIDE), "scheme": "SIA", "code": "FA", "zone": "1", "drill": True}


def shown(incident: Incident, seconds: float = 30) -> StepShape:
    row = dict.fromkeys(NOTHING_KNOWN)
    return step_shape(incident, next_step(incident, at(seconds)), row)


def as_drill(incident: Incident) -> StepShape:
    return shown(replace(incident, drill=True))


def test_what_is_called_for_real_is_noted_in_a_drill() -> None:
    real, drill = shown(FIRE), as_drill(FIRE)
    assert real.kind is drill.kind is StepKind.CALL_EMERGENCY
    assert (real.statement, real.number, real.tel) == ("Call the fire service", "999", "tel:999")
    assert drill.statement == "Drill: note that you would call the fire service now"
    assert (drill.number, drill.tel) == (None, None)
    assert drill.reason.startswith("It is a drill: no emergency service is rung.")
    assert drill.button is not None
    assert real.button is not None
    assert drill.button.label == "Note the drill’s call to the fire service"
    assert (drill.button.act, drill.button.body) == (real.button.act, real.button.body)


def test_a_call_that_is_noted_in_a_drill_shows_no_number_to_dial() -> None:
    real, drill = shown(RUNG), as_drill(RUNG)
    assert real.kind is drill.kind is StepKind.NOTE_REFERENCE
    assert (real.statement, real.number) == ("You are calling the fire service", "999")
    assert drill.statement == "Drill: note what the fire service would have said"
    assert (drill.number, drill.tel) == (None, None)


@pytest.mark.parametrize("begin", [shown, as_drill])
def test_whoever_reads_it_out_says_first_that_it_is_a_drill(
    begin: Callable[[Incident], StepShape],
) -> None:
    read_out = begin(FIRE).read_out
    assert read_out is not None
    assert (read_out[0] == "**This is a drill.**") is (begin is as_drill)


@pytest.mark.parametrize("incident", [INCIDENT, FIRE, RUNG, DRY])
@pytest.mark.parametrize("seconds", [30.0, 1_000.0])
def test_no_step_of_a_drill_names_the_emergency_number(incident: Incident, seconds: float) -> None:
    drill = shown(replace(incident, drill=True, hushed=True), seconds)
    assert "999" not in drill.model_dump_json(exclude={"look_at"})


async def test_what_would_be_called_is_recorded_as_a_call_is(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    row = await take_in(program, raise_all, olive, DRILL)
    assert row["drill"]
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    assert incident["step"]["statement"] == "Drill: note that you would call the fire service now"
    incident = await hear(
        olive, await press(olive, incident), outcome="accepted", reference="DRILL"
    )
    assert [(one["service"], one["reference"]) for one in incident["emergency"]] == [
        ("fire", "DRILL")
    ]


async def test_a_drill_is_made_real_by_one_act_and_nothing_else_is(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    """P3: signs of duress leave a drill one; then the number is back, and who says so is kept."""
    row = await take_in(program, raise_all, olive, DRILL)
    drill = await olive.do(row["id"], "signs-of-duress", {"note": None})
    assert (drill["drill"], drill["silent"], drill["step"]["number"]) == (True, True, None)
    assert drill["allowed"]["make_real"] == {"allowed": True, "because": None}
    noted = await press(olive, await press(olive, drill))
    real = await olive.do(noted["id"], "make-real")
    assert (real["drill"], real["silent"], real["step"]["number"]) == (False, True, "999")
    assert real["step"]["statement"] == "Call the police"
    assert [one["outcome"] for one in real["emergency"]] == ["failed"], "nobody was rung"
    said = [(line["actor"]["name"], line["text"]) for line in real["journal"]]
    assert ("Olive Brandt", "said that it is real") in said
    assert real["allowed"]["make_real"] == {"allowed": False, "because": "It is no drill."}
    again = await olive.command(f"/incidents/{real['id']}/make-real")
    assert again.status_code == 409


async def test_the_demos_handsets_ring_for_contacts_in_a_drill_and_for_no_service(
    program: Browser, raise_all: Raise, olive: Browser, stranger: Browser
) -> None:
    row = await take_in(program, raise_all, olive, DRILL)
    taken = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    noted = await press(olive, taken)
    assert noted["emergency"][0]["outcome"] is None
    assert (await stranger.see("/demo/handsets"))["ringing"] == []
    helena = next(one for one in taken["callees"] if one["name"].startswith("Helena"))
    await olive.do(row["id"], "phone-calls", {"callee_id": helena["id"]})
    ringing = (await stranger.see("/demo/handsets"))["ringing"]
    assert [one["to"] for one in ringing] == [helena["name"]]
