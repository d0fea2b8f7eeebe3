"""Notices on their way: from an alarm that nobody takes to a mail server, through crashes."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import CANALSIDE, ask, open_incident
from tests.domain.specimen import KEY
from tests.loops.outside import PostOffice, Program, hanging, listening, mail_server
from tocsin.db.bell import Ear
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.domain.response.answer_link import AnswerLink, read_link
from tocsin.gateways import mail
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.mail import Mailbox
from tocsin.gateways.webhook import Courier
from tocsin.loops.beat import Pulse
from tocsin.loops.deadline import meet_due
from tocsin.loops.notice import ByHandset, ByMail, Carrier, NoticeSender
from tocsin.loops.outbox import Deeds, do_one, do_owed
from tocsin.loops.webhook import WebhookSender

SENDER = "tocsin@northgate.example"
PATIENCE_S = 10.0
RUN_OUT = "update outbox set due_at = '2000-01-01' where state in ('owed', 'claimed')"
LONG_AGO = """
    update incident set waiting_since = waiting_since - interval '200 seconds',
        rungs_since = rungs_since - interval '200 seconds';
    update deadline set due_at = clock_timestamp();
"""
LISTEN = """
    insert into webhook (id, organisation_id, centre_id, url, secret, created_at)
    values (%s, %s, %s, %s, 'a secret', clock_timestamp())
