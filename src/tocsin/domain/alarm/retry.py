"""Which message is its sender's retry: it is acknowledged, and counts for nothing. Pure.

The same bytes with the time of their sending in them are the same event: they are a retry of any
equal message of their account. Without a time only the last message again is one: alarm, restore
and alarm again may come in the same bytes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tocsin.domain.alarm.signal import Said, Signal

# The same message within this time is the sender's retry, not a new alarm.
RETRY_WINDOW = timedelta(seconds=120)

# So many marks of an account's messages that carry a time are kept: what a sender may have sent
# without an answer, and sends again in order.
REMEMBERED = 16

# A sender's clock that is further off may stand still, and a time that never changes tells nothing.
CLOCK_WITHIN = timedelta(days=1)


def seen_since(now: datetime) -> datetime:
    """Name the moment after which an account's last message again is a retry."""
    return now - RETRY_WINDOW


def is_by_a_clock(stamped_at: datetime | None, now: datetime) -> bool:
    """Say whether a message carries a time that a running clock may have written."""
    return stamped_at is not None and abs(now - stamped_at) <= CLOCK_WITHIN


class Retries:
    """What the accounts of one subject said, while what waits of them is gone through."""

    def __init__(self, said: Mapping[str | None, Said]) -> None:
        self._last = {account: one.last for account, one in said.items()}
        self._last_at: dict[str | None, datetime] = {}  # without: raised before, and not long ago
        self._stamped = {
            (account, mark): at for account, one in said.items() for mark, at in one.stamped.items()
        }

    def is_retry(self, signal: Signal) -> bool:
        """Say whether its account said the same lately. What waited together may be old."""
        if signal.fingerprint is None:
            return False
        at: datetime | None
        if signal.is_stamped:
            at = self._stamped.get((signal.account, signal.fingerprint))
            return at is not None and abs(signal.received_at - at) <= RETRY_WINDOW
        if signal.fingerprint != self._last.get(signal.account):
            return False
        at = self._last_at.get(signal.account)
        return at is None or signal.received_at - at <= RETRY_WINDOW

    def hear(self, signal: Signal) -> None:
        """Remember a message that is no retry."""
        if signal.fingerprint is None:
            return
        self._last[signal.account] = signal.fingerprint
        self._last_at[signal.account] = signal.received_at
        if signal.is_stamped:
            self._stamped[signal.account, signal.fingerprint] = signal.received_at
