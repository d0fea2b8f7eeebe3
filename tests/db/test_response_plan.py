"""Finding the plans is part of each raising: one statement, by an index, however many there are."""

from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo

from tests.conftest import Addresses
from tocsin.db.response_plan import THAT_MAY_HOLD
from tocsin.demo import story

MANY = """
    insert into site (id, customer_id, centre_id, name, address, time_zone)
    select gen_random_uuid(), customer_id, centre_id, 'Site ' || n, '', 'UTC'
    from site, generate_series(1, 1000) as n where id = %(like)s;
"""
PLANS = """
    insert into response_plan (id, plan_id, customer_id, centre_id, site_id, version, body,
        agreed_at)
    select gen_random_uuid(), site.id, site.customer_id, site.centre_id, site.id, n,
        plan.body, clock_timestamp()
    from site, generate_series(1, 5) as n, response_plan as plan
    where plan.site_id = %(like)s and site.id <> plan.site_id
      and site.customer_id = plan.customer_id
"""
# As receivers and loops ask, who plan a statement once.
AS_LOOPS = "set plan_cache_mode = force_generic_plan; set enable_seqscan = off"


def test_the_plans_of_a_subject_are_found_by_an_index(addresses: Addresses) -> None:
    values = {"like": story.CANALSIDE}
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        owner.execute(MANY, values)
        owner.execute(PLANS, values)
        owner.execute("analyze response_plan")
    query: dict[str, UUID | str] = {
        "customer_id": story.HARGREAVES,
        "subject_id": story.CANALSIDE,
        "response_kind": "intruder",
    }
    engine = make_conninfo(addresses.engine)
    with psycopg.connect(engine, autocommit=True) as loop:
        loop.execute(AS_LOOPS)
        explain = f"explain (analyze, buffers) {THAT_MAY_HOLD}".encode()
        steps = "\n".join(row[0] for row in loop.execute(explain, query, prepare=True))
        found = loop.execute(THAT_MAY_HOLD.encode(), query).fetchall()
    assert len(found) == 1
    assert "response_plan_for" in steps, steps
    assert "Seq Scan" not in steps, steps
    assert "Rows Removed by Filter" not in steps, steps
