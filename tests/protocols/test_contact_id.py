"""Contact ID as panels write it, spaces and all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.protocols.contact_id import read_contact_id
from tocsin.protocols.device_event import DeviceEvent


def only(message: bytes) -> DeviceEvent:
    (event,) = read_contact_id(message).device_events
    return event


@pytest.mark.parametrize(
    "block",
    [
        b"1120 01 007",
        b"112001007",
        b"18 1 120 01 007",
        b"18112001007",
        b"98112001007",
        b" 1120  01  007 ",
        b"1120 01 007 ^Front desk^",
    ],
)
def test_a_panic_is_read_however_it_is_spaced(block: bytes) -> None:
    event = only(b"#1234|" + block)
    assert (event.qualifier, event.code, event.area, event.address) == ("1", "120", "01", "007")


def test_words_after_the_zone_are_kept() -> None:
    assert only(b"#1234|1120 01 007 ^Front desk^").text == "Front desk"


def test_the_account_inside_may_be_another_or_missing() -> None:
    assert read_contact_id(b"#0099|1120 01 007").account == "0099"
    assert read_contact_id(b"|1120 01 007").account is None
    assert only(b"|1120 01 007").code == "120"


def test_a_code_alone_is_still_a_code() -> None:
    event = only(b"#1234|1602")
    assert (event.code, event.area, event.address) == ("602", None, None)


def test_a_code_is_read_though_its_zone_is_odd() -> None:
    event = only(b"#1234|1120 01 007!")
    assert (event.code, event.area, event.text) == ("120", "01", "007!")


def test_two_blocks_are_two_events() -> None:
    found = read_contact_id(b"#1234|1130 01 003|1120 01 007").device_events
    assert [each.code for each in found] == ["130", "120"]


def test_a_letter_in_the_code_is_kept_as_a_code() -> None:
    assert only(b"#1234|1b2c 01 007").code == "B2C"


@pytest.mark.parametrize("message", [b"", b"#1234", b"#1234|what?", b"#1234|xyz 01 007"])
def test_what_does_not_fit_still_gives_something_to_show(message: bytes) -> None:
    assert only(message).code == ""


@given(st.binary(max_size=60))
def test_any_message_gives_at_least_one_event(message: bytes) -> None:
    assert read_contact_id(message).device_events


@given(
    st.sampled_from("136"),
    st.integers(100, 999),
    st.integers(0, 99),
    st.integers(0, 999),
    st.sampled_from([b"%s%d %02d %03d", b"%s%d%02d%03d", b"18 %s%d %02d %03d"]),
)
def test_what_is_written_is_read(
    qualifier: str, code: int, area: int, zone: int, notation: bytes
) -> None:
    event = only(b"#1234|" + notation % (qualifier.encode(), code, area, zone))
    assert (event.qualifier, event.code) == (qualifier, f"{code}")
    assert (event.area, event.address) == (f"{area:02d}", f"{zone:03d}")
