"""The composition root: the one module that knows every other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool

from tocsin import __version__
from tocsin.db.bell import Bell
from tocsin.db.work import Means, WorkOpener
from tocsin.domain.record.seal import Sealer
from tocsin.gateways.clock import new_id, new_salt
from tocsin.web import (
    demo,
    health,
    incident,
    live,
    phone_call,
    report,
    sign_in,
    signal,
)
from tocsin.web.apps import add_apps
from tocsin.web.attempts import Attempts
from tocsin.web.demo_sheet import DemoSheet
from tocsin.web.depends import Parts
from tocsin.web.errors import answer_errors

API = "/api/v1"
CONNECTIONS = 8
WAIT_FOR_CONNECTION_S = 5.0


@dataclass(frozen=True, slots=True)
class Engine:
    """What every process that works on the database has."""

    pool: AsyncConnectionPool
    bell: Bell
    open_work: WorkOpener


@asynccontextmanager
async def open_engine(
    address: str, sealer: Sealer, *, connections: int = CONNECTIONS
) -> AsyncIterator[Engine]:
    """Open the pool and the bell for one process, and close them behind it."""
    bell = Bell(address)
    async with AsyncConnectionPool(
        address, min_size=2, max_size=connections, timeout=WAIT_FOR_CONNECTION_S, open=False
    ) as pool:
        ringing = asyncio.create_task(bell.run())
        means = Means(new_id=new_id, new_salt=new_salt, sealer=sealer)
        try:
            yield Engine(pool, bell, WorkOpener(pool, means, ring=bell.ring))
        finally:
            ringing.cancel()
            with suppress(asyncio.CancelledError):
                await ringing


def make_api(address: str, sealer: Sealer, demo_sheet: DemoSheet | None = None) -> FastAPI:
    """Make the web process: the API and the browser apps."""

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        async with open_engine(address, sealer) as engine:
            hub = live.LiveHub(engine.pool, engine.bell)
            add_parts(api, engine, sealer, demo_sheet, hub)
            telling = asyncio.create_task(hub.run())
            try:
                yield
            finally:
                telling.cancel()
                with suppress(asyncio.CancelledError):
                    await telling

    api = FastAPI(
        title="Tocsin",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    for part in (sign_in, incident, phone_call, signal, report, live, demo):
        api.include_router(part.router, prefix=API)
    api.include_router(health.router)
    answer_errors(api)
    api.add_exception_handler(sign_in.TooManyAttempts, sign_in.refuse_guessing)
    add_apps(api)
    return api


def add_parts(
    api: FastAPI,
    engine: Engine,
    sealer: Sealer,
    demo_sheet: DemoSheet | None,
    hub: live.LiveHub,
) -> None:
    """Give the endpoints what they work with."""
    api.state.live = hub
    api.state.parts = Parts(
        pool=engine.pool,
        open_work=engine.open_work,
        sealer=sealer,
        ring=engine.bell.ring,
        attempts=Attempts(),
        demo=demo_sheet,
    )
