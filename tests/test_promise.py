"""docs/promises.md is a contract: each promise is held in two places and named by a test.

A row is ``| P1 | the promise | held by `path::name`, `path` | `tests/…::test_…` |``. While the part
that a promise speaks of is not built, its third cell says ``Not built: `path` `` and names the
path that will hold it; once that path exists, the row must be filled.
"""

import re
from dataclasses import dataclass

import pytest

from tests.tidy import ROOT, expect_none

PAGE = ROOT / "docs" / "promises.md"
NUMBERS = [f"P{number}" for number in range(1, 16)]
PLACES = 2
UNBUILT = "Not built:"


@dataclass(frozen=True)
class Promise:
    """One row of the page: its number, its words, and what its two last columns say."""

    number: str
    words: str
    held_by: str
    tests: str


def read_promises() -> list[Promise]:
    text = PAGE.read_text("utf-8")
    rows = re.findall(r"^\|[ *]*(P\d+)[ *]*\|(.*?)\|([^|]*)\|([^|]*)\|\s*$", text, re.MULTILINE)
    return [Promise(*(cell.strip() for cell in row)) for row in rows]


def references(cell: str) -> list[str]:
    """Give what a cell sets in backticks: ``path`` or ``path::name``."""
    return re.findall(r"`([^`]+)`", cell)


def problem(reference: str) -> str | None:
    """Say what is wrong with a reference, if anything is."""
    path, _, name = reference.partition("::")
    if not (ROOT / path).is_file():
        return f"{path} does not exist"
    if name and not re.search(rf"\b{re.escape(name)}\b", (ROOT / path).read_text("utf-8")):
        return f"{path} does not have {name}"
    return None


def problems_of_unbuilt(promise: Promise) -> list[str]:
    """Let a promise wait while what it speaks of is not there, and not a day longer."""
    awaited = references(promise.held_by)
    if not awaited:
        return [f"{promise.number} must say which `path` it waits for"]
    return [f"{path} is built: hold {promise.number}" for path in awaited if (ROOT / path).exists()]


def problems_of_held(promise: Promise) -> list[str]:
    places, tests = references(promise.held_by), references(promise.tests)
    found = [problem(reference) for reference in (*places, *tests)]
    if len(set(places)) < PLACES:
        found.append(f"{promise.number} is held by fewer than two places")
    if not tests:
        found.append(f"no test names {promise.number}")
    found += [problem_of_test(promise.number, reference) for reference in tests]
    return [line for line in found if line]


def problem_of_test(number: str, reference: str) -> str | None:
    path, _, name = reference.partition("::")
    if not name or not path.startswith(("tests/", "browser/")):
        return f"{reference} names no test"
    if (ROOT / path).is_file() and not re.search(rf"\b{number}\b", (ROOT / path).read_text()):
        return f"{path} never says {number}"
    return None


def test_the_page_lists_every_promise_once_and_in_order() -> None:
    assert [promise.number for promise in read_promises()] == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_a_promise_is_held_in_two_places_and_named_by_a_test(number: str) -> None:
    for promise in read_promises():
        if promise.number == number:
            is_unbuilt = promise.held_by.startswith(UNBUILT)
            expect_none(problems_of_unbuilt(promise) if is_unbuilt else problems_of_held(promise))
