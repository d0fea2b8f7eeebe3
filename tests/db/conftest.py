"""A night in which every table has rows of two customers, of their centre and of a stranger."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from tests.clock import FakeClock
from tests.conftest import Addresses, copied
from tests.db.scene import (
    CANALSIDE,
    DURESS,
    MARGUERITE,
    PANIC,
    arrival,
    open_incident,
    store_and_raise,
)
from tests.domain.specimen import KEY
from tocsin.app import incident as incidents
from tocsin.app import phone_call as phone_calls
from tocsin.app.ports import Actor
from tocsin.db.heartbeat import say_alive
from tocsin.db.signal import store
from tocsin.db.work import Means, WorkOpener
from tocsin.demo import story
from tocsin.domain.access import Role
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.phone_call import CallOutcome, EmergencyService, HeardOutcome
from tocsin.gateways.clock import new_id, new_salt
from tocsin.gateways.postgres_server import PostgresServer

OLIVE = Actor(kind="operator", id=story.id_of("olive@northgate.example"), name="Olive Brandt")
SOUTHGATE = story.id_of("Southgate, another centre")
ELMFIELD = story.id_of("Elmfield, its customer")
NOBODY = story.id_of("an organisation that is in no row")
SOUTHGATES_ROWS = """
    insert into organisation (id, name, is_centre, is_customer, centre_id, created_at) values
        (%(southgate)s, 'Southgate', true, false, null, clock_timestamp()),
        (%(elmfield)s, 'Elmfield', false, true, %(southgate)s, clock_timestamp());
    insert into person (id, organisation_id, centre_id, name, email, password_hash, roles)
        select id, id, %(southgate)s, 'Sam of ' || name, id || '@southgate.example', 'x',
            '{watcher}'
        from organisation where id in (%(southgate)s, %(elmfield)s);
    insert into site (id, customer_id, centre_id, name, address, time_zone) values
        (%(elmfield)s, %(elmfield)s, %(southgate)s, 'Elm', 'Elm 1', 'Europe/London');
    insert into sign_in (
            token_digest, person_id, organisation_id, app, started_at, heard_at, ends_at)
        select sha256(id::text::bytea), id, organisation_id, 'console', clock_timestamp(),
            clock_timestamp(), clock_timestamp() + interval '1 hour' from person;
    insert into api_key (digest, organisation_id, centre_id, label, created_at)
        select sha256(id::text::bytea), id, coalesce(centre_id, id), name, clock_timestamp()
        from organisation;
    insert into second_factor (person_id, organisation_id, secret, begun_at)
        select id, organisation_id, 'x', clock_timestamp() from person;
    insert into backup_code (person_id, organisation_id, digest)
        select id, organisation_id, sha256(id::text::bytea) from person;
    insert into first_code (digest, made_at) values ('x', clock_timestamp());
    insert into command (actor, id, organisation_id, request_hash, at)
        select 'integrator:' || id, id, id, sha256(id::text::bytea), clock_timestamp()
        from organisation;
    insert into webhook (id, organisation_id, centre_id, url, secret, created_at)
        select id, id, coalesce(centre_id, id), 'https://hooks.example/', 'x', clock_timestamp()
        from organisation;
    insert into webhook_delivery (id, webhook_id, organisation_id, centre_id, outbox_id,
            incident_id, happened, attempt, at, took_ms)
        select id, id, organisation_id, centre_id, id, id, 'incident.opened', 1,
            clock_timestamp(), 5 from webhook;
    insert into panel_heard (panel_id, line_id, customer_id, centre_id, heard_at)
        select id, line_id, customer_id, centre_id, clock_timestamp() from panel;
    insert into session (id, lone_worker_id, customer_id, centre_id, state, doing, remind_before_s,
            grace_s, started_at, ends_at, heard_at, missed, look_at)
        select id, id, customer_id, centre_id, 'running', 'Night shift', 300, 300,
            clock_timestamp(), '2100-01-01', clock_timestamp(), 0, '2100-01-01' from lone_worker;
    insert into device (id, lone_worker_id, customer_id, centre_id, token_digest, label,
            enrolled_at, heard_at)
        select id, id, customer_id, centre_id, sha256(id::text::bytea), 'Phone',
            clock_timestamp(), clock_timestamp() from lone_worker;
    insert into receiver_line (id, centre_id, name, protocol, key_digest)
        select id, id, 'Traccar', 'traccar', sha256(id::text::bytea) from organisation
        where is_centre;
    insert into tracker (id, line_id, account, lone_worker_id, customer_id, centre_id)
        select id, centre_id, 'tracker', id, customer_id, centre_id from lone_worker;
    insert into enrolment (id, lone_worker_id, customer_id, centre_id, digest, made_at, ends_at,
            new_pins)
        select id, id, customer_id, centre_id, sha256(id::text::bytea), clock_timestamp(),
            '2100-01-01', false from lone_worker;
    insert into lone_worker_pin (lone_worker_id, customer_id, centre_id, safe, duress, set_at)
        select id, customer_id, centre_id, 'x', 'y', clock_timestamp() from lone_worker;
    insert into phone_alert (lone_worker_id, customer_id, centre_id, code, stored_at)
        select id, customer_id, centre_id, 'panic', clock_timestamp() from lone_worker;
    insert into line_listening (line_id, since, until)
        select id, clock_timestamp(), clock_timestamp() from receiver_line;
    insert into signing_key (fingerprint, public_key, since)
        values (%(key_id)s, %(public_key)s, clock_timestamp());
