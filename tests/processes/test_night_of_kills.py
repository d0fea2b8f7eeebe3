"""P15: processes are killed all night long, and every step is there, once.

Panels repeat until they are acknowledged, operators' screens repeat with the key of their command
until they are answered. Whatever is killed meanwhile, nothing is lost and nothing happens twice.
`TOCSIN_NIGHTS` says how many nights; `make proof` lives through many.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.processes.conftest import Running, until
from tests.processes.panel import be_known, burglary, insist
from tests.processes.test_kill import LOST, NOT_RAISED
from tocsin.demo import story

pytestmark = pytest.mark.slow

PANELS = 10
NAMES = ("web", "loops", "receive", "postgres")
PAUSE_S = (0.0, 1.5)  # between an alarm and the kill that comes after it
BACK_WITHIN_S = 20.0
NIGHT_S = 240.0
APP = {"X-Tocsin-App": "console"}
STEPS = {
    "incident.opened": 1,
    "incident.claimed": 1,
    "incident.noted": 1,
    "phone_call.placed": 2,  # the keyholder's and the police's
    "phone_call.ended": 2,
    "incident.resolved": 1,
    "incident.closed": 1,
}
JOURNAL = "select kind from journal_entry where subject_id = %(id)s::uuid"
STATES = "select state, count(*) from incident group by state"
CALLS = """
    select count(*) from phone_call join phone_call_outcome on phone_call_id = phone_call.id
    group by phone_call.incident_id
"""
# Whoever was spoken to, and what each of them was told at the end.
ALL_CLEARS = """
    select count(distinct notice.id), count(notice.id) filter (where sent_at is not null)
    from phone_call left join notice
        on notice.incident_id = phone_call.incident_id and kind = 'all_clear'
            and notice.contact_id = phone_call.callee_id
    where callee_kind = 'contact' group by phone_call.id
"""
NOT_SENT = "select id from notice where state <> 'sent'"
# A notice that left when its process was killed leaves again, once its lease has run out.
AGAIN = "select coalesce(sum(attempts - 1), 0) from outbox where kind = 'notice'"
RUN_OUT = """
    update outbox set due_at = clock_timestamp()
    where state = 'claimed' and due_at < clock_timestamp() + interval '55 seconds' returning id
"""


class Screen:
    """An operator's screen: it repeats each command, by its key, until it is answered."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Idempotency-Key": str(uuid4())}
        async with asyncio.timeout(NIGHT_S):
            while True:
                try:
                    answer = await self._client.post(path, json=body, headers=headers)
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
                    continue
                if answer.status_code < 500:
                    assert answer.is_success, f"{path}: {answer.text}"
                    return dict(answer.json() if answer.content else {})
                await asyncio.sleep(0.1)

    async def see(self, path: str) -> dict[str, Any]:
        async with asyncio.timeout(NIGHT_S):
            while True:
                try:
                    answer = await self._client.get(path)
                    if answer.is_success:
                        return dict(answer.json())
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def work(self, incident_id: str) -> None:
        """Walk an incident from the claim to the close."""
        at = f"/incidents/{incident_id}"
        claimed = await self.send(f"{at}/claim")
        await self.send(f"{at}/notes", {"text": "Two vans at the gate"})
        (keyholder,) = (one for one in claimed["callees"] if not one["is_subject"])
        rung = await self.send(f"{at}/phone-calls", {"callee_id": keyholder["id"]})
        spoken = f"{at}/phone-calls/{rung['step']['call_id']}/outcome"
        await self.send(spoken, {"outcome": "told", "note": "Cannot come"})
        called = await self.send(f"{at}/emergency-calls", {"service": "police"})
        call = called["emergency"][0]["id"]
        heard = {"outcome": "accepted", "reference": "GMP-0417"}
        await self.send(f"{at}/emergency-calls/{call}/outcome", heard)
        await self.send(f"{at}/resolve", {"cause": "genuine_handed_over"})
        await self.send(f"{at}/close")

    async def work_all(self, number: int, of: int, worked: set[str]) -> None:
        """Work one's share of the incidents, until all of everybody's are closed.

        Their numbers have gaps: what a killed database had not yet given away is lost.
        """
        async with asyncio.timeout(NIGHT_S):
            while len(worked) < PANELS:
                rows = (await self.see("/incidents?open=true&limit=100"))["items"]
                mine = [row["id"] for row in rows if row["number"] % of == number]
                for incident_id in mine:
                    await self.work(incident_id)
                    worked.add(incident_id)
                await asyncio.sleep(0.05)


async def kill(demo: Running, name: str) -> None:
    """Kill a part, when it is there, and wait until it is there again."""
    await until(lambda: demo.pid_of(name) is not None, within_s=BACK_WITHIN_S)
    before = demo.pid_of(name)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await until(lambda: demo.pid_of(name) not in {None, before}, within_s=BACK_WITHIN_S)


@asynccontextmanager
async def open_screen(demo: Running, email: str) -> AsyncIterator[Screen]:
    address = f"{demo.address}/api/v1"
    async with httpx.AsyncClient(base_url=address, headers=APP, timeout=5) as client:
        screen = Screen(client)
        await screen.send("/sign-in", {"email": email, "password": story.PASSWORD})
        yield screen


async def all_clears_are_sent(demo: Running) -> None:
    """Everyone who was told hears once that it is over; at most each kill lets one go twice."""

    def all_sent() -> bool:
        demo.ask(RUN_OUT)  # those of the dead: who lives holds one for an instant
        return not demo.ask(NOT_SENT)

    await until(all_sent, within_s=15)
    assert demo.ask(ALL_CLEARS) == [(1, 1)] * PANELS
    ((again,),) = demo.ask(AGAIN)
    assert again <= PANELS, "one kill for each panel"


def read_nights() -> list[int]:
    return list(range(1, 1 + int(os.environ.get("TOCSIN_NIGHTS", "1"))))


@pytest.mark.parametrize("seed", read_nights())
async def test_a_night_of_kills_loses_no_step_and_doubles_none(demo: Running, seed: int) -> None:
    chance = random.Random(seed)
    site_of = demo.add_panels(PANELS)
    await be_known(demo.alarm_port, "B000")
    async with AsyncExitStack() as screens, asyncio.TaskGroup() as night:
        worked: set[str] = set()
        for number, login in enumerate(story.LOGINS[:2]):
            screen = await screens.enter_async_context(open_screen(demo, login.email))
            night.create_task(screen.work_all(number, 2, worked))
        for account in site_of:
            await insist(demo.alarm_port, burglary(account), within_s=NIGHT_S)
            await asyncio.sleep(chance.uniform(*PAUSE_S))
            await kill(demo, chance.choice(NAMES))
    demo.wait_until_ready()
    await until(lambda: not demo.ask(NOT_RAISED), within_s=15)
    assert demo.ask(LOST) == []
    assert dict(demo.ask(STATES)) == {"closed": PANELS}
    assert demo.ask(CALLS) == [(2,)] * PANELS
    await all_clears_are_sent(demo)
    for (incident_id,) in demo.ask("select id from incident"):
        kinds = Counter(kind for (kind,) in demo.ask(JOURNAL, id=incident_id))
        assert {kind: kinds[kind] for kind in STEPS} == STEPS
