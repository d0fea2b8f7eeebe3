"""A phone is enrolled by a code that is good once; old PINs end only where that was meant."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.test_set_up import ADMIN, OPERATOR, WARD, store, told
from tests.clock import FakeClock
from tests.fakes import FakeStore
from tests.scene import MARGUERITE
from tocsin.app.device import NewPhone, enrol_phone, offer_enrolment
from tocsin.app.set_up import Settler, withdraw
from tocsin.demo import story
from tocsin.domain.errors import NotAllowed, NotNow
from tocsin.domain.people.device import (
    ASKED_AGAIN_WITHIN,
    ENROLMENT_LASTS,
    Device,
    Enrolment,
)
from tocsin.domain.people.set_up import LoneWorker
from tocsin.domain.session.pin import Pins

PHONE = NewPhone(label="Marguerite's phone", token_digest=b"token")
__all__ = ["store"]


async def offered(store: FakeStore, by: Settler = ADMIN, *, new_pins: bool = False) -> Enrolment:
    async with store.open_work() as work:
        return await offer_enrolment(work, by, MARGUERITE.id, b"code", new_pins=new_pins)


async def enrolled(store: FakeStore, enrolment: Enrolment) -> Device:
    async with store.open_work() as work:
        return await enrol_phone(work, enrolment.id, PHONE)


async def test_a_code_is_good_once_and_all_of_it_is_written_down(store: FakeStore) -> None:
    enrolment = await offered(store, WARD)
    device = await enrolled(store, enrolment)
    assert (device.lone_worker_id, device.label) == (MARGUERITE.id, PHONE.label)
    assert store.tables.secrets[device.id] == PHONE.token_digest
    kinds = [entry["kind"] for entry in told(store, story.CALDER_VALE)]
    assert kinds == ["enrolment.added", "enrolment.spent", "device.added"]
    with pytest.raises(NotAllowed, match="Ask for a new one"):
        await enrolled(store, enrolment)


async def test_a_code_ends_by_itself(store: FakeStore, clock: FakeClock) -> None:
    enrolment = await offered(store)
    clock.now = enrolment.made_at + ENROLMENT_LASTS
    with pytest.raises(NotAllowed):
        await enrolled(store, enrolment)
    clock.now -= timedelta(seconds=1)
    assert (await enrolled(store, enrolment)).lone_worker_id == MARGUERITE.id


async def test_who_may_not_set_up_makes_no_code(store: FakeStore) -> None:
    with pytest.raises(NotAllowed):
        await offered(store, OPERATOR)


async def test_no_phone_is_enrolled_for_whoever_was_withdrawn(store: FakeStore) -> None:
    enrolment = await offered(store)
    async with store.open_work() as work:
        await withdraw(work, ADMIN, LoneWorker, MARGUERITE.id)
    with pytest.raises(NotAllowed):
        await enrolled(store, enrolment)
    with pytest.raises(NotNow, match="withdrawn"):
        await offered(store)


@pytest.mark.parametrize("new_pins", [True, False])
async def test_old_pins_end_only_where_that_was_meant(store: FakeStore, new_pins: bool) -> None:  # noqa: FBT001  pytest gives it
    store.tables.pins[MARGUERITE] = Pins(safe=b"s", duress=b"d")
    await enrolled(store, await offered(store, new_pins=new_pins))
    assert (MARGUERITE in store.tables.pins) is not new_pins


async def test_a_phone_is_withdrawn_at_once(store: FakeStore) -> None:
    device = await enrolled(store, await offered(store))
    async with store.open_work() as work:
        gone = await withdraw(work, WARD, Device, device.id)
    assert gone == replace(device, withdrawn_at=gone.withdrawn_at)
    assert told(store, story.CALDER_VALE)[-1]["kind"] == "device.withdrawn"


async def test_a_phone_that_is_enrolled_anew_speaks_under_one_name(store: FakeStore) -> None:
    first = await enrolled(store, await offered(store))
    again = replace(PHONE, token_digest=b"another", before=first.id)
    enrolment = await offered(store)
    async with store.open_work() as work:
        second = await enrol_phone(work, enrolment.id, again)
    async with store.open_work() as work:
        assert (await work.set_up.get(Device, first.id)).withdrawn_at is not None
        assert (await work.set_up.get(Device, second.id)).withdrawn_at is None


async def ask(store: FakeStore, enrolment: Enrolment, phone: NewPhone) -> Device:
    async with store.open_work() as work:
        return await enrol_phone(work, enrolment.id, phone)


async def test_a_phone_whose_answer_was_lost_asks_again_with_its_key(
    store: FakeStore, clock: FakeClock
) -> None:
    keyed = replace(PHONE, key_digest=b"key")
    enrolment = await offered(store, new_pins=True)
    first = await ask(store, enrolment, keyed)
    store.tables.pins[MARGUERITE] = Pins(safe=b"s", duress=b"d")
    clock.now += ASKED_AGAIN_WITHIN - timedelta(seconds=1)
    second = await ask(store, enrolment, replace(keyed, token_digest=b"other", before=first.id))
    assert MARGUERITE in store.tables.pins, "they were chosen with this code"
    async with store.open_work() as work:
        assert (await work.set_up.get(Device, first.id)).withdrawn_at is not None
        assert (await work.set_up.get(Device, second.id)).withdrawn_at is None
    for other in (PHONE, replace(PHONE, key_digest=b"another")):
        with pytest.raises(NotAllowed):
            await ask(store, enrolment, other)
    clock.now += timedelta(seconds=1)
    with pytest.raises(NotAllowed):
        await ask(store, enrolment, keyed)


async def test_a_phone_that_was_withdrawn_meanwhile_is_not_enrolled_again(store: FakeStore) -> None:
    keyed = replace(PHONE, key_digest=b"key")
    enrolment = await offered(store)
    first = await ask(store, enrolment, keyed)
    async with store.open_work() as work:
        await withdraw(work, WARD, Device, first.id)
    with pytest.raises(NotAllowed):
        await ask(store, enrolment, keyed)