"""


@pytest.fixture
async def pool(addresses: Addresses) -> AsyncIterator[AsyncConnectionPool]:
    async with AsyncConnectionPool(addresses.engine, min_size=1, max_size=6, open=False) as pool:
        yield pool


@pytest.fixture
def open_work(pool: AsyncConnectionPool) -> WorkOpener:
    return WorkOpener(pool, Means(new_id, new_salt, KEY))


def answer_at(link: AnswerLink) -> str:
    return f"https://tocsin.example/answer/{link.write(KEY)}"


def by(carrier: Carrier, open_work: WorkOpener) -> Deeds:
    async def file_nothing(_: object) -> str:
        return "filed"

    return {
        "notice": NoticeSender(open_work, carrier, answer_at),
        "webhook": WebhookSender(
            open_work.pool, Courier(private=True), lambda row: {"id": str(row["id"])}, new_id
        ),
        "file_report": file_nothing,
    }


async def untaken(addresses: Addresses, open_work: WorkOpener) -> UUID:
    """Let an alarm ring until the plan runs by itself. Nobody is on shift."""
    incident_id = await open_incident(open_work, CANALSIDE)
    ask(addresses.owner, LONG_AGO)
    assert await meet_due(open_work, lambda _: None)
    return incident_id


async def do_all(open_work: WorkOpener, deeds: Deeds) -> None:
    while await do_one(open_work, deeds, new_id()):
        pass


def kinds(addresses: Addresses) -> list[str]:
    return ask(addresses.owner, "select kind from journal_entry order by number")


async def test_the_supervisor_and_the_first_keyholder_get_a_mail(
    addresses: Addresses, open_work: WorkOpener
) -> None:
    await untaken(addresses, open_work)
    office = PostOffice()
    async with mail_server(office) as url:
        await do_all(open_work, by(ByMail(Mailbox(url, SENDER)), open_work))
    priya, helena = sorted(office.letters, key=lambda letter: str(letter["To"]), reverse=True)
    assert "priya@northgate.example" in priya["To"]
    assert "helena@hargreaves.example" in helena["To"]
    text = str(helena.get_content())
    assert "Nobody has called the police." in text
    word = re.search(r"/answer/(\S+)", text)
    assert word is not None
    link = read_link(word[1], [KEY.public_key])
    assert link is not None
    assert link.centre_id == story.NORTHGATE
    assert ask(addresses.owner, "select distinct state, channel from notice") == [("sent", "mail")]
    head = re.search(r"Sealed in the record as ([0-9a-f]{64})", text)
    assert head is not None
    assert head[1] in ask(addresses.owner, "select encode(digest, 'hex') from journal_entry")


async def test_a_crash_between_sending_and_writing_down_sends_the_same_letter_again(
    addresses: Addresses, open_work: WorkOpener
) -> None:
    await untaken(addresses, open_work)
    office = PostOffice()

    class DiesAfterwards:
        async def send(self, letter: mail.Letter) -> None:
            await Mailbox(url, SENDER).send(letter)
            raise asyncio.CancelledError  # the process is gone: nothing is written down

    async with mail_server(office) as url:
        with suppress(asyncio.CancelledError):
            await do_one(open_work, by(ByMail(DiesAfterwards()), open_work), new_id())
        assert "unknown" in ask(addresses.owner, "select state from notice")
        assert not [k for k in kinds(addresses) if k == "notice.sent"]
        ask(addresses.owner, RUN_OUT)
        await do_all(open_work, by(ByMail(Mailbox(url, SENDER)), open_work))
    names = [letter["Message-ID"] for letter in office.letters]
    assert len(names) == 3
    assert len(set(names)) == 2
    assert ask(addresses.owner, "select distinct state from notice") == ["sent"]
    assert kinds(addresses).count("notice.unknown") == 1


async def test_a_mail_server_that_is_down_is_shown_and_tried_again(
    addresses: Addresses, open_work: WorkOpener
) -> None:
    await untaken(addresses, open_work)
    office = PostOffice(says="451 Later")
    async with mail_server(office) as url:
        deeds = by(ByMail(Mailbox(url, SENDER)), open_work)
        await do_all(open_work, deeds)
        assert kinds(addresses).count("notice.delayed") == 2
        assert set(ask(addresses.owner, "select state from notice")) == {"owed"}
        office.says = "250 OK"
        ask(addresses.owner, RUN_OUT)
        await do_all(open_work, deeds)
    assert ask(addresses.owner, "select distinct state from notice") == ["sent"]


async def test_without_a_mail_server_it_is_kept_and_the_board_says_so(
    addresses: Addresses, open_work: WorkOpener
) -> None:
    await untaken(addresses, open_work)
    await do_all(open_work, by(ByMail(None), open_work))
    assert ask(addresses.owner, "select distinct state from notice") == ["failed"]
    (said,) = ask(addresses.owner, "select needs_human from incident")
    assert "TOCSIN_SMTP_URL" in said
    # All three keyholders were turned to at once, and none of them can be told.
    assert len(ask(addresses.owner, "select id from notice where kind = 'run_alone'")) == 3


async def test_in_the_demo_it_lands_on_a_handset(
    addresses: Addresses, open_work: WorkOpener
) -> None:
    await untaken(addresses, open_work)
    await do_all(open_work, by(ByHandset(), open_work))
    query = "select channel, address from notice where kind = 'run_alone'"
    assert ask(addresses.owner, query) == [("handset", "07700 900118")]


async def test_a_hanging_mail_server_and_a_hanging_target_hold_up_nobody_else(
    addresses: Addresses, open_work: WorkOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "CONNECT_WITHIN_S", 30.0)
    program = Program()
    async with hanging() as silent, listening(program) as url:
        for target in (f"http://127.0.0.1:{silent}/", url):
            ask(addresses.owner, LISTEN, new_id(), story.NORTHGATE, story.NORTHGATE, target)
        await untaken(addresses, open_work)
        mailbox = Mailbox(f"smtp://127.0.0.1:{silent}", SENDER)
        doing = asyncio.create_task(
            do_owed(open_work, by(ByMail(mailbox), open_work), new_id, Ear, Pulse("outbox"))
        )
        async with asyncio.timeout(PATIENCE_S):
            while len(program.requests) < len(kinds(addresses)):  # noqa: ASYNC110  no bell rings here
                await asyncio.sleep(0.05)
        doing.cancel()
        with suppress(asyncio.CancelledError):
            await doing
    assert all(program.is_signed(request) for request in program.requests)
    unsent = ask(addresses.owner, "select count(*) from notice where state = 'unknown'")
    assert unsent == [2]


async def test_each_attempt_is_logged_and_a_silent_incident_is_kept_from_its_customer(
    addresses: Addresses, open_work: WorkOpener
) -> None:
    """P14."""
    program = Program(says=500)
    async with listening(program) as url:
        ask(addresses.owner, LISTEN, new_id(), story.HARGREAVES, story.NORTHGATE, url)
        await open_incident(open_work, CANALSIDE)
        deeds = by(ByHandset(), open_work)
        await do_all(open_work, deeds)
        told = len(program.requests)
        log = "select attempt, answer, error from webhook_delivery order by id"
        assert ask(addresses.owner, log)[0] == (1, 500, "the target answered 500")
        ask(addresses.owner, "update incident set silent = true")
        ask(addresses.owner, RUN_OUT)
        await do_all(open_work, deeds)
    assert len(program.requests) == told
    query = "select distinct result from outbox where kind = 'webhook'"
    assert ask(addresses.owner, query) == ["not theirs to see"]


@pytest.mark.parametrize(
    ("owner", "says"),
    [(story.HARGREAVES, {"digest"}), (story.NORTHGATE, {"digest", "number"})],
    ids=["a customer", "the centre"],
)
async def test_only_the_centre_is_told_a_journals_number(
    addresses: Addresses, open_work: WorkOpener, owner: UUID, says: set[str]
) -> None:
    """P10: a gap between two numbers would tell of what is not shown."""
    program = Program()
    async with listening(program) as url:
        ask(addresses.owner, LISTEN, new_id(), owner, story.NORTHGATE, url)
        await open_incident(open_work, CANALSIDE)
        await do_all(open_work, by(ByHandset(), open_work))
    heads = [json.loads(body)["head"] for _, body in program.requests]
    assert heads
    assert all(set(head) == says for head in heads)
