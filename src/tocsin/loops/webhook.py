"""Delivers what webhooks are owed, and keeps a log of each attempt for whoever set one up."""

import json
import time
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from tocsin.db.ledger import database_clock
from tocsin.db.outbox import Owed
from tocsin.db.view import Row
from tocsin.db.webhook_delivery import Attempt, Target, find_row_for, find_target, log_attempt
from tocsin.gateways.webhook import Delivery, NotDelivered, NotSent

Describe = Callable[[Row], dict[str, Any]]


class Carrier(Protocol):
    async def deliver(self, delivery: Delivery) -> int: ...


class WebhookSender:
    """Does what the outbox owes to a webhook."""

    def __init__(
        self,
        pool: AsyncConnectionPool,
        carrier: Carrier,
        describe: Describe,
        new_id: Callable[[], UUID],
    ) -> None:
        self._pool, self._carrier = pool, carrier
        self._describe, self._new_id = describe, new_id

    async def __call__(self, owed: Owed) -> str:
        async with self._pool.connection() as connection:
            target = await find_target(connection, UUID(owed.body["webhook"]))
            if target is None:
                return "withdrawn"
            row = await find_row_for(connection, target, owed.subject_id)
            now = await database_clock(connection)
        if row is None:
            return "not theirs to see"
        body = json.dumps(self._write(owed, target, row), ensure_ascii=False).encode()
        return await self._deliver(
            owed, target, Delivery(url=target.url, secret=target.secret, body=body, at=now)
        )

    async def _deliver(self, owed: Owed, target: Target, delivery: Delivery) -> str:
        started = time.monotonic()
        try:
            answer = await self._carrier.deliver(delivery)
        except NotDelivered as news:
            attempt = self._attempt(owed, target, delivery, started)
            await self._log(attempt | {"answer": news.answer, "error": str(news)})
            if isinstance(news, NotSent):
                return str(news)
            raise
        attempt = self._attempt(owed, target, delivery, started)
        await self._log(attempt | {"answer": answer, "error": None})
        return str(answer)

    async def _log(self, fields: dict[str, Any]) -> None:
        async with self._pool.connection() as connection:
            await log_attempt(connection, Attempt(**fields))

    def _attempt(
        self, owed: Owed, target: Target, delivery: Delivery, started: float
    ) -> dict[str, Any]:
        return {
            "id": self._new_id(),
            "webhook_id": target.id,
            "organisation_id": target.organisation_id,
            "centre_id": target.centre_id,
            "outbox_id": owed.id,
            "incident_id": owed.subject_id,
            "happened": owed.body["happened"],
            "attempt": owed.attempts,
            "at": delivery.at,
            "took_ms": round((time.monotonic() - started) * 1000),
        }

    def _write(self, owed: Owed, target: Target, row: Row) -> dict[str, Any]:
        """Write what is sent: its id is the same for every attempt, the incident is as it is now.

        The head proves later that the journal said no other thing then. Its number is the
        centre's alone: a gap between two numbers would tell a customer of what they are not shown.
        """
        head = {"digest": owed.body["digest"]}
        if target.is_centre:
            head["number"] = owed.body["number"]
        return {
            "id": str(owed.id),
            "happened": owed.body["happened"],
            "at": owed.added_at.isoformat(),
            "head": head,
            "incident": self._describe(row),
        }
