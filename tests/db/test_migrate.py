"""Migrations and partitions: fresh, twice, two at once; and no start fails for want of a month."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.conftest import EPOCH
from tests.db.scene import ask
from tocsin.db.errors import DatabaseRefused
from tocsin.db.migrate import migrate
from tocsin.gateways.clock import new_id
from tocsin.gateways.postgres_server import PostgresServer

PARTITIONS = """
    select count(*) from pg_inherits where inhparent = any(array[
        'signal', 'signal_outcome', 'position', 'feed', 'lateness']::regclass[])
"""
ADD_SIGNAL = """
    insert into signal (id, received_at, channel, source, raw, report)
    values (%s, %s, 'api', 'here', '', '{}')
"""
WHERE_IT_IS = "select tableoid::regclass::text from signal where id = %s"
PARENTS = 5


@pytest.fixture
def bare(postgres: PostgresServer) -> Iterator[str]:
    """Give a database with nothing in it."""
    name = f"bare_{new_id().hex}"
    door = postgres.address(database="postgres")
    with psycopg.connect(door, autocommit=True) as owner:
        owner.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
    yield postgres.address(database=name)
    with psycopg.connect(door, autocommit=True) as owner:
        owner.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_a_fresh_database_gets_its_schema_its_epoch_and_a_year_of_months(bare: str) -> None:
    migrate(bare, epoch=UUID(int=7))
    assert ask(bare, "select id from epoch") == [UUID(int=7)]
    assert ask(bare, PARTITIONS) == [PARENTS * (13 + 1)]


def test_twice_is_the_same_as_once(empty_database: str) -> None:
    before = ask(empty_database, PARTITIONS)
    migrate(empty_database, epoch=UUID(int=7))
    assert ask(empty_database, "select id from epoch") == [EPOCH]
    assert ask(empty_database, PARTITIONS) == before


def test_two_at_once_migrate_one_after_the_other(bare: str) -> None:
    with ThreadPoolExecutor(3) as together:
        starts = [together.submit(migrate, bare, epoch=UUID(int=number)) for number in (1, 2, 3)]
        for start in starts:
            start.result(timeout=60)
    assert len(ask(bare, "select id from epoch")) == 1
    assert ask(bare, PARTITIONS) == [PARENTS * (13 + 1)]


def test_a_missing_role_is_said_in_one_line(bare: str, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "select string_agg(name, ', ') from unnest(array['tocsin_pilot']) as name"
    monkeypatch.setattr("tocsin.db.migrate.MISSING_ROLES", query)
    with pytest.raises(DatabaseRefused, match="no role tocsin_pilot: create it"):
        migrate(bare, epoch=UUID(int=1))


def test_a_month_that_is_missing_does_not_refuse_an_alarm(empty_database: str) -> None:
    far, near = new_id(), new_id()
    now = datetime.now(UTC)
    for signal_id, at in ((far, now + timedelta(days=4_000)), (near, now)):
        ask(empty_database, ADD_SIGNAL, signal_id, at)
    assert ask(empty_database, WHERE_IT_IS, far) == ["signal_default"]
    assert ask(empty_database, WHERE_IT_IS, near) == [f"signal_{now:%Y_%m}"]


def test_a_month_whose_rows_stand_in_the_default_stops_no_start(empty_database: str) -> None:
    signal_id = new_id()
    ask(empty_database, ADD_SIGNAL, signal_id, datetime(2051, 3, 5, tzinfo=UTC))
    ask(empty_database, "select tocsin_add_partitions('2051-02-11', 3)")
    assert ask(empty_database, WHERE_IT_IS, signal_id) == ["signal_default"]
    tables = ask(empty_database, "select to_regclass('signal_2051_03') is null")
    tables += ask(empty_database, "select to_regclass('signal_2051_02') is null")
    tables += ask(empty_database, "select to_regclass('signal_2051_04') is null")
    tables += ask(empty_database, "select to_regclass('feed_2051_03') is null")
    assert tables == [True, False, False, False]
    migrate(empty_database, epoch=EPOCH)


def test_partitions_may_be_added_again_and_again(empty_database: str) -> None:
    for _ in range(2):
        ask(empty_database, "select tocsin_add_partitions('2060-12-31', 2)")
    added = ask(empty_database, "select to_regclass('signal_2061_01') is not null")
    assert added == [True]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_month_begins_at_the_same_moment_whatever_the_sessions_zone(
    empty_database: str, zone: str
) -> None:
    with psycopg.connect(empty_database) as owner:
        owner.execute("select set_config('timezone', %s, false)", [zone])
        owner.execute("select tocsin_add_partitions('2070-05-01', 1)")
    signal_id = new_id()
    ask(empty_database, ADD_SIGNAL, signal_id, datetime(2070, 5, 1, tzinfo=UTC))
    assert ask(empty_database, WHERE_IT_IS, signal_id) == ["signal_2070_05"]
