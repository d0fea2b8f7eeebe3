"""What the accounts of a subject said last, as its signals are settled and read with the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.db.rows import write_rows
from tocsin.domain.alarm.grouping import Settled
from tocsin.domain.alarm.retry import REMEMBERED
from tocsin.domain.alarm.signal import Said, Settlement, Signal


def write_said(settled: Sequence[Settled]) -> str:
    """Write what each account said last, repeats apart, and its last few with a time, newest first.

    Whoever has no account has an empty one.
    """
    said: dict[str, dict[str, Any]] = {}
    for signal in (one.signal for one in reversed(settled) if _is_kept(one)):
        row = said.setdefault(signal.account or "", _said_last(signal))
        if signal.is_stamped and len(row["stamped"]) < REMEMBERED:
            row["stamped"].append(_mark(signal))
            row["stamped_at"].append(signal.received_at)
    return write_rows(list(said.values()))


def _is_kept(one: Settled) -> bool:
    return one.signal.fingerprint is not None and one.settlement is not Settlement.DUPLICATE


def _said_last(signal: Signal) -> dict[str, Any]:
    return {
        "account": signal.account or "",
        "fingerprint": _mark(signal),
        "received_at": signal.received_at,
        "stamped": [],
        "stamped_at": [],
    }


def read_said(
    accounts: Sequence[Mapping[str, Any]], signals: Sequence[Signal]
) -> dict[str | None, Said]:
    """Read what was said by those who wait; repeats of what the others said do not."""
    said = {
        row["account"]: Said(
            last=row["last"] and _bytes(row["last"]),
            stamped=_latest(row["stamped"], row["stamped_at"]),
        )
        for row in accounts
    }
    waiting = {signal.account for signal in signals}
    return {account: said[account or ""] for account in waiting if (account or "") in said}


def _latest(marks: Sequence[str], moments: Sequence[str]) -> dict[bytes, datetime]:
    """Give when each mark came last: the newest stand first, one that counted twice twice."""
    pairs = reversed(list(zip(marks, moments, strict=True)))
    return {_bytes(mark): datetime.fromisoformat(at) for mark, at in pairs}


# As PostgreSQL itself writes bytes, in JSON too.
def _mark(signal: Signal) -> str:
    assert signal.fingerprint is not None, "what has no mark is no repeat"
    return f"\\x{signal.fingerprint.hex()}"


def _bytes(written: str) -> bytes:
    return bytes.fromhex(written[2:])
