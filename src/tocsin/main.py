"""The composition root: the one module that knows every other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

from fastapi import FastAPI

from tocsin import __version__
from tocsin.db.bell import News
from tocsin.domain.record.seal import Sealer
from tocsin.gateways.secret_box import SecretBox
from tocsin.process.engine import Engine, open_engine
from tocsin.web import (
    answer,
    api_key,
    claim,
    contact,
    customer,
    demo,
    device,
    enrolment,
    first_administrator,
    handset,
    health,
    incident,
    live,
    lone_worker,
    map_style,
    metrics,
    opening,
    panel,
    password,
    person,
    phone,
    phone_call,
    receiver_line,
    report,
    response_plan,
    second_factor,
    session,
    set_up,
    sign_in,
    signal,
    site,
    tracker,
    tracker_door,
    tracker_mapping,
    webhook,
    zone,
)
from tocsin.web.apps import add_apps
from tocsin.web.attempts import Attempts, TooManyAttempts
from tocsin.web.demo_sheet import DemoSheet
from tocsin.web.depends import Parts
from tocsin.web.description import describe_refusals
from tocsin.web.errors import answer_errors
from tocsin.web.map_style import MapStyle

API = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What an installation has of its own: its map, and the address by which people reach it."""

    map_style: MapStyle = field(default_factory=MapStyle)
    public_url: str | None = None


NOTHING = Own()

WORK = (incident, opening, claim, phone_call, signal, session, report, live, webhook, phone)
PEOPLE = (first_administrator, password, second_factor, person, api_key)
SET_UP = (
    customer,
    site,
    lone_worker,
    device,
    enrolment,
    contact,
    receiver_line,
    panel,
    tracker,
    tracker_mapping,
    zone,
    response_plan,
    set_up,
)


@asynccontextmanager
async def _running(hub: live.LiveHub) -> AsyncIterator[None]:
    telling = asyncio.create_task(hub.run())
    try:
        yield
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling


def make_api(
    address: str,
    sealer: Sealer,
    demo_sheet: DemoSheet | None = None,
    secret_box: SecretBox | None = None,
    own: Own = NOTHING,
) -> FastAPI:
    """Make the web process: the API and the browser apps."""

    @asynccontextmanager
    async def lifespan(api: FastAPI) -> AsyncIterator[None]:
        async with open_engine(address, sealer) as engine:
            hub = live.LiveHub(engine.pool, engine.bell, address)
            add_parts(api, engine, sealer, demo_sheet, hub)
            api.state.parts.secret_box = secret_box
            api.state.parts.public_url = own.public_url
            api.state.parts.map_style = own.map_style.address
            async with _running(hub):
                yield

    api = FastAPI(
        title="Tocsin",
        version=__version__,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    for part in (sign_in, *WORK, map_style, demo, handset, *PEOPLE, *SET_UP):
        api.include_router(part.router, prefix=API)
    api.include_router(answer.router)
    api.include_router(tracker_door.router)
    api.include_router(health.router)
    api.include_router(metrics.router)
    answer_errors(api)
    describe_refusals(api)
    api.add_exception_handler(TooManyAttempts, sign_in.refuse_guessing)
    api.add_exception_handler(second_factor.CodeNeeded, second_factor.refuse_without_code)
    api.add_exception_handler(second_factor.WrongCode, second_factor.refuse_wrong_code)
    add_apps(api, own.map_style.sources)
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
        ring=partial(engine.bell.ring, News.SIGNALS),
        attempts=Attempts(),
        demo=demo_sheet,
    )
