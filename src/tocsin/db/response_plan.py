"""Response plans in PostgreSQL: a row for each version; the newest of each plan counts."""

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tocsin.db.ledger import Ledger
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import (
    AgreedPlan,
    PlanScope,
    plan_as_body,
    stored_plan,
)

# Which of them holds at a moment is the domain's to say; they are few.
THAT_MAY_HOLD = """
    select * from (
        select distinct on (plan_id) plan_id, customer_id, centre_id, site_id, lone_worker_id,
            response_kind, body, withdrawn
        from response_plan
        where customer_id = %(customer_id)s
          and coalesce(site_id, lone_worker_id, customer_id) in (%(subject_id)s, %(customer_id)s)
          and (response_kind = %(response_kind)s::text or response_kind is null)
        order by plan_id, version desc) as newest
    where not withdrawn
    order by plan_id
"""
GET = """
    select * from (
        select plan_id, customer_id, centre_id, site_id, lone_worker_id, response_kind, body,
            withdrawn
        from response_plan where plan_id = %(plan_id)s
        order by version desc limit 1) as newest
    where not withdrawn
"""
ADD = """
    insert into response_plan (
        id, plan_id, customer_id, centre_id, site_id, lone_worker_id, response_kind, version,
        body, agreed_at, withdrawn)
    values (
        %(id)s, %(plan_id)s, %(customer_id)s, %(centre_id)s, %(site_id)s, %(lone_worker_id)s,
        %(response_kind)s, %(version)s, %(body)s, %(now)s, %(withdrawn)s)
"""


class PostgresPlans:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def that_may_hold(self, about: PlanScope) -> list[AgreedPlan]:
        """List what was agreed for these and for all of their customer's, at whatever hours."""
        values = {
            "customer_id": about.customer_id,
            "subject_id": about.customer_id if about.subject is None else about.subject.id,
            "response_kind": about.response_kind,
        }
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(THAT_MAY_HOLD, values)
            return [_agreed(row) for row in await cursor.fetchall()]

    async def get(self, plan_id: UUID) -> AgreedPlan:
        """Give a plan as it was agreed last. Raises NotFound: also when it was withdrawn."""
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(GET, {"plan_id": plan_id})
            row = await cursor.fetchone()
        if row is None:
            raise NotFound("There is no such plan, or it was withdrawn.")
        return _agreed(row)

    async def add(self, version_id: UUID, agreed: AgreedPlan, *, withdrawn: bool = False) -> None:
        """Add a version. Its customer is held, so that versions come one after the other."""
        scope = agreed.scope
        ids = {} if scope.subject is None else {scope.subject.kind: scope.subject.id}
        values = {
            "id": version_id,
            "plan_id": agreed.id,
            "customer_id": scope.customer_id,
            "centre_id": scope.centre_id,
            "site_id": ids.get(SubjectKind.SITE),
            "lone_worker_id": ids.get(SubjectKind.LONE_WORKER),
            "response_kind": scope.response_kind,
            "version": agreed.plan.version,
            "body": Jsonb(plan_as_body(agreed.plan)),
            "now": self._ledger.now,
            "withdrawn": withdrawn,
        }
        await self._connection.execute(ADD, values)
        self._ledger.set_up(scope.customer_id)


def _agreed(row: dict[str, Any]) -> AgreedPlan:
    kinds = (SubjectKind.SITE, SubjectKind.LONE_WORKER)
    refs = [SubjectRef(kind=kind, id=row[f"{kind}_id"]) for kind in kinds if row[f"{kind}_id"]]
    kind = row["response_kind"]
    scope = PlanScope(
        customer_id=row["customer_id"],
        centre_id=row["centre_id"],
        subject=refs[0] if refs else None,
        response_kind=ResponseKind(kind) if kind else None,
    )
    return AgreedPlan(id=row["plan_id"], scope=scope, plan=stored_plan(row["body"]))
