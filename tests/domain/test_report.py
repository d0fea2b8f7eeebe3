"""The report: what is in it, and what is found when a part of it was changed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.specimen import (
    INCIDENT,
    JSON,
    KEY,
    SEALED,
    STRANGERS_KEY,
    broken,
    check,
    contents,
    faults,
    record,
    report,
    rewritten,
    sealed,
)
from tocsin.domain.record.finding import Fault, Severity
from tocsin.domain.record.journal import canonical, hash_text, origin, read_canonical
from tocsin.domain.record.report import (
    FORMAT,
    make_report,
    read_statement,
    verify,
)
from tocsin.domain.record.seal import fingerprint, grouped


def test_a_report_left_alone_has_no_findings() -> None:
    assert check(report()) == []
    assert verify(json.loads(json.dumps(report(), indent=3)), grouped(KEY.key_id).upper()) == []


def test_a_report_says_what_its_reader_needs() -> None:
    whole = report()
    assert whole["format"] == FORMAT
    assert whole["summary"]["made_at"] == "2026-11-21T02:54:00.120000Z"
    assert whole["summary"]["time_zone"] == "Europe/London"
    assert whole["summary"]["facts"]["cause"] == "panic, found safe"
    assert "never from this file" in whole["summary"]["how_to_check"]
    assert whole["keys"] == {fingerprint(KEY.public_key): KEY.public_key.hex()}
    assert read_canonical(whole["head"]["text"]) == {
        "purpose": FORMAT,
        "subject": {"kind": "incident", "id": INCIDENT.id},
        "count": 9,
        "digest": SEALED[-1].digest.hex(),
        "erased": [],
        "summary_digest": hash_text(canonical(whole["summary"])).hex(),
    }


def test_a_record_without_entries_can_be_reported_and_checked() -> None:
    empty = make_report(contents(()), KEY)
    assert check(empty) == []
    statement = read_statement(empty, KEY.key_id)
    assert statement is not None
    assert (statement.count, statement.digest) == (0, origin(INCIDENT).hex())


def test_words_erased_before_the_report_are_a_note() -> None:
    entries = [
        replace(entry, body=None) if entry.number in {5, 6, 7} else entry for entry in SEALED
    ]
    erased = make_report(contents(entries), KEY)
    assert [finding.severity for finding in check(erased)] == [Severity.NOTE] * 2
    first, rest = (finding.sentence for finding in check(erased))
    assert first.startswith("Entry 5 (02:46:04 UTC, phone_call.ended): its words were erased")
    assert rest == "Entries 6 to 7: their words were erased too."
    assert "No answer" not in json.dumps(erased)


def test_the_newest_entries_may_wait_for_their_seals() -> None:
    entries = [replace(entry, signature=None, key_id=None) for entry in SEALED[7:]]
    waiting = make_report(contents([*SEALED[:7], *entries]), KEY)
    assert faults(waiting) == [(Fault.NOT_YET_SEALED, 8), (Fault.NOT_YET_SEALED, 9)]
    assert broken(waiting) == []


def test_a_centre_that_changed_its_key_is_checked_with_both() -> None:
    entries = [sealed(entry, STRANGERS_KEY) for entry in record()[:4]]
    both = make_report(
        replace(contents([*entries, *SEALED[4:]]), public_keys=(STRANGERS_KEY.public_key,)), KEY
    )
    assert verify(both, KEY.key_id, STRANGERS_KEY.key_id) == []
    assert faults(both) == [(Fault.WRONG_KEY, 1), (Fault.WRONG_KEY, 2)]


def test_a_changed_summary_is_seen() -> None:
    for change in (
        {"facts": {"cause": "false alarm"}},
        {"time_zone": "Asia/Tokyo"},
        {"made_at": None},
        {"how_to_check": "Trust me."},
        {"more": float("nan")},
    ):
        tampered = report()
        tampered["summary"] |= change
        assert faults(tampered) == [(Fault.SUMMARY_CHANGED, None)]
    assert faults(report() | {"summary": []}) == [(Fault.SUMMARY_CHANGED, None)]


def test_a_summary_nested_beyond_reason_is_no_way_to_stop_the_check() -> None:
    tampered = report()
    for _ in range(20_000):
        tampered["summary"] = [tampered["summary"]]
    assert faults(tampered) == [(Fault.SUMMARY_CHANGED, None)]


def test_a_part_that_no_signature_covers_is_not_let_in() -> None:
    assert faults(report() | {"verdict": "all well"}) == [(Fault.UNKNOWN_PART, None)]
    tampered = report()
    tampered["keys"]["verdict"] = "all well"
    assert faults(tampered) == [(Fault.UNKNOWN_PART, None)]


@pytest.mark.parametrize(
    "head",
    [
        None,
        {},
        {"text": "{}", "signature": KEY.seal("{}").hex(), "key": KEY.key_id},
        {"text": "{}", "signature": STRANGERS_KEY.seal("{}").hex(), "key": KEY.key_id},
        {"text": "{}", "signature": "00", "key": KEY.key_id},
        {"text": "{}", "signature": KEY.seal("{}").hex(), "key": STRANGERS_KEY.key_id},
    ],
)
def test_without_the_signed_statement_the_end_is_unproven(head: object) -> None:
    tampered = report() | {"head": head}
    assert faults(tampered) == [(Fault.STATEMENT_BROKEN, None)]
    assert read_statement(tampered, KEY.key_id) is None


@pytest.mark.parametrize(
    "change", [{"purpose": "tocsin report v2"}, {"subject": {"kind": "Incident", "id": "1"}}]
)
def test_a_signed_text_that_is_no_such_statement_is_none(change: dict[str, object]) -> None:
    text = canonical(json.loads(report()["head"]["text"]) | change)
    head = {"text": text, "signature": KEY.seal(text).hex(), "key": KEY.key_id}
    assert faults(report() | {"head": head}) == [(Fault.STATEMENT_BROKEN, None)]


def test_without_the_signed_statement_the_entries_are_still_judged() -> None:
    tampered = rewritten(5)
    del tampered["head"]
    tampered["entries"][5]["body"] = {"erased": True}
    tampered["entries"].insert(0, None)
    assert (Fault.STATEMENT_BROKEN, None) in faults(tampered)
    assert (Fault.CHANGED, 5) in faults(tampered)
    assert faults(report() | {"head": None, "entries": []}) == [(Fault.STATEMENT_BROKEN, None)]


def test_erased_words_are_noted_also_where_no_statement_tells_of_them() -> None:
    tampered = report() | {"head": None}
    tampered["entries"][4]["body"] = {"erased": True}
    assert faults(tampered) == [(Fault.STATEMENT_BROKEN, None), (Fault.BODY_ERASED, 5)]


def test_a_report_of_another_centre_is_not_believed() -> None:
    foreign = make_report(
        contents([sealed(entry, STRANGERS_KEY) for entry in record()]), STRANGERS_KEY
    )
    assert verify(foreign, STRANGERS_KEY.key_id) == []
    assert faults(foreign) == [(Fault.KEY_NOT_NAMED, None)]
    dressed_up = foreign | {"keys": {KEY.key_id: STRANGERS_KEY.public_key.hex()}}
    assert faults(dressed_up) == [(Fault.KEY_NOT_NAMED, None)]


@pytest.mark.parametrize("written", ["", "abcd", KEY.key_id[:-1]])
def test_part_of_a_fingerprint_proves_nothing(written: str) -> None:
    assert [finding.fault for finding in verify(report(), written)] == [Fault.KEY_NOT_NAMED]


@given(JSON)
def test_what_is_no_report_is_called_so(anything: object) -> None:
    assert [finding.fault for finding in check(anything)] == [Fault.NOT_A_REPORT]
    assert read_statement(anything, KEY.key_id) is None


@given(st.sampled_from(["format", "summary", "entries", "keys", "head"]), JSON)
def test_anything_in_the_place_of_a_part_of_the_report_is_found(part: str, what: object) -> None:
    tampered = report() | {part: what}
    assert broken(tampered)


@given(st.lists(JSON), JSON, JSON)
def test_no_json_stops_the_check(entries: list[object], head: object, summary: object) -> None:
    tampered = report() | {"entries": entries, "head": head, "summary": summary}
    assert broken(tampered)
    assert broken(report() | {"entries": entries})
