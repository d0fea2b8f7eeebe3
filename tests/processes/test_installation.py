"""A real installation: a new panel is known at once; a backup brings everything back elsewhere."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg

from tests.running import RunningDemo, free_ports
from tocsin.demo import story
from tocsin.gateways.clock import new_id
from tocsin.gateways.postgres_dump import running_address
from tocsin.protocols.sia_dc09 import Draft, write_message
from tocsin.verify import verify_file

MAKE_ADMIN = "update person set roles = roles || '{centre_admin}' where email = %s"
OLIVE = "olive@northgate.example"
KNOWN_WITHIN_S = 2.0


def tocsin(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words],
        env=env | {"TOCSIN_HOME": str(home)} | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def is_there(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def signed_in(demo: RunningDemo) -> httpx.Client:
    client = httpx.Client(
        base_url=f"{demo.address}/api/v1", headers={"X-Tocsin-App": "console"}, timeout=20
    )
    body = {"email": OLIVE, "password": story.PASSWORD}
    assert client.post("/sign-in", json=body).status_code == 200
    return client


def see(client: httpx.Client, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def own(demo: RunningDemo, query: str, *values: object) -> None:
    address = running_address(demo.home)
    assert address is not None
    with psycopg.connect(address) as connection:
        connection.execute(query.encode(), values)


def first_events(client: httpx.Client, cursor: str) -> set[str]:
    """Follow the live stream behind a cursor until its first beat; the names of what came."""
    names = set()
    with client.stream("GET", "/live", params={"after": cursor}) as stream:
        for line in stream.iter_lines():
            if line.startswith("event:"):
                names.add(line.removeprefix("event:").strip())
            if "beat" in names:
                return names
    raise AssertionError(f"the stream ended: {names}")


def raise_alarm(demo: RunningDemo, client: httpx.Client) -> UUID:
    """Let a lone worker's panic be raised; give its incident."""
    body = {"lone_worker": str(story.MARGUERITE), "code": "panic"}
    with demo.program() as program:
        assert program.post("/signals", json=body).status_code == 202
    end = time.monotonic() + 20
    while not (items := see(client, "/incidents?open=true")["items"]):
        assert time.monotonic() < end
        time.sleep(0.1)
    return UUID(items[0]["id"])


def add_panel(demo: RunningDemo, client: httpx.Client, account: str) -> None:
    own(demo, MAKE_ADMIN, OLIVE)
    panel = {"site_id": str(story.CANALSIDE), "line_id": str(story.LINE), "account": account}
    answer = client.post("/panels", json=panel, headers={"Idempotency-Key": str(new_id())})
    assert answer.status_code == 201, answer.text


def answer_to(demo: RunningDemo, account: str) -> str:
    """Send an alarm as a panel of this account, and give the receiver's answer."""
    draft = Draft(
        token="SIA-DCS",
        account=account,
        message=f"#{account}|Nri1/BA4".encode(),
        sequence=7,
        sent_at=datetime.now(UTC),
    )
    with socket.create_connection(("127.0.0.1", demo.alarm_port), timeout=5) as connection:
        connection.sendall(write_message(draft))
        return connection.recv(4096).decode("ascii", "replace")


def test_a_backup_brings_everything_back_and_old_screens_read_anew(tmp_path: Path) -> None:
    first = RunningDemo(tmp_path / "first")
    first.start()
    with closing(signed_in(first)) as client:
        add_panel(first, client, "C0DE")
        deadline = time.monotonic() + KNOWN_WITHIN_S
        while '"ACK"' not in answer_to(first, "C0DE"):
            assert time.monotonic() < deadline, "the receiver did not take the new panel"
            time.sleep(0.1)
        incident_id = raise_alarm(first, client)
        cursor = see(client, "/incidents")["cursor"]
        assert "resync" not in first_events(client, cursor)
        before = see(client, f"/incidents/{incident_id}/report.json")["entries"]
        file = tmp_path / "backup.tar"
        made = tocsin(first.home, "backup", str(file))
        assert made.returncode == 0, made.stderr
        assert "holds the keys" in made.stdout
        assert file.stat().st_mode & 0o077 == 0
        assert tocsin(first.home, "backup", str(file)).returncode == 78
    assert first.stop() == 0
    second = RunningDemo(tmp_path / "second")
    restored = tocsin(second.home, "restore", str(file))
    assert restored.returncode == 0, restored.stderr
    assert tocsin(second.home, "restore", str(file)).returncode == 78
    second.start()
    try:
        with closing(signed_in(second)) as client:
            assert "resync" in first_events(client, cursor)
            report = see(client, f"/incidents/{incident_id}/report.json")
            assert before
            assert report["entries"][: len(before)] == before  # its plan went on since
            kept = tmp_path / "report.json"
            kept.write_text(json.dumps(report), encoding="utf-8")
            sheet = see(client, "/demo")
            assert verify_file(kept, sheet["key_fingerprint"]) == 0
    finally:
        second.stop()


def test_what_is_missing_or_wrong_is_said_in_one_line(tmp_path: Path) -> None:
    outside = {"TOCSIN_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    asked = tocsin(tmp_path / "a", "serve", **outside)
    assert asked.returncode == 78
    assert asked.stderr.count("\n") == 1
    assert "TOCSIN_WEB_DATABASE_URL and TOCSIN_ENGINE_DATABASE_URL" in asked.stderr
    nothing = tocsin(tmp_path / "b", "first-code")
    assert (nothing.returncode, nothing.stderr.count("\n")) == (78, 1)
    junk = tmp_path / "junk.tar"
    junk.write_bytes(b"junk")
    refused = tocsin(tmp_path / "c", "restore", str(junk))
    assert (refused.returncode, refused.stderr.count("\n")) == (78, 1)
    assert "no backup of Tocsin" in refused.stderr


def test_a_new_installation_says_a_code_and_serves_with_an_outside_database(
    tmp_path: Path, empty_database: str
) -> None:
    web_port, alarm_port = free_ports(2)
    settings = {
        "TOCSIN_OWNER_DATABASE_URL": empty_database,
        "TOCSIN_WEB_DATABASE_URL": empty_database.replace("tocsin_owner", "tocsin_web"),
        "TOCSIN_ENGINE_DATABASE_URL": empty_database.replace("tocsin_owner", "tocsin_engine"),
        "TOCSIN_WEB_PORT": str(web_port),
        "TOCSIN_ALARM_PORT": str(alarm_port),
        "TOCSIN_HOME": str(tmp_path / "home"),
    }
    served = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "serve"],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert served.stdout is not None
        code = served.stdout.readline().split()[-1]
        body = {
            "code": code,
            "centre": {"name": "Westgate", "time_zone": "UTC"},
            "name": "Wanda",
            "email": "wanda@westgate.example",
            "password": "four words you know",
        }
        address = f"http://127.0.0.1:{web_port}/api/v1"
        end = time.monotonic() + 60
        while not is_there(f"http://127.0.0.1:{web_port}/health/live"):
            assert time.monotonic() < end
            time.sleep(0.2)
        answer = httpx.post(f"{address}/first-administrator", json=body, timeout=20)
        assert answer.status_code == 201, answer.text
        home = tmp_path / "home"
        again = tocsin(home, "first-code", TOCSIN_OWNER_DATABASE_URL=empty_database)
        assert (again.returncode, "somebody can sign in" in again.stderr) == (78, True)
    finally:
        served.terminate()
        served.communicate(timeout=20)
