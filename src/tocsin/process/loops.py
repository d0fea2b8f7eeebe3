"""The loops: meet deadlines, raise what is due, do what is owed."""

import json
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from tocsin.db.bell import News
from tocsin.db.ledger import database_clock
from tocsin.db.outbox import Owed
from tocsin.db.report import read_report_contents
from tocsin.db.view import Row
from tocsin.domain.record.report import make_report
from tocsin.domain.record.seal import Sealer
from tocsin.domain.response.answer_link import AnswerLink
from tocsin.gateways.clock import new_id
from tocsin.gateways.file_store import FileStore
from tocsin.gateways.journal_key import JournalKey
from tocsin.gateways.mail import Mailbox
from tocsin.gateways.ping import DeadMansCall
from tocsin.gateways.webhook import Courier
from tocsin.loops.audit import audit
from tocsin.loops.beat import Pulse, beat
from tocsin.loops.deadline import meet_deadlines
from tocsin.loops.notice import ByHandset, ByMail, Carrier, NoticeSender
from tocsin.loops.outbox import Deeds, do_owed
from tocsin.loops.raising import Raiser, raise_what_is_due
from tocsin.loops.session import look_at_sessions
from tocsin.loops.supervision import supervise_panels
from tocsin.loops.webhook import WebhookSender
from tocsin.process.engine import Engine
from tocsin.process.start import run_engine, start, together
from tocsin.settings import Settings
from tocsin.web.incident_view import row_shape


def run_loops(settings: Settings, address: str, key: JournalKey) -> None:
    """Run the loops until told to stop."""
    files = FileStore(settings.home / "files")
    courier = Courier(private=settings.webhook_private, demo=settings.demo)

    async def loops(engine: Engine) -> None:
        deadline, raising, outbox = Pulse("deadline"), Pulse("raise"), Pulse("outbox")
        supervising, auditing = Pulse("supervise"), Pulse("audit")
        watching = Pulse("session")
        ping = DeadMansCall(settings.ping_url) if settings.ping_url else None
        raiser = Raiser(engine.open_work)
        deeds: Deeds = {
            "file_report": _file_report(engine, key, files),
            "notice": NoticeSender(engine.open_work, _carrier(settings), _answer_at(settings, key)),
            "webhook": WebhookSender(engine.pool, courier, describe, new_id),
        }
        ear = partial(engine.bell.ear, News.CHANGES)
        stored = engine.bell.ear(News.SIGNALS)
        await together(
            beat(
                engine.pool, new_id(), [deadline, raising, outbox, supervising, watching, auditing]
            ),
            meet_deadlines(engine.open_work, engine.pool, ear(), deadline),
            raise_what_is_due(engine.pool, raiser, stored, raising),
            raiser.run(),
            supervise_panels(engine.pool, partial(engine.bell.ring, News.SIGNALS), supervising),
            look_at_sessions(
                engine.open_work,
                engine.pool,
                ear(),
                partial(engine.bell.ring, News.SIGNALS),
                watching,
            ),
            do_owed(engine.open_work, deeds, new_id, ear, outbox),
            audit(engine.pool, engine.open_work, auditing, ping),
        )

    run_engine(address, key, loops)


def _answer_at(settings: Settings, key: JournalKey) -> Callable[[AnswerLink], str]:
    """Let a link lead to where people see Tocsin."""
    return lambda link: f"{settings.public_url}/answer/{link.write(key)}"


def _carrier(settings: Settings) -> Carrier:
    """Choose what carries notices: in the demo nothing leaves the machine."""
    if settings.demo:
        return ByHandset()
    if settings.smtp_url is None or settings.mail_from is None:
        return ByMail(None)
    return ByMail(Mailbox(settings.smtp_url, settings.mail_from))


def describe(row: Row) -> dict[str, Any]:
    """Write an incident's row as the API does."""
    return row_shape(row).model_dump(mode="json")


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


if __name__ == "__main__":
    sys.exit(start(run_loops))
