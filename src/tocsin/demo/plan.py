"""The plans of the demo's story: one for all hours, and two that differ by day and by night."""

from datetime import time, timedelta
from uuid import UUID

from tocsin.demo import story
from tocsin.domain.response.phone_call import EmergencyService
from tocsin.domain.response.plan_hours import EVERY_DAY, PlanHours
from tocsin.domain.response.response_plan import (
    Instruction,
    ResponsePlan,
    Weight,
    plan_as_body,
)


def _note(text: str) -> Instruction:
    return Instruction(Weight.NOTE, text)


def _warning(text: str) -> Instruction:
    return Instruction(Weight.WARNING, text)


_ABOUT_HER = (
    _note("Her word for danger is “the blue folder”."),
    _note("Her spoken password is “Saltaire”. Ask for it, never for a PIN."),
)


def _contact_ids(subject_id: UUID, *names: str) -> tuple[UUID, ...]:
    return tuple(story.contact_id(subject_id, name) for name in names)


ASHWORTH_DAY = PlanHours(days=EVERY_DAY, begin=time(7), end=time(21))
ASHWORTH_NIGHT = PlanHours(days=EVERY_DAY, begin=time(21), end=time(7))
NURSES_NIGHT = PlanHours(days=EVERY_DAY, begin=time(19), end=time(8))

# The warehouse has one plan for all hours. The care home has one for each part of the day, and the
# nurse one for her rounds at night and another for all other hours.
PLANS: tuple[tuple[UUID, story.Row, ResponsePlan], ...] = (
    (
        story.HARGREAVES,
        {"site_id": story.CANALSIDE},
        ResponsePlan(
            version=7,
            name="Canalside, at all hours",
            instructions=(
                _warning("Controlled drugs cage at the back. Only Helena may open it."),
                _note("Police reference for intruders: HX 4471. Ask for it to be read back."),
            ),
            ring_for=timedelta(seconds=25),
        ),
    ),
    (
        story.CALDER_VALE,
        {"site_id": story.ASHWORTH},
        ResponsePlan(
            version=3,
            name="Ashworth House by day",
            hours=ASHWORTH_DAY,
            instructions=(
                _note("34 residents, 9 cannot walk. Staff meet the brigade at the main door."),
                _note("The home manager is in. She decides about visitors and contractors."),
            ),
            contacts=_contact_ids(story.ASHWORTH, "Ruth Delgado"),
            claim_within=timedelta(seconds=20),
        ),
    ),
    (
        story.CALDER_VALE,
        {"site_id": story.ASHWORTH},
        ResponsePlan(
            version=4,
            name="Ashworth House by night",
            hours=ASHWORTH_NIGHT,
            instructions=(
                _warning("Two carers for 34 residents; 9 cannot walk. Tell the brigade so."),
                _note("The main door is locked. The brigade rings; a carer comes down."),
            ),
            contacts=_contact_ids(story.ASHWORTH, "Calder Vale estates desk", "Ruth Delgado"),
            claim_within=timedelta(seconds=20),
        ),
    ),
    (
        story.CALDER_VALE,
        {"lone_worker_id": story.MARGUERITE},
        ResponsePlan(
            version=14,
            name="Community nurses, night",
            hours=NURSES_NIGHT,
            instructions=(
                _warning("Do not ring the landline of the address she visits."),
                *_ABOUT_HER,
            ),
            contacts=_contact_ids(
                story.MARGUERITE,
                "Declan O’Rourke-Featherstone",
                "Siobhán Ní Bhraonáin",
                "Calder Vale night desk",
                "Oluwaseun Adebayo",
            ),
            services=(EmergencyService.POLICE,),
        ),
    ),
    (
        story.CALDER_VALE,
        {"lone_worker_id": story.MARGUERITE},
        ResponsePlan(
            version=5,
            name="Community nurses, off duty",
            instructions=(
                _warning("She sleeps by day. Let it ring before you take it for silence."),
                *_ABOUT_HER,
            ),
            contacts=_contact_ids(
                story.MARGUERITE, "Oluwaseun Adebayo", "Declan O’Rourke-Featherstone"
            ),
            ring_for=timedelta(seconds=45),
            services=(EmergencyService.POLICE,),
        ),
    ),
)  # fmt: skip


def plan_rows() -> list[story.Row]:
    """Give the plans as rows."""
    return [
        {
            "plan_id": story.id_of(f"plan {plan.name}"),
            "customer_id": customer,
            "site_id": about.get("site_id"),
            "lone_worker_id": about.get("lone_worker_id"),
            "response_kind": None,
            "version": plan.version,
            "body": plan_as_body(plan),
        }
        for customer, about, plan in PLANS
    ]
