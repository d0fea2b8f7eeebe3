"""PINs, what phones show, and what they tell: the same in memory and in PostgreSQL."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from psycopg.errors import UniqueViolation

from tests.contract.stage import MemoryStage, PostgresStage, Stage
from tests.scene import CANALSIDE, MARGUERITE, SUBJECTS
from tocsin.app.ports import TOCSIN, ToldHere, Work
from tocsin.app.session import start_session
from tocsin.app.signal import raise_signals
from tocsin.domain.alarm.signal import Channel, DeviceReport, Position
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.session.heartbeat import HEARD_WITHIN, Phone
from tocsin.domain.session.phone_alert import PhoneAlert
from tocsin.domain.session.pin import Pins
from tocsin.domain.session.session import Planned

SHE = SUBJECTS[MARGUERITE]
PINS = Pins(safe=b"safe", duress=b"duress")


async def kept(stage: Stage) -> Pins | None:
    async with stage.open_phone_work("test") as work:
        return await work.pins.hold(SHE)


async def test_pins_are_kept_once_counted_and_forgotten(stage: Stage) -> None:
    assert await kept(stage) is None
    async with stage.open_phone_work("test") as work:
        assert await work.pins.hold(SHE) is None
        await work.pins.add(SHE, PINS)
    assert await kept(stage) == PINS
    counted = replace(PINS, wrong=2, locked_until=stage.clock.now)
    async with stage.open_phone_work("test") as work:
        await work.pins.hold(SHE)
        await work.pins.save(SHE, replace(counted, safe=b"never written"))
    assert await kept(stage) == counted
    with pytest.raises(UniqueViolation):
        async with stage.open_phone_work("test") as work:
            await work.pins.hold(SHE)
            await work.pins.add(SHE, PINS)
    async with stage.open_phone_work("test") as work:
        await work.pins.forget(SHE)
    assert await kept(stage) is None


async def test_what_a_phone_shows_is_read_again_whole(stage: Stage) -> None:
    now = stage.clock.now
    first = PhoneAlert(code="panic", pressed_at=None, stored_at=now)
    taken = replace(first, pressed_at=now, taken_at=now, taken_by="Olive", over_at=now)
    for alert in (first, taken, replace(first, code="fall")):
        async with stage.open_work("test") as work:
            await work.phone_alerts.hold(SHE)
            await work.phone_alerts.put(SHE, alert)
        async with stage.open_phone_work("test") as work:
            assert await work.phone_alerts.hold(SHE) == alert


async def test_what_a_phone_tells_waits_to_be_raised(stage: Stage) -> None:
    position = Position(latitude=53.5, longitude=-2.5, accuracy_m=6)
    report = DeviceReport(scheme="TOCSIN", code="panic")
    async with stage.open_phone_work("test") as work:
        await work.phone_alerts.hold(SHE)
        at = work.now - timedelta(seconds=3)
        told = ToldHere(report=report, channel=Channel.PHONE, occurred_at=at, position=position)
        await work.signals.tell(await work.subjects.get(MARGUERITE), told)
    stage.clock.forward(seconds=1)
    async with stage.open_work("test") as work:
        await work.subjects.lock(MARGUERITE)
        (signal,) = (await work.signals.waiting(MARGUERITE, at, 9)).signals
    assert signal.reports == (report,)
    assert (signal.channel, signal.occurred_at) == (Channel.PHONE, at)
    assert signal.position == position


async def test_whoever_is_not_there_is_not_found(stage: Stage) -> None:
    async with stage.open_work("test") as work:
        nobody = SubjectRef(kind=SubjectKind.LONE_WORKER, id=CANALSIDE.id)
        with pytest.raises(NotFound):
            await work.subjects.get(nobody)


async def test_the_last_that_was_closed_is_found_while_nothing_came_after(stage: Stage) -> None:
    async def last(work: Work) -> object:
        subject = await work.subjects.lock(MARGUERITE)
        return await work.incidents.closed_last(subject)

    async with stage.open_work("test") as work:
        assert await last(work) is None
    for code in ("panic", "safe_pin"):
        async with stage.open_work("test") as work:
            await work.phone_alerts.hold(SHE)
            report = DeviceReport(scheme="TOCSIN", code=code)
            await work.signals.tell(SHE, ToldHere(report=report, channel=Channel.PHONE))
        stage.clock.forward(seconds=1)
        async with stage.open_work("raise_signals") as work:
            await raise_signals(work, MARGUERITE)
    async with stage.open_work("test") as work:
        closed = await work.incidents.closed_last(await work.subjects.lock(MARGUERITE))
        assert closed is not None
        assert closed.closed_at == closed.resolved_at
    async with stage.open_work("test") as work:
        await work.phone_alerts.hold(SHE)
        await work.signals.tell(SHE, ToldHere(report=DeviceReport(scheme="TOCSIN", code="fall")))
    stage.clock.forward(seconds=1)
    async with stage.open_work("raise_signals") as work:
        await raise_signals(work, MARGUERITE)
    async with stage.open_work("test") as work:
        assert await last(work) is None


ENROL = """
    insert into device (
        id, lone_worker_id, customer_id, centre_id, token_digest, label, enrolled_at, heard_at)
    values (%(id)s, %(whose)s, %(customer)s, %(centre)s, 'x', 'Pixel', %(at)s, %(at)s)
