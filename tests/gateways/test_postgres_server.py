"""The embedded PostgreSQL with real processes: it starts, and starts again after anything."""

import os
import pwd
import signal
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.gateways.postgres_scene import (
    home,
    keep_busy,
    launch,
    launched,
    needs_root,
    python_for_everybody,
    refusal_of,
    wait_for_answer,
    words_in,
)
from tests.postgres import make_server
from tocsin.gateways import postgres_account, postgres_lock, postgres_server
from tocsin.gateways.postgres_leftover import pids_in, wait_until
from tocsin.gateways.postgres_server import PostgresServer

__all__ = ["home"]  # a fixture, which pytest finds here by its name


def test_an_empty_home_becomes_a_server_with_its_database_and_roles(tmp_path: Path) -> None:
    with make_server(tmp_path / "new") as server:
        for role, statement, idle in (
            ("tocsin_web", "10s", "15s"),
            ("tocsin_engine", "30s", "30s"),
        ):
            with psycopg.connect(server.address(role)) as connection:
                found = connection.execute(
                    "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin,"
                    " current_setting('statement_timeout'),"
                    " current_setting('idle_in_transaction_session_timeout'),"
                    " current_setting('lock_timeout'), current_setting('listen_addresses'),"
                    " current_setting('data_checksums'), current_setting('server_encoding'),"
                    " current_database() from pg_roles where rolname = current_user"
                ).fetchone()
            no_rights = (False, False, False, False, True)
            assert found == (*no_rights, statement, idle, "8s", "", "on", "UTF8", "tocsin")
        assert server.pid is not None
        assert os.getsid(server.pid) == server.pid != os.getsid(0), "a Ctrl-C is not for it"
        assert (tmp_path / "new/postgres").stat().st_mode & 0o777 == 0o700
    # For a moment the last of another test's server counts too: an ending process has no name.
    assert wait_until(lambda: not pids_in(tmp_path / "new/postgres"), within_s=10.0)


def test_a_stopped_server_starts_again_with_all_that_it_had(home: Path) -> None:
    server = make_server(home)
    for _ in range(2):
        with server:
            assert words_in(server) == "help"
    assert not server.is_running


def test_a_server_killed_while_it_computes_is_back_within_two_seconds(home: Path) -> None:
    with make_server(home) as server:
        pid = server.pid
        assert pid is not None
        with closing(keep_busy(server.address())):
            os.kill(pid, signal.SIGKILL)
            while server.is_running:
                time.sleep(0.01)
            killed_at = time.monotonic()
            server.restart()
            wait_for_answer(server)
            assert time.monotonic() - killed_at < 2
        assert server.pid != pid
        assert words_in(server) == "help"


def test_a_server_whose_launcher_was_killed_is_taken_over(home: Path) -> None:
    with launched(home) as (launcher, pid, address), closing(keep_busy(address)):
        launcher.kill()
        launcher.wait()
        begun_at = time.monotonic()
        with make_server(home) as server:
            assert time.monotonic() - begun_at < 2
            assert server.pid != pid
            assert words_in(server) == "help"
            assert pid not in pids_in(home / "postgres")


def test_launcher_and_server_killed_together_leave_nothing_that_keeps_the_next_one_out(
    home: Path,
) -> None:
    with launched(home) as (launcher, pid, address), closing(keep_busy(address)):
        launcher.kill()
        os.kill(pid, signal.SIGKILL)
        launcher.wait()
        assert pids_in(home / "postgres")
        begun_at = time.monotonic()
        with make_server(home) as server:
            assert time.monotonic() - begun_at < 2.5
            assert words_in(server) == "help"


