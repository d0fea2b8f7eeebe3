"""Wrong passwords of the last minutes: guessing is slowed, for an address and from a place."""

from collections import deque
from datetime import datetime, timedelta

AT_MOST = 10  # wrong passwords for one address or from one place …
WITHIN = timedelta(minutes=5)  # … in this time
KEPT = 10_000  # so that guessing costs us no memory


class TooManyAttempts(Exception):
    """Somebody guesses passwords or codes."""


class Attempts:
    """Who guessed wrong lately, and from where. Forgotten at a restart."""

    def __init__(self) -> None:
        self._wrong: deque[tuple[datetime, frozenset[str]]] = deque()

    def are_too_many(self, keys: frozenset[str], now: datetime) -> bool:
        """Say whether one of these, an address or a place, was wrong too often."""
        while self._wrong and self._wrong[0][0] <= now - WITHIN:
            self._wrong.popleft()
        return any(sum(key in wrong for _, wrong in self._wrong) >= AT_MOST for key in keys)

    def was_wrong(self, keys: frozenset[str], now: datetime) -> None:
        self._wrong.append((now, keys))
        if len(self._wrong) > KEPT:
            self._wrong.popleft()
