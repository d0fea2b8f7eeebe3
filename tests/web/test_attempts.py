"""Guessing is slowed; and by guessing nobody keeps an operator out, or everybody from working."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from tests.web.browser import Browser, problem_of
from tests.web.test_sign_in import OLIVE, try_password
from tocsin.demo import story
from tocsin.gateways.password import is_password

DEV = "dev@northgate.example"


@pytest.fixture
async def elsewhere(api: FastAPI) -> AsyncIterator[Browser]:
    """Give a browser in another place than the others."""
    transport = httpx.ASGITransport(app=api, client=("192.0.2.7", 1))
    async with Browser(transport=transport, base_url="http://127.0.0.1:8600") as browser:
        yield browser


async def test_guessing_an_address_is_slowed(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.web.attempts.AT_MOST", 3)
    for _ in range(3):
        assert (await try_password(stranger, OLIVE, "wrong")).status_code == 401
    answer = await try_password(stranger, OLIVE.upper(), story.PASSWORD)
    assert answer.status_code == 429
    assert problem_of(answer)["type"].endswith("/too-many-attempts")
    assert (await try_password(stranger, DEV, story.PASSWORD)).status_code == 200


async def test_a_stranger_elsewhere_keeps_no_operator_out(
    stranger: Browser, elsewhere: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.web.attempts.AT_MOST", 3)
    for _ in range(3):
        assert (await try_password(elsewhere, OLIVE, "wrong")).status_code == 401
    assert (await try_password(elsewhere, OLIVE, "wrong")).status_code == 429
    assert (await try_password(stranger, OLIVE, story.PASSWORD)).status_code == 200


async def test_even_many_places_keep_nobody_out_of_where_they_signed_in_before(
    stranger: Browser, elsewhere: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.web.attempts.AT_MOST_IN_ALL", 3)
    assert (await try_password(stranger, OLIVE, story.PASSWORD)).status_code == 200
    for email in (OLIVE, OLIVE, OLIVE, DEV, DEV):
        await try_password(elsewhere, email, "wrong")
    assert (await try_password(elsewhere, OLIVE, "wrong")).status_code == 429
    assert (await try_password(elsewhere, DEV, "wrong")).status_code == 429, "a place tries all"
    assert (await try_password(stranger, OLIVE, story.PASSWORD)).status_code == 200


async def test_a_password_is_checked_while_no_connection_is_held(
    api: FastAPI, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guessing takes long on purpose: held with it, eight guesses would stop everybody's work."""
    await api.state.parts.pool.resize(1, 1)
    loop, others = asyncio.get_running_loop(), []

    def look(known_hash: str, password: str) -> bool:
        asked = asyncio.run_coroutine_threadsafe(stranger.get("/metrics"), loop)
        others.append(asked.result(10).status_code)
        return is_password(known_hash, password)

    monkeypatch.setattr("tocsin.web.sign_in.is_password", look)
    assert (await try_password(stranger, OLIVE, story.PASSWORD)).status_code == 200
    assert (await try_password(stranger, OLIVE, "wrong")).status_code == 401
    assert others == [200, 200]