def test_a_second_start_in_one_home_names_the_first(
    home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with make_server(home) as server:
        line = refusal_of(make_server(home, patience_s=0.2))
        assert f"another Tocsin (process {os.getpid()}) already runs in {home}" in line
        (waiting,) = [record.getMessage() for record in caplog.records if "waiting" in record.msg]
        assert str(os.getpid()) in waiting, "it says for whom it waits"
        assert words_in(server) == "help"


def test_a_second_start_waits_for_the_first_to_end(home: Path) -> None:
    server = make_server(home)
    server.start()
    with launch(home) as launcher:
        assert launcher.stdout is not None
        time.sleep(0.3)
        server.stop()
        assert launcher.stdout.readline()
        launcher.communicate()
        assert launcher.returncode == 0


def test_who_is_interrupted_while_they_wait_for_a_home_end_nothing_there(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C on a second Tocsin: the database that runs there is the first one's."""

    def ctrl_c(_is_so: object, *, within_s: float) -> bool:
        raise KeyboardInterrupt(within_s)

    with PostgresServer(home) as server:
        pid = server.pid
        with monkeypatch.context() as patched:
            patched.setattr(postgres_lock, "wait_until", ctrl_c)
            with pytest.raises(KeyboardInterrupt):
                PostgresServer(home).start()
        with psycopg.connect(server.address()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert (server.pid, server.is_running) == (pid, True)


def test_two_starts_at_once_in_an_empty_home_give_one_server(tmp_path: Path) -> None:
    with launch(tmp_path, patience_s=1) as one, launch(tmp_path, patience_s=1) as other:
        while (loser := next((p for p in (one, other) if p.poll() is not None), None)) is None:
            time.sleep(0.02)
        winner = other if loser is one else one
        assert f"another Tocsin (process {winner.pid})" in loser.communicate()[1]
        assert winner.stdout is not None
        assert winner.stdout.readline()
        winner.communicate()
        assert winner.returncode == 0


@pytest.mark.parametrize("whose", ["nobody's", "a stranger's"])
def test_a_stale_pid_file_is_no_obstacle(home: Path, whose: str) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        if whose == "nobody's":
            stranger.kill()
            stranger.wait()
        text = f"{stranger.pid}\n{home}/postgres\n1\n5432\n\n\n 1 1\nready   \n"
        (home / "postgres/postmaster.pid").write_text(text)
        with make_server(home) as server:
            assert words_in(server) == "help"
        if whose == "a stranger's":
            assert stranger.poll() is None
            stranger.kill()


def test_a_first_start_that_was_cut_short_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new.1"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    (tmp_path / "postgres").mkdir()
    with make_server(tmp_path) as server:
        assert server.is_running
    assert not half.exists()


def test_a_folder_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/letters").write_text("dear")
    assert "neither a database nor empty" in refusal_of(make_server(tmp_path))
    assert (tmp_path / "postgres/letters").read_text() == "dear"


def test_a_log_that_has_grown_is_moved_aside(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_server, "_LOG_BYTES", 1000)
    (home / "postgres.log").write_text("old words\n" * 200)
    with make_server(home) as server:
        assert (home / "postgres.log.1").read_text() == "old words\n" * 200
        assert "old words" not in (home / "postgres.log").read_text()
        assert words_in(server) == "help"


@needs_root
def test_root_without_namespaces_runs_the_server_as_nobody_and_takes_it_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    modes = [(folder, folder.stat().st_mode) for folder in (home, *home.parents)]
    with monkeypatch.context() as patched:
        patched.setattr(postgres_account, "_NAMESPACE", ("false",))
        with make_server(home) as server:
            assert words_in(server) == "help"
            assert Path(f"/proc/{server.pid}").stat().st_uid == nobody
            assert (home / "postgres/PG_VERSION").stat().st_uid == nobody
    with make_server(home) as server:
        assert words_in(server) == "help"
    assert [(folder, folder.stat().st_mode) for folder in (home, *home.parents)] == modes


@needs_root
def test_root_that_cannot_lay_its_rights_down_is_told_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_account, "_ways_for_root", list)
    assert "run Tocsin under an ordinary account" in refusal_of(make_server(home))


@needs_root
def test_an_ordinary_account_runs_it_plainly() -> None:
    python = python_for_everybody()
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        with launch(Path(folder) / "home", python=python, account="nobody") as launcher:
            assert launcher.stdout is not None
            pid, _, address = launcher.stdout.readline().partition(" ")
            assert pid, launcher.communicate()[1]
            assert Path(f"/proc/{pid}").stat().st_uid == nobody.pw_uid
            with psycopg.connect(address) as connection:
                assert connection.execute("select current_user").fetchone() == ("tocsin_owner",)
            launcher.communicate()
            assert launcher.returncode == 0


@needs_root
def test_a_home_of_somebody_else_is_one_clear_line(home: Path) -> None:
    with launch(home, python=python_for_everybody(), account="nobody") as launcher:
        line = launcher.communicate()[1]
    assert "this account may not use " in line
    assert line.count("\n") == 1
