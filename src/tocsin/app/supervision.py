"""Supervise panels: a silence becomes a signal of its site, once, and so does its end.

The signal is raised as any other is. Two who look at once do not take the same panel.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from tocsin.domain.alarm.signal import DeviceReport
from tocsin.domain.alarm.supervision import (
    DEAFNESS,
    END_OF_DEAFNESS,
    Listening,
    Watch,
    end_of_silence,
    is_deaf,
    is_silent,
    silence_of,
)

AT_ONCE = 100  # panels told of in one transaction


class Watches(Protocol):
    """The panels that somebody waits for. Whoever claims one holds it to the transaction's end."""

    async def begin(self, now: datetime) -> None: ...
    async def claim_overdue(
        self, now: datetime, at_most: int
    ) -> Sequence[tuple[Watch, Listening]]: ...
    async def claim_heard_again(self, at_most: int) -> Sequence[Watch]: ...
    async def fall_silent(self, told: Sequence[tuple[Watch, DeviceReport]]) -> None: ...
    async def end_silence(self, told: Sequence[tuple[Watch, DeviceReport]]) -> None: ...
    async def fall_deaf(self, line_ids: Iterable[UUID], report: DeviceReport) -> int: ...
    async def end_deafness(self, now: datetime, report: DeviceReport) -> int: ...


async def supervise(watches: Watches, now: datetime) -> int:
    """Tell of panels that fell silent or are heard again; return how many.

    A line that hears nobody is told of in the place of all its panels, and while it is deaf none of
    them is claimed. When it hears again, its listening begins anew.
    """
    await watches.begin(now)
    lines = await watches.end_deafness(now, END_OF_DEAFNESS)
    heard = await watches.claim_heard_again(AT_ONCE)
    await watches.end_silence([(watch, end_of_silence(watch)) for watch in heard])
    overdue = await watches.claim_overdue(now, AT_ONCE)
    unheard = [(watch, line) for watch, line in overdue if is_silent(watch, line, now)]
    deaf = {line.line_id for watch, line in unheard if is_deaf(watch, line)}
    lines += await watches.fall_deaf(deaf, DEAFNESS)
    silent = [watch for watch, line in unheard if line.line_id not in deaf]
    await watches.fall_silent([(watch, silence_of(watch)) for watch in silent])
    return lines + len(heard) + len(silent)
