"""The journal: everything that happened to a subject, each entry chained by hash to the one before.

What is hashed is an RFC 8785 text, and it is kept as text: it holds ids and times, never names or
words. Names and words lie beside it as a body, of which the entry knows only a salted hash. So a
body may be erased, and the chain can still be checked.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson
import rfc8785

VERSION = 1  # of the hashed text; a new shape of entry takes a new number
SALT_BYTES = 16
MOST_CERTAIN = 2**53 - 1  # RFC 8785, 3.2.2.3: the largest whole number that every reader reads

Reference = str | int | None
Word = str | int | float | bool | None

SLUG = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_AT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom or what a journal is about: an incident, a session, an organisation's set-up."""

    kind: str
    id: str

    def __post_init__(self) -> None:
        assert SLUG.fullmatch(self.kind), f"not a kind of subject: {self.kind!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where an entry stands: whose journal it is, and who is party to what it tells."""

    subject: Subject
    organisation_id: UUID | None = None  # whose set-up it tells of; None for an incident's
    customer_id: UUID | None
    centre_id: UUID | None

    @property
    def subject_id(self) -> UUID:
        return UUID(self.subject.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it, by id: an operator, a lone worker, a device, or Tocsin itself (no id)."""

    kind: str
    id: str | None = None

    def __post_init__(self) -> None:
        assert SLUG.fullmatch(self.kind), f"not a kind of actor: {self.kind!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What happened, before it has its number, its time and its hash."""

    subject: Subject
    kind: str  # a slug, such as "phone_call.ended"
    actor: Actor
    references: Mapping[str, Reference]  # ids and numbers only: these can never be erased
    body: Mapping[str, Word] | None = None  # names and words: these can

    def __post_init__(self) -> None:
        assert SLUG.fullmatch(self.kind), f"not a kind of entry: {self.kind!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last entry of a journal, as far as the next one needs it."""

    subject: Subject
    number: int
    at: datetime
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Names and words, kept beside the entry; to erase it is to forget both fields."""

    salt: bytes
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened, for good. `text` is what was hashed; the other fields repeat it."""

    subject: Subject
    number: int
    at: datetime
    kind: str
    actor: Actor
    references: Mapping[str, Reference]
    body: Body | None
    body_digest: bytes | None
    previous: bytes
    text: str
    digest: bytes

    @property
    def head(self) -> Head:
        return Head(subject=self.subject, number=self.number, at=self.at, digest=self.digest)


def append(head: Head | None, draft: Draft, *, at: datetime, salt: bytes) -> Entry:
    """Write the entry that follows `head`; with no head, the journal's first.

    A clock that was set back must not cost an entry, nor turn the order of the record around:
    such an entry carries the time of the one before it.
    """
    assert at.tzinfo is not None, "a journal's times know their zone"
    assert head is None or head.subject == draft.subject, "one journal, one subject"
    number = 1 if head is None else head.number + 1
    at = (at if head is None else max(at, head.at)).astimezone(UTC)
    previous = origin(draft.subject) if head is None else head.digest
    body = None if draft.body is None else write_body(draft.body, salt)
    body_digest = None if body is None else hash_body(body)
    text = _write(draft, number, at, body_digest, previous)
    return Entry(
        subject=draft.subject,
        number=number,
        at=at,
        kind=draft.kind,
        actor=draft.actor,
        references=dict(draft.references),
        body=body,
        body_digest=body_digest,
        previous=previous,
        text=text,
        digest=hash_text(text),
    )


def _write(
    draft: Draft, number: int, at: datetime, body_digest: bytes | None, previous: bytes
) -> str:
    return canonical(
        {
            "version": VERSION,
            "subject": {"kind": draft.subject.kind, "id": draft.subject.id},
            "number": number,
            "at": write_at(at),
            "kind": draft.kind,
            "actor": {"kind": draft.actor.kind, "id": draft.actor.id},
            "references": dict(draft.references),
            "body_digest": None if body_digest is None else body_digest.hex(),
            "previous": previous.hex(),
        }
    )


def origin(subject: Subject) -> bytes:
    """Return what the first entry follows on: a hash that no other journal begins with."""
    begins = {"purpose": "tocsin journal v1", "subject": {"kind": subject.kind, "id": subject.id}}
    return hash_text(canonical(begins))


def write_body(words: Mapping[str, Word], salt: bytes) -> Body:
    """Write down names and words. Half characters, which no text can hold, become U+FFFD."""
    assert len(salt) == SALT_BYTES, "a body's salt is 16 random bytes"
    whole = {key: _whole(word) if isinstance(word, str) else word for key, word in words.items()}
    return Body(salt=salt, text=canonical(whole))


def _whole(word: str) -> str:
    return word.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def hash_body(body: Body) -> bytes:
    return hashlib.sha256(body.salt + _octets(body.text)).digest()


def hash_text(text: str) -> bytes:
    return hashlib.sha256(_octets(text)).digest()


def _octets(text: str) -> bytes:
    # Half characters cannot come from here, but a text that claims to may hold some.
    return text.encode("utf-8", "surrogatepass")


def canonical(value: object) -> str:
    """Write a value as RFC 8785 text; ValueError if it cannot be written so."""
    if _is_plain(value):
        with suppress(orjson.JSONEncodeError):  # half a character: refused below
            return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return rfc8785.dumps(value).decode()  # type: ignore[arg-type]  # it refuses what it cannot write


def _is_plain(value: object) -> bool:
    """Say whether orjson, a tenth of the time, writes the same: no fraction, no key but ASCII."""
    if value is None or isinstance(value, str):
        return True
    if isinstance(value, dict):
        for name, held in value.items():
            if not (isinstance(name, str) and name.isascii() and _is_plain(held)):
                return False
        return True
    return isinstance(value, int) and -MOST_CERTAIN <= value <= MOST_CERTAIN


def read_canonical(text: str) -> object:
    """Read RFC 8785 text; None when it is not exactly that, to the byte."""
    try:
        value: object = json.loads(text)
        return value if canonical(value) == text else None
    except (ValueError, RecursionError):
        return None


def write_at(at: datetime) -> str:
    """Write a moment as RFC 3339 in UTC, always with microseconds and Z."""
    assert at.tzinfo is not None, "a journal's times know their zone"
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def read_at(text: str) -> datetime | None:
    """Read a moment as `write_at` writes it; None when it is not one."""
    if _AT.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
