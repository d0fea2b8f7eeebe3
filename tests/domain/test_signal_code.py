"""Every code of the standards' tables has a meaning, and the dangerous ones the right one."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.alarm.signal_code import (
    CID,
    SIA,
    TOCSIN,
    Effect,
    Meaning,
    codes_of,
    is_known,
    meaning_of,
)
from tocsin.domain.response.response_kind import ResponseKind

LISTS = json.loads(Path(__file__).with_name("signal_codes.json").read_text("utf-8"))


def listed(name: str) -> list[str]:
    return [code for row in LISTS[name] for code in row.split()]


DC_03, DC_05 = listed("DC-03"), listed("DC-05")
EVERY_CODE = [
    *((SIA, code) for code in codes_of(SIA)),
    *((CID, code) for code in codes_of(CID)),
    *((TOCSIN, code) for code in codes_of(TOCSIN)),
]
LIFE = [
    *((SIA, code) for code in listed("a life, SIA")),
    *((CID, code) for code in listed("a life, CID")),
    *((TOCSIN, code) for code in ("panic", "duress", "fall", "no_movement")),
]


def each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len(dict(pairs)) == len(pairs), "a code stands twice"
    return dict(pairs)


@pytest.mark.parametrize(
    ("scheme", "codes"),
    [(SIA, DC_03 + listed("from the field")), (CID, DC_05), (TOCSIN, listed("ours"))],
)
def test_every_code_of_the_tables_is_mapped_exactly_once(scheme: str, codes: list[str]) -> None:
    table = files("tocsin.domain.alarm").joinpath(f"signal_code_{scheme.lower()}.json")
    lines = json.loads(table.read_text("utf-8"), object_pairs_hook=each_once)
    assert set(lines) == set(codes) == codes_of(scheme)
    assert not any(meaning_of(scheme, code).unmapped for code in codes)


@pytest.mark.parametrize(("scheme", "code"), LIFE)
def test_a_threat_to_life_comes_first(scheme: str, code: str) -> None:
    meaning = meaning_of(scheme, code, "1")
    assert (meaning.priority, meaning.effect) == (1, Effect.ALARM)
    assert meaning.response_kind in {
        ResponseKind.FIRE,
        ResponseKind.HOLD_UP,
        ResponseKind.MEDICAL,
        ResponseKind.PERSONAL,
    }


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        (CID, "121"),
        (CID, "122"),
        (CID, "124"),
        (CID, "125"),
        (SIA, "HA"),
        (SIA, "ND"),
        (TOCSIN, "duress"),
    ],
)
def test_duress_is_silent(scheme: str, code: str) -> None:
    assert meaning_of(scheme, code).silent
    assert meaning_of(scheme, code).priority == 1


@pytest.mark.parametrize(
    ("scheme", "code", "priority"),
    [(SIA, "BV", 2), (SIA, "BM", 2), (CID, "139", 2), (SIA, "HV", 1), (CID, "129", 1)],
)
def test_a_confirmed_alarm_says_so(scheme: str, code: str, priority: int) -> None:
    meaning = meaning_of(scheme, code)
    assert meaning.confirmed
    assert meaning.priority == priority


def test_alarms_of_one_kind_have_one_kind_of_response_in_both_schemes() -> None:
    """The pairs that panels' own translation tables agree on."""
    pairs = "100 MA|101 QA|110 FA|114 KA|120 PA|122 HA|130 BA|139 BV|151 GA|159 ZA|301 AT|302 YT"
    pairs += "|154 WA|137 TA|350 YS|602 RP|601 RX|406 OC|423 DF|454 CI|570 BB|124 HA|129 HV"
    for contact_id, sia in (pair.split() for pair in pairs.split("|")):
        one, other = meaning_of(CID, contact_id), meaning_of(SIA, sia)
        assert (one.response_kind, one.priority, one.effect) == (
            other.response_kind,
            other.priority,
            other.effect,
        ), pair_of(one, other)


def pair_of(one: Meaning, other: Meaning) -> str:
    return f"{one.code} {one.words} / {other.code} {other.words}"


