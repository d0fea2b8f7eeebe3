"""The API's own description: every refusal is a problem, and the description says so.

FastAPI describes its own form of refusal, which nobody gets here. Whatever is refused comes as
`application/problem+json` (RFC 9457), and any request may be refused in any of these ways.
"""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field

REFUSALS = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)
UNUSED = ("HTTPValidationError", "ValidationError")


class Problem(BaseModel):
    """Why a request was refused: a type for programs to tell apart, a sentence for people."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description="an address that names the kind of refusal")
    title: str
    status: int
    detail: str = Field(description="what to do about it, in a sentence")


def describe_refusals(api: FastAPI) -> None:
    """Let the API's description name every refusal in the form in which it is sent."""

    def describe() -> dict[str, Any]:
        if api.openapi_schema is None:
            made = get_openapi(title=api.title, version=api.version, routes=api.routes)
            schemas = made.setdefault("components", {}).setdefault("schemas", {})
            for name in UNUSED:
                schemas.pop(name, None)
            schemas["Problem"] = Problem.model_json_schema()
            for path in made["paths"].values():
                for operation in path.values():
                    operation["responses"] |= {str(code): _refusal(code) for code in REFUSALS}
            api.openapi_schema = made
        return api.openapi_schema

    api.openapi = describe  # type: ignore[method-assign]  # as FastAPI's own manual has it


def _refusal(code: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(code).phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }
