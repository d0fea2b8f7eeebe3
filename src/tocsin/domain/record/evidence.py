"""One entry as it stands in a report: read without trust, and judged by its own seal.

Whatever is written here, reading it gives an answer and never an exception.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from tocsin.domain.record.finding import EntryFault, Fault
from tocsin.domain.record.journal import (
    SALT_BYTES,
    SLUG,
    VERSION,
    Body,
    Subject,
    hash_body,
    hash_text,
    origin,
    read_at,
    read_canonical,
)
from tocsin.domain.record.seal import SIGNATURE_BYTES, entry_seal_text, is_sealed, read_hex

ENTRY_FIELDS = frozenset(
    ("version", "subject", "number", "at", "kind", "actor", "references", "body_digest", "previous")
)


class Standing(StrEnum):
    SOUND = "sound"  # sealed with a key that the reader trusts, and as it was sealed
    UNSEALED = "unsealed"  # whole in itself, but without a seal of its own
    DOUBTFUL = "doubtful"  # nothing it says can be relied on


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What an entry's text says, as far as checking needs it."""

    subject: Subject
    number: int
    at: datetime
    kind: str
    body_digest: str | None
    previous: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An entry, what it is worth, and the number that it has to answer to."""

    number: int
    standing: Standing
    fault: Fault | None = None
    fields: Fields | None = None
    digest: bytes = b""
    body: object = None

    @property
    def detail(self) -> str:
        if self.fields is None:
            return ""
        return f" ({self.fields.at:%H:%M:%S} UTC, {self.fields.kind})"

    def blame(self, fault: Fault) -> EntryFault:
        return EntryFault(fault, self.number, self.detail)


def read_fields(text: str) -> Fields | None:
    """Read an entry's hashed text; None when it is not one that this version writes."""
    match read_canonical(text):
        case {
            "version": int(version),
            "subject": {"kind": str(subject_kind), "id": str(subject_id)},
            "number": int(number),
            "at": str(written_at),
            "kind": str(kind),
            "actor": {"kind": str(), "id": str() | None},
            "references": dict(),
            "body_digest": str() | None as body_digest,
            "previous": str(previous),
            **others,
        } if not others and version == VERSION:
            at = read_at(written_at)
            if at is None or not SLUG.fullmatch(kind) or not SLUG.fullmatch(subject_kind):
                return None
            return Fields(
                subject=Subject(kind=subject_kind, id=subject_id),
                number=number,
                at=at,
                kind=kind,
                body_digest=body_digest,
                previous=previous,
            )
    return None


def judge(items: Sequence[object], trusted: Mapping[str, bytes]) -> list[Judged]:
    """Judge each entry by itself. One that cannot be believed answers to the number of its place."""
    judged: list[Judged] = []
    for item in items:
        expected = judged[-1].number + 1 if judged else 1
        judged.append(_judge_one(item, expected, trusted))
    return judged


def _judge_one(item: object, expected: int, trusted: Mapping[str, bytes]) -> Judged:
    match item:
        case {
            "text": str(text),
            "digest": str(stated),
            "signature": str() | None as signature,
            "key": str() | None as key_id,
            "body": body,
            **others,
        } if not others:
            fields, digest = read_fields(text), hash_text(text)
            fault = _fault_of(fields, digest, stated)
            standing = Standing.UNSEALED
            if fault is None and fields is not None and (signature, key_id) != (None, None):
                fault = _fault_of_seal(fields, digest, (signature, trusted.get(str(key_id))))
                standing = Standing.SOUND
            return Judged(
                number=fields.number if fields and not fault and standing is Standing.SOUND else expected,
                standing=Standing.DOUBTFUL if fault else standing,
                fault=fault,
                fields=fields,
                digest=digest,
                body=body,
            )
    return Judged(number=expected, standing=Standing.DOUBTFUL, fault=Fault.UNREADABLE)


def find_faults_between(judged: Sequence[Judged], subject: Subject) -> list[EntryFault]: ...
