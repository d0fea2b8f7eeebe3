"""Positions in the notations that devices use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.protocols.sia_dc09_position import DevicePosition, read_position, unread_position


def at(x: str, y: str, z: str | None = None) -> DevicePosition | None:
    return read_position([("X", x), ("Y", y), *([("Z", z)] if z is not None else [])])


def test_degrees_hemisphere_and_minutes() -> None:
    found = at("093W23.456", "45N23.456", "123.2M")
    assert found is not None
    assert found.longitude == pytest.approx(-93.390933, abs=1e-6)
    assert found.latitude == pytest.approx(45.390933, abs=1e-6)
    assert found.altitude_m == 123.2
    assert found.is_certain


def test_the_notation_of_two_gps_units() -> None:
    found = at("000W07.660", "51N30.440", "0012M")
    assert found is not None
    assert (found.longitude, found.latitude) == pytest.approx((-0.127667, 51.507333), abs=1e-6)


def test_plain_degrees_are_taken_and_marked_as_uncertain() -> None:
    found = at("5.9699", "52.21")
    assert found == DevicePosition(
        latitude=52.21, longitude=5.9699, altitude_m=None, is_certain=False
    )


def test_a_receiver_without_a_fix_is_uncertain() -> None:
    found = at("000E00.000", "00N00.000")
    assert found is not None
    assert not found.is_certain


def test_swapped_letters_are_believed_when_the_hemispheres_agree() -> None:
    assert at("45N23.456", "093W23.456") == at("093W23.456", "45N23.456")


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ("", ""),
        ("093W23.456", "north"),
        ("093W23.456", "93N00.000"),
        ("193W23.456", "45N00.000"),
        ("093W60.000", "45N00.000"),
        ("45N23.456", "45N23.456"),
        ("093W23.456", "093W23.456"),
        ("nan", "inf"),
        ("45N23.456", "45.1"),
    ],
)
def test_an_impossible_place_is_no_place(x: str, y: str) -> None:
    assert at(x, y) is None


def test_half_a_position_is_no_position() -> None:
    assert read_position([("X", "093W23.456")]) is None


@given(st.lists(st.tuples(st.sampled_from("XYZ"), st.text(max_size=12)), max_size=4))
def test_any_text_gives_a_place_on_earth_or_none(extras: list[tuple[str, str]]) -> None:
    found = read_position(extras)
    assert found is None or (abs(found.latitude) <= 90 and abs(found.longitude) <= 180)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_is_read(latitude: float, longitude: float) -> None:
    def written(degrees: float, sides: str, digits: int) -> str:
        minutes = round(abs(degrees) * 60, 3)
        whole = min(int(minutes // 60), 180)
        return f"{whole:0{digits}d}{sides[degrees < 0]}{minutes - whole * 60:06.3f}"

    found = at(written(longitude, "EW", 3), written(latitude, "NS", 2))
    assert found is not None
    assert found.latitude == pytest.approx(latitude, abs=1e-5)
    assert found.longitude == pytest.approx(longitude, abs=1e-5)


def test_what_cannot_be_read_is_given_as_it_came() -> None:
    assert unread_position([("X", "093W23.456"), ("Y", "45N23.456")]) is None
    assert unread_position([]) is None
    assert unread_position([("X", " "), ("V", "http://x")]) is None
    assert unread_position([("X", "093W23.456")]) == "X093W23.456"
    assert unread_position([("X", "north of here"), ("Y", "91N00.0")]) == "Xnorth of here Y91N00.0"
    assert len(unread_position([("X", "9" * 500)]) or "") == 200
