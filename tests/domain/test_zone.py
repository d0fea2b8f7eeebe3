"""A panel's zones: one spelling, a pasted table, and what a kind adds to what a code says."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.standing import PLAN, STANDING, at
from tests.domain.test_grouping import sorted_out
from tests.scene import CANALSIDE, make_signal, reported
from tocsin.domain.alarm.alert import place_words
from tocsin.domain.alarm.signal import DeviceReport, Signal, Waiting
from tocsin.domain.alarm.signal_code import CID, SIA, TOCSIN, Effect, Meaning, codes_of, meaning_of
from tocsin.domain.alarm.zone import STANDS_FOR, looked_up, meaning_at, with_zone
from tocsin.domain.errors import Malformed
from tocsin.domain.people.zone import (
    MOST_ZONES,
    Zone,
    ZoneKind,
    find_zone,
    place_of,
    read_zones,
    spelt,
    table_of,
)
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.response_kind import EMERGENCY_FIRST, LIFE, ResponseKind
from tocsin.domain.response.verification import services_due

K, R = ZoneKind, ResponseKind
DOOR = Zone(zone="3", name="Rear fire door, warehouse", kind=K.INTRUDER)
PANEL = UUID(int=1234)

CODES = st.one_of(
    st.sampled_from([(scheme, code) for scheme in (SIA, CID, TOCSIN) for code in codes_of(scheme)]),
    st.tuples(st.sampled_from([SIA, CID]), st.text("ABFHMPSUXZ0123456789?", max_size=3)),
)
MEANINGS = st.builds(
    lambda told, qualifier: meaning_of(told[0], told[1], qualifier),
    CODES,
    st.sampled_from([None, "1", "3", "6", "9"]),
)
KINDS = st.sampled_from(ZoneKind)
SECONDS = st.integers(0, 600)


@pytest.mark.parametrize("written", ["3", "03", "003", " 3 ", "0003"])
def test_leading_zeros_do_not_matter(written: str) -> None:
    assert spelt(written) == "3"
    assert find_zone(table_of([DOOR]), place_of(written, None)) == DOOR


@pytest.mark.parametrize(("written", "one_way"), [("000", "0"), ("0", "0"), ("0a1", "A1")])
def test_zero_stays_a_number_and_letters_are_capitals(written: str, one_way: str) -> None:
    assert spelt(written) == one_way


@given(st.text("0123456789ABCdef ", max_size=6))
def test_a_number_that_is_spelt_is_spelt_the_same_again(written: str) -> None:
    assert spelt(spelt(written)) == spelt(written) == spelt(f" 00{written}")


def test_the_line_of_its_own_area_goes_before_that_of_every_area() -> None:
    second = replace(DOOR, area="2", name="Rear fire door, second shop")
    table = table_of([DOOR, second])
    assert find_zone(table, place_of("003", "02")) == second
    assert find_zone(table, place_of("3", "1")) == DOOR
    assert find_zone(table, place_of("3", None)) == DOOR
    assert find_zone(table_of([second]), place_of("3", "1")) is None
    assert find_zone(table, place_of("4", None)) is None
    assert (DOOR.label, second.label) == ("zone 3", "area 2 zone 3")


def test_a_pasted_table_is_read_whatever_parts_its_cells() -> None:
    pasted = """Zone;Name;Kind
003;Rear fire door, warehouse;intruder

