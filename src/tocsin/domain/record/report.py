"""The report: all that is recorded about one subject, so that its reader can check it alone.

Whoever has the file and the fingerprint of the centre's key needs no database, no web and no trust
in whoever passed the file on. Every part is covered by a signature: each entry by its own seal; the
summary, the end of the record and which words were erased by a statement signed with the report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.domain.record.chain import Statement, find_faults
from tocsin.domain.record.evidence import Item, judge, read_item
from tocsin.domain.record.finding import Fault, Finding, find_in_report, tell
from tocsin.domain.record.journal import (
    SLUG,
    Body,
    Subject,
    canonical,
    hash_text,
    origin,
    read_at,
    read_canonical,
    write_at,
)
from tocsin.domain.record.seal import (
    SIGNATURE_BYTES,
    Sealer,
    fingerprint,
    is_sealed,
    read_fingerprint,
    read_hex,
)

FORMAT = "tocsin report v1"
KEY_BYTES = 32
HOW_TO_CHECK = (
    "Run: tocsin verify report.json --key FINGERPRINT. Take the fingerprint from your contract or "
    "ask the centre for it, never from this file."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEntry:
    """An entry as it is stored, altered or not: a report shows what is there, it mends nothing."""

    number: int
    text: str
    digest: bytes
    body_digest: bytes | None
    signature: bytes | None  # None: not yet sealed
    key_id: str | None
    body: Body | None  # None: there was none, or it was erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a report, besides the signature."""

    subject: Subject
    facts: Mapping[str, object]  # what the summary says about the subject; JSON values
    time_zone: str  # of the site, such as "Europe/London", for whoever displays the times
    made_at: datetime
    entries: Sequence[SealedEntry]
    public_keys: Sequence[bytes] = ()  # earlier keys of the centre that sealed some of the entries


def make_report(contents: Contents, sealer: Sealer) -> dict[str, object]:
    """Write the report and sign its statement; the result is ready for `json.dumps`."""
    summary: dict[str, object] = {
        "facts": dict(contents.facts),
        "how_to_check": HOW_TO_CHECK,
        "made_at": write_at(contents.made_at),
        "time_zone": contents.time_zone,
    }
    statement = _write_statement(contents, summary)
    keys = [sealer.public_key, *contents.public_keys]
    return {
        "format": FORMAT,
        "summary": summary,
        "entries": [_write_item(entry) for entry in contents.entries],
        "keys": {fingerprint(key): key.hex() for key in keys},
        "head": {
            "text": statement,
            "signature": sealer.seal(statement).hex(),
            "key": fingerprint(sealer.public_key),
        },
    }


def _write_item(entry: SealedEntry) -> dict[str, object]:
    body: object = None
    if entry.body is not None:
        body = {"salt": entry.body.salt.hex(), "text": entry.body.text}
    elif entry.body_digest is not None:
        body = {"erased": True}
    return {
        "text": entry.text,
        "digest": entry.digest.hex(),
        "signature": None if entry.signature is None else entry.signature.hex(),
        "key": entry.key_id,
        "body": body,
    }


def _is_erased(entry: SealedEntry) -> bool:
    return entry.body is None and entry.body_digest is not None


def _write_statement(contents: Contents, summary: Mapping[str, object]) -> str:
    last = contents.entries[-1] if contents.entries else None
    subject = contents.subject
    return canonical(
        {
            "purpose": FORMAT,
            "subject": {"kind": subject.kind, "id": subject.id},
            "count": 0 if last is None else last.number,
            "digest": (origin(subject) if last is None else last.digest).hex(),
            "erased": [entry.number for entry in contents.entries if _is_erased(entry)],
            "summary_digest": hash_text(canonical(summary)).hex(),
        }
    )


def verify(report: object, *fingerprints: str) -> list[Finding]:
    """Say everything that is wrong with a report, and where; nothing found means nothing altered.

    It takes any JSON and never raises. The fingerprints are the centre's keys that the reader
    trusts: one, or more where the centre has changed its key.
    """
    match report:
        case {
            "format": str(form),
            "entries": list(entries),
            "keys": dict(keys),
            **others,
        } if form == FORMAT:
            trusted = _read_keys(keys, fingerprints)
            if not trusted:
                return [find_in_report(Fault.KEY_NOT_NAMED)]
            statement = _read_head(others.get("head"), trusted)
            around = _find_faults_around(keys, others, statement)
            findings = [find_in_report(fault) for fault in around]
            items = [read_item(entry) for entry in entries]
            subject = _find_subject(items) if statement is None else statement.subject
            made_at = _read_made_at(others.get("summary"))
            return findings + tell(find_faults(judge(items, subject, trusted), statement, made_at))
    return [find_in_report(Fault.NOT_A_REPORT)]


def read_statement(report: object, *fingerprints: str) -> Statement | None:
    """Read what the centre signed about a report; None unless it did, with one of these keys."""
    match report:
        case {"keys": dict(keys), "head": head}:
            return _read_head(head, _read_keys(keys, fingerprints))
    return None


def _find_faults_around(
    keys: Mapping[str, object], others: Mapping[object, object], statement: Statement | None
) -> Iterable[Fault]:
    read = [_read_key(key_id, written) for key_id, written in keys.items()]
    if not others.keys() <= {"summary", "head"} or None in read:
        yield Fault.UNKNOWN_PART
    if statement is None:
        yield Fault.STATEMENT_BROKEN
    elif statement.summary_digest != _hash_summary(others.get("summary")):
        yield Fault.SUMMARY_CHANGED


def _read_keys(keys: Mapping[str, object], fingerprints: Iterable[str]) -> dict[str, bytes]:
    """Return the keys that the reader trusts and the report holds."""
    key_ids = {read_fingerprint(written) for written in fingerprints}
    return {
        key_id: public_key
        for key_id, written in keys.items()
        if key_id in key_ids and (public_key := _read_key(key_id, written)) is not None
    }


def _read_key(key_id: str, written: object) -> bytes | None:
    public_key = read_hex(written, KEY_BYTES)
    return public_key if public_key is not None and fingerprint(public_key) == key_id else None


def _read_head(head: object, trusted: Mapping[str, bytes]) -> Statement | None:
    match head:
        case {"text": str(text), "signature": written, "key": str(key_id), **others} if not others:
            signature = read_hex(written, SIGNATURE_BYTES)
            if signature is None or key_id not in trusted:
                return None
            return _read_statement(text) if is_sealed(text, signature, trusted[key_id]) else None
    return None


def _read_statement(text: str) -> Statement | None:
    match read_canonical(text):
        case {
            "purpose": str(purpose),
            "subject": {"kind": str(kind), "id": str(subject_id)},
            "count": int(count),
            "digest": str(digest),
            "erased": list(erased),
            "summary_digest": str(summary_digest),
        } if purpose == FORMAT and SLUG.fullmatch(kind):
            return Statement(
                subject=Subject(kind=kind, id=subject_id),
                count=count,
                digest=digest,
                erased=frozenset(number for number in erased if isinstance(number, int)),
                summary_digest=summary_digest,
            )
    return None


def _find_subject(items: Iterable[Item | None]) -> Subject:
    """Take the first entry's word for it, where no signature says whom the report is about."""
    subjects = (item.fields.subject for item in items if item is not None and item.fields)
    return next(subjects, Subject(kind="unknown", id=""))


def _hash_summary(summary: object) -> str | None:
    try:
        return hash_text(canonical(summary)).hex()
    except (ValueError, RecursionError):
        return None


def _read_made_at(summary: object) -> datetime | None:
    match summary:
        case {"made_at": str(written)}:
            return read_at(written)
    return None
