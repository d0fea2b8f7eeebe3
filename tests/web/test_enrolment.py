"""How a phone becomes somebody's, and stays it: its code, its key and its cookie."""

from uuid import UUID, uuid4

import httpx

from tests.web.browser import Browser, as_json, problem_of
from tests.web.conftest import Raise
from tests.web.test_phone import Open, code_for, phone, say
from tocsin.demo import story
from tocsin.web.phone_asker import COOKIE, KEPT_FOR_S

__all__ = ["phone"]


async def ask(phone: Browser, code: str, key: UUID) -> httpx.Response:
    return await phone.command("/worker/enrolment", {"code": code, "device": "Pixel"}, key=key)


async def test_a_phone_in_use_keeps_its_cookie_as_long_again(phone: Browser) -> None:
    """Nobody is enrolled for 400 days only: each sign of life counts."""
    token = phone.cookies[COOKIE]
    seen = await phone.get("/api/v1/worker")
    beat = await phone.command("/worker/heartbeat", {"awake": True})
    for answer in (seen, beat):
        kept = answer.headers["set-cookie"]
        assert kept.startswith(f"{COOKIE}={token};")
        for part in (f"Max-Age={KEPT_FOR_S}", "HttpOnly", "SameSite=strict", "Path=/"):
            assert part in kept


async def test_whose_answer_was_lost_is_enrolled_by_the_same_code_and_key(
    wanda: Browser, browsers: Open
) -> None:
    code, key = await code_for(wanda), uuid4()
    lost, same, thief = browsers(), browsers(), browsers()
    assert (await ask(lost, code, key)).status_code == 201
    assert (await ask(thief, code, uuid4())).status_code == 403
    assert (await ask(same, code, key)).status_code == 201
    assert (await same.get("/api/v1/worker")).status_code == 200
    gone = await lost.get("/api/v1/worker")
    assert gone.status_code == 401, "the token of the answer that was lost"
    listed = await wanda.see(f"/lone-workers/{story.MARGUERITE}/devices")
    assert len(listed["items"]) == 1


async def test_what_was_kept_for_somebody_else_is_not_done_under_this_name(
    phone: Browser, raise_all: Raise, olive: Browser
) -> None:
    for whose, code in ((str(uuid4()), 409), (str(story.MARGUERITE), 202), (None, 202)):
        answer = await phone.command("/worker/panic", {"lone_worker_id": whose})
        assert answer.status_code == code, answer.text
        if code == 409:
            assert "somebody else" in problem_of(answer)["detail"]
            await raise_all()
            assert await olive.queue() == []


async def test_a_phone_that_comes_to_an_alert_says_that_it_stood_before(
    phone: Browser, wanda: Browser, browsers: Open, raise_all: Raise
) -> None:
    await say(phone, "panic")
    await raise_all()
    second = browsers()
    shown = as_json(await ask(second, await code_for(wanda), uuid4()))
    assert shown["alert"]["before_this_phone"] is True
    assert (await phone.see("/worker"))["alert"]["before_this_phone"] is False


async def test_the_centres_telephone_is_set_up_and_shown_on_the_phone(
    phone: Browser, wanda: Browser
) -> None:
    mine = await wanda.see(f"/customers/{story.NORTHGATE}")
    given = {"name": mine["name"], "time_zone": mine["time_zone"], "phone": "01632 960199"}
    headers = {"X-Tocsin-App": "console"}
    path = f"/api/v1/customers/{story.NORTHGATE}"
    assert (await wanda.put(path, json=given, headers=headers)).is_success
    assert (await phone.see("/worker"))["centre"]["phone"] == "01632 960199"


async def test_whoever_withdraws_a_phone_hears_what_runs_and_stands_on_it(
    phone: Browser, wanda: Browser
) -> None:
    path = f"/lone-workers/{story.MARGUERITE}/devices"

    async def at_stake() -> tuple[bool, bool]:
        (device,) = (await wanda.see(path))["items"]
        return device["session_runs"], device["alert_stands"]

    assert await at_stake() == (False, False)
    await phone.command("/worker/sessions", {"doing": "Boiler", "minutes": 45})
    assert await at_stake() == (True, False)
    await say(phone, "panic")
    assert await at_stake() == (True, True)
