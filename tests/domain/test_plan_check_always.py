"""What holds of every plan that is looked over, however odd: what may be agreed can be followed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scene import CANALSIDE, SUBJECTS, plan_scope
from tocsin.domain.people.subject import Contact, Subject
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.plan_check import Fault, check_beside, check_plan, stops
from tocsin.domain.response.plan_hours import (
    EVERY_DAY,
    MINUTES_A_WEEK,
    WEEKDAYS,
    WEEKEND,
    PlanHours,
)
from tocsin.domain.response.response_kind import EMERGENCY_FIRST, ResponseKind
from tocsin.domain.response.response_plan import AgreedPlan, ResponsePlan, plan_at

ZONE = "Europe/London"
MONDAY = datetime(2026, 6, 1, tzinfo=ZoneInfo(ZONE))
SITE = SUBJECTS[CANALSIDE]
# A sound plan, a few of whose agreements are others: on, just before or just behind a limit.
SPANS = st.sampled_from([1, 9, 10, 29, 30, 31, 180, 181, 240, 241, 600, 601, 14_400, 14_401]).map(
    lambda count: timedelta(seconds=count)
)
NUMBERS = st.sampled_from(["999", "01632 960999", "999", "01632 960999", "", "ask inside"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Nights", "", "  "]),
    "contacts": st.lists(st.integers(0, 3).map(lambda n: UUID(int=n)), min_size=1).map(tuple),
    "call_subject": st.booleans(),
    "rounds": st.integers(1, 3),
    "ring_for": SPANS,
    "between_rounds": SPANS,
    "claim_within": SPANS,
    "verify_within": SPANS,
    "decide_within": SPANS,
    "attend_within": SPANS,
    "remind_every": SPANS,
    "services": st.lists(st.sampled_from(EmergencyService), unique=True).map(tuple),
    "emergency_number": NUMBERS,
}
PLAN = ResponsePlan(version=1, name="Nights")
PLANS = (
    st.sets(st.sampled_from(sorted(FIELDS)), max_size=3)
    .flatmap(lambda names: st.fixed_dictionaries({name: FIELDS[name] for name in sorted(names)}))
    .map(lambda changes: replace(PLAN, **changes))
)
CONTACTS = st.lists(st.tuples(st.integers(0, 5), NUMBERS), max_size=4, unique_by=lambda c: c[0])
SUBJECT = st.builds(
    lambda phone, contacts: replace(SITE, phone=phone, contacts=contacts),
    st.none() | NUMBERS,
    CONTACTS.map(lambda found: tuple(contact(number, phone) for number, phone in found)),
)
# Shifts as people agree them, so that they often meet to the minute.
CLOCKS = st.sampled_from([time(0), time(6), time(17, 59), time(18)])
DAYS = st.sampled_from([EVERY_DAY, WEEKDAYS, WEEKEND])
HOURS = st.builds(PlanHours, days=DAYS, begin=CLOCKS, end=CLOCKS)
KINDS = st.none() | st.sampled_from(ResponseKind)


def contact(number: int, phone: str) -> Contact:
    return replace(SITE.contacts[0], id=UUID(int=number), position=number + 1, phone=phone)


def agreed(*plans: ResponsePlan) -> list[AgreedPlan]:
    scope = plan_scope(SITE)
    return [
        AgreedPlan(id=UUID(int=number), scope=scope, plan=plan)
        for number, plan in enumerate(plans, start=1)
    ]


def on_the_edge(hours: PlanHours) -> st.SearchStrategy[int]:
    """Draw a minute of the week just before or at one where they begin or end."""
    clock = st.sampled_from([hours.begin, hours.end]).map(lambda at: at.hour * 60 + at.minute)
    return st.builds(
        lambda day, minute, by: (day * 1440 + minute + by) % MINUTES_A_WEEK,
        st.integers(0, 6),
        clock,
        st.integers(-1, 0),
    )


@given(PLANS, st.none() | SUBJECT, KINDS)
def test_each_fault_is_said_once_and_in_a_sentence(
    plan: ResponsePlan, subject: Subject | None, kind: ResponseKind | None
) -> None:
    found = check_plan(plan, subject, kind)
    assert len({finding.fault for finding in found}) == len(found)
    assert all(finding.sentence.endswith((".", "?")) for finding in found)
    assert set(stops(found)) <= set(found)


@settings(max_examples=250)
@given(PLANS, SUBJECT, KINDS)
def test_what_may_be_agreed_is_taken_verified_and_decided_in_that_order_by_somebody(
    plan: ResponsePlan, subject: Subject, kind: ResponseKind | None
) -> None:
    found = check_plan(plan, subject, kind)
    if stops(found):
        return
    assert plan.claim_within <= plan.verify_within <= plan.decide_within
    assert plan.claim_within <= timedelta(minutes=10)
    assert plan.ring_for < plan.verify_within, "one call leaves time for another"
    assert plan.rounds == 1 or plan.between_rounds < plan.decide_within
    assert "9" in plan.emergency_number
    asked = [c for c in subject.contacts if plan.contacts is None or c.id in plan.contacts]
    rung = [subject.phone if plan.call_subject else "", *(c.phone for c in asked)]
    if plan.contacts and not asked:
        rung += [c.phone for c in subject.contacts]  # of those it names none is left
    assert any("9" in (number or "") for number in rung), "there is somebody to ring"
    if Fault.NO_EMERGENCY_SERVICE not in {finding.fault for finding in found}:
        kinds = [each for each in ResponseKind if kind in (None, each) and each in EMERGENCY_FIRST]
        assert all(plan.services_for(each) for each in kinds)


@settings(max_examples=150)
@given(st.lists(st.none() | HOURS, max_size=3), st.none() | HOURS, st.data())
def test_of_plans_that_may_stand_side_by_side_one_at_most_holds_and_no_hour_is_missed_unsaid(
    hours: Sequence[PlanHours | None], own: PlanHours | None, draw: st.DataObject
) -> None:
    proposed, *others = agreed(*(replace(PLAN, hours=each) for each in (own, *hours)))
    found = check_beside(proposed, others)
    edges = [each for each in (own, *hours) if each]
    near = st.sampled_from(edges).flatmap(on_the_edge) if edges else st.just(0)
    now = MONDAY + timedelta(minutes=draw.draw(near | st.integers(0, MINUTES_A_WEEK - 1)))
    holding = [other for other in others if other.plan.hours and other.plan.hours.holds_at(now)]
    if not stops(found):
        is_held = bool(proposed.plan.hours and proposed.plan.hours.holds_at(now))
        assert not (is_held and holding), "no hour has two plans"
        assert proposed.plan.hours or all(other.plan.hours for other in others)
    is_missed = plan_at([proposed, *others], now, ZONE) is None
    said = Fault.HOURS_WITHOUT_PLAN in {finding.fault for finding in found}
    assert said or not is_missed, "an hour without a plan is said"
