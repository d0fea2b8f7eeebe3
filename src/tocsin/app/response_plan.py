"""Use cases of a response plan: a new version is agreed; those before it stay as they were.

P11: an incident in progress goes on with the plan that it opened with.
"""

from dataclasses import replace
from typing import Any

from tocsin.app.ports import Work
from tocsin.app.set_up import Change, Settler, hold_owner, write_down
from tocsin.domain.access import Right
from tocsin.domain.errors import Malformed
from tocsin.domain.people.set_up import Organisation
from tocsin.domain.people.subject import Subject
from tocsin.domain.response.plan_check import Finding, check_plan, stops
from tocsin.domain.response.response_plan import PlanScope, ResponsePlan, plan_as_body


async def check(work: Work, by: Settler, scope: PlanScope, plan: ResponsePlan) -> list[Finding]:
    """Say what is wrong with a plan before anybody relies on it."""
    _, subject = await _hold(work, by, scope)
    return check_plan(plan, subject, scope.response_kind)


async def agree(
    work: Work, by: Settler, scope: PlanScope, plan: ResponsePlan
) -> tuple[ResponsePlan, list[Finding]]:
    """Agree a plan as the next version for whom it is. Raises Malformed: it cannot be followed."""
    customer, subject = await _hold(work, by, scope)
    findings = check_plan(plan, subject, scope.response_kind)
    if stopping := stops(findings):
        raise Malformed(" ".join(finding.sentence for finding in stopping))
    known = await work.plans.newest(scope)
    agreed = replace(plan, version=known.version + 1 if known else 1)
    await work.plans.agree(scope, work.new_id(), agreed)
    before, after = _differences(known, agreed)
    about = {"for": _whom(scope)}
    change = Change(
        "response_plan.agreed", "agreed a plan for", before and before | about, after | about
    )
    await write_down(work, by, customer, change)
    return agreed, findings


async def _hold(work: Work, by: Settler, scope: PlanScope) -> tuple[Organisation, Subject | None]:
    customer = await work.set_up.get(Organisation, scope.customer_id)
    by.demand("response_plan", Right.ADD, customer.page)
    await hold_owner(work, customer)
    return customer, await work.subjects.lock(scope.subject) if scope.subject else None


def _differences(
    known: ResponsePlan | None, agreed: ResponsePlan
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    after = plan_as_body(agreed)
    if known is None:
        return None, after
    before = plan_as_body(known)
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _whom(scope: PlanScope) -> str:
    subject = "all of theirs" if scope.subject is None else str(scope.subject.id)
    return f"{subject}, {scope.response_kind or 'every kind'}"
