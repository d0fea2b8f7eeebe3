"""What a webhook is sent: of an incident just what its owner's own look at the API would show."""

import json
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from psycopg_pool import AsyncConnectionPool

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.domain.specimen import KEY
from tests.loops.outside import Program, listening
from tests.web.browser import BURGLARY, Browser, send
from tests.web.conftest import Raise
from tests.web.test_sign_in import ADD_KEY, own
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.webhook import NOTHING_LEAVES, Courier
from tocsin.loops.outbox import do_one
from tocsin.loops.webhook import WebhookSender
from tocsin.process.loops import describe

LISTEN = """
    insert into webhook (id, organisation_id, centre_id, url, secret, created_at)
    values (%s, %s, %s, %s, 'a secret', clock_timestamp())
"""
# What makes the two rows differ most: a contact has it, and a colleague helps.
HAPPENED = """
    insert into notice (id, incident_id, customer_id, centre_id, kind, person_id, name, title, text,
        written_at, state, has_it, answered_at)
    select gen_random_uuid(), incident.id, customer_id, incident.centre_id, 'supervisor', person.id,
        person.name, 'An alarm', 'Nobody takes it', clock_timestamp(), 'sent', true,
        clock_timestamp()
    from incident, person where person.email = 'priya@northgate.example';
    update incident set aide_ids = array(select id from person where email like 'dev@%')
"""


@pytest.fixture
async def engine(addresses: Addresses) -> AsyncIterator[WorkOpener]:
    async with AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool:
        yield WorkOpener(pool, Means(new_id, new_salt, KEY))


@pytest.mark.parametrize("owner", [story.HARGREAVES, story.NORTHGATE], ids=["customer", "centre"])
async def test_a_webhook_shows_of_an_incident_what_its_owners_list_shows(
    addresses: Addresses,
    engine: WorkOpener,
    program: Browser,
    olive: Browser,
    *,
    raise_all: Raise,
    owner: UUID,
) -> None:
    """P14."""
    hears = Program()
    own(addresses, ADD_KEY, "hargreaves-key", story.HARGREAVES)
    async with listening(hears) as url:
        ask(addresses.owner, LISTEN, new_id(), owner, story.NORTHGATE, url)
        await send(program, BURGLARY)
        await raise_all()
        (row,) = await program.queue()
        await olive.do(row["id"], "claim")
        ask(addresses.owner, HAPPENED)
        carrier = WebhookSender(engine.pool, Courier(private=True), describe, new_id)
        while await do_one(engine, {"webhook": carrier}, new_id()):
            pass
    if owner == story.HARGREAVES:
        program.headers["Authorization"] = "Bearer hargreaves-key"
    (listed,) = await program.queue()
    told = [json.loads(body)["incident"] for _, body in hears.requests]
    assert told
    assert all(incident == listed for incident in told)
    is_centre = owner == story.NORTHGATE
    assert listed["operator"]["name"] == ("Olive Brandt" if is_centre else "Somebody")
    assert bool(listed["operator_heard_at"]) == is_centre
    assert bool(listed["has_it"]) == is_centre
    assert bool(listed["aides"]) == is_centre


GIVE_UP = "update outbox set state = 'given_up' where kind = 'webhook'"


async def test_an_incident_says_whose_webhook_does_not_take_what_it_is_told(
    addresses: Addresses,
    engine: WorkOpener,
    program: Browser,
    olive: Browser,
    *,
    raise_all: Raise,
) -> None:
    """The centre is told; a customer's program sees nothing of what the centre owes."""
    hears = Program(says=503)
    own(addresses, ADD_KEY, "hargreaves-key", story.HARGREAVES)
    async with listening(hears) as url:
        ask(addresses.owner, LISTEN, new_id(), story.HARGREAVES, story.NORTHGATE, url)
        await send(program, BURGLARY)
        await raise_all()
        (row,) = await olive.queue()
        assert (await olive.see(f"/incidents/{row['id']}"))["undelivered"] == []
        carrier = WebhookSender(engine.pool, Courier(private=True), describe, new_id)
        while await do_one(engine, {"webhook": carrier}, new_id()):
            pass
    (one,) = (await olive.see(f"/incidents/{row['id']}"))["undelivered"]
    assert one.pop("since") == row["opened_at"]
    whose = "Hargreaves & Daughters Pharmaceutical Wholesale (1987) Ltd"
    assert one == {"whose": whose, "messages": 1, "tried_again": True}
    ask(addresses.owner, GIVE_UP)
    (one,) = (await olive.see(f"/incidents/{row['id']}"))["undelivered"]
    assert not one["tried_again"]
    program.headers["Authorization"] = "Bearer hargreaves-key"
    assert (await program.see(f"/incidents/{row['id']}"))["undelivered"] == []


async def test_the_log_says_what_the_demo_did_not_send_and_it_is_not_tried_again(
    addresses: Addresses, engine: WorkOpener, program: Browser, raise_all: Raise
) -> None:
    url, hook = "https://hooks.example/tocsin", new_id()
    ask(addresses.owner, LISTEN, hook, story.NORTHGATE, story.NORTHGATE, url)
    await send(program, BURGLARY)
    await raise_all()
    carrier = WebhookSender(engine.pool, Courier(private=False, demo=True), describe, new_id)
    while await do_one(engine, {"webhook": carrier}, new_id()):
        pass
    attempts = (await program.see(f"/webhooks/{hook}/deliveries"))["items"]
    assert {(one["error"], one["answer"], one["attempt"]) for one in attempts} == {
        (NOTHING_LEAVES, None, 1)
    }
    query = "select distinct state, result from outbox where kind = 'webhook'"
    assert ask(addresses.owner, query) == [("done", NOTHING_LEAVES)]
