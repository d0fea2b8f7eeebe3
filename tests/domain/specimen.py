"""A real record for tests: one night's incident, sealed with real keys, and its report."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from tocsin.domain.record.finding import Fault, Finding, Severity
from tocsin.domain.record.journal import Actor, Draft, Entry, Subject, append
from tocsin.domain.record.report import Contents, SealedEntry, make_report, verify
from tocsin.domain.record.seal import entry_seal_text
from tocsin.gateways.journal_key import JournalKey

OPENED = datetime(2026, 11, 21, 2, 44, 0, 120_000, tzinfo=UTC)
INCIDENT = Subject(kind="incident", id="01935b6e-0000-7000-8000-000000000001")
OTHER_INCIDENT = Subject(kind="incident", id="01935b6e-0000-7000-8000-000000000002")
KEY = JournalKey(Ed25519PrivateKey.from_private_bytes(b"the centre's own key, for tests."))
STRANGERS_KEY = JournalKey(
    Ed25519PrivateKey.from_private_bytes(b"another centre's key, for tests.")
)

HAPPENED: Sequence[tuple[str, Mapping[str, str] | None]] = (
    ("incident.opened", {"text": "Panic from Mira Ødegård", "said": "—"}),
    ("plan.copied", None),
    ("incident.claimed", {"text": "Taken by Jonas"}),
    ("phone_call.placed", {"text": "Dialled the lone worker"}),
    ("phone_call.ended", {"text": "No answer", "said": ""}),
    ("phone_call.placed", {"text": "Dialled her brother"}),
    ("phone_call.ended", {"text": "On his way", "said": "“I am two streets away”"}),
    ("incident.resolved", {"text": "Found safe"}),
    ("incident.closed", None),
)


def record(subject: Subject = INCIDENT, opened: datetime = OPENED) -> list[Entry]:
    entries: list[Entry] = []
    for number, (kind, body) in enumerate(HAPPENED):
        draft = Draft(
            subject=subject,
            kind=kind,
            actor=Actor(kind="operator", id="01935b6e-0000-7000-8000-0000000000aa"),
            references={"phone_call": number, "contact": None, "plan": "7"},
            body=body,
        )
        head = entries[-1].head if entries else None
        at = opened + timedelta(seconds=31 * number)
        entries.append(append(head, draft, at=at, salt=bytes([number] * 16)))
    return entries


def sealed(entry: Entry, key: JournalKey | None = KEY) -> SealedEntry:
    """Store an entry as the database would; without a key it waits for its seal."""
    stored = SealedEntry(
        number=entry.number,
        text=entry.text,
        digest=entry.digest,
        body_digest=entry.body_digest,
        signature=None,
        key_id=None,
        body=entry.body,
    )
    if key is None:
        return stored
    text = entry_seal_text(entry.subject, entry.number, entry.digest)
    return replace(stored, signature=key.seal(text), key_id=key.key_id)


def contents(entries: Sequence[SealedEntry]) -> Contents:
    return Contents(
        subject=INCIDENT,
        facts={
            "id": INCIDENT.id,
            "cause": "panic, found safe",
            "place": {"lat": 51.5, "lon": -1e-7},
        },
        time_zone="Europe/London",
        made_at=OPENED + timedelta(minutes=10),
        entries=entries,
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
SEALED = tuple(sealed(entry) for entry in record())
_REPORT = make_report(contents(SEALED), KEY)


def report() -> dict[str, Any]:
    """Return a fresh report, free to be tampered with."""
    return copy.deepcopy(_REPORT)


def rewrite(entries: Sequence[Entry], number: int, kind: str) -> list[Entry]:
    """Change one entry and recompute every later hash, as a forger does who has no key."""
    forged = list(entries[: number - 1])
    for old in entries[number - 1 :]:
        draft = Draft(
            subject=old.subject,
            kind=kind if old.number == number else old.kind,
            actor=old.actor,
            references=old.references,
        )
        head = forged[-1].head if forged else None
        forged.append(append(head, draft, at=old.at, salt=bytes(16)))
    return forged


def rewritten(number: int) -> dict[str, Any]:
    """Return the report after a forger changed one entry and recomputed every later hash."""
    tampered = report()
    for item, forged in zip(
        tampered["entries"], rewrite(record(), number, "lie.told"), strict=True
    ):
        if item["digest"] != forged.digest.hex():
            item["body"] = None
        item |= {"text": forged.text, "digest": forged.digest.hex()}
    return tampered


def check(tampered: object) -> list[Finding]:
    return verify(tampered, KEY.key_id)


def faults(tampered: object) -> list[tuple[Fault, int | None]]:
    return [(finding.fault, finding.number) for finding in check(tampered)]


def broken(tampered: object) -> list[Finding]:
    return [finding for finding in check(tampered) if finding.severity is Severity.BROKEN]
