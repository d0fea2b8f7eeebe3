"""A plan as data: what is written is read again, and what means nothing is refused."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_plan_hours import some_hours
from tests.scene import CANALSIDE, SUBJECTS, plan_scope
from tocsin.domain.errors import Malformed
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.plan_hours import ALL_MINUTES, EVERY_DAY, WEEKDAYS, PlanHours
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import (
    SERVICES_OF,
    STANDARD_PLAN,
    UNREAD,
    AgreedPlan,
    Instruction,
    PlanScope,
    ResponsePlan,
    Weight,
    plan_as_body,
    plan_at,
    plan_from_body,
    stored_plan,
)

TIMES = [name for name in plan_as_body(STANDARD_PLAN) if name.endswith("_s")]
spans = st.integers(1, 10**6).map(lambda count: timedelta(seconds=count))
plans = st.builds(
    ResponsePlan,
    version=st.integers(1),
    name=st.text(),
    hours=st.none() | some_hours,
    contacts=st.none() | st.lists(st.uuids(), min_size=1, unique=True).map(tuple),
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


def said_as(field: str) -> str:
    return f"“{field.removesuffix('_s').replace('_', ' ')}”"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "colour"),
        ({"rounds": 0}, "at least one round"),
        ({"instructions": [{"weight": "loud", "text": "Hurry"}]}, "loud"),
        ({"instructions": [{"text": "Hurry"}]}, "weight"),
        ({"services": ["navy"]}, "navy"),
        ({"services": 3}, "iterable"),
        ({"ring_for_s": "long"}, "“ring for” must be a number of seconds"),
        ({"ring_for_s": None}, "“ring for” must be a number of seconds"),
        ({"ring_for_s": 1e300}, "cannot be read"),
        ({"rounds": "two"}, "“rounds” must be a whole number"),
        ({"hours": 3}, "cannot be read"),
        ({"hours": {"days": ["monday"], "from": "18:00"}}, "until"),
        ({"hours": {"days": [], "from": "18:00", "until": "06:00"}}, "at least one day"),
        ({"hours": {"days": ["monday"], "from": 18, "until": "06:00"}}, "“from” must be a time"),
        ({"contacts": ["Helena"]}, "badly formed"),
        ({"contacts": [3]}, "cannot be read"),
        ({"contacts": []}, "each of its contacts once"),
        ({"contacts": [str(UUID(int=1)), str(UUID(int=1))]}, "each of its contacts once"),
        *(({name: 0.5}, said_as(name)) for name in TIMES),
        *(({name: 1.5}, said_as(name)) for name in TIMES),
        *(({name: 0}, said_as(name)) for name in TIMES),
        *(({name: -1}, said_as(name)) for name in TIMES),
    ],
)
def test_a_plan_that_means_nothing_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        plan_from_body(BODY | change)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"ring_for_s": "long"}, {"ring_for_s": "it must be a number of seconds"}),
        ({"rounds": None}, {"rounds": "it must be a whole number"}),
        ({"rounds": 0}, {"rounds": "it must be at least 1"}),
        (
            {"ring_for_s": 0, "claim_within_s": 1.5},
            dict.fromkeys(
                ("ring_for_s", "claim_within_s"),
                "it must be a second or more, in whole seconds",
            ),
        ),
        (
            {"hours": {"days": ["monday"], "from": "six", "until": "06:00"}},
            {"hours.from": "it must be a time of day, such as 18:00"},
        ),
        (
            {"hours": {"days": [], "from": "18:00", "until": "06:00"}},
            {"hours.days": "name at least one day"},
        ),
        ({"colour": "red"}, {}),
    ],
)
def test_what_is_wrong_with_a_plan_is_said_of_the_field(
    change: dict[str, Any], faults: dict[str, str]
) -> None:
    with pytest.raises(Malformed) as refused:
        plan_from_body(BODY | change)
    assert refused.value.faults == faults
    within = refused.value.inside("plan")
    assert within.faults == {f"plan.{field}": words for field, words in faults.items()}
    assert str(within) == str(refused.value)


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


LONDON = "Europe/London"
SITE = SUBJECTS[CANALSIDE]
OWN = plan_scope(SITE)
EVERYWHERE = replace(OWN, subject=None)
NIGHT = PlanHours(days=WEEKDAYS, begin=time(18), end=time(6))


def agreed(name: str, hours: PlanHours | None = None, scope: PlanScope = OWN) -> AgreedPlan:
    plan = ResponsePlan(version=1, name=name, hours=hours)
    return AgreedPlan(id=uuid4(), scope=scope, plan=plan)


def chosen(plans: list[AgreedPlan], at: datetime, time_zone: str = LONDON) -> str | None:
    plan = plan_at(plans, at, time_zone)
    return plan.name if plan else None


def test_the_plan_with_hours_wins_while_it_holds() -> None:
    plans = [agreed("Else"), agreed("Night", NIGHT)]
    for order in (plans, plans[::-1]):
        assert chosen(order, datetime(2026, 1, 5, 17, 59, tzinfo=UTC)) == "Else"
        assert chosen(order, datetime(2026, 1, 5, 18, tzinfo=UTC)) == "Night"


def test_the_clock_is_the_one_on_the_wall_of_the_site() -> None:
    at = datetime(2026, 1, 5, 18, tzinfo=UTC)
    assert chosen([agreed("Night", NIGHT)], at, "America/New_York") is None
    assert chosen([agreed("Night", NIGHT)], at, "Europe/Helsinki") == "Night"
    assert chosen([], at) is None


def test_a_sites_own_plan_comes_before_its_customers_while_it_holds() -> None:
    for_fire = replace(OWN, response_kind=ResponseKind.FIRE)
    plans = [
        agreed("All of theirs", None, EVERYWHERE),
        agreed("All of theirs, night", NIGHT, EVERYWHERE),
        agreed("Own, night", NIGHT),
    ]
    night, noon = datetime(2026, 1, 5, 23, tzinfo=UTC), datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert (chosen(plans, night), chosen(plans, noon)) == ("Own, night", "All of theirs")
    plans.append(agreed("Fire", None, for_fire))
    assert (chosen(plans, night), chosen(plans, noon)) == ("Fire", "Fire")


CHANGES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
instants = st.one_of(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone is added
    st.builds(
        lambda change, s: change + timedelta(seconds=s),
        st.sampled_from(CHANGES),
        st.integers(-3 * 3600, 3 * 3600),
    ),
)


def parts_of_the_day(cuts: set[int]) -> list[AgreedPlan]:
    """Part every day at these minutes, and give each part a plan."""
    ends = [time(*divmod(cut, 60)) for cut in sorted(cuts)]
    pairs = zip(ends, [*ends[1:], ends[0]], strict=True)
    return [agreed(f"{b}", PlanHours(days=EVERY_DAY, begin=b, end=e)) for b, e in pairs]


@given(
    instants,
    st.sets(st.integers(0, 1439), min_size=1, max_size=6),
    st.sampled_from([LONDON, "Africa/Cairo", "Australia/Lord_Howe", "UTC"]),
)
def test_at_each_moment_exactly_one_plan_holds(
    at: datetime, cuts: set[int], time_zone: str
) -> None:
    """Also in the night in which an hour does not exist, and in that in which it comes twice."""
    plans = parts_of_the_day(cuts)
    assert frozenset().union(*(a.plan.hours.minutes for a in plans if a.plan.hours)) == ALL_MINUTES
    holding = [each for each in plans if plan_at([each], at, time_zone)]
    assert len(holding) == 1
    assert plan_at([*plans, agreed("Else")], at, time_zone) == holding[0].plan
    kept = [each for each in plans if each is not holding[0]]
    assert chosen([*kept, agreed("Else")], at, time_zone) == "Else"


def test_a_plan_asks_those_whom_it_names_in_its_order() -> None:
    first, second, third = SITE.contacts
    plan = replace(STANDARD_PLAN, contacts=(third.id, first.id))
    assert plan.asks(SITE.contacts) == (third, first)
    assert plan.asks((first, second)) == (first,)
    assert STANDARD_PLAN.asks(SITE.contacts) == SITE.contacts


def test_when_all_whom_it_names_were_removed_everybody_is_asked() -> None:
    plan = replace(STANDARD_PLAN, contacts=(uuid4(),))
    assert plan.asks(SITE.contacts) == SITE.contacts


def test_a_plan_is_titled_with_its_hours_and_version() -> None:
    plan = ResponsePlan(version=3, name="Night plan", hours=NIGHT)
    assert plan.title == "Night plan, 18:00–06:00 on weekdays, version 3"
    assert replace(plan, hours=None).title == "Night plan, version 3"


PLAN = ResponsePlan(version=3, name="By night", rounds=4)


def warned(plan: ResponsePlan) -> ResponsePlan:
    return replace(plan, instructions=(Instruction(Weight.WARNING, UNREAD),))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({}, PLAN),
        ({"drones": 2}, warned(PLAN)),
        ({"rounds": "many"}, warned(replace(PLAN, rounds=STANDARD_PLAN.rounds))),
        (
            {"rounds": 0, "version": "iv", "name": None},
            warned(replace(STANDARD_PLAN, instructions=())),
        ),
        ({"services": ["police", "coastguard"], "ring_for_s": "long"}, warned(PLAN)),
    ],
)
def test_what_another_release_wrote_is_read_as_far_as_it_can_be(
    written: dict[str, Any], read: ResponsePlan
) -> None:
    """An alarm opens whatever its plan looks like, and its operator is told what is missing."""
    assert stored_plan(plan_as_body(PLAN) | written) == read
    assert stored_plan(["drones"]) == warned(replace(STANDARD_PLAN, instructions=()))
