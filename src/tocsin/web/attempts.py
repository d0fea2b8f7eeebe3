"""Wrong passwords and codes of the last minutes: guessing is slowed, and nobody is kept out by it.

Ten wrong ones stop a guess of the same thing from the same place. Ten wrong ones from elsewhere
must not: else anybody could keep an operator out of the console. So an address has a far wider
bound over all places, and a place over all addresses; and neither of them stops an address at a
place where it signed in well of late.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

AT_MOST = 10  # wrong ones of one thing from one place …
AT_MOST_IN_ALL = 100  # … for one address from all places, or from one place for all addresses …
WITHIN = timedelta(minutes=5)  # … in this time
KNOWN_FOR = timedelta(days=7)
KEPT = 10_000  # so that guessing costs us no memory


class TooManyAttempts(Exception):
    """Somebody guesses passwords or codes."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What one try at a secret counts for: a thing of its own, and what is bounded in all."""

    own: str
    in_all: frozenset[str] = frozenset()


def sign_in_guess(email: str, place: str) -> Guess:
    """Say what a try to sign in counts for."""
    address = email.lower()
    return Guess(f"{address} at {place}", frozenset({f"email:{address}", f"place:{place}"}))


class Attempts:
    """Who guessed wrong lately, and who was right, and from where. Forgotten at a restart."""

    def __init__(self) -> None:
        self._wrong: deque[tuple[datetime, Guess]] = deque()
        self._right: dict[str, datetime] = {}

    def are_too_many(self, guess: Guess, now: datetime) -> bool:
        """Say whether this was tried wrong too often to be tried again now."""
        while self._wrong and self._wrong[0][0] <= now - WITHIN:
            self._wrong.popleft()
        if sum(wrong.own == guess.own for _, wrong in self._wrong) >= AT_MOST:
            return True
        known_at = self._right.get(guess.own)
        if known_at is not None and now - known_at < KNOWN_FOR:
            return False
        return any(
            sum(key in wrong.in_all for _, wrong in self._wrong) >= AT_MOST_IN_ALL
            for key in guess.in_all
        )

    def was_wrong(self, guess: Guess, now: datetime) -> None:
        self._wrong.append((now, guess))
        if len(self._wrong) > KEPT:
            self._wrong.popleft()

    def was_right(self, guess: Guess, now: datetime) -> None:
        """Remember from where somebody signed in: guesses from elsewhere stop them no more."""
        self._right.pop(guess.own, None)
        self._right[guess.own] = now
        for oldest in list(islice(self._right, max(0, len(self._right) - KEPT))):
            del self._right[oldest]
