"""No statement of the receivers and loops reads the whole of a table that grows.

Their plans are made once, when the tables are still empty, and kept: one that would read them all
costs nothing in a small test, and everything in a storm.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.db.test_query import QUERIES, schema
from tocsin.process.engine import PLAN_ONCE

__all__ = ["schema"]

GROWS = re.compile(
    "(incident|incident_shown|alert|phone_call|phone_call_outcome|notice|journal_entry|journal_body"
    "|outbox|signal.*|position.*|feed.*|lateness.*|command|sign_in)"
)
# What the web asks, by plans that know how much there is by then.
OF_THE_WEB = ("db.view.", "db.live.", "db.set_up", "db.webhook_delivery.")
IN_ORDER = {
    "db.outbox.CLAIM": "the first that nobody has in hand, in the order in which they are owed",
    "db.signal.SUBJECTS_DUE": "the first of each subject that waits",
    "db.audit.WITHOUT_A_LOOK": "of those that are not filed, and by an index of them alone",
}
ENGINES = [name for name in QUERIES if name.startswith("db.") and not name.startswith(OF_THE_WEB)]


def plan_of(engine: psycopg.Connection, query: str) -> Mapping[str, Any]:
    """Give the plan that is kept for a query, whatever its values."""
    numbers = count(1)

    def numbered(found: re.Match[str]) -> str:
        return f"${next(numbers)}" + ("::timestamptz" if found[1] == "now" else "")

    text = re.sub(r"%\((\w+)\)s", numbered, query).replace("%%", "%")
    nulls = ", ".join(["null"] * (next(numbers) - 1))
    engine.execute(PLAN_ONCE)
    engine.execute(f"prepare this as {text}".encode())
    explain = f"explain (format json) execute this {f'({nulls})' if nulls else ''}".encode()
    (plans,) = engine.execute(explain).fetchone() or ()
    plan: Mapping[str, Any] = plans[0]["Plan"]
    return plan


def whole_reads(plan: Mapping[str, Any]) -> Iterator[str]:
    """Name the tables that grow of which a plan reads all there is."""
    names_rows = "Index Cond" in plan or "Recheck Cond" in plan
    table = plan.get("Relation Name", "")
    if plan["Node Type"].endswith("Scan") and GROWS.fullmatch(table) and not names_rows:
        yield f"{plan['Node Type']} on {table} {plan.get('Index Name', '')}".strip()
    for inner in plan.get("Plans", ()):
        yield from whole_reads(inner)


@pytest.mark.parametrize("name", ENGINES)
def test_no_statement_of_the_engine_reads_a_table_that_grows(schema: str, name: str) -> None:
    with psycopg.connect(make_conninfo(schema, user="tocsin_engine")) as engine:
        try:
            plan = plan_of(engine, QUERIES[name])
        except psycopg.errors.InsufficientPrivilege:
            return  # it is none of the engine's
    found = list(whole_reads(plan))
    if name in IN_ORDER:
        assert found, "it need not be excused any more"
    else:
        assert found == []


def test_what_is_owed_is_not_sorted_anew_for_each_that_is_taken(schema: str) -> None:
    with psycopg.connect(make_conninfo(schema, user="tocsin_engine")) as engine:
        plan = plan_of(engine, QUERIES["db.outbox.CLAIM"])
    assert '"Sort"' not in json.dumps(plan)


def test_a_whole_read_is_found(schema: str) -> None:
    with psycopg.connect(make_conninfo(schema, user="tocsin_engine")) as engine:
        query = "select exists (select from notice where incident_id = incident.id) from incident"
        assert list(whole_reads(plan_of(engine, query)))
