"""What a tracker sends is read as far as it can be; whatever it is, nothing fails but in words."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.protocols import mapped, osmand, owntracks, traccar
from tocsin.protocols.loose import NotUnderstood, moment, number, percent, position, text

AT = datetime(2026, 11, 23, 2, 44, 5, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "sent",
    [
        1795401845,
        "1795401845",
        1795401845000,
        "2026-11-23T02:44:05Z",
        "2026-11-23T03:44:05+01:00",
        "2026-11-23 02:44:05",
    ],
)
def test_a_time_is_read_in_every_form_that_is_sent(sent: object) -> None:
    assert moment(sent) == AT


@pytest.mark.parametrize(
    "sent", [None, True, "", "now", -1, 1e300, [], "9999-12-31T23:59:59-12", 0]
)
def test_a_time_that_no_clock_shows_is_none(sent: object) -> None:
    assert moment(sent) is None


def test_a_number_is_read_within_its_bounds() -> None:
    assert [number(one, 0, 9) for one in (3, "3.5", 10, -1, "x", True, float("nan"))] == [
        *(3, 3.5),
        *(None,) * 5,
    ]
    assert [percent("61.9"), percent(0.04, of=1), percent(101)] == [61, 4, None]
    assert [text(" a "), text(7), text([]), text(""), text({})] == ["a", "7", None, None, None]


def test_half_a_place_is_none() -> None:
    assert position(latitude=60, longitude=None, accuracy_m=3) is None
    assert position(latitude="91", longitude=3, accuracy_m=3) is None
    found = position(latitude="60", longitude=24, accuracy_m="far")
    assert found is not None
    assert found.accuracy_m is None


@given(JSON, st.binary(max_size=60))
def test_whatever_is_sent_is_read_or_refused_in_words(sent: object, raw: bytes) -> None:
    for body in (raw, json.dumps(sent).encode()):
        with suppress(NotUnderstood):
            traccar.read(body)
        with suppress(NotUnderstood):
            osmand.read_json(body)
        with suppress(NotUnderstood):
            owntracks.read(body, "a", "b")
        with suppress(NotUnderstood):
            mapped.read(body, {"account": "a || b", "alarm": "sum(c)", "at": "d[0]"})


@given(st.dictionaries(st.sampled_from(["device", "position", "event"]), JSON))
def test_traccar_with_any_parts_is_read_or_refused_in_words(parts: dict[str, object]) -> None:
    sent = {"device": {"uniqueId": "a"}} | parts
    with suppress(NotUnderstood):
        assert traccar.read(json.dumps(sent).encode()).account


@given(st.dictionaries(st.sampled_from(["id", "lat", "lon", "timestamp", "batt"]), st.text()))
def test_a_form_is_read_or_refused_in_words(sent: dict[str, str]) -> None:
    with suppress(NotUnderstood):
        osmand.read_form(sent)
