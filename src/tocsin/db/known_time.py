"""The database's time, known between two askings: for what must be answered from memory."""

import time
from datetime import datetime, timedelta

from psycopg import AsyncConnection

from tocsin.db.ledger import database_clock

PROMPT_S = 1.0  # an answer that took longer to come tells too little about now
KNOWN_FOR_S = 10.0  # without the database for longer, nobody may claim to know the time


class KnownTime:
    def __init__(self, known_for_s: float = KNOWN_FOR_S) -> None:
        self._known_for_s = known_for_s
        self._asked: tuple[datetime, float] | None = None

    async def ask(self, connection: AsyncConnection) -> None:
        """Ask the database. An answer that was held up on its way is not believed."""
        asked = time.monotonic()
        at = await database_clock(connection)
        answered = time.monotonic()
        if answered - asked <= PROMPT_S:
            self._asked = at, answered

    def forget(self) -> None:
        self._asked = None

    def now(self) -> datetime | None:
        """Say what time the database has; None when it has not been heard for a while."""
        if self._asked is None:
            return None
        at, asked = self._asked
        age_s = time.monotonic() - asked
        return at + timedelta(seconds=age_s) if age_s <= self._known_for_s else None
