"""A plan as data: what is written is read again, and what means nothing is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.domain.errors import Malformed
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import (
    SERVICES_OF,
    STANDARD_PLAN,
    Instruction,
    ResponsePlan,
    Weight,
    plan_as_body,
    plan_from_body,
)

TIMES = [name for name in plan_as_body(STANDARD_PLAN) if name.endswith("_s")]
spans = st.integers(1, 10**6).map(lambda count: timedelta(seconds=count))
plans = st.builds(
    ResponsePlan,
    version=st.integers(1),
    name=st.text(),
    instructions=st.lists(st.builds(Instruction, st.sampled_from(Weight), st.text())).map(tuple),
    call_subject=st.booleans(),
    rounds=st.integers(1, 9),
    services=st.none() | st.lists(st.sampled_from(EmergencyService)).map(tuple),
    emergency_number=st.text(),
    **{name.removesuffix("_s"): spans for name in TIMES},
)


@given(plans)
def test_a_plan_that_was_written_is_read_again_whole(plan: ResponsePlan) -> None:
    assert plan_from_body(plan_as_body(plan)) == plan


def test_what_is_left_out_has_its_standard_value() -> None:
    assert plan_from_body({"version": 1, "name": "Short"}) == ResponsePlan(version=1, name="Short")


def test_every_time_of_a_plan_is_written() -> None:
    fields = {name: getattr(STANDARD_PLAN, name) for name in ResponsePlan.__slots__}
    spans = {f"{name}_s" for name, value in fields.items() if isinstance(value, timedelta)}
    assert spans == set(TIMES)


BODY = plan_as_body(STANDARD_PLAN)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "colour"),
        ({"rounds": 0}, "at least one round"),
        ({"instructions": [{"weight": "loud", "text": "Hurry"}]}, "loud"),
        ({"instructions": [{"text": "Hurry"}]}, "weight"),
        ({"services": ["navy"]}, "navy"),
        ({"services": 3}, "iterable"),
        ({"ring_for_s": "long"}, "cannot be read"),
        ({"ring_for_s": 1e300}, "cannot be read"),
        ({"rounds": "two"}, "cannot be read"),
        *(({name: 0.5}, name.removesuffix("_s")) for name in TIMES),
        *(({name: 1.5}, name.removesuffix("_s")) for name in TIMES),
        *(({name: 0}, name.removesuffix("_s")) for name in TIMES),
        *(({name: -1}, name.removesuffix("_s")) for name in TIMES),
    ],
)
def test_a_plan_that_means_nothing_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        plan_from_body(BODY | change)


def test_a_plan_without_a_name_is_refused() -> None:
    with pytest.raises(Malformed, match="name"):
        plan_from_body({"version": 1})


def test_a_plan_names_its_own_services_or_those_of_the_kind() -> None:
    own = replace(STANDARD_PLAN, services=(EmergencyService.FIRE,))
    for kind in ResponseKind:
        assert STANDARD_PLAN.services_for(kind) == SERVICES_OF[kind]
        assert own.services_for(kind) == (EmergencyService.FIRE,)


def test_the_standard_plan_says_that_nothing_was_agreed() -> None:
    assert STANDARD_PLAN.instructions[0].weight is Weight.WARNING
