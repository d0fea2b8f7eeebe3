"""What a lone worker pressed is never written over by what was raised in the same moment."""

import asyncio

from tests.scene import MARGUERITE, SUBJECTS
from tocsin.app.phone import Witnessed, call_for_help
from tocsin.db.work import WorkOpener
from tocsin.domain.session.phone_alert import PhoneAlert

SHE = SUBJECTS[MARGUERITE]


async def test_a_panic_in_the_moment_of_a_missed_check_in_stands_on_the_phone(
    engine_work: WorkOpener,
) -> None:
    """There is no row yet that either of the two could hold."""

    async def press() -> None:
        async with engine_work("call_for_help") as work:
            await call_for_help(work, MARGUERITE.id, Witnessed())

    async with engine_work("raise_signals") as work:
        assert await work.phone_alerts.hold(SHE) is None
        pressing = asyncio.create_task(press())
        await asyncio.sleep(0.3)
        missed = PhoneAlert(code="missed_check_in", pressed_at=None, stored_at=work.now)
        await work.phone_alerts.put(SHE, missed)
    await asyncio.wait_for(pressing, 10)
    async with engine_work("test") as work:
        shown = await work.phone_alerts.hold(SHE)
    assert shown is not None
    assert shown.code == "panic"
    assert shown.pressed_at is not None
