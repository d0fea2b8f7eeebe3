"""The real web process without its sockets: its lifespan, its pool, a database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.domain.specimen import KEY
from tests.web.browser import Browser, sign_in
from tocsin.app.signal import raise_signals
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.demo.sheet import make_sheet
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.gateways.clock import new_id, new_salt
from tocsin.main import make_api
from tocsin.settings import Settings

WAITING = """
    select distinct subject_kind, subject_id from signal
    where raised_at is null and subject_id is not null
"""
ADDRESS = "http://127.0.0.1:8600"


@pytest.fixture
async def api(addresses: Addresses) -> AsyncIterator[FastAPI]:
    sheet = make_sheet(Settings(demo=True), key_id=KEY.key_id)
    made = make_api(addresses.web, KEY, sheet)
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def browsers(api: FastAPI) -> AsyncIterator[Callable[[], Browser]]:
    """Open any number of browsers, each with cookies of its own."""
    opened: list[Browser] = []

    def open_browser() -> Browser:
        transport = httpx.ASGITransport(app=api, raise_app_exceptions=False)
        opened.append(Browser(transport=transport, base_url=ADDRESS))
        return opened[-1]

    yield open_browser
    for browser in opened:
        await browser.aclose()


@pytest.fixture
def stranger(browsers: Callable[[], Browser]) -> Browser:
    """Open a browser in which nobody is signed in."""
    return browsers()


@pytest.fixture
async def olive(browsers: Callable[[], Browser]) -> Browser:
    return await sign_in(browsers(), "olive@northgate.example")


@pytest.fixture
async def dev(browsers: Callable[[], Browser]) -> Browser:
    return await sign_in(browsers(), "dev@northgate.example")


@pytest.fixture
async def priya(browsers: Callable[[], Browser]) -> Browser:
    """Sign the supervisor in."""
    return await sign_in(browsers(), "priya@northgate.example")


@pytest.fixture
def program(browsers: Callable[[], Browser]) -> Browser:
    """Give a program the centre's API key."""
    browser = browsers()
    browser.headers["Authorization"] = f"Bearer {story.API_KEY}"
    return browser


Raise = Callable[[], Awaitable[None]]


@pytest.fixture
async def raise_all(api: FastAPI, addresses: Addresses) -> AsyncIterator[Raise]:
    """Raise everything that is stored, as the loops do."""
    async with AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool:
        ring = api.state.parts.ring
        open_work = WorkOpener(pool, Means(new_id, new_salt, KEY), ring=ring)

        async def raise_all_due() -> None:
            async with pool.connection() as connection:
                due = await (await connection.execute(WAITING)).fetchall()
            for kind, subject_id in due:
                ref = SubjectRef(kind=SubjectKind(kind), id=subject_id)
                async with open_work("raise_signals") as work:
                    await raise_signals(work, ref)

        yield raise_all_due
