"""Entries in a report: whatever is changed in one is found, and found in its place."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.specimen import (
    JSON,
    KEY,
    OPENED,
    SEALED,
    STRANGERS_KEY,
    broken,
    check,
    contents,
    faults,
    record,
    report,
    rewrite,
    rewritten,
    sealed,
)
from tocsin.domain.record.finding import Fault
from tocsin.domain.record.report import (
    make_report,
)

PATHS = st.sampled_from(["text", "digest", "signature", "key"])


def test_a_changed_entry_is_named_as_a_customer_reads_it() -> None:
    tampered = report()
    item = tampered["entries"][4]
    item["text"] = item["text"].replace('"phone_call":4', '"phone_call":5')
    assert [finding.sentence for finding in check(tampered)] == [
        "Entry 5 (02:46:04 UTC, phone_call.ended) was changed after it was sealed."
    ]


@given(st.integers(0, 8), PATHS, st.data())
def test_any_change_to_an_entry_names_it(index: int, part: str, drawn: st.DataObject) -> None:
    tampered = report()
    old = tampered["entries"][index][part]
    at = drawn.draw(st.integers(0, len(old) - 1))
    new = drawn.draw(st.characters())
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
