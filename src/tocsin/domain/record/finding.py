"""Findings: what is wrong with a piece of evidence, and where, in a customer's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Severity(StrEnum):
    BROKEN = "broken"  # the record is not what was sealed
    NOTE = "note"  # worth knowing; the record is whole


class Fault(StrEnum):
    NOT_A_REPORT = "not_a_report"
    KEY_NOT_NAMED = "key_not_named"  # the report does not hold the key that the reader trusts
    UNKNOWN_PART = "unknown_part"  # something stands in the report that no signature covers
    STATEMENT_BROKEN = "statement_broken"
    SUMMARY_CHANGED = "summary_changed"
    UNREADABLE = "unreadable"
    CHANGED = "changed"
    WRONG_KEY = "wrong_key"
    FOREIGN = "foreign"  # a true entry, but of another subject
    LINK_BROKEN = "link_broken"
    TIME_TURNED_BACK = "time_turned_back"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out_of_order"
    ADDED = "added"
    SEAL_MISSING = "seal_missing"
    END_CHANGED = "end_changed"
    BODY_CHANGED = "body_changed"
    BODY_REMOVED = "body_removed"
    BODY_ERASED = "body_erased"
    NOT_YET_SEALED = "not_yet_sealed"


NOTES = frozenset({Fault.BODY_ERASED, Fault.NOT_YET_SEALED})

OF_THE_REPORT = {
    Fault.NOT_A_REPORT: "This is no report of Tocsin, or one that a newer Tocsin wrote.",
    Fault.KEY_NOT_NAMED: (
        "The report does not hold the key whose fingerprint you gave: it comes from another "
        "centre, or its keys were exchanged. Nothing in it is proven."
    ),
    Fault.UNKNOWN_PART: "The report contains something that no signature covers.",
    Fault.STATEMENT_BROKEN: (
        "The signed statement that closes the report is missing, was changed, or is not signed "
        "with the key that you named: the end of the record is not proven."
    ),
    Fault.SUMMARY_CHANGED: "The summary was changed after the report was made.",
}

# The first entry of a run with the same fault is named in full, the rest in one sentence.
OF_AN_ENTRY = {
    Fault.UNREADABLE: ("{} cannot be read: its form was changed.", "{} cannot be read either."),
    Fault.CHANGED: (
        "{} was changed after it was sealed.",
        "{} do not match their seals either; whatever follows a changed entry has to be rewritten.",
    ),
    Fault.WRONG_KEY: (
        "{} is sealed with another key than the one that you named.",
        "{} are sealed with another key too.",
    ),
    Fault.FOREIGN: ("{} belongs to another record.", "{} belong to another record too."),
    Fault.LINK_BROKEN: (
        "{} does not fit its neighbour: one of the two was changed, or others stood between them.",
        "{} do not fit their neighbours either.",
    ),
    Fault.TIME_TURNED_BACK: (
        "{} is dated before the entry that it follows.",
        "{} are dated before the entries that they follow, too.",
    ),
    Fault.MISSING: ("{} is missing.", "{} are missing too."),
    Fault.CUT_OFF: ("{} and all after it were cut off.", "{} were cut off too."),
    Fault.DUPLICATE: ("{} stands in the report twice.", "{} stand in the report twice too."),
    Fault.OUT_OF_ORDER: ("{} is not in its place.", "{} are not in their places either."),
    Fault.ADDED: ("{} was added after the report was made.", "{} were added too."),
    Fault.SEAL_MISSING: (
        "{} has no seal, though it should have had one when the report was made.",
        "{} have no seals either.",
    ),
    Fault.END_CHANGED: (
        "{} does not lead to the end that the report was signed with: it or a later one changed.",
        "{} do not lead to the signed end either.",
    ),
    Fault.BODY_CHANGED: (
        "{}: the words beside it were changed.",
        "{}: their words were changed too.",
    ),
    Fault.BODY_REMOVED: (
        "{}: its words were taken out after the report was made.",
        "{}: their words were taken out too.",
    ),
    Fault.BODY_ERASED: (
        "{}: its words were erased before the report was made; the rest of it can be checked.",
        "{}: their words were erased too.",
    ),
    Fault.NOT_YET_SEALED: (
        "{} had no seal of its own yet when the report was made; the report's signature covers it.",
        "{} had no seals of their own yet either.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know about the record; `number` is the entry's, or None for the whole report."""

    fault: Fault
    number: int | None
    sentence: str

    @property
    def severity(self) -> Severity:
        return Severity.NOTE if self.fault in NOTES else Severity.BROKEN


@dataclass(frozen=True, slots=True)
class EntryFault:
    """A fault of one entry, or of the unbroken run of entries up to `last`."""

    fault: Fault
    number: int
    detail: str = ""  # such as " (02:46:31 UTC, phone_call.ended)"
    last: int | None = None


def find_in_report(fault: Fault) -> Finding:
    return Finding(fault=fault, number=None, sentence=OF_THE_REPORT[fault])


def tell(faults: Iterable[EntryFault]) -> list[Finding]:
    """Put faults into sentences, by number; a run of the same fault takes two, not one for each."""
    ordered = sorted(set(faults), key=lambda found: (found.fault, found.number))
    runs = groupby(
        enumerate(ordered), key=lambda place: (place[1].fault, place[1].number - place[0])
    )
    findings: list[Finding] = []
    for _, members in runs:
        run = [found for _, found in members]
        findings += _tell_run(run[0], run[1:])
    return sorted(findings, key=lambda finding: (finding.number or 0, finding.severity))


def _tell_run(first: EntryFault, others: Sequence[EntryFault]) -> list[Finding]:
    one, rest = OF_AN_ENTRY[first.fault]
    findings = [_find(first, one.format(f"Entry {first.number}{first.detail}"))]
    second = others[0] if others else EntryFault(first.fault, first.number + 1)
    last = others[-1].number if others else first.last or first.number
    if last > second.number:
        findings.append(_find(second, rest.format(f"Entries {second.number} to {last}")))
    elif last == second.number:
        findings.append(_find(second, one.format(f"Entry {last}{second.detail}")))
    return findings


def _find(found: EntryFault, sentence: str) -> Finding:
    return Finding(fault=found.fault, number=found.number, sentence=sentence)
