"""The chain in a report: what is missing, moved, added or does not fit is named."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.specimen import (
    KEY,
    OTHER_INCIDENT,
    SEALED,
    STRANGERS_KEY,
    broken,
    check,
    contents,
    faults,
    record,
    report,
    rewrite,
    sealed,
)
from tocsin.domain.record.finding import Fault
from tocsin.domain.record.journal import canonical, hash_text
from tocsin.domain.record.report import (
    SealedEntry,
    make_report,
)


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


def test_two_entries_of_the_same_moment_are_in_order() -> None:
    fourth = json.loads(SEALED[3].text)
    together = stored(altered(at=fourth["at"]))
    assert faults(make_report(contents([*SEALED[:4], together]), KEY)) == []


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