"""


ON_SHIFT = """
    insert into sign_in (
        token_digest, person_id, organisation_id, app, started_at, heard_at, ends_at)
    select 'a colleague', id, organisation_id, 'console', '2100-01-01', '2100-01-01', '2100-01-02'
    from person where email = 'dev@northgate.example'
"""


@pytest.fixture(autouse=True)
def somebody_on_shift(request: pytest.FixtureRequest) -> None:
    """Keep a screen open in the databases that tests write to: the ladder stays where it is."""
    if "database" in request.fixturenames:
        with psycopg.connect(request.getfixturevalue("database")) as owner:
            owner.execute(ON_SHIFT)


@pytest.fixture(scope="session")
def night(postgres: PostgresServer, seeded_template: str) -> Iterator[Addresses]:
    """Give one database to all tests that only look, or take back whatever they try."""
    with copied(postgres, seeded_template) as owner:
        addresses = Addresses(
            owner=owner,
            web=make_conninfo(owner, user="tocsin_web"),
            engine=make_conninfo(owner, user="tocsin_engine"),
        )
        asyncio.run(_tell(addresses, FakeClock(datetime.now(UTC) + timedelta(minutes=1))))
        yield addresses


async def _tell(addresses: Addresses, clock: FakeClock) -> None:
    """Let a burglary, a panic and a duress alarm run, the first one to its close."""
    keys = {"key_id": KEY.key_id, "public_key": KEY.public_key}
    values = {"southgate": SOUTHGATE, "elmfield": ELMFIELD} | keys
    async with await psycopg.AsyncConnection.connect(
        addresses.owner, cursor_factory=psycopg.AsyncClientCursor
    ) as owner:
        await owner.execute(SOUTHGATES_ROWS, values)
    async with AsyncConnectionPool(addresses.engine, min_size=1, open=False) as pool:
        open_work = WorkOpener(pool, Means(new_id, new_salt, KEY), clock=clock.ask)
        async with open_work("prepare") as work:
            await say_alive(work.connection, new_id(), ["deadline"])
        burglary = await open_incident(open_work, CANALSIDE)
        await open_incident(open_work, MARGUERITE, PANIC)
        await open_incident(open_work, MARGUERITE, DURESS)
        clock.forward(hours=1)
        async with open_work("look") as work:
            for looked_at in await work.incidents.get_claimed(await work.incidents.claim_due(1)):
                await incidents.look(work, looked_at)
        await work_to_the_close(open_work, burglary)
        said = arrival(CANALSIDE, account="1234", fingerprint=b"by its bytes")
        await store_and_raise(open_work, CANALSIDE, said)
        async with open_work("store_signals") as work:
            await store(work.connection, [arrival(MARGUERITE, PANIC)])


async def work_to_the_close(open_work: WorkOpener, incident_id: UUID) -> None:
    """Claim an incident, call, hear that all is well, resolve and close it."""
    async with open_work("claim") as work:
        await incidents.claim(work, incident_id, OLIVE)
    async with open_work("call_emergency") as work:
        called = await phone_calls.call_emergency(work, incident_id, OLIVE, EmergencyService.POLICE)
        heard = HeardOutcome(at=work.now, outcome=CallOutcome.ACCEPTED, reference="0417")
    async with open_work("hear_outcome") as work:
        call_id = called.calls[-1].id
        await phone_calls.hear_outcome(work, incident_id, OLIVE, call_id, heard)
    async with open_work("resolve") as work:
        roles = frozenset({Role.OPERATOR})
        judgement = Judgement(cause=Cause.GENUINE_HANDED_OVER, note=None)
        await incidents.resolve(work, incident_id, OLIVE, roles, judgement)
    async with open_work("close") as work:
        await incidents.close(work, incident_id, OLIVE, roles)
