"""The database's policies are exactly those that domain/access.py says, on every table there is."""

import re
from importlib.resources import files

import psycopg
import pytest

from tests.conftest import Addresses
from tests.db.scene import ask
from tocsin.db.policy import TABLES, statements

POLICIES = """
    select tablename, policyname, permissive, roles::text[], cmd, qual, with_check
    from pg_policies where schemaname = 'public' order by tablename, policyname
"""
UNPROTECTED = """
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'v')
      and not relispartition and not relrowsecurity and relname <> 'alembic_version'
      and not coalesce('security_invoker=true' = any(reloptions), false)
"""


def policies(address: str) -> list[tuple[object, ...]]:
    return ask(address, POLICIES)


def test_the_frozen_policies_are_those_that_the_access_table_says() -> None:
    frozen = files("tocsin.db.migrations.versions").joinpath("0001_policies.sql").read_text("utf-8")
    lines = [line for line in frozen.splitlines() if line and not line.startswith("--")]
    assert lines == statements()


def test_the_database_has_exactly_the_policies_that_are_written(empty_database: str) -> None:
    """Dropped and written anew from the table, they are what they were."""
    before = policies(empty_database)
    with psycopg.connect(empty_database) as owner:
        for table, name, *_ in before:
            owner.execute(f"drop policy {name} on {table}".encode())
        for statement in statements():
            owner.execute(statement.encode())
    assert len(before) > len(TABLES)
    assert policies(empty_database) == before


def test_a_policy_that_somebody_added_by_hand_is_noticed(empty_database: str) -> None:
    before = policies(empty_database)
    with psycopg.connect(empty_database) as owner:
        owner.execute("create policy more on incident for select to tocsin_web using (true)")
    assert policies(empty_database) != before


def test_every_table_is_protected_row_by_row(night: Addresses) -> None:
    assert ask(night.owner, UNPROTECTED) == []


def test_a_new_table_without_protection_is_noticed(empty_database: str) -> None:
    with psycopg.connect(empty_database) as owner:
        owner.execute("create table visit (id uuid primary key, centre_id uuid)")
    assert ask(empty_database, UNPROTECTED) == ["visit"]


def test_every_table_has_its_line_in_the_access_table(night: Addresses) -> None:
    tables = ask(
        night.owner,
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind in ('r', 'p') and not relispartition and relname <> 'alembic_version'",
    )
    assert set(tables) == set(TABLES)


def test_no_policy_looks_into_another_table() -> None:
    """A subquery costs a policy forty times as much on a large table."""
    assert [line for line in statements() if re.search(r"\bselect\b.*\bfrom\b", line)] == []


@pytest.mark.parametrize("role", ["tocsin_web", "tocsin_engine"])
def test_a_role_of_the_program_is_nothing_but_itself(night: Addresses, role: str) -> None:
    rights = ask(
        night.owner,
        "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
        " from pg_roles where rolname = %s",
        role,
    )
    assert rights == [(False,) * 5]
    owned = ask(
        night.owner, "select relname from pg_class where relowner::regrole::text = %s", role
    )
    assert owned == []
    assert (
        ask(night.owner, "select roleid from pg_auth_members where member = %s::regrole", role)
        == []
    )


def test_what_anybody_may_do_is_nothing(night: Addresses) -> None:
    query = """
        select proname from pg_proc
        where pronamespace = 'public'::regnamespace and prosecdef
          and has_function_privilege('public', oid, 'execute')
    """
    assert ask(night.owner, query) == []


def test_the_doors_past_the_policies_cannot_be_led_astray(night: Addresses) -> None:
    """A function with its owner's rights looks only where its writer meant it to."""
    query = """
        select proname, proconfig::text from pg_proc
        where prosecdef and pronamespace = 'public'::regnamespace
    """
    doors = ask(night.owner, query)
    assert {name for name, _ in doors} == {
        "awaits_founder",
        "find_password",
        "find_sign_in",
        "find_api_key",
        "find_device",
        "find_enrolment",
        "find_tracker_line",
        "is_looked_after",
        "tocsin_owe_raising",
        "found_centre",
        "figures",
        "worst_lateness_s",
        "tocsin_add_partitions",
    }
    assert {config for _, config in doors} == {'{"search_path=public, pg_temp"}'}
