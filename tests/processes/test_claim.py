"""Two operators take the same incident at the same instant: one has it, and the journal says so."""

import subprocess
import sys
import time

import httpx
import pytest

from tests.processes.conftest import Running
from tests.processes.panel import be_known, burglary, insist
from tocsin.demo import story

pytestmark = pytest.mark.slow

ROUNDS = 8
RAISED_WITHIN_S = 10.0
APP = {"X-Tocsin-App": "console"}

# Each claimer is a process of its own. It signs in, and claims what it is told to, when it is told.
CLAIMER = """
import sys, httpx
address, email, password = sys.argv[1:]
with httpx.Client(base_url=address + "/api/v1", headers={"X-Tocsin-App": "console"}) as client:
    client.post("/sign-in", json={"email": email, "password": password}).raise_for_status()
    print("ready", flush=True)
    for line in sys.stdin:
        print(client.post(f"/incidents/{line.strip()}/claim").status_code, flush=True)
"""
CLAIMS = """
    select count(*) from journal_entry
    where subject_id = %(id)s::uuid and kind = 'incident.claimed'
"""
OWNER_OF = """
    select person.email from incident join person on person.id = incident.operator_id
    where incident.id = %(id)s::uuid
"""


def claimer(demo: Running, email: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-c", CLAIMER, demo.address, email, story.PASSWORD]
    process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


async def test_two_processes_that_claim_at_once_never_both_have_it(demo: Running) -> None:
    accounts = list(demo.add_panels(ROUNDS))
    await be_known(demo.alarm_port, accounts[0])
    for account in accounts:
        await insist(demo.alarm_port, burglary(account))
    emails = [login.email for login in story.LOGINS[:2]]
    with claimer(demo, emails[0]) as one, claimer(demo, emails[1]) as other:
        with demo.program() as program:
            incidents = [i["id"] for i in waiting(program)]
        for incident in incidents:
            codes = race(incident, one, other)
            assert sorted(codes) == [200, 409]
            assert demo.ask(CLAIMS, id=incident) == [(1,)]
            assert demo.ask(OWNER_OF, id=incident) == [(emails[codes.index(200)],)]
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.close()


def waiting(program: httpx.Client) -> list[dict[str, str]]:
    """Give the open incidents, once all of them are there."""
    items: list[dict[str, str]] = []
    until = time.monotonic() + RAISED_WITHIN_S
    while len(items) < ROUNDS and time.monotonic() < until:
        time.sleep(0.05)
        items = program.get("/incidents").json()["items"]
    assert len(items) == ROUNDS
    return items


def race(incident: str, *claimers: subprocess.Popen[str]) -> list[int]:
    for process in claimers:
        assert process.stdin is not None
        process.stdin.write(f"{incident}\n")
    for process in claimers:
        assert process.stdin is not None
        process.stdin.flush()
    return [int(p.stdout.readline()) for p in claimers if p.stdout is not None]
