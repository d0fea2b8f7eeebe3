"""Response plans over HTTP: agreed version by version, each looked over before it counts."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, model_validator

from tocsin.app.response_plan import agree, check
from tocsin.db import set_up_query, view
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import SubjectKind, SubjectRef
from tocsin.domain.response.plan_check import Fault
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import PlanScope, plan_as_body, plan_from_body
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.set_up import Turn, customer_of, list_of, settler
from tocsin.web.shapes import Time

router = APIRouter(prefix="/response-plans", tags=["set-up"])


class PlanGiven(BaseModel):
    """Whom the plan is for, and the plan; what is left out of it has the standard value."""

    customer_id: UUID
    site_id: UUID | None = None
    lone_worker_id: UUID | None = None
    response_kind: ResponseKind | None = None
    plan: dict[str, Any]

    @model_validator(mode="after")
    def _for_one(self) -> "PlanGiven":
        if self.site_id and self.lone_worker_id:
            raise ValueError("a plan is for a site, for a lone worker, or for all of a customer's")
        return self

    async def scope(self, work: PostgresWork) -> PlanScope:
        customer_id, centre_id = await customer_of(work, self.customer_id)
        subject = None
        if self.site_id:
            subject = SubjectRef(kind=SubjectKind.SITE, id=self.site_id)
        elif self.lone_worker_id:
            subject = SubjectRef(kind=SubjectKind.LONE_WORKER, id=self.lone_worker_id)
        return PlanScope(
            customer_id=customer_id,
            centre_id=centre_id,
            subject=subject,
            response_kind=self.response_kind,
        )


class FindingShape(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    fault: Fault
    sentence: str
    stops: bool


class PlanChecked(BaseModel):
    findings: list[FindingShape]


class PlanAgreed(PlanChecked):
    plan: dict[str, Any]


class AgreedPlanShape(BaseModel):
    id: UUID
    customer_id: UUID
    site_id: UUID | None
    lone_worker_id: UUID | None
    response_kind: ResponseKind | None
    version: int
    plan: dict[str, Any]
    agreed_at: Time


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


@router.get("/{plan_id}")
async def get_response_plan(plan_id: UUID, asker: AskerDep, rows: RowsDep) -> AgreedPlanShape:
    """Show one version of a plan."""
    demand(asker, "response_plan", Right.SEE)
    row = await view.fetch_one(rows, set_up_query.GET_PLAN, {"id": plan_id})
    if row is None:
        raise NotFound("There is no such plan, or it is not yours to see.")
    return _shape(row)


@router.post("", response_model=PlanAgreed, status_code=201)
async def post_response_plan(given: PlanGiven, command: CommandDep) -> Response:
    """Agree a plan. It counts for incidents that open from here on, and for no other."""
    demand(command.asker, "response_plan", Right.ADD)
    plan = plan_from_body(given.plan | {"version": 1})

    async def act(work: PostgresWork) -> str:
        by, scope = settler(command.asker), await given.scope(work)
        agreed, findings = await agree(work, by, scope, plan)
        answer = {"plan": plan_as_body(agreed), "findings": findings}
        return PlanAgreed.model_validate(answer).model_dump_json()

    return await command.once("agree", act, answers=201)


@router.post("/check", response_model=PlanChecked)
async def post_plan_check(given: PlanGiven, command: CommandDep) -> Response:
    """Look a plan over without agreeing it."""
    demand(command.asker, "response_plan", Right.ADD)
    plan = plan_from_body(given.plan | {"version": 1})

    async def act(work: PostgresWork) -> str:
        findings = await check(work, settler(command.asker), await given.scope(work), plan)
        return PlanChecked.model_validate({"findings": findings}).model_dump_json()

    return await command.once("check", act)


def _shape(row: view.Row) -> AgreedPlanShape:
    same = ("id", "customer_id", "site_id", "lone_worker_id", "response_kind", "version")
    agreed_at: datetime = row["agreed_at"]
    return AgreedPlanShape(
        **{name: row[name] for name in same}, plan=row["body"], agreed_at=agreed_at
    )
