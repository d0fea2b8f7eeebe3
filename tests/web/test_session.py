"""A lone worker's session, started and kept alive by a program with a key."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import Browser, Json, as_json, problem_of
from tocsin.demo import story

ADD_PHONE = """
    insert into device (
        id, lone_worker_id, customer_id, centre_id, token_digest, label, enrolled_at, heard_at)
    select %s, id, customer_id, centre_id, 'digest', 'Her phone', clock_timestamp(),
        clock_timestamp() + interval '1 minute'
    from lone_worker where id = %s
"""
VISIT = {
    "lone_worker": str(story.MARGUERITE),
    "doing": "Visiting 12 Mill Lane",
    "place": "Luddendale",
    "minutes": 45,
    "check_in_every_min": 15,
    "risk": "high",
}


async def begun(program: Browser) -> Json:
    answer = await program.command("/sessions", VISIT)
    assert answer.status_code == 201, answer.text
    return as_json(answer)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_a_session_is_started_kept_alive_and_ended(program: Browser) -> None:
    session = await begun(program)
    assert (session["state"], session["name"]) == ("running", "Marguerite Adebayo-Lindqvist")
    assert moment(session["due_at"]) - moment(session["started_at"]) == timedelta(minutes=15)
    assert moment(session["alarm_at"]) - moment(session["due_at"]) == timedelta(minutes=2)
    path = f"/sessions/{session['id']}"
    heard = as_json(await program.command(f"{path}/check-in", {}))
    assert moment(heard["heard_at"]) > moment(session["heard_at"])
    longer = as_json(await program.command(f"{path}/extend", {"minutes": 60}))
    assert moment(longer["ends_at"]) > moment(session["ends_at"])
    assert await program.see(path) == longer
    ended = as_json(await program.command(f"{path}/end", {}))
    assert (ended["state"], ended["ended_at"]) == ("ended", ended["heard_at"])
    assert (await program.see("/sessions"))["items"] == []
    hers: dict[str, str | int] = {
        "ended": "true",
        "limit": 1,
        "lone_worker": str(story.MARGUERITE),
    }
    listed = await program.see("/sessions", **hers)
    assert listed["items"] == [ended]
    assert (await program.see(listed["next"].removeprefix("/api/v1")))["items"] == []
    assert (await program.see("/sessions", ended="true", lone_worker=str(uuid4())))["items"] == []


async def test_last_heard_is_the_newest_of_their_word_and_their_phones_sign_of_life(
    addresses: Addresses, program: Browser
) -> None:
    session = await begun(program)
    assert session["last_heard_at"] == session["heard_at"]
    ask(addresses.owner, ADD_PHONE, uuid4(), story.MARGUERITE)
    seen = await program.see(f"/sessions/{session['id']}")
    assert seen["heard_at"] == session["heard_at"]
    behind = moment(seen["last_heard_at"]) - moment(seen["heard_at"])
    assert behind > timedelta(seconds=50), "its sign of life came a minute later"
    ended = as_json(await program.command(f"/sessions/{session['id']}/end", {}))
    seen = await program.see(f"/sessions/{session['id']}")
    assert seen["last_heard_at"] == ended["heard_at"], "of a session that is over it says nothing"


async def test_the_same_command_twice_is_one(program: Browser) -> None:
    key = uuid4()
    first, second = [as_json(await program.command("/sessions", VISIT, key=key)) for _ in "ab"]
    assert first == second
    assert "end it first" in problem_of(await program.command("/sessions", VISIT))["detail"]


async def test_a_word_that_was_kept_on_the_phone_has_its_time(program: Browser) -> None:
    """The phone's clock is an hour slow: its error is subtracted."""
    session = await begun(program)
    slow = datetime.now(UTC) - timedelta(hours=1)
    said = {"occurred_at": slow.isoformat(), "sent_at": (slow + timedelta(seconds=1)).isoformat()}
    heard = as_json(await program.command(f"/sessions/{session['id']}/check-in", said))
    behind = datetime.now(UTC) - moment(heard["heard_at"])
    assert timedelta(0) <= behind < timedelta(minutes=1)


async def test_an_operator_sees_sessions_and_starts_none(olive: Browser, program: Browser) -> None:
    session = await begun(program)
    assert (await olive.see("/sessions"))["items"] == [session]
    assert (await olive.command("/sessions", VISIT)).status_code == 403
    answer = await olive.command(f"/sessions/{session['id']}/end", {})
    assert answer.status_code == 403


async def test_what_is_not_there_or_makes_no_sense_is_said(program: Browser) -> None:
    problem_of(await program.get(f"/api/v1/sessions/{uuid4()}"))
    problem_of(await program.command(f"/sessions/{uuid4()}/check-in", {}))
    problem_of(await program.command("/sessions", VISIT | {"lone_worker": str(uuid4())}))
    for wrong in ({"minutes": 0}, {"doing": " "}, {"check_in_every_min": 9999}, {"risk": "none"}):
        problem_of(await program.command("/sessions", VISIT | wrong))
