"""A clock that stands still until a test moves it, forwards or back."""

from datetime import UTC, datetime, timedelta
from typing import Final

from psycopg import AsyncConnection

A_NIGHT: Final = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)


class FakeClock:
    def __init__(self, now: datetime = A_NIGHT) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    async def ask(self, _: AsyncConnection) -> datetime:
        """Answer in the place of the database's clock."""
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)

    def back(self, **by: float) -> None:
        self.now -= timedelta(**by)
