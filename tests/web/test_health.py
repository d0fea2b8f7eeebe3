"""Whether it is ready: by what was heard since it started, and not by what a former start left."""

import time
from uuid import uuid4

from fastapi import FastAPI

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.web.browser import Browser
from tocsin.db.heartbeat import PARTS

BEAT = """
    insert into heartbeat (name, process, heard_at)
    select unnest(%s::text[]), %s, clock_timestamp()
"""


async def test_it_is_ready_when_every_part_was_heard_since_it_started(
    addresses: Addresses, api: FastAPI, stranger: Browser
) -> None:
    ask(addresses.owner, BEAT, list(PARTS), uuid4())
    assert (await stranger.get("/health/ready")).status_code == 200
    began_s, api.state.parts.started_s = api.state.parts.started_s, time.monotonic()  # anew
    answer = await stranger.get("/health/ready")
    assert (answer.status_code, answer.json()["silent"]) == (503, list(PARTS))
    api.state.parts.started_s = began_s
    ask(addresses.owner, BEAT, list(PARTS), uuid4())
    assert (await stranger.get("/health/ready")).status_code == 200
