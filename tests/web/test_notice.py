"""Nobody takes it, as the API shows it; the demo's handsets; the link; and webhooks over HTTP."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.domain.specimen import KEY
from tests.web.browser import BURGLARY, Browser, Json, as_json, problem_of, send
from tests.web.conftest import Raise
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.domain.response.answer_link import AnswerLink
from tocsin.gateways.clock import new_id, new_salt
from tocsin.loops.deadline import meet_due
from tocsin.loops.notice import ByHandset, NoticeSender
from tocsin.loops.outbox import do_one

LONG_AGO = """
    update incident set waiting_since = waiting_since - interval '200 seconds',
        rungs_since = rungs_since - interval '200 seconds';
    update deadline set due_at = clock_timestamp();
"""
CLOSE = "update incident set state = 'closed', closed_at = clock_timestamp()"
ADD_KEY = """
    insert into signing_key (fingerprint, public_key, since) values (%s, %s, clock_timestamp())
"""


@pytest.fixture
async def engine(addresses: Addresses) -> AsyncIterator[WorkOpener]:
    async with AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool:
        yield WorkOpener(pool, Means(new_id, new_salt, KEY))


@pytest.fixture
async def untaken(
    addresses: Addresses, engine: WorkOpener, program: Browser, raise_all: Raise
) -> Json:
    """Let an alarm ring for so long that the plan runs by itself; its messages are out."""
    await send(program, BURGLARY)
    await raise_all()
    ask(addresses.owner, LONG_AGO)
    assert await meet_due(engine, lambda _: None)
    deeds = {"notice": NoticeSender(engine, ByHandset(), lambda _: "")}
    while await do_one(engine, deeds, new_id()):
        pass
    (row,) = await program.queue()
    return row


def asked(handsets: Json) -> Json:
    (handset,) = [one for one in handsets["items"] if one["asks"]]
    assert isinstance(handset, dict)
    return handset


async def test_the_row_says_that_nobody_is_there_and_how_far_it_went(untaken: Json) -> None:
    assert (untaken["alone"], untaken["rung"], untaken["has_it"]) == (True, "run_alone", None)


async def test_a_visitor_plays_the_keyholder(
    stranger: Browser, olive: Browser, untaken: Json
) -> None:
    listed = await stranger.see("/demo/handsets")
    assert [one["to"] for one in listed["items"]][:1] == ["Helena Hargreaves-Nwosu"]
    handset = asked(listed)
    assert handset["address"] == "07700 900118"
    path = f"/demo/handsets/{handset['notice']}/answer"
    for _ in range(2):
        said = await stranger.command(path, {"i_have_it": True})
        assert as_json(said) == {"notice": handset["notice"], "has_it": True}
    problem_of(await stranger.command(path, {"i_have_it": False}))
    shown = await olive.see(f"/incidents/{untaken['id']}")
    assert shown["has_it"] == "Helena Hargreaves-Nwosu"
    assert shown["journal"][0]["text"] == "answered: I have it"
    assert shown["all_clear"] == 2
    assert shown["notices"][-1]["has_it"] is True
    answers = {callee["name"]: callee["has_it"] for callee in shown["callees"]}
    assert [name for name, has_it in answers.items() if has_it] == ["Helena Hargreaves-Nwosu"]
    reason = "Helena Hargreaves-Nwosu answered “I have it”. No operator has taken it yet."
    assert shown["step"]["reason"] == reason


async def test_taken_by_an_operator_the_row_is_quiet_again(olive: Browser, untaken: Json) -> None:
    await olive.do(untaken["id"], "claim")
    (row,) = await olive.queue()
    assert (row["alone"], row["rung"]) == (False, None)


async def test_a_message_that_is_not_there_cannot_be_answered(stranger: Browser) -> None:
    refused = await stranger.command(f"/demo/handsets/{uuid4()}/answer", {"i_have_it": True})
    assert refused.status_code == 404


async def test_a_call_rings_on_a_handset_until_the_operator_writes_how_it_ended(
    stranger: Browser, olive: Browser, untaken: Json
) -> None:
    assert (await stranger.see("/demo/handsets"))["ringing"] == []
    await olive.do(untaken["id"], "claim")
    shown = await olive.see(f"/incidents/{untaken['id']}")
    callee = shown["callees"][1]
    await olive.do(untaken["id"], "phone-calls", {"callee_id": callee["id"]})
    (ringing,) = (await stranger.see("/demo/handsets"))["ringing"]
    assert (ringing["to"], ringing["address"]) == (callee["name"], callee["number"])
    path = f"/demo/handsets/calls/{ringing['call']}/speak"
    said = {"incident": ringing["incident"], "words": "I am on my way."}
    as_json(await stranger.command(path, said))
    journal = (await olive.see(f"/incidents/{untaken['id']}"))["journal"]
    assert (journal[0]["actor"]["name"], journal[0]["said"]) == (callee["name"], "I am on my way.")


async def test_outside_the_demo_there_are_no_handsets(api: FastAPI, stranger: Browser) -> None:
    api.state.parts.demo = None
    assert (await stranger.get("/api/v1/demo/handsets")).status_code == 404
    refused = await stranger.command(f"/demo/handsets/{uuid4()}/answer", {"i_have_it": True})
    assert refused.status_code == 404


@pytest.fixture
async def link(addresses: Addresses, stranger: Browser, untaken: Json) -> str:
    ask(addresses.owner, ADD_KEY, KEY.key_id, KEY.public_key)
    notice_id = UUID(asked(await stranger.see("/demo/handsets"))["notice"])
    return f"/answer/{AnswerLink(notice_id=notice_id, centre_id=story.NORTHGATE).write(KEY)}"


async def test_a_preview_of_the_link_answers_nothing(
    addresses: Addresses, stranger: Browser, link: str
) -> None:
    page = await stranger.get(link)
    assert page.status_code == 200
    assert page.text.count('<form method="post"') == 2
    assert "Nobody has called the police." in page.text
    assert (await stranger.head(link)).status_code in {200, 405}
    assert ask(addresses.owner, "select count(has_it) from notice") == [0]


async def test_the_first_press_counts_and_the_page_then_says_so(
    addresses: Addresses, stranger: Browser, link: str
) -> None:
    pressed = await stranger.post(link, params={"i_have_it": "false"})
    assert "You said: I cannot." in pressed.text
    assert "You said: I cannot." in (await stranger.get(link)).text
    again = await stranger.post(link, params={"i_have_it": "true"})
    assert again.status_code == 409
    assert "already" in again.text
    assert ask(addresses.owner, "select has_it from notice where answered_at is not null") == [
        False
    ]


async def test_when_it_is_over_nothing_is_asked(
    addresses: Addresses, stranger: Browser, link: str
) -> None:
    ask(addresses.owner, CLOSE)
    page = (await stranger.get(link)).text
    assert "It is over." in page
    assert "<button" not in page


async def test_who_answers_late_all_the_same_is_shown_to_the_operators(
    addresses: Addresses, stranger: Browser, olive: Browser, link: str
) -> None:
    ask(addresses.owner, CLOSE)
    page = (await stranger.post(link, params={"i_have_it": "true"})).text
    assert "You said: I have it." in page
    assert "It is over." in page
    (row,) = await olive.queue()
    assert row["state"] == "closed"
    assert row["needs_human"].endswith(
        "answered “I have it” after the close: tell them that it is over"
    )
    noted = await olive.do(row["id"], "notes", {"text": "Told them"})
    assert noted["needs_human"] is None
    assert [line["kind"] for line in noted["journal"][:3]] == [
        *("incident.noted", "incident.needs_human", "notice.answered"),
    ]


async def test_a_handset_asks_nothing_once_it_is_over(
    addresses: Addresses, stranger: Browser, untaken: Json
) -> None:
    before = asked(await stranger.see("/demo/handsets"))
    assert (before["incident"], before["is_over"]) == (untaken["id"], False)
    ask(addresses.owner, CLOSE)
    items = (await stranger.see("/demo/handsets"))["items"]
    assert {(one["asks"], one["is_over"]) for one in items} == {(False, True)}


async def test_a_link_that_nobody_sealed_leads_nowhere(
    addresses: Addresses, stranger: Browser, link: str
) -> None:
    forged = AnswerLink(notice_id=uuid4(), centre_id=story.NORTHGATE).write(KEY)
    for word in (link[:-4] + "AAAA", "/answer/x", f"/answer/{forged}"):
        assert (await stranger.get(word)).status_code == 404
        assert (await stranger.post(word, params={"i_have_it": "true"})).status_code == 404


HOOK = {"url": "https://hooks.example/tocsin"}


async def test_a_program_sets_up_its_webhook_and_sees_its_secret_once(program: Browser) -> None:
    made = as_json(await program.command("/webhooks", HOOK))
    assert len(made["secret"]) > 40
    (listed,) = (await program.see("/webhooks"))["items"]
    assert "secret" not in listed
    assert listed["id"] == made["id"]
    assert await program.see(f"/webhooks/{made['id']}/deliveries") == {"items": [], "next": None}
    gone = await program.delete(f"/api/v1/webhooks/{made['id']}")
    assert gone.status_code == 200, gone.text
    assert (await program.see("/webhooks"))["items"] == []


async def test_the_log_of_deliveries_is_read_page_by_page(
    addresses: Addresses, program: Browser
) -> None:
    made = as_json(await program.command("/webhooks", HOOK))
    for attempt in (1, 2, 3):
        ask(
            addresses.owner,
            "insert into webhook_delivery (id, webhook_id, organisation_id, centre_id, outbox_id,"
            " incident_id, happened, attempt, at, took_ms, answer) values"
            " (%s, %s, %s, %s, %s, %s, 'incident.opened', %s, clock_timestamp(), 5, 204)",
            *(new_id(), made["id"], story.NORTHGATE, story.NORTHGATE, new_id(), new_id(), attempt),
        )
    first = await program.see(f"/webhooks/{made['id']}/deliveries", limit=2)
    second = await program.see(first["next"])
    attempts = [one["attempt"] for page in (first, second) for one in page["items"]]
    assert attempts == [3, 2, 1]


@pytest.mark.parametrize(
    "url",
    ["", "ftp://x", "https://", "https://a:b@c", "http://[", "http://x:99999", "javascript:1"],
)
async def test_nothing_is_sent_to_what_is_no_address(program: Browser, url: str) -> None:
    refused = await program.command("/webhooks", {"url": url})
    assert refused.status_code == 422
    problem_of(refused)


async def test_an_operator_sets_up_no_webhook(olive: Browser) -> None:
    assert (await olive.command("/webhooks", HOOK)).status_code == 403


async def test_of_another_ones_webhook_nothing_is_said(program: Browser) -> None:
    assert (await program.get(f"/api/v1/webhooks/{uuid4()}/deliveries")).status_code == 404
