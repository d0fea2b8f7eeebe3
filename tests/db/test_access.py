"""P14: a row is seen, added, changed and removed only by its parties, by the database's own rules.

What is expected is read off domain/access.py row by row; what happens is tried by the role
`tocsin_web`, which may do nothing that its policies do not say.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.conftest import Addresses
from tests.db.conftest import ELMFIELD, NOBODY, SOUTHGATE
from tocsin.db.policy import ENGINE_ONLY, TABLES
from tocsin.demo import story
from tocsin.domain.access import (
    ACCESS,
    COLUMN_OF,
    HIDDEN_FROM_CUSTOMERS,
    OPEN_NOUNS,
    Relation,
    Right,
    relations_with,
)

Row = dict[str, Any]
PARTIES = {
    "the centre": story.NORTHGATE,
    "a customer": story.HARGREAVES,
    "a customer in a silent alarm": story.CALDER_VALE,
    "another centre": SOUTHGATE,
    "another centre's customer": ELMFIELD,
    "nobody": NOBODY,
}
KEYS = {"lateness": ["met_at", "subject_id"]}  # tables without a key of their own
KEY_OF = """
    select array_agg(attname::text order by attnum) from pg_index
    join pg_attribute on attrelid = indrelid and attnum = any(indkey)
    where indrelid = %s::regclass and indisprimary
