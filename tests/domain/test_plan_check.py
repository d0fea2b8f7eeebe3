"""What is found in a plan before anybody relies on it: each fault by itself, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.scene import CANALSIDE, PLANS, SUBJECTS
from tocsin.domain.response.plan_check import Fault, check_plan, stops
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import STANDARD_PLAN, ResponsePlan

PLAN = ResponsePlan(version=1, name="A plan")
SITE = SUBJECTS[CANALSIDE]


def faults(plan: ResponsePlan, kind: ResponseKind | None = None) -> set[Fault]:
    return {finding.fault for finding in check_plan(plan, SITE, kind)}


@pytest.mark.parametrize("plan", [PLAN, STANDARD_PLAN, *(agreed.plan for agreed in PLANS)])
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
        ([], None, {Fault.NO_REACHABLE_CONTACT}),
        (["ask inside"], None, {Fault.NO_REACHABLE_CONTACT}),
        (["01632 960001"], None, {Fault.ONE_REACHABLE_CONTACT}),
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
