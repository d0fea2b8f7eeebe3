"""The real web process without its sockets: its lifespan, its pool, a database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses, copied
from tests.domain.specimen import KEY
from tests.web.browser import Browser
from tocsin.app.signal import raise_signals
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.demo.sheet import make_sheet
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.postgres_server import PostgresServer
from tocsin.gateways.secret_box import KEY_BYTES, SecretBox
from tocsin.main import make_api
from tocsin.settings import Settings
from tocsin.web.asker import digest_of, new_token
from tocsin.web.auth import COOKIE

WAITING = "select distinct subject_kind, subject_id from signal_due"
SIGN_IN = """
    insert into sign_in (
        token_digest, person_id, organisation_id, app, started_at, heard_at, ends_at)
    select %(digest)s, id, organisation_id, 'console', clock_timestamp(), clock_timestamp(),
        clock_timestamp() + interval '1 hour'
    from person where email = %(email)s
"""
ADDRESS = "http://127.0.0.1:8600"


@pytest.fixture(scope="session")
def unwritten(postgres: PostgresServer, seeded_template: str) -> Iterator[Addresses]:
    """Give one database to all tests that write nothing into it."""
    with copied(postgres, seeded_template) as owner:
        yield Addresses(
            owner=owner,
            web=make_conninfo(owner, user="tocsin_web"),
            engine=make_conninfo(owner, user="tocsin_engine"),
        )


@pytest.fixture
async def api(addresses: Addresses) -> AsyncIterator[FastAPI]:
    sheet = make_sheet(Settings(demo=True), key_id=KEY.key_id)
    made = make_api(addresses.web, KEY, sheet, SecretBox(b"k" * KEY_BYTES))
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
def olive(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    return signed_in(addresses, browsers(), "olive@northgate.example")


@pytest.fixture
def dev(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    return signed_in(addresses, browsers(), "dev@northgate.example")


@pytest.fixture
def wanda(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    """Sign the centre's administrator in."""
    return signed_in(addresses, browsers(), "wanda@northgate.example")


@pytest.fixture
def priya(addresses: Addresses, browsers: Callable[[], Browser]) -> Browser:
    """Sign the supervisor in."""
    return signed_in(addresses, browsers(), "priya@northgate.example")


def signed_in(addresses: Addresses, browser: Browser, email: str) -> Browser:
    """Sign somebody in without the password, which takes its time by design."""
    token = new_token()
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(SIGN_IN, {"digest": digest_of(token), "email": email})
    browser.cookies.set(COOKIE, token, domain="127.0.0.1", path="/")
    return browser


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
