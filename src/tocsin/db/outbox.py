"""The outbox in PostgreSQL: what must happen outside, written with what made it necessary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import class_row

from tocsin.db.ledger import Ledger
from tocsin.db.rows import write_rows
from tocsin.domain.alarm.incident import Incident

TRIES = 12
# A target that is gone is its owner's to see to, in the log of its deliveries; the incident shows
# whose has not left, and how much of it.
TOLD_ELSEWHERE = frozenset({"webhook"})

OWE = """
    insert into outbox (
        id, kind, subject_kind, subject_id, customer_id, centre_id, body, work, added_at, due_at)
    select id, kind, 'incident', incident_id, customer_id, centre_id, body, %(work)s,
        %(added_at)s, %(added_at)s
    from json_to_recordset(%(owed)s::json) as owed (
        id uuid, kind text, incident_id uuid, customer_id uuid, centre_id uuid, body jsonb)
"""

# Every webhook of either party owes its target what happened, with the journal's head. Of a silent
# incident its customer is told what they are shown of it, and nothing else.
ANNOUNCE = """
    insert into outbox (
        id, kind, subject_kind, subject_id, customer_id, centre_id, body, lane, work, added_at,
        due_at)
    select gen_random_uuid(), 'webhook', 'incident', told.incident_id, told.customer_id,
        told.centre_id, jsonb_build_object(
            'webhook', webhook.id, 'happened', told.happened, 'number', told.number,
            'digest', told.digest),
        webhook.id::text, %(work)s, %(added_at)s, %(added_at)s
    from json_to_recordset(%(told)s::json) as told (
            incident_id uuid, customer_id uuid, centre_id uuid, centre boolean, customer boolean,
            happened text, number integer, digest text),
        webhook
    where webhook.withdrawn_at is null
      and case webhook.organisation_id
        when told.centre_id then told.centre when told.customer_id then told.customer end
    order by told.number
"""

# The longest owed of a kind first, and of one lane only one at a time: a target that hangs holds
# up nobody else. A lease that ran out is as good as none.
CLAIM = """
    update outbox set state = 'claimed', lease = %(lease)s, attempts = attempts + 1,
        due_at = clock_timestamp() + interval '60 seconds'
    where id = (
        select id from outbox as owed
        where state in ('owed', 'claimed') and due_at <= clock_timestamp()
          and (%(only)s::text[] is null or kind = any(%(only)s)) and kind <> all(%(but)s)
          and not exists (
            select from outbox as ahead
            where ahead.lane = owed.lane and ahead.state = 'claimed'
              and ahead.due_at > clock_timestamp())
        order by due_at limit 1
        for no key update skip locked)
    returning id, kind, subject_id, body, added_at, attempts, lease
"""
SETTLE = """
    update outbox set state = 'done', result = %(result)s, last_error = null,
        settled_at = clock_timestamp()
    where id = %(id)s and lease = %(lease)s
"""
# 2, 4, 8 … seconds apart, at most ten minutes; given up after twelve tries, in 37 minutes.
FAIL = """
    update outbox set
        state = case when attempts >= %(tries)s then 'given_up' else 'owed' end,
        due_at = clock_timestamp() + least(600, power(2, attempts)) * interval '1 second',
        last_error = %(error)s
    where id = %(id)s and lease = %(lease)s
    returning state
"""


class PostgresOutbox:
    def __init__(
        self,
        connection: AsyncConnection,
        ledger: Ledger,
        *,
        work: str,
        new_id: Callable[[], UUID],
    ) -> None:
        self._connection, self._ledger = connection, ledger
        self._work, self._new_id = work, new_id
        self._owed: list[dict[str, Any]] = []  # that are not yet written
        self._told: list[dict[str, Any]] = []

    async def announce(self, incident: Incident, happened: str) -> None:
        """Owe every webhook of either party what happened. The journal has it by now."""
        self._tell(incident, happened, centre=True, customer=not incident.silent)

    def _tell(self, incident: Incident, happened: str, *, centre: bool, customer: bool) -> None:
        head = self._ledger.heads[incident.id]
        assert head is not None
        self._told.append(
            {
                "incident_id": incident.id,
                "customer_id": incident.subject.customer_id,
                "centre_id": incident.subject.centre_id,
                "centre": centre,
                "customer": customer,
                "happened": happened,
                "number": head.number,
                "digest": head.digest,
            }
        )

    async def write_out(self) -> None:
        """Write what is owed, with what customers are told of what became silent."""
        for incident, happened in self._ledger.shown.values():
            self._tell(incident, happened, centre=False, customer=True)
        self._ledger.shown.clear()
        if not (self._owed or self._told):
            return
        values: dict[str, object] = {"work": self._work, "added_at": self._ledger.now}
        if self._owed:
            await self._connection.execute(OWE, values | {"owed": write_rows(self._owed)})
            self._owed.clear()
        if self._told:
            await self._connection.execute(ANNOUNCE, values | {"told": write_rows(self._told)})
            self._told.clear()

    async def owe(self, kind: str, incident: Incident, body: Mapping[str, Any]) -> None:
        """Owe something to the outside world; the outbox loop sees to it after the commit."""
        self._owed.append(
            {
                "id": self._new_id(),
                "kind": kind,
                "incident_id": incident.id,
                "customer_id": incident.subject.customer_id,
                "centre_id": incident.subject.centre_id,
                "body": body,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something owed to the outside world, claimed by a lease."""

    id: UUID
    kind: str
    subject_id: UUID
    body: dict[str, Any]
    added_at: datetime
    attempts: int
    lease: UUID

    @property
    def is_last_try(self) -> bool:
        return self.attempts >= TRIES

    @property
    def is_deadly(self) -> bool:
        """Whether each try ended without a word: whoever tried is dead. A try counts when begun."""
        return self.attempts > TRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Which kinds of what is owed somebody sees to: all, only some, or all but some."""

    only: tuple[str, ...] | None = None
    but: tuple[str, ...] = ()


EVERYTHING = Share()


async def claim_owed(
    connection: AsyncConnection, lease: UUID, share: Share = EVERYTHING
) -> Owed | None:
    """Claim what has been owed longest. Its lease runs for a minute from the commit."""
    only = None if share.only is None else list(share.only)
    async with connection.cursor(row_factory=class_row(Owed)) as cursor:
        await cursor.execute(CLAIM, {"lease": lease, "only": only, "but": list(share.but)})
        return await cursor.fetchone()


async def settle_owed(connection: AsyncConnection, owed: Owed, result: str) -> None:
    """Write down that it was done; whoever has lost the lease since writes nothing."""
    await connection.execute(SETTLE, {"id": owed.id, "lease": owed.lease, "result": result})


async def fail_owed(connection: AsyncConnection, owed: Owed, error: str) -> bool:
    """Owe it again, later each time; say whether it is given up after the last try."""
    values = {"id": owed.id, "lease": owed.lease, "error": error[:2_000], "tries": TRIES}
    row = await (await connection.execute(FAIL, values)).fetchone()
    return row is not None and row[0] == "given_up"
