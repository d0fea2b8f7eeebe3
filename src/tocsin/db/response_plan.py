"""Response plans in PostgreSQL: the most particular one that was agreed, in its newest version."""

from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from tocsin.db.ledger import Ledger
from tocsin.domain.people.subject import Subject, SubjectKind
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import (
    PlanScope,
    ResponsePlan,
    plan_as_body,
    plan_from_body,
)

FIND = """
    select body from response_plan
    where customer_id = %(customer_id)s
      and (site_id = %(subject_id)s or lone_worker_id = %(subject_id)s
           or (site_id is null and lone_worker_id is null))
      and (response_kind = %(response_kind)s or response_kind is null)
    order by num_nonnulls(site_id, lone_worker_id) desc, num_nonnulls(response_kind) desc,
             version desc
    limit 1
"""

NEWEST = """
    select body from response_plan
    where customer_id = %(customer_id)s
      and coalesce(site_id, lone_worker_id) is not distinct from %(subject_id)s::uuid
      and response_kind is not distinct from %(response_kind)s::text
    order by version desc limit 1
"""
AGREE = """
    insert into response_plan (
        id, customer_id, centre_id, site_id, lone_worker_id, response_kind, version, body,
        agreed_at)
    values (
        %(id)s, %(customer_id)s, %(centre_id)s, %(site_id)s, %(lone_worker_id)s,
        %(response_kind)s, %(version)s, %(body)s, %(now)s)
"""


class PostgresPlans:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def find(self, subject: Subject, kind: ResponseKind) -> ResponsePlan | None:
        """Find the plan for this subject and kind: its own before its customer's, newest first."""
        values = {
            "customer_id": subject.customer_id,
            "subject_id": subject.ref.id,
            "response_kind": kind,
        }
        cursor = await self._connection.execute(FIND, values)
        row = await cursor.fetchone()
        return None if row is None else plan_from_body(row[0])

    async def newest(self, about: PlanScope) -> ResponsePlan | None:
        """Give the plan that was agreed last for exactly these."""
        subject_id = None if about.subject is None else about.subject.id
        values = {
            "customer_id": about.customer_id,
            "subject_id": subject_id,
            "response_kind": about.response_kind,
        }
        row = await (await self._connection.execute(NEWEST, values)).fetchone()
        return None if row is None else plan_from_body(row[0])

    async def agree(self, about: PlanScope, plan_id: UUID, plan: ResponsePlan) -> None:
        """Add a version. Its customer is held, so that versions come one after the other."""
        ids = {} if about.subject is None else {about.subject.kind: about.subject.id}
        values = {
            "id": plan_id,
            "customer_id": about.customer_id,
            "centre_id": about.centre_id,
            "site_id": ids.get(SubjectKind.SITE),
            "lone_worker_id": ids.get(SubjectKind.LONE_WORKER),
            "response_kind": about.response_kind,
            "version": plan.version,
            "body": Jsonb(plan_as_body(plan)),
            "now": self._ledger.now,
        }
        await self._connection.execute(AGREE, values)
        self._ledger.set_up(about.customer_id)
