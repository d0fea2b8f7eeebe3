"""The processes: web, loops and the alarm receiver, each by itself, any number of each."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import psycopg
import uvicorn
import uvloop

from tocsin.db.errors import DatabaseRefused
from tocsin.db.ledger import database_clock
from tocsin.db.migrate import newest_version, schema_version
from tocsin.db.outbox import Owed
from tocsin.db.report import read_report_contents
from tocsin.demo.sheet import make_sheet
from tocsin.domain.record.report import make_report
from tocsin.domain.record.seal import Sealer
from tocsin.gateways.clock import new_id
from tocsin.gateways.file_store import FileStore
from tocsin.gateways.journal_key import JournalKey
from tocsin.loops.alarm_receiver import WRITERS, Receiver, receive
from tocsin.loops.beat import Pulse, beat
from tocsin.loops.deadline import meet_deadlines
from tocsin.loops.outbox import do_owed
from tocsin.loops.raising import Raiser, raise_what_is_due
from tocsin.main import Engine, make_api, open_engine
from tocsin.settings import Settings, WrongSetting

ROLE_OF_WEB = """
    select pg_has_role(current_user, 'tocsin_web', 'member'),
        pg_has_role(current_user, 'tocsin_engine', 'member')
"""
GRACE_S = 3


def run_web(settings: Settings) -> None:
    """Serve the API and the browser apps until told to stop."""
    address, key = _start(settings)
    _demand_web_role(address)
    sheet = None
    if settings.demo:
        sheet = make_sheet(address=settings.public_url, key_id=key.key_id)
    config = uvicorn.Config(
        make_api(address, key, sheet),
        host=settings.web_host,
        port=settings.web_port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        server_header=False,
    )
    try:
        uvicorn.Server(config).run()
    except SystemExit as error:
        message = (
            f"port {settings.web_port} on {settings.web_host} cannot be used (TOCSIN_WEB_PORT)"
        )
        raise WrongSetting(message) from error


def run_loops(settings: Settings) -> None:
    """Meet deadlines, raise what is due and do what is owed, until told to stop."""
    address, key = _start(settings)
    files = FileStore(settings.home / "files")

    async def loops(engine: Engine) -> None:
        deadline, raising, outbox = Pulse("deadline"), Pulse("raise"), Pulse("outbox")
        raiser = Raiser(engine.open_work)
        deeds = {"file_report": _file_report(engine, key, files)}
        ear = engine.bell.ear
        await _together(
            beat(engine.pool, new_id(), [deadline, raising, outbox]),
            meet_deadlines(engine.open_work, engine.pool, ear(), deadline),
            raise_what_is_due(engine.pool, raiser, ear(), raising),
            raiser.run(),
            do_owed(engine.pool, deeds, new_id, ear(), outbox),
        )

    _run(address, key, loops)


def run_receive(settings: Settings) -> None:
    """Receive alarms over DC-09 until told to stop."""
    address, key = _start(settings)

    async def receiving(engine: Engine) -> None:
        pulse = Pulse("receive")
        raiser = Raiser(engine.open_work)
        receiver = Receiver(address, settings.alarm_port, raiser, engine.pool)
        await _together(
            beat(engine.pool, new_id(), [pulse]),
            receiver.keep_informed(engine.bell.ear(), pulse),
            raiser.run(),
            *(receiver.write() for _ in range(WRITERS)),
            receive(receiver, settings.alarm_host, settings.alarm_port),
        )

    try:
        _run(address, key, receiving)
    except* OSError as group:
        port = settings.alarm_port
        message = f"port {port} on {settings.alarm_host} cannot be used (TOCSIN_ALARM_PORT)"
        raise WrongSetting(message) from group.exceptions[0]


def _start(settings: Settings) -> tuple[str, JournalKey]:
    logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s")
    if settings.database_url is None:
        raise WrongSetting("TOCSIN_DATABASE_URL is not set: start `tocsin serve`, or set it")
    check_schema(settings.database_url)
    return settings.database_url, JournalKey.load_or_make(settings.journal_key)


def check_schema(address: str) -> None:
    """See that the database answers and has this release's schema. Raises DatabaseRefused."""
    version, needed = schema_version(address), newest_version()
    if version != needed:
        had = version or "none"
        raise DatabaseRefused(
            f"the database's schema is {had}, this release needs {needed}: run `tocsin migrate`"
        )


def _demand_web_role(address: str) -> None:
    with psycopg.connect(address) as connection:
        row = connection.execute(ROLE_OF_WEB).fetchone()
    if row != (True, False):
        raise DatabaseRefused(
            "the web process must log in as tocsin_web and nothing more: else no row is protected"
        )


def _file_report(
    engine: Engine, sealer: Sealer, files: FileStore
) -> Callable[[Owed], Awaitable[str]]:
    async def file_report(owed: Owed) -> str:
        """Keep the report as it was at the close; gives the file's hash."""
        async with engine.pool.connection() as connection:
            now = await database_clock(connection)
            contents = await read_report_contents(connection, owed.subject_id, now)
        report = make_report(contents, sealer)
        return await files.put(json.dumps(report, ensure_ascii=False).encode())

    return file_report


def _run(address: str, key: JournalKey, body: Callable[[Engine], Awaitable[None]]) -> None:
    async def main() -> None:
        async with open_engine(address, key) as engine:
            async with engine.pool.connection() as connection:
                await connection.execute(
                    ADD_KEY, {"fingerprint": key.key_id, "public_key": key.public_key}
                )
            await body(engine)

    try:
        uvloop.run(main())
    except KeyboardInterrupt:
        return


ADD_KEY = """
    insert into signing_key (fingerprint, public_key, since)
    values (%(fingerprint)s, %(public_key)s, clock_timestamp())
    on conflict do nothing
"""


async def _together(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all parts; when one fails, the process ends, and its supervisor starts it again."""
    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(part)
