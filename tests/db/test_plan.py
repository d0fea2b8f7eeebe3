"""No statement of the receivers and loops reads the whole of a table that grows.

Their plans are made once, when the tables are still empty, and kept: one that would read them all
costs nothing in a small test, and everything in a storm.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.db.scene import plan_of
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


def engine_of(schema: str) -> psycopg.Connection:
    """Connect as receivers and loops do, who plan once."""
    engine = psycopg.connect(make_conninfo(schema, user="tocsin_engine"))
    engine.execute(PLAN_ONCE)
    return engine


def whole_reads(nodes: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name the tables that grow of which a plan reads all there is."""
    return [
        f"{node['Node Type']} on {node['Relation Name']}"
        for node in nodes
        if GROWS.fullmatch(node.get("Relation Name", ""))
        and node["Node Type"].endswith("Scan")
        and not {"Index Cond", "Recheck Cond"} & node.keys()
    ]


@pytest.mark.parametrize("name", ENGINES)
def test_no_statement_of_the_engine_reads_a_table_that_grows(schema: str, name: str) -> None:
    with engine_of(schema) as engine:
        try:
            plan = plan_of(engine, QUERIES[name])
        except psycopg.errors.InsufficientPrivilege:
            return  # it is none of the engine's
    found = whole_reads(plan)
    if name in IN_ORDER:
        assert found, "it need not be excused any more"
    else:
        assert found == []


def test_what_is_owed_is_not_sorted_anew_for_each_that_is_taken(schema: str) -> None:
    with engine_of(schema) as engine:
        plan = plan_of(engine, QUERIES["db.outbox.CLAIM"])
    assert "Sort" not in {node["Node Type"] for node in plan}


def test_a_whole_read_is_found(schema: str) -> None:
    with engine_of(schema) as engine:
        query = "select exists (select from notice where incident_id = incident.id) from incident"
        found = whole_reads(plan_of(engine, query))
    assert found == [f"Index Only Scan on {table}" for table in ("incident", "notice")]