"""


def stands_to(noun: str, row: Row, organisation: UUID) -> Iterator[Relation]:
    """Say how an organisation stands to a row, as far as it may know of it."""
    for relation in Relation:
        column = COLUMN_OF[relation]
        if (noun, relation) == ("organisation", Relation.OWN):
            column = "id"
        hidden = relation is Relation.CUSTOMER and row.get(HIDDEN_FROM_CUSTOMERS.get(noun, ""))
        if row.get(column) == organisation and not hidden:
            yield relation


def has(noun: str, right: Right, row: Row, organisation: UUID) -> bool:
    if noun in OPEN_NOUNS:
        return right is Right.SEE
    if noun in ENGINE_ONLY:
        return False
    return bool(set(relations_with(noun, right)) & set(stands_to(noun, row, organisation)))


class Table:
    """One table with all its rows, as its owner sees them."""

    def __init__(self, owner: psycopg.Connection, noun: str) -> None:
        self.noun = noun
        self.name = sql.Identifier(noun)
        found = owner.execute(KEY_OF, [noun]).fetchone()
        assert found is not None
        self.key: list[str] = found[0] or KEYS[noun]
        words = sql.SQL("select t.*, to_jsonb(t) as whole from {} as t").format(self.name)
        self.rows = owner.cursor(row_factory=dict_row).execute(words).fetchall()

    def key_of(self, row: Row) -> tuple[object, ...]:
        return tuple(row[column] for column in self.key)

    def _where(self) -> sql.Composed:
        return sql.SQL(" and ").join(
            sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(column))
            for column in self.key
        )

    def see(self, web: psycopg.Connection) -> set[tuple[object, ...]]:
        columns = sql.SQL(", ").join(map(sql.Identifier, self.key))
        words = sql.SQL("select {} from {}").format(columns, self.name)
        return set(web.execute(words).fetchall())

    def try_right(self, web: psycopg.Connection, right: Right, row: Row) -> bool:
        """Do it to one row, and say whether the database let it be done; nothing stays done."""
        if right is Right.SEE:
            return self.key_of(row) in self.see(web)
        words, values = self._attempt(right, row)
        try:
            with web.transaction(force_rollback=True):
                return web.execute(words, values).rowcount == 1
        except psycopg.errors.InsufficientPrivilege:
            return False
        except (psycopg.errors.UniqueViolation, psycopg.errors.ForeignKeyViolation):
            return True  # the rules let it pass; that it is there already is another matter

    def _attempt(self, right: Right, row: Row) -> tuple[sql.Composed, Row]:
        values: Row = {column: row[column] for column in self.key}
        column = sql.Identifier(self.key[0])
        if right is Right.ADD:
            words = "insert into {0} select (jsonb_populate_record(null::{0}, %(whole)s)).*"
            return sql.SQL(words).format(self.name), {"whole": Jsonb(row["whole"])}
        if right is Right.CHANGE:
            words = "update {0} set {1} = {1} where {2}"
            return sql.SQL(words).format(self.name, column, self._where()), values
        return sql.SQL("delete from {} where {}").format(self.name, self._where()), values


def introduce(web: psycopg.Connection, organisation: UUID | str) -> None:
    web.execute("select set_config('tocsin.organisation', %s, true)", [str(organisation)])


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_has_exactly_the_rights_of_the_table(night: Addresses, party: str) -> None:
    organisation = PARTIES[party]
    with psycopg.connect(night.owner) as owner:
        tables = [Table(owner, noun) for noun in TABLES]
    wrong = []
    with psycopg.connect(night.web) as web:
        introduce(web, organisation)
        for table in tables:
            if table.noun in ENGINE_ONLY:
                continue
            for right, row in product(Right, table.rows):
                expected = has(table.noun, right, row, organisation)
                if table.try_right(web, right, row) is not expected:
                    verb = "may not" if expected else "may"
                    wrong.append(f"{party} {verb} {right} {table.noun} {table.key_of(row)}")
    assert wrong == []


def test_the_walk_meets_every_table_and_every_right_both_ways(night: Addresses) -> None:
    """A table without rows, or a right that everybody has, would prove nothing above."""
    with psycopg.connect(night.owner) as owner:
        tables = [Table(owner, noun) for noun in TABLES]
    assert [table.noun for table in tables if not table.rows] == []
    for table in tables:
        answers = {
            (right, has(table.noun, right, row, organisation))
            for right in Right
            for row in table.rows
            for organisation in PARTIES.values()
        }
        rights = set(Right) if table.noun not in ACCESS else set()
        rights |= {r for r in Right if table.noun in ACCESS and relations_with(table.noun, r)}
        if table.noun in ACCESS:
            assert {(right, True) for right in rights} <= answers, table.noun
            assert {(right, False) for right in rights} <= answers, table.noun


@pytest.mark.parametrize("nobody", ["", None])
def test_without_an_organisation_nothing_of_a_party_is_seen(
    night: Addresses, nobody: str | None
) -> None:
    with psycopg.connect(night.owner) as owner, psycopg.connect(night.web) as web:
        if nobody is not None:
            introduce(web, nobody)
        seen = {noun: Table(owner, noun).see(web) for noun in ACCESS}
    assert {noun: rows for noun, rows in seen.items() if rows} == {}


def test_a_malformed_organisation_is_refused_rather_than_ignored(night: Addresses) -> None:
    with psycopg.connect(night.web) as web:
        introduce(web, "everybody")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            web.execute("select id from site")


@pytest.mark.parametrize("noun", HIDDEN_FROM_CUSTOMERS)
def test_a_customer_never_sees_a_silent_row(night: Addresses, noun: str) -> None:
    words = "select customer_id, {} from {}"
    column = sql.Identifier(HIDDEN_FROM_CUSTOMERS[noun])
    query = sql.SQL(words).format(column, sql.Identifier(noun))
    with psycopg.connect(night.owner) as owner:
        kept = set(owner.execute(query).fetchall())
    assert {(story.CALDER_VALE, True), (story.HARGREAVES, False)} <= kept
    with psycopg.connect(night.web) as web:
        introduce(web, story.CALDER_VALE)
        assert [row for row in web.execute(query) if row[1]] == []
        introduce(web, story.NORTHGATE)
        assert (story.CALDER_VALE, True) in web.execute(query).fetchall()


@pytest.mark.parametrize(
    "query",
    [
        "select password_hash from person",
        "select * from person",
        "select digest from api_key",
        "select aes_key from panel",
        "select * from panel",
        "select digest from first_code",
        "insert into first_code (digest, made_at) values ('mine', clock_timestamp())",
        "update site set centre_id = customer_id",
        "update person set organisation_id = id",
        "update organisation set is_centre = true",
        "select * from signal_default",  # a partition has no policies of its own
        "select tocsin_add_partitions('2031-01-01', 1)",
        "set role tocsin_engine",
        "set role tocsin_owner",
        "set session_replication_role = replica",
        "alter table incident disable row level security",
        "create table mine (id int)",
    ],
)
def test_the_web_role_is_refused_whatever_it_has_no_need_of(night: Addresses, query: str) -> None:
    with psycopg.connect(night.web) as web:
        introduce(web, story.NORTHGATE)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(query.encode())


def test_other_organisations_people_are_not_there(night: Addresses) -> None:
    with psycopg.connect(night.web) as web:
        introduce(web, story.HARGREAVES)
        assert web.execute("select name from person").fetchall() == []
        introduce(web, story.NORTHGATE)
        names = {name for (name,) in web.execute("select name from person")}
        assert names == {login.name for login in story.LOGINS}


def test_a_row_cannot_be_moved_to_another_centre(night: Addresses) -> None:
    with psycopg.connect(night.web) as web:
        introduce(web, story.NORTHGATE)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("update incident set centre_id = %s", [SOUTHGATE])


def test_the_engine_sees_the_rows_of_all(night: Addresses) -> None:
    query = "select distinct customer_id from incident"
    with psycopg.connect(night.owner) as owner, psycopg.connect(night.engine) as engine:
        assert set(engine.execute(query)) == set(owner.execute(query))
