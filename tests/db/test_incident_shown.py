"""What is kept of an incident that became silent: the same columns, and one row for each reader."""

from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import Addresses
from tests.db.conftest import ELMFIELD, SOUTHGATE
from tests.db.scene import ask
from tocsin.db.view import ALL_ROWS, GET_INCIDENT, THESE_ROWS
from tocsin.demo import story

COLUMNS = """
    select attname::text, format_type(atttypid, atttypmod) from pg_attribute
    where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum
"""
KEPT = "select id from incident_shown"


def test_what_is_kept_has_the_columns_of_an_incident_in_their_order(night: Addresses) -> None:
    """A migration that adds one to the incident adds it to both: they are copied whole."""
    assert ask(night.owner, COLUMNS, "incident_shown") == ask(night.owner, COLUMNS, "incident")


@pytest.mark.parametrize(
    ("organisation", "silent"),
    [
        (story.NORTHGATE, [True]),
        (story.CALDER_VALE, [False]),
        (story.HARGREAVES, []),
        (SOUTHGATE, []),
        (ELMFIELD, []),
    ],
)
def test_p14_each_party_reads_one_row_of_it_or_none(
    night: Addresses, organisation: UUID, silent: list[bool]
) -> None:
    """P14: Marguerite's panic became duress; she works for Calder Vale."""
    (kept,) = ask(night.owner, KEPT)
    values = {"id": kept, "ids": [kept], "before_at": "infinity", "before_id": kept, "limit": 99}
    with psycopg.connect(night.web, row_factory=dict_row) as web:
        web.execute("select set_config('tocsin.organisation', %s, true)", [str(organisation)])
        for query in (THESE_ROWS, GET_INCIDENT, ALL_ROWS):
            rows = web.execute(query.encode(), values).fetchall()
            assert [row["silent"] for row in rows if row["id"] == kept] == silent


def test_the_engine_reads_it_as_it_is_and_once(night: Addresses) -> None:
    (kept,) = ask(night.owner, KEPT)
    with psycopg.connect(night.engine, row_factory=dict_row) as engine:
        for query in (THESE_ROWS, GET_INCIDENT):
            rows = engine.execute(query.encode(), {"id": kept, "ids": [kept]}).fetchall()
            assert [(row["silent"], row["state"]) for row in rows] == [(True, "waiting")]