6;"Panic button; goods-in";Hold-up;
7\tSmoke, roof\tFIRE\t02
8;19" rack, door;hold up
"""
    assert read_zones(pasted) == [
        DOOR,
        Zone(zone="6", name="Panic button; goods-in", kind=K.HOLD_UP),
        Zone(zone="7", area="2", name="Smoke, roof", kind=K.FIRE),
        Zone(zone="8", name='19" rack, door', kind=K.HOLD_UP),
    ]
    assert read_zones(" \n") == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("4;Shutter", "Line 2: zone;name;kind are three parts, and here are 2."),
        ("4;a;b;c;d", "Line 2: zone;name;kind are three parts, and here are 5."),
        ("A/4;Shutter;fire", "Line 2: “A/4” is no number as a panel sends it"),
        ("4;Shutter;fire;~", "Line 2: “~” is no number as a panel sends it"),
        (";Shutter;fire", "Line 2: “” is no number as a panel sends it"),
        ("4;;fire", "Line 2: a name has 1 to 100 characters, and this one 0."),
        (f"4;{'x' * 101};fire", "Line 2: a name has 1 to 100 characters, and this one 101."),
        ("4;Shutter;door", "Line 2: “door” is no kind of zone. There are intruder, hold-up, "),
        ("03;Again;fire", "Line 2: zone 3 stands in line 1 already."),
    ],
)
def test_what_is_wrong_with_a_line_is_told_with_its_number(line: str, fault: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_zones(f"3;Rear door;intruder\n{line}\n9;Roof;fire\n")
    assert str(refused.value).startswith(fault)
    assert "\n" not in str(refused.value)


def test_many_faults_are_told_together_and_not_without_end() -> None:
    with pytest.raises(Malformed) as refused:
        read_zones("\n".join(f"{n};Door" for n in range(20)))
    lines = str(refused.value).splitlines()
    assert [line.split(":")[0] for line in lines[:-1]] == [f"Line {n}" for n in range(1, 9)]
    assert lines[-1] == "And 12 more."
    with pytest.raises(Malformed, match="at most 2000 zones, and these are 2001"):
        read_zones("\n".join(f"{n};Door;intruder" for n in range(MOST_ZONES + 1)))


NAMES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(st.integers(0, 999), NAMES, KINDS), unique_by=lambda one: one[0]))
def test_what_is_pasted_is_what_is_read(lines: list[tuple[int, str, ZoneKind]]) -> None:
    pasted = "\n".join(f"{number:03};{name};{kind}" for number, name, kind in lines)
    zones = [Zone(zone=str(n), name=name, kind=kind) for n, name, kind in lines]
    assert read_zones(pasted) == zones


@given(MEANINGS, KINDS)
def test_the_kind_of_a_zone_never_makes_less_of_what_a_code_says(
    meaning: Meaning, kind: ZoneKind
) -> None:
    after = with_zone(meaning, kind)
    assert after.priority <= meaning.priority
    assert after.silent >= meaning.silent
    assert after.words.startswith(meaning.words)
    if meaning.response_kind in LIFE:
        assert after.response_kind is meaning.response_kind
    untouched = {"words", "response_kind", "priority", "silent"}
    for name in set(Meaning.__slots__) - untouched:
        assert getattr(after, name) == getattr(meaning, name)


@given(MEANINGS, KINDS, SECONDS)
def test_the_kind_of_a_zone_removes_no_emergency_step(
    meaning: Meaning, kind: ZoneKind, seconds: int
) -> None:
    """Whatever is due by the code alone, as long as nobody has said anything, is due with it."""

    def due(judged: Meaning) -> set[EmergencyService]:
        standing = replace(
            STANDING, plan=PLAN, response_kind=judged.response_kind, silent=judged.silent
        )
        return set(services_due(standing, at(seconds)))

    assert due(meaning) <= due(with_zone(meaning, kind))
    if meaning.response_kind in EMERGENCY_FIRST:
        assert with_zone(meaning, kind).response_kind in EMERGENCY_FIRST


@given(MEANINGS, KINDS)
def test_a_code_that_says_what_is_wrong_is_believed(meaning: Meaning, kind: ZoneKind) -> None:
    assume(not meaning.is_general and not meaning.unmapped and kind is not K.HOLD_UP)
    assert with_zone(meaning, kind) == meaning


@given(MEANINGS, KINDS)
def test_what_is_over_or_only_a_fault_stays_so(meaning: Meaning, kind: ZoneKind) -> None:
    assume(meaning.effect is not Effect.ALARM)
    assert with_zone(meaning, kind) == meaning


@pytest.mark.parametrize(
    ("scheme", "code", "zone", "becomes"),
    [
        (SIA, "UA", K.FIRE, (R.FIRE, 1, False)),
        (SIA, "UA", K.TECHNICAL, (R.TECHNICAL, 2, False)),
        (SIA, "UX", K.MEDICAL, (R.MEDICAL, 1, False)),
        (CID, "140", K.HOLD_UP, (R.HOLD_UP, 1, True)),
        (CID, "150", K.INTRUDER, (R.INTRUDER, 2, False)),
        (CID, "150", K.TAMPER, (R.INTRUDER, 3, False)),
        (SIA, "??", K.FIRE, (R.FIRE, 1, False)),
        (SIA, "F?", K.FIRE, (R.FIRE, 1, False)),
        (SIA, "F?", K.INTRUDER, (R.FIRE, 2, False)),
        (SIA, "FA", K.INTRUDER, (R.FIRE, 1, False)),
        (SIA, "BA", K.HOLD_UP, (R.HOLD_UP, 1, True)),
        (CID, "130", K.HOLD_UP, (R.HOLD_UP, 1, True)),
        (SIA, "BA", K.FIRE, (R.INTRUDER, 2, False)),
        (SIA, "TA", K.HOLD_UP, (R.INTRUDER, 3, False)),
        (SIA, "PA", K.HOLD_UP, (R.HOLD_UP, 1, False)),
    ],
)
def test_what_an_alarm_is_at_its_zone(
    scheme: str, code: str, zone: ZoneKind, becomes: tuple[ResponseKind, int, bool]
) -> None:
    after = with_zone(meaning_of(scheme, code), zone)
    assert (after.response_kind, after.priority, after.silent) == becomes


def test_the_words_say_that_it_is_so_by_its_zone() -> None:
    assert with_zone(meaning_of(SIA, "BA"), K.HOLD_UP).words == "Burglary alarm, hold-up zone"
    assert with_zone(meaning_of(SIA, "UA"), K.FIRE).words == "Untyped alarm, fire zone"


def test_every_kind_stands_for_something_and_no_general_code_is_about_a_life() -> None:
    assert set(STANDS_FOR) == set(ZoneKind)
    general = [
        m for s in (SIA, CID) for m in (meaning_of(s, c) for c in codes_of(s)) if m.is_general
    ]
    assert {m.code for m in general} == {"UA", "UG", "UX", "140", "150"}
    assert not {m.response_kind for m in general} & LIFE


def sent(*reports: DeviceReport, panel: UUID | None = PANEL) -> Signal:
    return replace(make_signal(UUID(int=1), CANALSIDE, reports, at(0)), panel_id=panel)


def reports_of(*waiting: Signal, zones: list[Zone]) -> list[DeviceReport]:
    tables = {PANEL: table_of(zones)} if zones else {}
    signals = looked_up(Waiting(waiting, {}, tables))
    return [report for signal in signals for report in signal.reports]


def test_a_report_gets_the_line_of_its_own_panel_alone() -> None:
    burglary = reported("BA", "003")
    (found,) = reports_of(sent(burglary), zones=[DOOR])
    assert found.listed == DOOR
    for stranger in (sent(burglary, panel=None), sent(burglary, panel=UUID(int=2))):
        assert reports_of(stranger, zones=[DOOR]) == [burglary]
    assert reports_of(sent(burglary), zones=[]) == [burglary]
    assert reports_of(sent(reported("BA", "4")), zones=[DOOR]) == [reported("BA", "4")]


@pytest.mark.parametrize(
    "report",
    [
        reported("HA"),
        reported("121", "3"),
        reported("121", "3", qualifier="9"),
        reported("DF", "3"),
    ],
)
def test_a_number_that_is_no_zones_is_not_looked_up(report: DeviceReport) -> None:
    """Person 3 has keyed in the duress code; the rear fire door has not."""
    assert reports_of(sent(report), zones=[DOOR]) == [report]


def test_an_alert_carries_the_name_and_what_the_panel_calls_the_place() -> None:
    report = replace(reported("BA", "3"), zone_text="Goods-in")
    grouping = sorted_out(*looked_up(Waiting([sent(report)], {}, {PANEL: table_of([DOOR])})))
    (alert,) = grouping.gathered[R.INTRUDER].added
    assert (alert.zone_name, alert.zone_text) == (DOOR.name, "Goods-in")
    assert alert.place == "zone 3 Rear fire door, warehouse (sent: Goods-in)"


def test_an_intruder_at_a_hold_up_zone_opens_the_hold_up() -> None:
    button = replace(DOOR, kind=K.HOLD_UP)
    waiting = Waiting(
        [sent(reported("BA", "3"), reported("BA", "4"))], {}, {PANEL: table_of([button])}
    )
    grouping = sorted_out(*looked_up(waiting))
    assert {kind: g.added[0].zone for kind, g in grouping.gathered.items()} == {
        R.HOLD_UP: "3",
        R.INTRUDER: "4",
    }
    assert grouping.gathered[R.HOLD_UP].added[0].silent


def test_the_meaning_of_a_report_without_a_listed_zone_is_its_codes() -> None:
    assert meaning_at(reported("UA", "3")) == meaning_of(SIA, "UA")


@pytest.mark.parametrize(
    ("zone", "text", "name", "words"),
    [
        (None, None, None, ""),
        ("4", None, None, "zone 4"),
        ("4", "Shutter", None, "zone 4 Shutter"),
        (None, "Shutter", None, "Shutter"),
        ("4", None, "Goods-in shutter", "zone 4 Goods-in shutter"),
        ("4", "SHUTTER ", "Goods-in shutter", "zone 4 Goods-in shutter"),
        ("4", "Dock 2", "Goods-in shutter", "zone 4 Goods-in shutter (sent: Dock 2)"),
    ],
)
def test_a_place_is_said_with_the_panels_own_words_where_they_differ(
    zone: str | None, text: str | None, name: str | None, words: str
) -> None:
    assert place_words(zone, text, name=name) == words
