"""Where the plan stands: a step that is done stays done, and who has heard nothing is named."""

import pytest

from tests.web.browser import BURGLARY, PANIC, Browser, Json, send
from tests.web.conftest import Raise
from tests.web.test_thread import hear, press, take_in

STAGES = ["Take", "Verify", "Emergency", "Tell", "Resolve", "Close"]


def now_at(incident: Json) -> str:
    assert [stage["name"] for stage in incident["progress"]] == STAGES
    (name,) = [stage["name"] for stage in incident["progress"] if stage["state"] == "now"]
    return str(name)


def done(incident: Json) -> list[str]:
    return [stage["name"] for stage in incident["progress"] if stage["state"] == "done"]


async def in_danger(
    program: Browser, raise_all: Raise, olive: Browser, signal: Json = BURGLARY
) -> Json:
    """Hear of danger, and have the police on their way."""
    row = await take_in(program, raise_all, olive, signal)
    incident = await press(olive, await olive.see(f"/incidents/{row['id']}"))
    assert now_at(incident) == "Verify"
    incident = await press(olive, incident)
    assert now_at(incident) == "Verify"
    incident = await hear(olive, incident, outcome="in_danger")
    assert now_at(incident) == "Emergency"
    incident = await press(olive, incident)
    assert now_at(incident) == "Emergency"
    return await hear(olive, incident, outcome="accepted", reference="GMP-0417")


async def test_once_help_is_asked_the_plan_goes_on_to_who_shall_hear_of_it(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    incident = await in_danger(program, raise_all, olive)
    names = [callee["name"] for callee in incident["callees"] if not callee["is_subject"]]
    for left in range(len(names), 0, -1):
        assert (incident["step"]["kind"], now_at(incident)) == ("call_person", "Tell")
        assert done(incident) == ["Take", "Verify", "Emergency"]
        assert incident["untold"] == names[-left:]
        incident = await press(olive, incident)
        assert now_at(incident) == "Tell"
        incident = await hear(olive, incident, outcome="told")
    assert (incident["step"]["kind"], now_at(incident)) == ("resolve", "Resolve")
    assert (done(incident), incident["untold"]) == (STAGES[:4], [])


async def test_who_goes_there_is_waited_for_at_the_end_of_the_plan(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    incident = await in_danger(program, raise_all, olive)
    while incident["step"]["kind"] == "call_person":
        incident = await hear(olive, await press(olive, incident), outcome="told")
    callee = next(one for one in incident["callees"] if not one["is_subject"])
    incident = await olive.do(incident["id"], "phone-calls", {"callee_id": callee["id"]})
    by = "2100-01-01T00:00:00Z"
    incident = await hear(olive, incident, outcome="attending", attending_by=by)
    assert (incident["step"]["kind"], now_at(incident)) == ("wait", "Resolve")


async def test_who_ends_it_before_is_told_whom_nobody_has_called(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    incident = await in_danger(program, raise_all, olive)
    left = incident["untold"]
    assert left
    end = {"cause": "genuine_handed_over", "note": None}
    resolved = await olive.do(incident["id"], "resolve", end)
    assert (resolved["step"]["kind"], resolved["untold"]) == ("close", left)
    assert (await olive.do(incident["id"], "close"))["state"] == "closed", "a hint, no refusal"


@pytest.mark.parametrize("signal", [BURGLARY, PANIC], ids=["site", "lone worker"])
async def test_duress_has_the_police_told_again_and_a_new_word_of_theirs_ends_that(
    program: Browser, raise_all: Raise, olive: Browser, signal: Json
) -> None:
    """P3."""
    incident = await in_danger(program, raise_all, olive, signal)
    incident = await olive.do(incident["id"], "signs-of-duress", {"note": None})
    assert (incident["step"]["kind"], now_at(incident)) == ("call_emergency", "Emergency")
    assert incident["step"]["button"]["body"] == {"service": "police"}
    assert incident["step"]["reason"].endswith(
        "and said that they come, reference GMP-0417. "
        "That was before there were signs of duress: tell them of those."
    )
    assert (incident["untold"], incident["allowed"]["resolve"]["allowed"]) == ([], False)
    incident = await press(olive, incident)
    incident = await hear(olive, incident, outcome="accepted", reference="GMP-0417")
    assert (incident["step"]["kind"], now_at(incident)) == ("resolve", "Resolve")


async def test_a_further_alarm_of_no_duress_does_not_have_them_told_again(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    incident = await in_danger(program, raise_all, olive)
    await send(program, BURGLARY | {"code": "EA", "zone": "7"})
    await raise_all()
    incident = await olive.see(f"/incidents/{incident['id']}")
    assert "Emergency" in done(incident)


async def called_off_and_missed(
    program: Browser, raise_all: Raise, olive: Browser, row_id: str
) -> Json:
    """Have her say that all is well, once the police are coming; then a check-in is missed."""
    incident = await olive.see(f"/incidents/{row_id}")
    body = {"callee_id": incident["subject"]["id"]}
    rung = await olive.do(row_id, "phone-calls", body)
    said = {"outcome": "safe", "note": None}
    await olive.do(row_id, f"phone-calls/{rung['calls'][0]['id']}/outcome", said)
    await send(program, PANIC | {"code": "missed_check_in"})
    await raise_all()
    return await olive.see(f"/incidents/{row_id}")


async def test_what_was_done_before_a_further_alarm_keeps_its_tick_and_says_so(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    """The police come, all is said to be well, and a check-in is missed: nothing is forgotten."""
    row = await take_in(program, raise_all, olive, PANIC)
    await olive.do(row["id"], "claim")
    called = await olive.do(row["id"], "emergency-calls", {"service": "police"})
    said = {"outcome": "accepted", "reference": "CAD 77", "note": None}
    call = called["emergency"][0]["id"]
    await olive.do(row["id"], f"emergency-calls/{call}/outcome", said)
    worse = await called_off_and_missed(program, raise_all, olive, row["id"])
    assert "It got worse since it was taken: Check-in missed at " in worse["step"]["reason"]
    before = {stage["name"] for stage in worse["progress"] if stage["before"]}
    assert {"Take", "Verify"} <= before
    news, lines = worse["step"]["done_before"].values()
    assert news.startswith("Check-in missed at ")
    assert lines[0].startswith("The police were called at ")
    assert lines[0].endswith("said that they come, reference CAD 77.")
    assert lines[1].endswith(": safe, password correct.")
    taken = await olive.do(row["id"], "claim")
    assert taken["step"]["done_before"]["lines"] == lines


async def test_nobody_is_said_to_be_told_who_only_was_rung(
    program: Browser, raise_all: Raise, olive: Browser
) -> None:
    incident = await in_danger(program, raise_all, olive)
    while incident["step"]["kind"] == "call_person":
        incident = await hear(olive, await press(olive, incident), outcome="no_answer")
    assert incident["untold"] == []
    assert done(incident) == ["Take", "Verify", "Emergency"]
