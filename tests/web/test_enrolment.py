"""How a phone becomes somebody's, and stays it: its code, its key and its cookie."""

from uuid import UUID, uuid4

import httpx

from tests.web.browser import Browser
from tests.web.test_phone import Open, code_for, phone, wanda
from tocsin.demo import story
from tocsin.web.phone_asker import COOKIE, KEPT_FOR_S

__all__ = ["phone", "wanda"]


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
