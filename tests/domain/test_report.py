"""The report: whatever is done to it afterwards is found, and found in its place."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.specimen import (
    INCIDENT,
    KEY,
    OPENED,
    OTHER_INCIDENT,
    SEALED,
    STRANGERS_KEY,
    contents,
    record,
    report,
    rewrite,
    sealed,
)
from tocsin.domain.record.finding import Fault, Finding, Severity
from tocsin.domain.record.journal import canonical, hash_text, origin, read_canonical
from tocsin.domain.record.report import (
    FORMAT,
    SealedEntry,
    make_report,
    read_statement,
    verify,
)
from tocsin.domain.record.seal import fingerprint, grouped

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
PATHS = st.sampled_from(["text", "digest", "signature", "key"])


def check(tampered: object) -> list[Finding]:
    return verify(tampered, KEY.key_id)


def faults(tampered: object) -> list[tuple[Fault, int | None]]:
    return [(finding.fault, finding.number) for finding in check(tampered)]


def broken(tampered: object) -> list[Finding]:
    return [finding for finding in check(tampered) if finding.severity is Severity.BROKEN]


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


# What is left alone, or done lawfully


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


# Changes


def test_a_changed_entry_is_named_as_a_customer_reads_it() -> None:
    tampered = report()
    item = tampered["entries"][4]
    item["text"] = item["text"].replace('"phone_call":4', '"phone_call":5')
    assert [finding.sentence for finding in check(tampered)] == [
        "Entry 5 (02:46:04 UTC, phone_call.ended) was changed after it was sealed."
    ]


@given(st.integers(0, 8), PATHS, st.data())
def test_any_change_to_an_entry_names_it(index: int, part: str, data: st.DataObject) -> None:
    tampered = report()
    old = tampered["entries"][index][part]
    at = data.draw(st.integers(0, len(old) - 1))
    new = data.draw(st.characters())
    assume(new != old[at])
    tampered["entries"][index][part] = old[:at] + new + old[at + 1 :]
    assert [finding.number for finding in broken(tampered)] == [index + 1]


@given(st.integers(0, 10**9), st.integers(0, 7))
def test_any_flipped_bit_of_the_file_is_seen_unless_it_says_the_same(at: int, bit: int) -> None:
    octets = bytearray(json.dumps(report()).encode())
    octets[at % len(octets)] ^= 1 << bit
    try:
        flipped = json.loads(octets)
    except ValueError:
        return  # no longer JSON: nobody can take it for a report
    assert bool(broken(flipped)) is (flipped != report())


@given(st.integers(0, 8), st.sampled_from(["text", "digest", "signature", "key", "body"]), JSON)
def test_anything_in_the_place_of_a_part_names_the_entry(
    index: int, part: str, what: object
) -> None:
    tampered = report()
    assume(what != tampered["entries"][index][part])
    tampered["entries"][index][part] = what
    numbers = [finding.number for finding in check(tampered)]
    assert numbers == [index + 1]


@given(st.integers(1, 9))
def test_recomputing_every_later_hash_does_not_hide_where_it_began(number: int) -> None:
    found = broken(rewritten(number))
    assert found[0].fault is Fault.CHANGED
    assert found[0].number == number
    assert {finding.fault for finding in found} <= {Fault.CHANGED}


def test_a_rewritten_end_is_told_in_two_sentences() -> None:
    first, rest = (finding.sentence for finding in check(rewritten(5)))
    assert first == "Entry 5 (02:46:04 UTC, lie.told) was changed after it was sealed."
    assert rest.startswith("Entries 6 to 9 do not match their seals either")
    assert [finding.sentence for finding in check(rewritten(8))] == [
        "Entry 8 (02:47:37 UTC, lie.told) was changed after it was sealed.",
        "Entry 9 (02:48:08 UTC, incident.closed) was changed after it was sealed.",
    ]


@pytest.mark.parametrize("number", range(1, 10))
def test_taking_the_seals_off_a_rewritten_end_does_not_hide_it(number: int) -> None:
    tampered = rewritten(number)
    for item in tampered["entries"][number - 1 :]:
        item |= {"signature": None, "key": None}
    assert broken(tampered)[0].number == number
    assert Fault.END_CHANGED in {finding.fault for finding in broken(tampered)}
    assert Fault.NOT_YET_SEALED not in {finding.fault for finding in check(tampered)}


def test_sealing_a_rewritten_end_with_a_key_of_ones_own_does_not_hide_it() -> None:
    tampered = report()
    forged = [sealed(entry, STRANGERS_KEY) for entry in rewrite(record(), 5, "lie.told")]
    lies = make_report(contents([*SEALED[:4], *forged[4:]]), STRANGERS_KEY)
    tampered = lies | {"keys": {**report()["keys"], **lies["keys"]}}  # type: ignore[dict-item]  # JSON
    assert faults(tampered) == [
        (Fault.STATEMENT_BROKEN, None),
        (Fault.WRONG_KEY, 5),
        (Fault.WRONG_KEY, 6),
    ]


def test_a_database_whose_seals_were_taken_off_is_not_laundered_by_a_new_report() -> None:
    forged = [sealed(entry, None) for entry in rewrite(record(), 5, "lie.told")]
    later = replace(contents([*SEALED[:4], *forged[4:]]), made_at=OPENED + timedelta(hours=9))
    assert faults(make_report(later, KEY)) == [(Fault.SEAL_MISSING, 5), (Fault.SEAL_MISSING, 6)]


def test_a_seal_taken_off_in_the_middle_is_missed() -> None:
    tampered = report()
    tampered["entries"][3] |= {"signature": None, "key": None}
    assert faults(tampered) == [(Fault.SEAL_MISSING, 4)]


@pytest.mark.parametrize("part", ["signature", "key"])
def test_half_a_seal_is_none(part: str) -> None:
    tampered = report()
    tampered["entries"][8][part] = None
    assert [finding.number for finding in broken(tampered)] == [9]


# Words


@pytest.mark.parametrize(
    "body",
    [
        {"salt": "00" * 16, "text": '{"said":"","text":"He answered"}'},
        {"salt": "zz" * 16, "text": "{}"},
        {"salt": "04" * 16},
        {"erased": False},
        {"erased": True, "text": "and yet it speaks"},
        "words",
    ],
)
def test_changed_words_are_named_with_their_entry(body: object) -> None:
    tampered = report()
    tampered["entries"][4]["body"] = body
    assert faults(tampered) == [(Fault.BODY_CHANGED, 5)]


@pytest.mark.parametrize("body", [None, {"erased": True}])
def test_words_taken_out_of_a_finished_report_are_missed(body: object) -> None:
    tampered = report()
    tampered["entries"][4]["body"] = body
    assert faults(tampered) == [(Fault.BODY_REMOVED, 5)]


@pytest.mark.parametrize("body", [{"salt": "00" * 16, "text": "{}"}, {"erased": True}])
def test_words_put_where_there_were_none_are_found(body: object) -> None:
    tampered = report()
    tampered["entries"][1]["body"] = body
    assert faults(tampered) == [(Fault.BODY_CHANGED, 2)]


# Order


@given(st.integers(1, 9))
def test_a_cut_off_end_is_missed(left: int) -> None:
    tampered = report()
    del tampered["entries"][left - 1 :]
    assert faults(tampered) == [(Fault.CUT_OFF, left)]


@given(st.integers(1, 8))
def test_a_missing_entry_is_missed(number: int) -> None:
    tampered = report()
    del tampered["entries"][number - 1]
    assert faults(tampered) == [(Fault.MISSING, number)]


def test_missing_entries_are_told_together() -> None:
    tampered = report()
    del tampered["entries"][2:6]
    assert [finding.sentence for finding in check(tampered)] == [
        "Entry 3 is missing.",
        "Entries 4 to 6 are missing too.",
    ]


@given(st.lists(st.integers(0, 8), min_size=2, max_size=2, unique=True))
def test_two_entries_that_changed_places_are_named(places: list[int]) -> None:
    tampered = report()
    one, other = sorted(places)
    items = tampered["entries"]
    items[one], items[other] = items[other], items[one]
    found = broken(tampered)
    assert {finding.fault for finding in found} == {Fault.OUT_OF_ORDER}
    assert found[0].number == one + 1


@given(st.integers(0, 8), st.integers(0, 9))
def test_an_entry_put_in_twice_is_named(which: int, where: int) -> None:
    tampered = report()
    tampered["entries"].insert(where, tampered["entries"][which])
    assert (Fault.DUPLICATE, which + 1) in faults(tampered)


@given(st.integers(0, 9))
def test_an_invented_entry_is_named_with_its_place(where: int) -> None:
    tampered = report()
    invented = sealed(rewrite(record(), 1, "lie.told")[0], STRANGERS_KEY)
    lie = make_report(contents([invented]), KEY)["entries"]
    assert isinstance(lie, list)
    tampered["entries"].insert(where, lie[0])
    assert (Fault.WRONG_KEY, where + 1) in faults(tampered)


def test_a_true_entry_of_another_incident_does_not_pass_for_this_ones() -> None:
    other = [sealed(entry) for entry in record(OTHER_INCIDENT)]
    mixed = make_report(contents([*SEALED[:4], other[4], *SEALED[5:]]), KEY)
    assert faults(mixed) == [(Fault.FOREIGN, 5)]
    unsealed = [sealed(entry, None) for entry in record(OTHER_INCIDENT)]
    assert faults(make_report(contents([*SEALED[:8], unsealed[8]]), KEY)) == [(Fault.FOREIGN, 9)]


def test_an_entry_written_after_the_report_does_not_belong_in_it() -> None:
    tampered = make_report(contents(SEALED[:8]), KEY) | {"entries": report()["entries"]}
    assert faults(tampered) == [(Fault.ADDED, 9)]
    assert isinstance(tampered["entries"], list)
    tampered["entries"][8] = 9
    assert faults(tampered) == [(Fault.ADDED, 9), (Fault.UNREADABLE, 9)]


# What a faulty program, or a thief of the key, could seal


def stored(text: str, *, is_sealed: bool = True) -> SealedEntry:
    """Seal any text as the fifth entry: only the key's holder could."""
    fifth = record()[4]
    forged = replace(fifth, text=text, digest=hash_text(text))
    return sealed(forged, KEY if is_sealed else None)


