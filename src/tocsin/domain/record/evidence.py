"""One entry as it stands in a report: read without trust, and judged by its own seal.

Whatever is written there, reading it gives an answer and never an exception.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.domain.record.finding import EntryFault, Fault
from tocsin.domain.record.journal import (
    SALT_BYTES,
    SLUG,
    VERSION,
    Body,
    Subject,
    hash_body,
    hash_text,
    read_at,
    read_canonical,
)
from tocsin.domain.record.seal import SIGNATURE_BYTES, entry_seal_text, is_sealed, read_hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What an entry's text says, as far as checking needs it."""

    subject: Subject
    number: int
    at: datetime
    kind: str
    body_digest: str | None
    previous: str

    @property
    def detail(self) -> str:
        return f" ({self.at:%H:%M:%S} UTC, {self.kind})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as the report gives it; `digest` is computed here, `stated` is what it claims."""

    fields: Fields | None
    digest: str
    stated: str
    signature: str | None
    key_id: str | None
    body: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """An entry that is as it was sealed; or, not yet sealed, one that is whole in itself."""

    fields: Fields
    digest: str
    body: object
    is_sealed: bool

    @property
    def number(self) -> int:
        return self.fields.number

    def blame(self, fault: Fault) -> EntryFault:
        return EntryFault(fault, self.number, self.fields.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """An entry of which nothing can be relied on; its number is that of its place."""

    number: int
    fault: EntryFault


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
        } if not others and version == VERSION and number > 0:
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


def read_item(item: object) -> Item | None:
    """Read one entry of a report; None when it has not the form of one."""
    match item:
        case {
            "text": str(text),
            "digest": str(stated),
            "signature": str() | None as signature,
            "key": str() | None as key_id,
            "body": body,
            **others,
        } if not others:
            return Item(
                fields=read_fields(text),
                digest=hash_text(text).hex(),
                stated=stated,
                signature=signature,
                key_id=key_id,
                body=body,
            )
    return None


def judge(
    items: Sequence[Item | None], subject: Subject, trusted: Mapping[str, bytes]
) -> list[Believed | Doubted]:
    """Judge each entry by itself; the order in which they stand is another question."""
    judged: list[Believed | Doubted] = []
    for item in items:
        place = judged[-1].number + 1 if judged else 1
        judged.append(_judge_one(item, place, subject, trusted))
    return judged


def _judge_one(
    item: Item | None, place: int, subject: Subject, trusted: Mapping[str, bytes]
) -> Believed | Doubted:
    if item is None:
        return Doubted(number=place, fault=EntryFault(Fault.UNREADABLE, place))
    fields = item.fields
    if fields is None:
        fault = Fault.CHANGED if item.stated != item.digest else Fault.UNREADABLE
        return Doubted(number=place, fault=EntryFault(fault, place))
    found = _find_fault(item, fields, trusted)
    if found is None and fields.subject != subject:
        found = Fault.FOREIGN
    if found is not None:
        return Doubted(number=place, fault=EntryFault(found, place, fields.detail))
    has_seal = item.signature is not None
    return Believed(fields=fields, digest=item.digest, body=item.body, is_sealed=has_seal)


def _find_fault(item: Item, fields: Fields, trusted: Mapping[str, bytes]) -> Fault | None:
    if item.stated != item.digest:
        return Fault.CHANGED
    if item.signature is None and item.key_id is None:
        return None
    public_key = trusted.get(item.key_id or "")
    if public_key is None:
        return Fault.WRONG_KEY
    signature = read_hex(item.signature, SIGNATURE_BYTES)
    sealed = entry_seal_text(fields.subject, fields.number, bytes.fromhex(item.digest))
    if signature is None or not is_sealed(sealed, signature, public_key):
        return Fault.CHANGED
    return None


def find_fault_of_body(entry: Believed, erased: Container[int] | None) -> Fault | None:
    """Compare an entry's words with their hash.

    `erased` are the entries whose words were gone when the report was made, by its signature; None
    when there is no signature to go by.
    """
    expected = entry.fields.body_digest
    match entry.body:
        case None:
            return None if expected is None else Fault.BODY_REMOVED
        case {"erased": True, **others} if not others and expected is not None:
            known = erased is None or entry.number in erased
            return Fault.BODY_ERASED if known else Fault.BODY_REMOVED
        case {"salt": written, "text": str(text), **others} if not others:
            salt = read_hex(written, SALT_BYTES)
            if salt is not None and hash_body(Body(salt=salt, text=text)).hex() == expected:
                return None
    return Fault.BODY_CHANGED
