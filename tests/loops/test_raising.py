"""Raising what is stored: at once, none twice at a time, and no subject at another's cost."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

import pytest
from psycopg import OperationalError
from psycopg.errors import DiskFull, OutOfMemory, QueryCanceled

from tocsin.app.signal import AT_ONCE, Care
from tocsin.db.work import OpenWork
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.loops import raising
from tocsin.loops.raising import (
    HANDS,
    LONGEST_PACE_S,
    PACE_WHEN_MORE_WAITS_S,
    PATIENCE,
    Raiser,
)

PATIENCE_S = 10.0


def site(number: int) -> SubjectRef:
    return SubjectRef(kind=SubjectKind.SITE, id=UUID(int=number))


@dataclass
class Raised:
    """Stands in for the use case: counts what is raised, and fails where it is told to."""

    times: Counter[SubjectRef] = field(default_factory=Counter)
    failing: set[SubjectRef] = field(default_factory=set)
    takes_s: float = 0.0
    settles: int = 1
    waiting: int = 2
    care: list[Care] = field(default_factory=list)
    error: Exception = field(default_factory=lambda: AssertionError("our fault"))
    in_hand: set[SubjectRef] = field(default_factory=set)

    async def __call__(self, _work: object, ref: SubjectRef, care: Care) -> int:
        assert ref not in self.in_hand, "none twice at a time"
        self.in_hand.add(ref)
        await asyncio.sleep(self.takes_s)
        self.in_hand.discard(ref)
        self.times[ref] += 1
        self.care.append(care)
        if ref in self.failing and care is not Care.UNREAD:
            raise self.error
        if care is not Care.NONE:
            self.failing.discard(ref)
            self.waiting -= 1
            return 1 if self.waiting >= 0 else 0
        return self.settles


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> Raised:
    raised = Raised()
    monkeypatch.setattr(raising, "raise_signals", raised)
    return raised


@pytest.fixture
async def raiser(raised: Raised) -> AsyncIterator[Raiser]:
    @asynccontextmanager
    async def open_work(_name: str, _organisation: UUID | None = None) -> AsyncIterator[None]:
        yield

    raiser = Raiser(cast(OpenWork, open_work))
    running = asyncio.create_task(raiser.run())
    yield raiser
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def until(so: Callable[[], bool], *, within_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(within_s):
        while not so():  # noqa: ASYNC110  a count rings no bell
            await asyncio.sleep(0.005)


async def some_turns() -> None:
    """Let whatever waits for no clock be done."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_what_is_owed_is_raised_at_once(raiser: Raiser, raised: Raised) -> None:
    await some_turns()
    raiser.owe(site(1))
    await some_turns()
    assert raised.times[site(1)] == 1


async def test_a_subject_rests_the_longer_the_more_it_had_to_say(
    raiser: Raiser, raised: Raised
) -> None:
    begun = time.monotonic()
    raised.settles = 1_000
    raiser.owe(site(1))
    await until(lambda: raised.times[site(1)] == 1)
    for _ in range(1_000):
        raiser.owe(site(1))
    raiser.owe(site(2))
    await some_turns()
    assert raised.times == {site(1): 1, site(2): 1}, "it rests, and holds up no other"
    await until(lambda: raised.times[site(1)] == 2)
    assert time.monotonic() - begun >= LONGEST_PACE_S


async def test_where_more_waits_than_is_raised_at_once_the_rest_is_short(
    raiser: Raiser, raised: Raised
) -> None:
    raised.settles = AT_ONCE
    begun = time.monotonic()
    raiser.owe(site(1))
    await until(lambda: raised.times[site(1)] == 3)  # by itself: it owes the rest
    assert time.monotonic() - begun >= 2 * PACE_WHEN_MORE_WAITS_S
    assert time.monotonic() - begun < 2 * LONGEST_PACE_S


async def test_a_subject_that_cannot_be_raised_holds_up_no_other(
    raiser: Raiser, raised: Raised, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [site(number) for number in range(1, HANDS + 3)]
    raised.failing.update(broken)
    with caplog.at_level(logging.CRITICAL):
        for ref in broken:
            raiser.owe(ref)
        await until(lambda: len(raised.times) == len(broken))
        raiser.owe(site(99))
        await until(lambda: raised.times[site(99)] == 1)
        assert {raised.times[ref] for ref in broken} == {1}, "it waited for none of them"
        raised.failing.clear()
        await until(lambda: all(raised.times[ref] == 2 for ref in broken))


@pytest.fixture
def troubled(
    raised: Raised, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SubjectRef]:
    """Give a site that cannot be raised, and is tried again at once."""
    monkeypatch.setattr(raising, "TRY_AGAIN_AFTER_S", 0.01)
    raised.failing.add(site(1))
    with caplog.at_level(logging.CRITICAL):
        yield site(1)


async def test_what_the_database_is_not_able_to_do_makes_no_message_unread(
    raiser: Raiser, raised: Raised, troubled: SubjectRef
) -> None:
    """P3: a hold-up that is not raised because the disk is full is a hold-up when there is room."""
    for refusal in (DiskFull(), OutOfMemory(), QueryCanceled(), OperationalError()):
        raised.error = refusal
        raiser.owe(troubled)
        raised.times.clear()
        await until(lambda: raised.times[troubled] > PATIENCE + 1)
    assert set(raised.care) == {Care.NONE}


async def test_one_that_fails_again_and_again_is_raised_unread_and_what_came_after_it_as_ever(
    raiser: Raiser, raised: Raised, troubled: SubjectRef
) -> None:
    raiser.owe(troubled)
    await until(lambda: len(raised.care) == 7)
    assert raised.care == [
        *[Care.NONE] * 3,
        Care.ONE,  # fails by itself
        Care.UNREAD,  # is raised
        Care.ONE,  # the next is raised
        Care.ONE,  # and nothing is left
    ]
    raiser.owe(troubled)
    await until(lambda: len(raised.care) == 8)
    assert raised.care[-1] is Care.NONE


async def test_what_comes_while_a_subject_is_in_hand_is_raised_after_it(
    raiser: Raiser, raised: Raised
) -> None:
    raised.takes_s = 0.1
    raiser.owe(site(1))
    await asyncio.sleep(0.05)
    raiser.owe(site(1))
    await until(lambda: raised.times[site(1)] == 2)
