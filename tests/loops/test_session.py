"""The session loop: a lone worker who is not heard is an incident, by the real database's clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.conftest import Addresses
from tests.db.scene import ask
from tests.domain.specimen import KEY
from tests.loops.test_raising import until
from tests.scene import MARGUERITE
from tocsin.app import heartbeat as heartbeats
from tocsin.app import session as use_cases
from tocsin.app.ports import TOCSIN
from tocsin.app.session import start_session
from tocsin.db.bell import News
from tocsin.demo import story
from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.session.heartbeat import Phone, lose
from tocsin.domain.session.session import Planned, Session, alarm_of
from tocsin.loops import session as session_loop
from tocsin.loops.beat import Pulse
from tocsin.loops.raising import Raiser, raise_what_is_due
from tocsin.loops.session import look_at_sessions
from tocsin.process.engine import open_engine

BOILER = Planned(doing="Boiler", lasts=timedelta(minutes=5))
# Time passes: all that was agreed lies further back.
PASS = """
    update session set started_at = started_at - %(time)s, ends_at = ends_at - %(time)s,
        heard_at = heard_at - %(time)s, check_in_at = check_in_at - %(time)s,
        reminded_of = reminded_of - %(time)s, look_at = look_at - %(time)s
"""
ALERTS = "select code from alert order by first_at"
LOST = "select label from device where lost_at is not null order by label"
STATE = "select state, look_at from session where id = %(id)s"
# A phone that was heard in the session, and not since.
ENROL_UNHEARD = """
    insert into device (
        id, lone_worker_id, customer_id, centre_id, token_digest, label, enrolled_at, heard_at)
    select gen_random_uuid(), lone_worker_id, customer_id, centre_id, label::bytea, label,
        started_at, clock_timestamp() - since
    from session, (values ('Pixel', interval '181 s'), ('Nokia', '182 s')) as phone (label, since)
    where label = any(%(labels)s)
"""
LATE = "select met_at >= due_at from lateness where subject_kind = 'session'"


@asynccontextmanager
async def looking(addresses: Addresses) -> AsyncIterator[Pulse]:
    """Let the loop look, and what it stores be raised."""
    async with open_engine(addresses.engine, KEY) as engine:
        pulse, raiser = Pulse("session"), Raiser(engine.open_work)
        ring = partial(engine.bell.ring, News.SIGNALS)
        ear = engine.bell.ear(News.CHANGES)
        stored = engine.bell.ear(News.SIGNALS)
        parts = [
            asyncio.create_task(look_at_sessions(engine.open_work, engine.pool, ear, ring, pulse)),
            asyncio.create_task(raise_what_is_due(engine.pool, raiser, stored, Pulse("raise"))),
            asyncio.create_task(raiser.run()),
        ]
        try:
            yield pulse
        finally:
            for each in parts:
                each.cancel()
            await asyncio.gather(*parts, return_exceptions=True)


async def begun(addresses: Addresses, planned: Planned = BOILER) -> Session:
    """Start a session as the web process does."""
    async with (
        open_engine(addresses.web, KEY) as web,
        web.open_work("start_session", story.NORTHGATE) as work,
    ):
        return await start_session(work, MARGUERITE.id, TOCSIN, planned)


def let_pass(addresses: Addresses, **time: float) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(PASS, {"time": timedelta(**time)})


def is_expired(addresses: Addresses) -> bool:
    return ask(addresses.owner, ALERTS) == ["session_expired"]


async def test_who_is_not_heard_is_an_incident(addresses: Addresses) -> None:
    async with looking(addresses):
        session = await begun(addresses)
        let_pass(addresses, minutes=9)
        await asyncio.sleep(0.2)
        assert ask(addresses.owner, ALERTS) == []
        let_pass(addresses, minutes=1.01)
        await until(lambda: is_expired(addresses))
        assert _row(addresses, session.id) == ("overdue", None)
        late = ask(addresses.owner, LATE)
        assert late, "how late each look was is written down"
        assert all(late)


async def test_a_phone_that_is_gone_is_told_of_while_its_session_runs(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_loop, "PATIENCE_S", 0.0)
    async with looking(addresses):
        await begun(addresses)
        let_pass(addresses, minutes=4)
        with psycopg.connect(addresses.owner) as owner:
            owner.execute(ENROL_UNHEARD, {"labels": ["Pixel"]})
        await until(lambda: ask(addresses.owner, ALERTS) == ["lost_phone"])


async def test_a_phone_at_which_we_fail_holds_up_no_other_and_the_board_hears_of_it(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_broken = True

    def fail(phone: Phone, now: datetime) -> tuple[Phone, DeviceReport]:
        if is_broken and phone.label == "Nokia":
            raise ValueError("a fault of ours")
        return lose(phone, now)

    monkeypatch.setattr(session_loop, "PATIENCE_S", 0.0)
    monkeypatch.setattr(heartbeats, "lose", fail)
    async with looking(addresses) as pulse:
        await begun(addresses)
        let_pass(addresses, minutes=4)
        with psycopg.connect(addresses.owner) as owner:
            owner.execute(ENROL_UNHEARD, {"labels": ["Pixel", "Nokia"]})
        await until(lambda: ask(addresses.owner, LOST) == ["Pixel"])
        pulse.has_turned = False
        await asyncio.sleep(0.2)
        assert not pulse.has_turned
        is_broken = False
        await until(lambda: ask(addresses.owner, LOST) == ["Nokia", "Pixel"])
        await until(lambda: pulse.has_turned)


async def test_one_that_fails_holds_up_no_other_and_the_board_hears_of_it(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours at one session: it is put off, and tried again."""
    is_broken = True

    def fail(session: Session) -> DeviceReport:
        if is_broken:
            raise ValueError("a fault of ours")
        return alarm_of(session)

    monkeypatch.setattr(use_cases, "alarm_of", fail)
    async with looking(addresses) as pulse:
        session = await begun(addresses)
        let_pass(addresses, minutes=11)
        await until(lambda: _row(addresses, session.id)[1] > _now(addresses))
        is_broken = False
        pulse.has_turned = False
        let_pass(addresses, seconds=31)
        await until(lambda: is_expired(addresses))
        await until(lambda: pulse.has_turned)


def _row(addresses: Addresses, session_id: UUID) -> tuple[str, Any]:
    with psycopg.connect(addresses.owner) as owner:
        row = owner.execute(STATE, {"id": session_id}).fetchone()
    assert row is not None
    return row[0], row[1]


def _now(addresses: Addresses) -> datetime:
    (moment,) = ask(addresses.owner, "select clock_timestamp()")
    assert isinstance(moment, datetime)
    return moment
