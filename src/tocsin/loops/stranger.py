"""How much senders may say whose accounts nobody knows: only they are limited, each by its address.

A gateway carries thousands of known panels and is never held to this. A real site that was mistyped
says little; whoever guesses accounts must fill neither the disk nor the board.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

WINDOW_S = 60.0
MOST_IN_WINDOW = 60
REMEMBERED = 10_000  # addresses; the one that spoke longest ago is forgotten first


class Strangers:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: OrderedDict[str, tuple[float, int]] = OrderedDict()  # since when, how much
        self._turned_away = 0

    def may_speak(self, host: str) -> bool:
        """Say whether one more frame from this address is kept."""
        now = self._clock()
        since, said = self._said.pop(host, (now, 0))
        if now - since >= WINDOW_S:
            since, said = now, 0
        self._said[host] = (since, said + 1)
        if len(self._said) > REMEMBERED:
            self._said.popitem(last=False)
        if said < MOST_IN_WINDOW:
            return True
        self._turned_away += 1
        return False

    def turned_away(self) -> int:
        """Say how many frames were turned away since this was last asked."""
        count, self._turned_away = self._turned_away, 0
        return count
