"""What is found in a plan before anybody relies on it: each fault by itself, and nothing else."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.scene import CANALSIDE, PLANS, SUBJECTS, plan_scope
from tocsin.domain.response.plan_check import Fault, check_beside, check_plan, stops
from tocsin.domain.response.plan_hours import EVERY_DAY, WEEKDAYS, PlanHours
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import STANDARD_PLAN, AgreedPlan, PlanScope, ResponsePlan

PLAN = ResponsePlan(version=1, name="A plan")
SITE = SUBJECTS[CANALSIDE]


def faults(plan: ResponsePlan, kind: ResponseKind | None = None) -> set[Fault]:
    return {finding.fault for finding in check_plan(plan, SITE, kind)}


@pytest.mark.parametrize(
    "plan", [PLAN, STANDARD_PLAN, *(a.plan for a in PLANS if a.scope.subject == CANALSIDE)]
)
def test_a_sound_plan_has_nothing_that_stops_it(plan: ResponsePlan) -> None:
    assert stops(check_plan(plan, SITE, ResponseKind.INTRUDER)) == []


@pytest.mark.parametrize(
    ("changes", "fault", "is_stopped"),
    [
        ({"name": " "}, Fault.NO_NAME, True),
        ({"claim_within": 601, "verify_within": 700, "decide_within": 700},
         Fault.NO_CLAIM_LIMIT, True),
        ({"claim_within": 181}, Fault.CLAIM_AFTER_VERIFY, True),
        ({"verify_within": 241}, Fault.VERIFY_AFTER_DECIDE, True),
        ({"remind_every": 241}, Fault.REMINDER_TOO_LATE, False),
        ({"attend_within": 14_401}, Fault.ATTENDING_TOO_LATE, False),
        ({"ring_for": 9}, Fault.RING_TOO_SHORT, False),
        ({"ring_for": 180}, Fault.RING_TOO_LONG, True),
        ({"between_rounds": 240}, Fault.PAUSE_TOO_LONG, True),
        ({"emergency_number": "ask"}, Fault.NO_EMERGENCY_NUMBER, True),
        ({"services": ()}, Fault.NO_EMERGENCY_SERVICE, False),
    ],
)  # fmt: skip
def test_each_fault_is_found_by_its_name(
    changes: dict[str, Any], fault: Fault, *, is_stopped: bool
) -> None:
    timed: dict[str, Any] = {
        k: timedelta(seconds=v) if isinstance(v, int) else v for k, v in changes.items()
    }
    found = check_plan(replace(PLAN, **timed), SITE, None)
    assert [finding.fault for finding in found] == [fault]
    assert found[0].stops is is_stopped


def test_one_round_needs_no_pause() -> None:
    assert faults(replace(PLAN, rounds=1, between_rounds=timedelta(days=1))) == set()


def test_a_kind_that_needs_no_emergency_service_may_have_none() -> None:
    silent = replace(PLAN, services=())
    assert faults(silent, ResponseKind.TECHNICAL) == set()
    assert faults(silent, ResponseKind.FIRE) == {Fault.NO_EMERGENCY_SERVICE}


@pytest.mark.parametrize(
    ("phones", "site_phone", "expected"),
    [
        ([], None, {Fault.NO_REACHABLE_CONTACT, Fault.PLACE_WITHOUT_TELEPHONE}),
        (["ask inside"], None, {Fault.NO_REACHABLE_CONTACT, Fault.PLACE_WITHOUT_TELEPHONE}),
        (["01632 960001"], None, {Fault.ONE_REACHABLE_CONTACT, Fault.PLACE_WITHOUT_TELEPHONE}),
        ([], "01632 960001", {Fault.ONE_REACHABLE_CONTACT}),
        (["01632 960001"], "01632 960002", set()),
    ],
)
def test_somebody_must_be_there_to_be_rung(
    phones: list[str], site_phone: str | None, expected: set[Fault]
) -> None:
    contacts = tuple(replace(SITE.contacts[0], phone=phone) for phone in phones)
    subject = replace(SITE, phone=site_phone, contacts=contacts)
    assert {finding.fault for finding in check_plan(PLAN, subject, None)} == expected
    assert check_plan(PLAN, None, None) == []


def test_a_site_that_the_plan_does_not_ring_is_nobody_to_reach() -> None:
    subject = replace(SITE, contacts=())
    found = check_plan(replace(PLAN, call_subject=False), subject, None)
    assert [finding.fault for finding in found] == [Fault.NO_REACHABLE_CONTACT]


def test_a_contact_whom_the_plan_names_must_be_there() -> None:
    first, *others = SITE.contacts
    named = replace(PLAN, contacts=(first.id, others[0].id))
    assert faults(named) == set()
    gone = replace(PLAN, contacts=(first.id, others[0].id, uuid4()))
    found = check_plan(gone, SITE, None)
    assert [(f.fault, f.stops) for f in found] == [(Fault.CONTACT_NOT_THERE, False)]
    assert "somebody who is no contact" in found[0].sentence
    (found_two,) = check_plan(replace(gone, contacts=(uuid4(), uuid4())), SITE, None)
    assert "2 people who are no contact" in found_two.sentence


def test_only_those_whom_the_plan_names_count_as_reachable() -> None:
    subject = replace(SITE, phone=None)
    alone = replace(PLAN, contacts=(SITE.contacts[0].id,), call_subject=False)
    assert {f.fault for f in check_plan(alone, subject, None)} == {Fault.ONE_REACHABLE_CONTACT}


def test_a_place_that_the_plan_rings_first_has_a_telephone() -> None:
    (found,) = check_plan(PLAN, replace(SITE, phone=None), None)
    assert (found.fault, found.stops) == (Fault.PLACE_WITHOUT_TELEPHONE, False)
    assert SITE.name in found.sentence


def test_somebody_whom_the_plan_asks_can_be_written_to() -> None:
    """Nobody else hears by themselves that nobody has taken an alarm, or that it is over."""
    first, second, *others = SITE.contacts
    mute = replace(SITE, contacts=tuple(replace(c, email=None) for c in SITE.contacts))
    (found,) = check_plan(PLAN, mute, None)
    assert (found.fault, found.stops) == (Fault.NOBODY_TO_WRITE_TO, False)
    one_has = replace(SITE, contacts=(replace(first, email=None), second, *others))
    assert check_plan(PLAN, one_has, None) == []
    asked = replace(PLAN, contacts=(first.id,))
    assert Fault.NOBODY_TO_WRITE_TO in {f.fault for f in check_plan(asked, one_has, None)}


NIGHT = PlanHours(days=WEEKDAYS, begin=time(18), end=time(6))
DAYTIME = PlanHours(days=WEEKDAYS, begin=time(6), end=time(18))
OWN = plan_scope(SITE)
FOR_FIRE = replace(OWN, response_kind=ResponseKind.FIRE)


def agreed(name: str, hours: PlanHours | None, scope: PlanScope = OWN) -> AgreedPlan:
    return AgreedPlan(id=uuid4(), scope=scope, plan=replace(PLAN, name=name, hours=hours))


def test_two_plans_whose_hours_overlap_are_refused_by_name_and_hours() -> None:
    early = agreed("Early", PlanHours(days=WEEKDAYS, begin=time(4), end=time(18)))
    (found,) = stops(check_beside(early, [agreed("Else", None), agreed("Night plan", NIGHT)]))
    assert found.fault is Fault.HOURS_OVERLAP
    assert found.sentence == (
        "“Night plan” (18:00–06:00 on weekdays) holds already between 04:00 and 06:00 "
        "from Tuesday to Friday: change the hours of one of them."
    )


def test_two_plans_for_all_other_hours_are_refused() -> None:
    (found,) = check_beside(agreed("Mine", None), [agreed("Else", None)])
    assert (found.fault, found.stops) == (Fault.HOURS_OVERLAP, True)
    assert "“Else” holds at all other hours" in found.sentence


def test_a_plan_does_not_overlap_with_the_version_before_it_or_with_anothers() -> None:
    night = agreed("Night", NIGHT)
    longer = replace(night.plan, hours=replace(NIGHT, begin=time(17)))
    known = [agreed("Else", None), night, agreed("Fire", NIGHT, FOR_FIRE)]
    assert check_beside(replace(night, plan=longer), known) == []


def test_hours_without_any_plan_are_found() -> None:
    night, daytime = agreed("Night", NIGHT), agreed("Day", DAYTIME)
    every = agreed("Every night", replace(NIGHT, days=EVERY_DAY))
    (found,) = check_beside(every, [])
    assert (found.fault, found.stops) == (Fault.HOURS_WITHOUT_PLAN, False)
    assert found.sentence == (
        "No plan between 06:00 and 18:00 every day: the centre's standard procedure applies."
    )
    (weekend,) = check_beside(night, [daytime])
    assert "No plan from Saturday 06:00 to Monday 06:00:" in weekend.sentence
    rest = PlanHours(days=EVERY_DAY, begin=time(6), end=time(18))
    assert check_beside(every, [agreed("Every day", rest)]) == []
    (fire,) = check_beside(agreed("Fire", rest, FOR_FIRE), [])
    assert fire.sentence.startswith("No plan for fire between 18:00 and 06:00 every day:")


def test_what_was_agreed_for_all_of_a_customers_fills_the_gap() -> None:
    shared = agreed("Shared", None, replace(OWN, subject=None))
    assert check_beside(agreed("Night", NIGHT), [shared]) == []
