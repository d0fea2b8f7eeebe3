"""Response plans over HTTP: agreed version by version, each looked over before it counts."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tocsin.app.response_plan import Proposal, agree, check, withdraw_plan
from tocsin.db import set_up_query, view
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.errors import Malformed, NotFound
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.plan_check import Fault
from tocsin.domain.response.plan_hours import hours_words
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import (
    PlanScope,
    plan_as_body,
    plan_from_body,
    stored_plan,
)
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.set_up import Turn, customer_of, list_of, settler
from tocsin.web.time_shape import Time

SAME = (
    "id", "plan_id", "customer_id", "site_id", "lone_worker_id", "response_kind", "version",
    "withdrawn",
)  # fmt: skip

router = APIRouter(prefix="/response-plans", tags=["set-up"])


class PlanGiven(BaseModel):
    """Whom the plan is for, and the plan; what is left out of it has the standard value."""

    customer_id: UUID
    site_id: UUID | None = None
    lone_worker_id: UUID | None = None
    response_kind: ResponseKind | None = None
    plan_id: UUID | None = Field(
        default=None,
        description="Which plan this is the next version of. Left out: a plan without hours is the "
        "next version of the one without hours; a plan with hours is a new one.",
    )
    plan: dict[str, Any]

    @model_validator(mode="after")
    def _for_one(self) -> "PlanGiven":
        if self.site_id and self.lone_worker_id:
            raise ValueError("it must name a site or a lone worker, not both")
        return self

    async def proposal(self, work: PostgresWork) -> Proposal:
        customer_id, centre_id = await customer_of(work, self.customer_id)
        subject = None
        if self.site_id:
            subject = SubjectRef(kind=SubjectKind.SITE, id=self.site_id)
        elif self.lone_worker_id:
            subject = SubjectRef(kind=SubjectKind.LONE_WORKER, id=self.lone_worker_id)
        scope = PlanScope(
            customer_id=customer_id,
            centre_id=centre_id,
            subject=subject,
            response_kind=self.response_kind,
        )
        try:
            plan = plan_from_body(self.plan | {"version": 1})
        except Malformed as wrong:
            raise wrong.inside("plan") from wrong
        return Proposal(scope=scope, plan=plan, of_plan=self.plan_id)


class FindingShape(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    fault: Fault
    sentence: str
    stops: bool


class PlanChecked(BaseModel):
    findings: list[FindingShape]


class PlanAgreed(PlanChecked):
    plan_id: UUID
    plan: dict[str, Any]


class PlanWithdrawn(BaseModel):
    plan_id: UUID
    plan: dict[str, Any]


class AgreedPlanShape(BaseModel):
    """One version of a plan. Of each plan the newest counts, unless it was withdrawn."""

    id: UUID
    plan_id: UUID = Field(description="The same in all versions of the plan")
    customer_id: UUID
    site_id: UUID | None
    lone_worker_id: UUID | None
    response_kind: ResponseKind | None
    version: int
    plan: dict[str, Any]
    hours: str | None = Field(description="When it holds, in words; null: at all other hours")
    agreed_at: Time
    withdrawn: bool


class AgreedPlanList(BaseModel):
    items: list[AgreedPlanShape]
    next: str | None


@router.get("")
async def get_response_plans(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()], of: UUID | None = None
) -> AgreedPlanList:
    """List every version of every plan, or those of a customer, a site or a lone worker."""
    demand(asker, "response_plan", Right.SEE)
    items, more = await list_of(rows, set_up_query.LIST_PLANS, turn, "response-plans", of=of)
    return AgreedPlanList(items=[_shape(item) for item in items], next=more)


@router.get("/{version_id}")
async def get_response_plan(version_id: UUID, asker: AskerDep, rows: RowsDep) -> AgreedPlanShape:
    """Show one version of a plan."""
    demand(asker, "response_plan", Right.SEE)
    row = await view.fetch_one(rows, set_up_query.GET_PLAN, {"id": version_id})
    if row is None:
        raise NotFound("There is no such plan, or it is not yours to see.")
    return _shape(row)


@router.post("", response_model=PlanAgreed, status_code=201)
async def post_response_plan(given: PlanGiven, command: CommandDep) -> Response:
    """Agree a plan. It counts for incidents that open from here on, and for no other.

    `plan.hours` are its days and from–until on the clock on the wall there, such as
    `{"days": ["monday"], "from": "18:00", "until": "06:00"}`; null: all hours for which these have
    no other plan. `plan.contacts` are the ids of those who are asked, in order; null: all.
    """
    demand(command.asker, "response_plan", Right.ADD)

    async def act(work: PostgresWork) -> str:
        agreed, findings = await agree(work, settler(command.asker), await given.proposal(work))
        answer = {"plan_id": agreed.id, "plan": plan_as_body(agreed.plan), "findings": findings}
        return PlanAgreed.model_validate(answer).model_dump_json()

    return await command.once("agree", act, answers=201)


@router.post("/check", response_model=PlanChecked)
async def post_plan_check(given: PlanGiven, command: CommandDep) -> Response:
    """Look a plan over without agreeing it."""
    demand(command.asker, "response_plan", Right.ADD)

    async def act(work: PostgresWork) -> str:
        findings = await check(work, settler(command.asker), await given.proposal(work))
        return PlanChecked.model_validate({"findings": findings}).model_dump_json()

    return await command.once("check", act)


@router.post("/{plan_id}/withdraw", response_model=PlanWithdrawn)
async def post_plan_withdrawal(plan_id: UUID, command: CommandDep) -> Response:
    """Take a plan out of use, for incidents that open from here on."""
    demand(command.asker, "response_plan", Right.ADD)

    async def act(work: PostgresWork) -> str:
        known = await withdraw_plan(work, settler(command.asker), plan_id)
        answer = {"plan_id": known.id, "plan": plan_as_body(known.plan)}
        return PlanWithdrawn.model_validate(answer).model_dump_json()

    return await command.once("withdraw_plan", act)


def _shape(row: view.Row) -> AgreedPlanShape:
    agreed_at: datetime = row["agreed_at"]
    hours = stored_plan(row["body"]).hours
    return AgreedPlanShape(
        **{name: row[name] for name in SAME},
        plan=row["body"],
        hours=None if hours is None else hours_words(hours),
        agreed_at=agreed_at,
    )