"""
VISIT = Planned(doing="Visiting 12 Mill Lane", lasts=timedelta(minutes=45))


def enrol(stage: Stage) -> Phone:
    at = stage.clock.now
    phone = Phone(id=uuid4(), whose=MARGUERITE, label="Pixel", heard_at=at)
    if isinstance(stage, MemoryStage):
        stage.store.tables.phones[phone.id] = phone
    elif isinstance(stage, PostgresStage):
        whose = {"whose": MARGUERITE.id, "customer": SHE.customer_id, "centre": SHE.centre_id}
        stage.owner.execute(ENROL, {"id": phone.id, "at": at, **whose})
    return phone


def count_positions(stage: Stage) -> int:
    if isinstance(stage, PostgresStage):
        row = stage.owner.execute("select count(*) from position").fetchone()
        assert row is not None
        return int(row[0])
    assert isinstance(stage, MemoryStage)
    return len(stage.store.tables.positions)


async def keep_position(stage: Stage, phone: Phone) -> int:
    """Say where it is; give how many places are kept by now."""
    async with stage.open_phone_work("test") as work:
        held = await work.phones.hold(phone.id)
        await work.phones.keep_position(held, Position(latitude=1, longitude=2), work.now)
    return count_positions(stage)


async def test_where_she_is_is_kept_while_an_incident_is_open_that_no_phone_sees(
    stage: Stage,
) -> None:
    phone = enrol(stage)
    assert await keep_position(stage, phone) == 0
    async with stage.open_phone_work("test") as work:
        await work.phone_alerts.hold(SHE)
        await work.signals.tell(SHE, ToldHere(report=DeviceReport(scheme="TOCSIN", code="duress")))
    assert await keep_position(stage, phone) == 0
    stage.clock.forward(seconds=1)
    async with stage.open_work("raise_signals") as work:
        await raise_signals(work, MARGUERITE)
    async with stage.open_phone_work("test") as work:
        assert await work.phone_alerts.hold(SHE) is None
    assert await keep_position(stage, phone) == 1


async def test_a_phone_is_heard_missed_and_read_again_whole(stage: Stage) -> None:
    phone = enrol(stage)
    async with stage.open_phone_work("test") as work:
        assert await work.phones.hold(phone.id) == phone
        await start_session(work, MARGUERITE.id, TOCSIN, VISIT)
    async with stage.open_phone_work("test") as work:
        held = await work.phones.hold(phone.id)
        heard = replace(held, heard_at=work.now, battery_percent=41)
        await work.phones.save(heard)
        await work.phones.keep_position(heard, Position(latitude=1, longitude=2), work.now)
    stage.clock.forward(seconds=HEARD_WITHIN.total_seconds())
    async with stage.open_work("test") as work:
        assert await work.phones.claim_unheard(9, {phone.id}) == []
        (unheard,) = await work.phones.claim_unheard(9)
        assert unheard == heard
        lost = replace(unheard, lost_at=work.now)
        await work.phones.save(lost)
    async with stage.open_work("test") as work:
        assert await work.phones.claim_unheard(9) == []
        assert await work.phones.hold(phone.id) == lost
        with pytest.raises(NotFound):
            await work.phones.hold(uuid4())