@pytest.mark.parametrize(
    ("code", "qualifier", "words", "effect"),
    [
        ("401", "1", "Opened", Effect.OPENING_CLOSING),
        ("401", "3", "Closed", Effect.OPENING_CLOSING),
        ("130", "1", "Burglary alarm", Effect.ALARM),
        ("130", "3", "Burglary alarm restored", Effect.RESTORE),
        ("130", "6", "Burglary alarm, still present", Effect.ALARM),
        ("301", "3", "Mains restored", Effect.RESTORE),
        ("570", "3", "Zone bypassed, ended", Effect.BYPASS),
        ("602", "1", "Periodic test", Effect.TEST),
        ("404", "3", "Late to close", Effect.ALARM),
        ("406", "1", "Alarm cancelled", Effect.CANCEL),
        ("120", None, "Panic", Effect.ALARM),
    ],
)
def test_the_qualifier_of_contact_id_turns_the_meaning(
    code: str, qualifier: str | None, words: str, effect: Effect
) -> None:
    meaning = meaning_of(CID, code, qualifier)
    assert (meaning.words, meaning.effect) == (words, effect)


@pytest.mark.parametrize("code", ["130", "121", "401", "602"])
def test_an_unknown_qualifier_reaches_a_person(code: str) -> None:
    meaning = meaning_of(CID, code, "2")
    assert meaning.unmapped
    assert meaning.needs_a_person
    assert meaning.priority <= 2


def test_the_end_of_an_alarm_disturbs_nobody() -> None:
    for code in DC_05:
        over = meaning_of(CID, code, "3")
        if over.effect is Effect.RESTORE:
            assert over.priority == 4
            assert not over.needs_a_person


@pytest.mark.parametrize(("scheme", "code"), sorted(EVERY_CODE))
def test_what_a_restore_ends_is_something_that_began(scheme: str, code: str) -> None:
    meaning = meaning_of(scheme, code)
    assert all(meaning_of(scheme, ended).needs_a_person for ended in meaning.ends)
    assert all(is_known(scheme, ended) for ended in meaning.ends)
    assert meaning.effect is Effect.RESTORE or not meaning.ends


@pytest.mark.parametrize(
    ("scheme", "code", "kind"),
    [
        (SIA, "HQ", ResponseKind.HOLD_UP),
        (SIA, "FÜ", ResponseKind.FIRE),
        (CID, "119", ResponseKind.FIRE),
        (CID, "BBB", ResponseKind.TECHNICAL),
        (SIA, "??", ResponseKind.TECHNICAL),
        ("SCN-S8", "", ResponseKind.TECHNICAL),
    ],
)
def test_an_unknown_code_is_an_alarm_for_a_person(
    scheme: str, code: str, kind: ResponseKind
) -> None:
    meaning = meaning_of(scheme, code)
    assert (meaning.unmapped, meaning.needs_a_person, meaning.priority) == (True, True, 2)
    assert meaning.response_kind is kind
    assert code in meaning.words
    assert not is_known(scheme, code)


@given(st.text(max_size=40), st.text(max_size=40), st.none() | st.text(max_size=3))
def test_everything_has_a_meaning(scheme: str, code: str, qualifier: str | None) -> None:
    meaning = meaning_of(scheme, code, qualifier)
    assert meaning.needs_a_person
    assert len(meaning.words) < 60


@given(st.sampled_from(EVERY_CODE), st.none() | st.text(max_size=40))
def test_every_qualifier_of_every_code_has_a_meaning(
    entry: tuple[str, str], qualifier: str | None
) -> None:
    scheme, code = entry
    meaning = meaning_of(scheme, code, qualifier)
    assert meaning.words
    assert 1 <= meaning.priority <= 4


@pytest.mark.parametrize(
    "is_wrong",
    [
        pytest.param(
            lambda m: m.effect is Effect.TROUBLE and m.priority < 3, id="fault too urgent"
        ),
        pytest.param(lambda m: m.effect is Effect.ALARM and m.priority > 3, id="alarm too idle"),
        pytest.param(lambda m: not m.needs_a_person and m.priority < 4, id="record too urgent"),
        pytest.param(lambda m: m.words != m.words.strip() or m.words[0].islower(), id="words"),
        pytest.param(lambda m: len(m.words) > 50, id="too long for a board"),
    ],
)
def test_no_line_of_the_tables_contradicts_itself(is_wrong: Callable[[Meaning], bool]) -> None:
    assert [code for scheme, code in EVERY_CODE if is_wrong(meaning_of(scheme, code))] == []
