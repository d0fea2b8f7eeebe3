"""A phone's battery and its silence are seen at the server, and told while its session runs."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.app.desk import Desk
from tests.scene import MARGUERITE, reported
from tocsin.app.heartbeat import hear_phone, miss_phones
from tocsin.app.phone import Witnessed, call_for_help
from tocsin.app.ports import Actor
from tocsin.app.session import start_session
from tocsin.domain.alarm.signal import Position
from tocsin.domain.errors import NotFound
from tocsin.domain.session.heartbeat import HEARD_WITHIN, Heartbeat, Phone
from tocsin.domain.session.session import Planned

SHE = Actor(kind="lone_worker", id=MARGUERITE.id, name="Marguerite")
VISIT = Planned(doing="Visiting 12 Mill Lane", lasts=timedelta(minutes=45))
PHONE = UUID(int=7)
HERE = Position(latitude=53.5, longitude=-2.5, accuracy_m=6)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    phone = Phone(id=PHONE, whose=MARGUERITE, label="Pixel", heard_at=desk.clock.now)
    desk.store.tables.phones[PHONE] = phone
    return desk


async def beat(desk: Desk, percent: int | None = None, *, awake: bool = True) -> Phone:
    said = Heartbeat(battery_percent=percent, awake=awake, position=HERE)
    return await desk.do(hear_phone, PHONE, said)


def told(desk: Desk) -> list[str]:
    return [row.signal.reports[0].code for row in desk.store.tables.signals.values()]


async def pass_by(desk: Desk, time: timedelta = HEARD_WITHIN) -> int:
    desk.clock.now += time
    return await desk.do(miss_phones, 25, lambda _phone: None)


async def test_a_battery_that_runs_out_is_told_once_and_only_while_a_session_runs(
    desk: Desk,
) -> None:
    await beat(desk, 4)
    assert told(desk) == []
    await beat(desk, 50)
    await desk.do(start_session, MARGUERITE.id, SHE, VISIT)
    for percent in (5, 4, None, 3):
        await beat(desk, percent)
    assert told(desk) == ["low_battery"]
    await beat(desk, 60)
    await beat(desk, 4)
    assert told(desk) == ["low_battery"] * 2


async def test_a_phone_that_is_not_heard_is_told_once_and_so_is_its_return(desk: Desk) -> None:
    await desk.do(start_session, MARGUERITE.id, SHE, VISIT)
    await beat(desk)
    assert await pass_by(desk, HEARD_WITHIN - timedelta(seconds=1)) == 0
    assert await pass_by(desk, timedelta(seconds=1)) == 1
    assert await pass_by(desk) == 0
    assert told(desk) == ["lost_phone"]
    await beat(desk)
    assert told(desk) == ["lost_phone", "phone_heard_again"]


async def test_a_sleeping_phone_is_asleep_and_not_lost(desk: Desk) -> None:
    await desk.do(start_session, MARGUERITE.id, SHE, VISIT)
    await beat(desk, 80, awake=False)
    await desk.do(hear_phone, PHONE, Heartbeat())  # what it had kept, sent from its sleep
    assert await pass_by(desk, timedelta(minutes=30)) == 0


async def test_a_phone_that_has_no_part_in_the_session_is_not_missed(desk: Desk) -> None:
    """Another may carry it: a program, or the phone that she has now."""
    assert await pass_by(desk) == 0
    await desk.do(start_session, MARGUERITE.id, SHE, VISIT)
    assert await pass_by(desk) == 0


async def test_where_she_is_is_kept_while_a_session_runs_or_an_alert_stands(desk: Desk) -> None:
    await beat(desk)
    assert desk.store.tables.positions == {}
    await desk.do(call_for_help, MARGUERITE.id, Witnessed())
    await beat(desk)
    assert len(desk.store.tables.positions) == 1


async def test_where_she_is_is_kept_while_an_incident_about_her_is_open(desk: Desk) -> None:
    """After a PIN nothing stands on the phone; what is silent at the centre needs to know."""
    incident = await desk.alarm(reported("duress"), about=MARGUERITE)
    assert desk.store.tables.phone_alerts == {}
    await beat(desk)
    assert (incident.silent, len(desk.store.tables.positions)) == (True, 1)


async def test_a_phone_that_nobody_enrolled_is_not_heard(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.do(hear_phone, UUID(int=8), Heartbeat())
