"""Both PINs of a lone worker, and a stopwatch: nobody learns which one it was (P13).

Two lone workers call for help, time and again, and enter a PIN: one the safe one, the other the one
for duress. What differs between the two is held against what differs between two halves of the
same: as much is the machine's own noise.
"""

import random
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import NormalDist
from uuid import UUID

import httpx

from bench.scene import Scene, tocsin
from bench.table import Line
from tocsin.demo import story
from tocsin.gateways.clock import new_id
from tocsin.web.asker import digest_of, new_token
from tocsin.web.phone_asker import COOKIE

TRIALS = 1_000  # of each
SAFE, DURESS = "2580", "1379"
SURE = 0.001  # by chance alone a difference as great comes this seldom

ADD_LONE_WORKER = """
    insert into lone_worker (id, customer_id, centre_id, name, time_zone)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(name)s, 'Europe/London')
"""
ADD_DEVICE = """
    insert into device (
        id, lone_worker_id, customer_id, centre_id, token_digest, label, enrolled_at, heard_at)
    values (%(device_id)s, %(id)s, %(customer_id)s, %(centre_id)s, %(digest)s, 'Phone',
        clock_timestamp(), clock_timestamp())
"""


def measure_pin(home: Path) -> list[Line]:
    with tocsin(home, "loops", "web") as scene:
        phones = {pin: _enrolled(scene, name) for pin, name in ((SAFE, "Ann"), (DURESS, "Bea"))}
        took: dict[str, list[tuple[float, float]]] = {pin: [] for pin in phones}
        order = random.Random(1)
        for _ in range(TRIALS):
            for pin in order.sample(list(phones), k=2):
                took[pin].append(_enter(phones[pin], pin))
    return [
        _line(f"{what}, safe beside duress", *([one[n] for one in took[pin]] for pin in phones))
        for n, what in enumerate(("the answer to a PIN", "what the phone shows then"))
    ]


def _enrolled(scene: Scene, name: str) -> httpx.Client:
    token, lone_worker_id = new_token(), new_id()
    whose: dict[str, object] = {
        "id": lone_worker_id,
        "device_id": new_id(),
        "customer_id": story.CALDER_VALE,
        "centre_id": story.NORTHGATE,
    }
    scene.do(ADD_LONE_WORKER, **whose, name=name)
    scene.do(ADD_DEVICE, **whose, digest=digest_of(token))
    phone = httpx.Client(
        base_url=f"http://127.0.0.1:{scene.web_port}/api/v1",
        headers={"X-Tocsin-App": "worker"},
        cookies={COOKIE: token},
    )
    phone.put("/worker/pins", json={"safe": SAFE, "duress": DURESS}).raise_for_status()
    return phone


def _enter(phone: httpx.Client, pin: str) -> tuple[float, float]:
    """Call for help and enter a PIN; seconds until it is answered, and until the page is there."""
    phone.post("/worker/panic", json={}, headers=_key()).raise_for_status()
    begun = time.perf_counter()
    answer = phone.post("/worker/pin", json={"pin": pin, "purpose": "cancel"}, headers=_key())
    answered = time.perf_counter()
    shown = phone.get("/worker")
    seen = time.perf_counter()
    assert (answer.json()["answer"], shown.json()["alert"]) == ("taken", None)
    return answered - begun, seen - answered


def _key() -> dict[str, str]:
    key: UUID = new_id()
    return {"Idempotency-Key": str(key)}


def _line(what: str, safe: Sequence[float], duress: Sequence[float]) -> Line:
    chance = rank_chance(safe, duress)
    noise = rank_chance(safe[::2], safe[1::2])
    medians = "; ".join(f"{sorted(one)[len(one) // 2] * 1000:.2f} ms" for one in (safe, duress))
    measured = f"{medians}; by chance {chance:.3f} (two halves of the same: {noise:.3f})"
    return Line(what, measured, f"by chance > {SURE:g}", chance > SURE)


def rank_chance(one: Sequence[float], other: Sequence[float]) -> float:
    """Say how often chance alone makes two series differ as much (Mann and Whitney, 1947)."""
    both = sorted([(t, 0) for t in one] + [(t, 1) for t in other])
    ranks = sum(rank for rank, (_, side) in enumerate(both, start=1) if side == 0)
    n, m = len(one), len(other)
    wins = ranks - n * (n + 1) / 2
    spread = (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(wins - n * m / 2) / spread))
