"""Wrong passwords of the last minutes: guessing is slowed, for an address and from a place."""

from datetime import datetime, timedelta

AT_MOST = 10  # wrong passwords for one address or from one place …
WITHIN = timedelta(minutes=5)  # … in this time


class Attempts:
    """Wrong passwords of the last minutes, by address and by place. Forgotten at a restart."""

    def __init__(self) -> None:
        self._wrong: dict[str, list[datetime]] = {}

    def are_too_many(self, keys: list[str], now: datetime) -> bool:
        for key in keys:
            self._wrong[key] = [at for at in self._wrong.get(key, []) if at > now - WITHIN]
        return any(len(self._wrong[key]) >= AT_MOST for key in keys)

    def was_wrong(self, keys: list[str], now: datetime) -> None:
        for key in keys:
            self._wrong.setdefault(key, []).append(now)
