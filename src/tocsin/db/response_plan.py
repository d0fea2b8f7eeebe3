"""Response plans in PostgreSQL: the most particular one that was agreed, in its newest version."""

from psycopg import AsyncConnection

from tocsin.domain.people.subject import Subject
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import ResponsePlan, plan_from_body

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


class PostgresPlans:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

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
