"""The schema says the same as the code: states, kinds, and which version it is."""

import re
from enum import StrEnum
from uuid import UUID

import psycopg
import pytest
from alembic.script import ScriptDirectory
from psycopg.conninfo import make_conninfo

from tests.conftest import Addresses
from tests.db.scene import ask
from tocsin.db.errors import DatabaseRefused
from tocsin.db.migrate import migrate
from tocsin.db.schema import NEWEST, check_schema
from tocsin.db.upgrade import SCRIPTS
from tocsin.domain.access import Role
from tocsin.domain.alarm.incident_state import OPEN, IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.alarm.signal import Channel, Settlement
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.people.zone import ZoneKind
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, EmergencyService
from tocsin.domain.response.response_kind import ResponseKind

CHECKED: dict[tuple[str, str], type[StrEnum]] = {
    ("incident", "state"): IncidentState,
    ("incident", "cause"): Cause,
    ("incident", "response_kind"): ResponseKind,
    ("incident", "subject_kind"): SubjectKind,
    ("alert", "response_kind"): ResponseKind,
    ("response_plan", "response_kind"): ResponseKind,
    ("signal", "channel"): Channel,
    ("signal", "settlement"): Settlement,
    ("signal_outcome", "settlement"): Settlement,
    ("signal_due", "subject_kind"): SubjectKind,
    ("signal", "subject_kind"): SubjectKind,
    ("position", "subject_kind"): SubjectKind,
    ("phone_call", "callee_kind"): CalleeKind,
    ("phone_call", "service"): EmergencyService,
    ("phone_call_outcome", "outcome"): CallOutcome,
    ("zone", "kind"): ZoneKind,
}
CONSTRAINT = """
    select pg_get_constraintdef(oid) from pg_constraint
    where conrelid = %s::regclass and contype = 'c'
      and conkey = (select array[attnum] from pg_attribute
                    where attrelid = %s::regclass and attname = %s)
"""
OPEN_INDEXES = """
    select indexdef from pg_indexes where indexname like 'incident_open_%%' and tablename = %s
"""


def test_a_person_can_be_whatever_a_role_is_but_a_program_or_a_phone(night: Addresses) -> None:
    (definition,) = ask(night.owner, CONSTRAINT, "person", "person", "roles")
    assert literals(definition) == set(Role) - {Role.INTEGRATOR, Role.LONE_WORKER}


def literals(definition: str) -> set[str]:
    return set(re.findall(r"'([^']*)'::text", definition))


@pytest.mark.parametrize(("table", "column"), CHECKED, ids=".".join)
def test_a_column_holds_exactly_what_the_code_knows(
    night: Addresses, table: str, column: str
) -> None:
    (definition,) = ask(night.owner, CONSTRAINT, table, table, column)
    assert literals(definition) == set(CHECKED[table, column])


def test_one_open_incident_is_held_by_an_index_over_every_open_state(night: Addresses) -> None:
    indexes = ask(night.owner, OPEN_INDEXES, "incident")
    assert len(indexes) == len(SubjectKind)
    assert all("UNIQUE" in index for index in indexes)
    assert [literals(index) for index in indexes] == [set(OPEN)] * len(SubjectKind)


def test_a_state_that_nobody_knows_is_refused(night: Addresses) -> None:
    with psycopg.connect(night.engine) as engine, pytest.raises(psycopg.errors.CheckViolation):
        engine.execute("update incident set state = 'lost'")


def test_the_newest_version_is_that_of_the_newest_migration() -> None:
    assert ScriptDirectory(SCRIPTS).get_current_head() == NEWEST


def test_a_database_of_this_release_is_taken(night: Addresses) -> None:
    for address in (night.web, night.engine):
        check_schema(address)


@pytest.mark.parametrize(
    ("change", "had", "cure"),
    [
        ("update alembic_version set version_num = '0000'", "0000", "run `tocsin migrate`"),
        ("update alembic_version set version_num = '9999'", "9999", "start the release"),
        ("delete from alembic_version", "none", "run `tocsin migrate`"),
        ("drop table alembic_version", "none", "run `tocsin migrate`"),
    ],
)
def test_another_version_is_refused_in_one_line(
    addresses: Addresses, change: str, had: str, cure: str
) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute(change.encode())
    with pytest.raises(DatabaseRefused) as refused:
        check_schema(addresses.engine)
    said = str(refused.value)
    assert f"schema is {had}, this release needs {NEWEST}: {cure}" in said
    assert "\n" not in said


def test_a_schema_of_a_later_release_is_not_migrated_back(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner) as owner:
        owner.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(DatabaseRefused) as refused:
        migrate(addresses.owner, epoch=UUID(int=2))
    assert "9999" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_database_that_is_not_there_is_said_so(night: Addresses) -> None:
    with pytest.raises(psycopg.OperationalError):
        check_schema(make_conninfo(night.web, dbname="nowhere"))
