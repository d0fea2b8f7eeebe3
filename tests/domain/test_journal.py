"""The journal: what is hashed, how entries hang together, and what erasing leaves behind."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.specimen import INCIDENT, KEY, OPENED, OTHER_INCIDENT, STRANGERS_KEY, record
from tocsin.domain.record.journal import (
    Actor,
    Draft,
    Entry,
    Head,
    Subject,
    append,
    canonical,
    hash_body,
    origin,
    read_at,
    read_canonical,
    write_at,
    write_body,
)
from tocsin.domain.record.seal import (
    entry_seal_text,
    fingerprint,
    grouped,
    is_sealed,
    read_fingerprint,
    read_hex,
)

SALT = bytes(range(16))
NOTE = Draft(
    subject=INCIDENT,
    kind="note.written",
    actor=Actor(kind="operator", id="o-1"),
    references={"call": "c-1", "round": 2, "contact": None},
    body={"text": "Quiet on the line"},
)


def first(draft: Draft = NOTE, at: datetime = OPENED) -> Entry:
    return append(None, draft, at=at, salt=SALT)


def test_the_hashed_text_is_exactly_this() -> None:
    body_digest = hashlib.sha256(SALT + b'{"text":"Quiet on the line"}').hexdigest()
    previous = hashlib.sha256(
        b'{"purpose":"tocsin journal v1","subject":{"id":"01935b6e-0000-7000-8000-000000000001",'
        b'"kind":"incident"}}'
    ).hexdigest()
    assert first().text == (
        '{"actor":{"id":"o-1","kind":"operator"},"at":"2026-11-21T02:44:00.120000Z",'
        f'"body_digest":"{body_digest}","kind":"note.written","number":1,"previous":"{previous}",'
        '"references":{"call":"c-1","contact":null,"round":2},'
        '"subject":{"id":"01935b6e-0000-7000-8000-000000000001","kind":"incident"},"version":1}'
    )
    assert first().digest == hashlib.sha256(first().text.encode()).digest()


def test_each_entry_names_the_digest_of_the_one_before() -> None:
    entries = record()
    assert [entry.number for entry in entries] == list(range(1, 10))
    assert [entry.previous for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert all(json.loads(entry.text)["previous"] == entry.previous.hex() for entry in entries)


def test_two_subjects_begin_with_different_hashes() -> None:
    assert first().previous == origin(INCIDENT) != origin(OTHER_INCIDENT)


def test_names_and_words_are_never_in_the_hashed_text() -> None:
    entry = first()
    assert entry.body is not None
    assert "Quiet" in entry.body.text
    assert "Quiet" not in entry.text


def test_the_same_words_under_another_salt_have_another_hash() -> None:
    other = append(None, NOTE, at=OPENED, salt=bytes(16))
    assert other.body_digest != first().body_digest


def test_an_entry_without_words_has_no_body_digest() -> None:
    entry = first(Draft(subject=INCIDENT, kind="a", actor=Actor(kind="tocsin"), references={}))
    assert (entry.body, entry.body_digest) == (None, None)
    assert json.loads(entry.text)["actor"] == {"kind": "tocsin", "id": None}


def test_a_clock_set_back_does_not_turn_the_record_around() -> None:
    head = first().head
    later = append(head, NOTE, at=OPENED - timedelta(hours=1), salt=SALT)
    assert later.at == head.at
    assert json.loads(later.text)["at"] == write_at(head.at)


def test_a_time_in_another_zone_is_written_in_utc() -> None:
    there = OPENED.astimezone(timezone(timedelta(hours=-5)))
    assert first(at=there) == first()
    assert first(at=there).at.tzinfo is UTC


def test_whole_seconds_are_written_with_microseconds_too() -> None:
    assert write_at(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2026-01-02T03:04:05.000000Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_written_time_is_read_back(at: datetime) -> None:
    assert read_at(write_at(at)) == at


@pytest.mark.parametrize(
    "written",
    ["", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000+00:00", "2026-13-02T03:04:05.000000Z"],
)
def test_a_time_written_otherwise_is_not_read(written: str) -> None:
    assert read_at(written) is None


def test_what_a_program_of_ours_must_never_do_stops_it() -> None:
    with pytest.raises(AssertionError, match="zone"):
        first(at=OPENED.replace(tzinfo=None))
    with pytest.raises(AssertionError, match="zone"):
        write_at(OPENED.replace(tzinfo=None))
    with pytest.raises(AssertionError, match="one subject"):
        head = Head(subject=OTHER_INCIDENT, number=1, at=OPENED, digest=bytes(32))
        append(head, NOTE, at=OPENED, salt=SALT)
    with pytest.raises(AssertionError, match="salt"):
        append(None, NOTE, at=OPENED, salt=b"short")
    with pytest.raises(AssertionError, match="kind of entry"):
        Draft(subject=INCIDENT, kind="Note!", actor=Actor(kind="tocsin"), references={})
    with pytest.raises(AssertionError, match="kind of actor"):
        Actor(kind="")
    with pytest.raises(AssertionError, match="kind of subject"):
        Subject(kind="the incident", id="1")


@given(st.dictionaries(st.sampled_from(["text", "said", "by"]), st.text()))
def test_any_words_can_be_kept_and_read_back(words: dict[str, str]) -> None:
    body = write_body(words, SALT)
    assert read_canonical(body.text) == words
    assert hash_body(body) == hashlib.sha256(SALT + body.text.encode()).digest()


def test_half_a_character_costs_only_itself() -> None:
    body = write_body({"text": "help\ud83d me", "emoji": "\ud83d\ude91", "count": 3}, SALT)
    assert read_canonical(body.text) == {"text": "help\ufffd me", "emoji": "🚑", "count": 3}


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner),
    max_leaves=12,
)


@given(PLAIN | st.floats(allow_nan=False))
def test_what_is_plain_is_written_quicker_and_exactly_the_same(value: object) -> None:
    try:
        wanted = rfc8785.dumps(value)  # type: ignore[arg-type]  # what it refuses is refused
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            canonical(value)
    else:
        assert canonical(value).encode() == wanted


def test_every_character_is_written_as_rfc_8785_has_it() -> None:
    for first in range(0, 0x11000, 0x100):
        text = "".join(chr(c) for c in range(first, first + 0x100) if not 0xD800 <= c < 0xE000)
        assert canonical({"text": text}).encode() == rfc8785.dumps({"text": text})


@pytest.mark.parametrize("text", ["", '{"b":1,"a":2}', '{"a": 1}', '"\ud800"', "[1e2]", "[" * 9999])
def test_text_that_is_not_canonical_is_not_read(text: str) -> None:
    assert read_canonical(text) is None


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="unsupported"):
        canonical({"at": OPENED})


def test_a_seal_is_good_for_one_text_and_one_key() -> None:
    text = entry_seal_text(INCIDENT, 5, first().digest)
    signature = KEY.seal(text)
    assert is_sealed(text, signature, KEY.public_key)
    assert not is_sealed(text, signature, STRANGERS_KEY.public_key)
    assert not is_sealed(text, signature, b"not a key")
    assert not is_sealed("\ud800", signature, KEY.public_key)
    for other in (
        entry_seal_text(OTHER_INCIDENT, 5, first().digest),
        entry_seal_text(INCIDENT, 6, first().digest),
        entry_seal_text(INCIDENT, 5, bytes(32)),
    ):
        assert not is_sealed(other, signature, KEY.public_key)


def test_a_fingerprint_can_be_read_aloud_and_typed_back() -> None:
    key_id = fingerprint(KEY.public_key)
    assert key_id == hashlib.sha256(KEY.public_key).hexdigest() == KEY.key_id
    assert [len(group) for group in grouped(key_id).split("-")] == [4] * 16
    assert read_fingerprint(grouped(key_id)) == key_id
    assert read_fingerprint(" " + grouped(key_id).upper().replace("-", ": ") + "\n") == key_id


@pytest.mark.parametrize("written", ["", "abcd", "g" * 64, "a" * 63, "a" * 65])
def test_part_of_a_fingerprint_is_none(written: str) -> None:
    assert read_fingerprint(written) is None


def test_bytes_are_written_in_one_way_only() -> None:
    assert read_hex("00ff", 2) == b"\x00\xff"
    for written in ("00FF", "00ff ", "00f", "00ff00", 255, None):
        assert read_hex(written, 2) is None