def altered(**changes: object) -> str:
    fields = json.loads(record()[4].text)
    return canonical(fields | changes)


def test_an_entry_that_does_not_follow_the_one_before_is_named() -> None:
    forked = make_report(contents([*SEALED[:4], stored(altered(previous="00" * 32))]), KEY)
    assert faults(forked) == [(Fault.LINK_BROKEN, 5)]
    first = json.loads(record()[0].text) | {"previous": "00" * 32}
    rootless = replace(record()[0], text=canonical(first), digest=hash_text(canonical(first)))
    assert faults(make_report(contents([sealed(rootless)]), KEY)) == [(Fault.LINK_BROKEN, 1)]


def test_of_two_that_do_not_fit_the_one_without_a_seal_is_named() -> None:
    weak = stored(altered(kind="lie.told"), is_sealed=False)
    mixed = make_report(contents([*SEALED[:4], weak, *SEALED[5:]]), KEY)
    assert faults(mixed) == [(Fault.LINK_BROKEN, 5), (Fault.SEAL_MISSING, 5)]


def test_an_entry_dated_before_the_one_that_it_follows_is_named() -> None:
    early = stored(altered(at="2026-11-21T02:40:00.000000Z"))
    assert faults(make_report(contents([*SEALED[:4], early]), KEY)) == [(Fault.TIME_TURNED_BACK, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "[]",
        altered(version=2),
        altered(number=0),
        altered(number="5"),
        altered(at="yesterday"),
        altered(kind="\u001b[2J"),
        altered(subject={"kind": "Incident", "id": "1"}),
        altered(more=1),
        altered().replace(":", ": "),
    ],
)
def test_an_entry_of_a_form_that_is_not_known_is_said_to_be_unreadable(text: str) -> None:
    assert faults(make_report(contents([*SEALED[:4], stored(text)]), KEY)) == [
        (Fault.UNREADABLE, 5)
    ]


def test_an_end_other_than_the_signed_one_is_named() -> None:
    entries = [*SEALED[:8], replace(SEALED[8], digest=bytes(32))]
    assert faults(make_report(contents(entries), KEY)) == [(Fault.CHANGED, 9)]
    tampered = make_report(contents(entries), KEY) | {"entries": report()["entries"]}
    assert faults(tampered) == [(Fault.END_CHANGED, 9)]


# Around the entries


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
