"""How a process starts: settings, database, key; and how it says in one line why it cannot."""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import psycopg
import uvloop

from tocsin.db.errors import DatabaseRefused
from tocsin.db.schema import check_schema
from tocsin.gateways.journal_key import JournalKey, JournalKeyUnusable
from tocsin.gateways.key_file import KeyFileUnusable
from tocsin.process.engine import Engine, open_engine, plan_once
from tocsin.settings import Settings, WrongSetting, read_settings
from tocsin.supervisor import WRONG_SETTING

# Objects made beyond those that ended, until they are looked through for rings that nobody holds.
# Python's 700 come about with every few frames.
LOOK_THROUGH_AFTER = 20_000

REFUSALS = (WrongSetting, DatabaseRefused, JournalKeyUnusable, KeyFileUnusable)

ADD_KEY = """
    insert into signing_key (fingerprint, public_key, since)
    values (%(fingerprint)s, %(public_key)s, clock_timestamp())
    on conflict do nothing
"""


def start(run: Callable[[Settings, str, JournalKey], None]) -> int:
    """Run one process until it is told to stop; return its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        settings = read_settings()
        if settings.database_url is None:
            raise WrongSetting("TOCSIN_DATABASE_URL is not set: start `tocsin serve`, or set it")
        check_schema(settings.database_url)
        _keep_what_was_loaded()
        run(settings, settings.database_url, JournalKey.load_or_make(settings.journal_key))
    except KeyboardInterrupt:
        return 0
    except REFUSALS as refusal:
        return say(str(refusal), WRONG_SETTING)
    except psycopg.OperationalError as error:
        return say(f"the database does not answer: {str(error).splitlines()[0]}", 1)
    return 0


def _keep_what_was_loaded() -> None:
    """Leave what stays until the end, modules and classes, out of every later look for rings."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOK_THROUGH_AFTER)


def say(why: str, code: int) -> int:
    sys.stderr.write(f"tocsin: {why}\n")
    return code


def run_engine(address: str, key: JournalKey, body: Callable[[Engine], Awaitable[None]]) -> None:
    """Run the body of a process with the engine open around it."""

    async def main() -> None:
        _end_when_told()
        async with open_engine(address, key, configure=plan_once) as engine:
            async with engine.pool.connection() as connection:
                await connection.execute(
                    ADD_KEY, {"fingerprint": key.key_id, "public_key": key.public_key}
                )
            await body(engine)

    with suppress(asyncio.CancelledError):
        uvloop.run(main())


def _end_when_told() -> None:
    """Let SIGTERM and Ctrl-C cancel the whole, so that every part is closed in its order.

    An exception out of a signal's handler would tear the loop away from under them.
    """
    whole = asyncio.current_task()
    assert whole is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, whole.cancel)


async def together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all parts; when one fails, the process ends, and its supervisor starts it again."""
    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(part)
