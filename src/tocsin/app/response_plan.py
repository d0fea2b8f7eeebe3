"""Use cases of a response plan: a version is agreed, a plan is withdrawn; what was stays.

P11: an incident in progress goes on with the plan that it opened with.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tocsin.app.ports import Work
from tocsin.app.set_up import Change, Settler, hold_owner, write_down
from tocsin.domain.access import Right
from tocsin.domain.errors import Malformed, NotFound
from tocsin.domain.people.set_up import Organisation
from tocsin.domain.people.subject import Subject
from tocsin.domain.response.plan_check import Finding, check_beside, check_plan, stops
from tocsin.domain.response.response_plan import (
    AgreedPlan,
    PlanScope,
    ResponsePlan,
    plan_as_body,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A plan, whom it would be for, and of which plan it would be the next version.

    Where that is left out, a plan without hours follows the one without; one with hours is new.
    """

    scope: PlanScope
    plan: ResponsePlan
    of_plan: UUID | None = None


async def check(work: Work, by: Settler, proposal: Proposal) -> list[Finding]:
    """Say what is wrong with a plan before anybody relies on it."""
    _, findings, _, _ = await _weigh(work, by, proposal)
    return findings


async def agree(work: Work, by: Settler, proposal: Proposal) -> tuple[AgreedPlan, list[Finding]]:
    """Agree a plan as the next version for whom it is. Raises Malformed: it cannot be followed."""
    customer, findings, known, agreed = await _weigh(work, by, proposal)
    if stopping := stops(findings):
        raise Malformed(" ".join(finding.sentence for finding in stopping))
    await work.plans.add(work.new_id(), agreed)
    before, after = _differences(known.plan if known else None, agreed.plan)
    about = {"for": _whom(proposal.scope)}
    change = Change(
        "response_plan.agreed", "agreed a plan for", before and before | about, after | about
    )
    await write_down(work, by, customer, change)
    return agreed, findings


async def withdraw_plan(work: Work, by: Settler, plan_id: UUID) -> AgreedPlan:
    """Follow a plan no more, in incidents that open from here on. It stays in the records."""
    scope = (await work.plans.get(plan_id)).scope
    customer, _ = await _hold(work, by, scope)
    known = await work.plans.get(plan_id)  # as it is now that its customer is held
    last = replace(known, plan=replace(known.plan, version=known.plan.version + 1))
    await work.plans.add(work.new_id(), last, withdrawn=True)
    before = plan_as_body(known.plan) | {"for": _whom(scope)}
    await write_down(
        work, by, customer, Change("response_plan.withdrawn", "withdrew a plan of", before, None)
    )
    return known


async def _weigh(
    work: Work, by: Settler, proposal: Proposal
) -> tuple[Organisation, list[Finding], AgreedPlan | None, AgreedPlan]:
    scope, plan = proposal.scope, proposal.plan
    customer, subject = await _hold(work, by, scope)
    may_hold = await work.plans.that_may_hold(scope)
    known = _followed(proposal, [each for each in may_hold if each.scope == scope])
    agreed = AgreedPlan(
        id=known.id if known else work.new_id(),
        scope=scope,
        plan=replace(plan, version=known.plan.version + 1 if known else 1),
    )
    findings = check_plan(plan, subject, scope.response_kind) + check_beside(agreed, may_hold)
    return customer, findings, known, agreed


def _followed(proposal: Proposal, same: Sequence[AgreedPlan]) -> AgreedPlan | None:
    if proposal.of_plan is None:
        is_new = proposal.plan.hours is not None
        return None if is_new else next((a for a in same if a.plan.hours is None), None)
    known = next((each for each in same if each.id == proposal.of_plan), None)
    if known is None:
        raise NotFound("There is no such plan for these, or it was withdrawn.")
    return known


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
