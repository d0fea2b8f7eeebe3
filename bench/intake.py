"""From a panel's bytes to its answer: frames stored and acknowledged a second, beside a peer."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import uvloop

from bench.panels import Measured, alarm, call, call_by_datagram
from bench.scene import ACCOUNTS, KEY, Scene, await_port, free_port, program, tocsin
from bench.table import Line

CONNECTIONS = 32
FRAMES_EACH = 2_000
ROUNDS = 7  # of theirs and ours in turn: the machine is not equally fast from minute to minute
TURN_S = 3.0
WARM_S = 2.0
RAISED_WITHIN_S = 60.0
SHARE_OF_PEER = 0.8
SHARE_OF_EMPTY = 0.9
ANSWER_MS = 50
STORED = 1_000_000

# Signals that were raised long ago; no trigger owes their raising again.
FILL = """
    set session_replication_role = replica;
    insert into signal (id, received_at, channel, source, raw, account, line_id, panel_id,
        centre_id, customer_id, subject_kind, subject_id, fingerprint, report)
    select gen_random_uuid(), clock_timestamp() - n * interval '1 millisecond', 'dc09_tcp',
        '127.0.0.1:40000', sha256(n::text::bytea), panel.account, panel.line_id, panel.id,
        panel.centre_id, panel.customer_id, 'site', panel.site_id, sha256(n::text::bytea),
        '{"reports":[{"scheme":"SIA","code":"BA","zone":"001"}]}'
    from panel, generate_series(1, %(each)s) as n
    where panel.account like 'B%%';
    insert into signal_outcome (received_at, id, centre_id, raised_at, settlement)
    select received_at, id, centre_id, received_at, 'repeated' from signal
    on conflict do nothing;
    analyze signal, signal_outcome
"""

Frames = Sequence[Sequence[bytes]]
Run = Callable[[int, Frames, float], Measured]


def frames_of(first: int, key: bytes | None = None) -> Frames:
    """Write what each connection sends, stamped now when it is encrypted."""
    sent_at = None if key is None else datetime.now(UTC)
    return [
        [alarm(account, first + n, key=key, sent_at=sent_at) for n in range(FRAMES_EACH)]
        for account in ACCOUNTS[:CONNECTIONS]
    ]


def _over_tcp(port: int, frames: Frames, for_s: float) -> Measured:
    return uvloop.run(call(port, frames=frames, for_s=for_s))


def _over_udp(port: int, frames: Frames, for_s: float) -> Measured:
    return uvloop.run(call_by_datagram(port, frames=frames, for_s=for_s))


@contextmanager
def peer(*options: str) -> Iterator[int]:
    """Run the peer as long as the block lasts; give its port."""
    port = free_port()
    # An assertion of its own closes the peer's door for datagrams; without assertions it is open.
    flags = ["-O"] if "udp" in options else []
    with program([sys.executable, *flags, "-m", "bench.peer", str(port), *options]):
        if "udp" in options:
            time.sleep(2)  # nobody can knock at a door for datagrams
        else:
            await_port(port)
        yield port


def _beside_peer(
    home: Path, how: str, *options: str, run: Run = _over_tcp, key: bytes | None = None
) -> list[Line]:
    with peer(*options) as port, tocsin(home, "receive", "loops", key=key) as scene:

        def turn(each: int, first: int, for_s: float) -> Measured:
            _await_raised(scene)  # or what is left of ours would share the peer's cores
            return run(each, frames_of(first, key), for_s)

        for each in (port, scene.alarm_port):
            turn(each, FRAMES_EACH, WARM_S)
        before = _stored(scene)
        pairs = [(turn(port, 0, TURN_S), turn(scene.alarm_port, 0, TURN_S)) for _ in range(ROUNDS)]
        _demand_stored(_stored(scene) - before, [ours for _, ours in pairs])
    ratios, per_second = _compared(pairs)
    p99 = max(ours.percentile_ms(0.99) for _, ours in pairs)
    return [
        Line(
            f"stored and acknowledged a second, {CONNECTIONS} {how}",
            f"{per_second[1]:,.0f} = {median(ratios):.2f} × pysiaalarm's {per_second[0]:,.0f}"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f})",
            f"≥ {SHARE_OF_PEER} ×",
            median(ratios) >= SHARE_OF_PEER,
        ),
        Line("… the answer's p99, at most", f"{p99:.1f} ms", f"< {ANSWER_MS} ms", p99 < ANSWER_MS),
    ]


def _compared(pairs: Sequence[tuple[Measured, Measured]]) -> tuple[list[float], list[float]]:
    """Give the ratio of each pair, the second to the first, in order; and both sides' medians."""
    ratios = sorted(ours.per_second / theirs.per_second for theirs, ours in pairs)
    return ratios, [median(each.per_second for each in side) for side in zip(*pairs, strict=True)]


def _await_raised(scene: Scene) -> None:
    end = time.monotonic() + RAISED_WITHIN_S
    while scene.ask("select from signal_due limit 1"):
        assert time.monotonic() < end, "what was stored is not being raised"
        time.sleep(0.1)


def _stored(scene: Scene) -> int:
    ((count,),) = scene.ask("select count(*) from signal")
    assert isinstance(count, int)
    return count


def _demand_stored(stored: int, turns: Sequence[Measured]) -> None:
    assert all(ours.answers["ACK"] == len(ours.took_s) for ours in turns), "every answer was an ACK"
    assert stored >= sum(len(ours.took_s) for ours in turns), "each of them is stored"


def measure_intake(home: Path) -> list[Line]:
    """Measure over TCP in clear, beside a receiver that stores nothing."""
    return _beside_peer(home, "connections")


def measure_encrypted(home: Path) -> list[Line]:
    """Measure the same, every frame and every answer encrypted."""
    return _beside_peer(home, "connections, AES", "aes", key=KEY)


def measure_datagrams(home: Path) -> list[Line]:
    """Measure the same over UDP."""
    return _beside_peer(home, "senders of datagrams", "udp", run=_over_udp)


def measure_full(home: Path) -> list[Line]:
    """Measure two receivers in turn: one with a million signals behind it, one with none."""
    with (
        tocsin(home / "none", "receive", "loops") as none,
        tocsin(home / "full", "receive", "loops") as full,
    ):
        full.do(FILL, each=STORED // len(ACCOUNTS))
        full.do("vacuum analyze signal, signal_outcome")
        full.do("checkpoint")

        def turn(scene: Scene, first: int, for_s: float) -> Measured:
            for each in (none, full):
                _await_raised(each)  # or what is left of one would share the other's cores
            return _over_tcp(scene.alarm_port, frames_of(first), for_s)

        for each in (none, full):
            turn(each, FRAMES_EACH, WARM_S)
        pairs = [(turn(none, 0, TURN_S), turn(full, 0, TURN_S)) for _ in range(ROUNDS)]
    ratios, per_second = _compared(pairs)
    return [
        Line(
            f"… with {STORED:,} signals stored",
            f"{per_second[1]:,.0f} = {median(ratios):.2f} × {per_second[0]:,.0f} with none"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f})",
            f"≥ {SHARE_OF_EMPTY} ×",
            median(ratios) >= SHARE_OF_EMPTY,
        )
    ]
