"""The plan of an incident, as the API answers it."""

from pydantic import BaseModel

from tocsin.domain.response.response_plan import Weight


class InstructionShape(BaseModel):
    weight: Weight
    text: str


class PlanShape(BaseModel):
    version: int
    name: str
    hours: str | None = None  # when it holds, in words; null: at all other hours
    instructions: list[InstructionShape]
