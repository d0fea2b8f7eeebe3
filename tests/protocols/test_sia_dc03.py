"""SIA events in every order that panels write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.alarm.signal_code import SIA, codes_of
from tocsin.protocols.device_event import DeviceEvent, show
from tocsin.protocols.sia_dc03 import read_dc03

Read = tuple[str, str | None, str | None, str]


def read(message: bytes) -> list[Read]:
    return [
        (each.code, each.area, each.address, each.text) for each in read_dc03(message).device_events
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (b"NBA3", [("BA", None, "3", "")]),
        (b"Nri1/BA03^Entrance^", [("BA", "1", "03", "Entrance")]),
        (b"Nri2BA3", [("BA", "2", "3", "")]),
        (b"Nri2^Warehouse^BA3^Entrance^", [("BA", "2", "3", "Entrance")]),
        (b"Nri1ti10:11:12OP14", [("OP", "1", "14", "")]),
        (b"Nti20:50:26RP99", [("RP", None, "99", "")]),
        (b"Nri1id14CL", [("CL", "1", None, "")]),
        (b"NBA03/ri1", [("BA", "1", "03", "")]),
        (b"Nri1/BA03/BA04", [("BA", "1", "03", ""), ("BA", "1", "04", "")]),
        (b"Nri1BA3ri2FA4", [("BA", "1", "3", ""), ("FA", "2", "4", "")]),
        (b"NBA3FA4", [("BA", None, "3", ""), ("FA", None, "4", "")]),
        (b"NBA1F", [("BA", None, "1F", "")]),
        (b"NBA0A1", [("BA", None, "0A1", "")]),
        (b"NriA/BA3", [("BA", "A", "3", "")]),
        (b"Nri1/CL0^VX FRONTE ^", [("CL", "1", "0", "VX FRONTE")]),
        (b"NPA", [("PA", None, None, "")]),
        (b"NPA1^no closing caret", [("PA", None, "1", "no closing caret")]),
        (b'Nri1BA3*"Front door"NM', [("BA", "1", "3", "Front door")]),
        (b"NXY12", [("XY", None, "12", "")]),
    ],
)
def test_an_event_is_read_in_any_order(block: bytes, expected: list[Read]) -> None:
    assert read(b"#1234|" + block) == expected


def test_each_modifier_is_kept_with_its_event() -> None:
    message = b"#1234|Nda01-31-26ti10:11:12ri2^Hall^id14^Smith^pt1BA3*21*C"
    (event,) = read_dc03(message).device_events
    assert (event.area, event.area_name) == ("2", "Hall")
    assert dict(event.modifiers) == {
        "da": "01-31-26",
        "ti": "10:11:12",
        "id": "14 Smith",
        "pt": "1",
    }
    assert event.units == "21*C"


def test_text_blocks_are_for_the_operator() -> None:
    reading = read_dc03(b"#1234|NBA3|ABurglary contact|Asecond line")
    assert reading.text == "Burglary contact\nsecond line"


def test_an_old_event_is_marked_as_old() -> None:
    new, old = read_dc03(b"#1234|NBA3|OFA4").device_events
    assert (new.is_old, old.is_old) == (False, True)


@pytest.mark.parametrize("message", [b"|Nri1/CL501", b"Nri1/CL501"])
def test_the_account_may_be_missing(message: bytes) -> None:
    reading = read_dc03(message)
    assert reading.account is None
    assert reading.device_events[0].address == "501"


def test_blocks_of_other_kinds_are_kept() -> None:
    assert read_dc03(b"#1234|NBA3|C1|&origin|E55").other == ("C1", "&origin", "E55")


def test_what_stands_between_events_is_kept() -> None:
    reading = read_dc03(b"#1234|NBA3;?/FA4")
    assert [each.code for each in reading.device_events] == ["BA", "FA"]
    assert reading.other == (";?",)


@pytest.mark.parametrize("message", [b"", b"#1234", b"#1234|", b"#1234|AHelp", b"#1234|N??"])
def test_a_message_without_a_code_still_gives_something_to_show(message: bytes) -> None:
    assert [each.code for each in read_dc03(message).device_events] == [""]


def test_device_text_is_read_as_utf_8_else_as_windows_1252() -> None:
    assert show("Tür".encode()) == show(b"T\xfcr") == "Tür"
    assert show(b"\x81") == "\x81"


def test_no_text_of_a_device_holds_a_nul() -> None:
    assert show(b"a\0b") == "a\N{SYMBOL FOR NULL}b"


@given(st.binary(max_size=80))
def test_any_message_gives_at_least_one_event(message: bytes) -> None:
    reading = read_dc03(message)
    assert reading.device_events
    assert all("\0" not in each.raw for each in reading.device_events)


codes = st.sampled_from(sorted(codes_of(SIA)))
events = st.tuples(codes, st.integers(0, 9999), st.integers(1, 99))


@given(st.lists(events, min_size=1, max_size=6), st.sampled_from(["/", ""]))
def test_what_is_written_is_read(sent: list[tuple[str, int, int]], between: str) -> None:
    block = between.join(f"ri{area}{code}{zone}" for code, zone, area in sent)
    expected = [
        DeviceEvent(scheme=SIA, code=code, area=f"{area}", address=f"{zone}", raw=f"{code}{zone}")
        for code, zone, area in sent
    ]
    assert list(read_dc03(f"#1234|N{block}".encode()).device_events) == expected
