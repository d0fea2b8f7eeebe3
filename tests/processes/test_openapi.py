"""The API as its own description has it: schemathesis asks everything, as everybody who may."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.running import RunningDemo, running_demo
from tocsin.demo import story
from tocsin.web.auth import COOKIE

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
AnyOperation = APIOperation[Any, Any, Any, Any]

# A stream never ends; and whoever asks must stay signed in, with the password they have.
LEFT_OUT = ("/live", "/sign-in", "/password", "/second-factor")
ASKED = settings(
    max_examples=4,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    home: Path = tmp_path_factory.mktemp("openapi")
    with running_demo(home / "home") as demo:
        yield demo


def as_person(demo: RunningDemo, email: str) -> dict[str, str]:
    headers = {"X-Tocsin-App": "console"}
    given = {"email": email, "password": story.PASSWORD}
    answer = httpx.post(f"{demo.address}/api/v1/sign-in", json=given, headers=headers)
    answer.raise_for_status()
    return headers | {"Cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}


def ask(operation: AnyOperation, headers: dict[str, str], found: list[str]) -> int:
    """Ask one operation in many ways, and note each answer that is not as it is described."""
    asked = 0

    @ASKED
    @given(case=operation.as_strategy())
    def ask_one(case: Case[Any]) -> None:
        nonlocal asked
        asked += 1
        answer = case.call(headers=headers, timeout=20)
        try:
            case.validate_response(answer, checks=CHECKS)
        except (AssertionError, BaseExceptionGroup) as error:
            found.append(f"{operation.method} {operation.path} {answer.status_code}: {error}")

    ask_one()
    return asked


@pytest.mark.parametrize("who", ["olive", "priya", "wanda", "a program"])
def test_every_answer_is_as_it_is_described_and_none_is_a_fault_of_ours(
    demo: RunningDemo, who: str
) -> None:
    headers = {"Authorization": f"Bearer {story.API_KEY}"}
    if who != "a program":
        headers = as_person(demo, f"{who}@northgate.example")
    schema = schemathesis.openapi.from_url(f"{demo.address}/api/v1/openapi.json")
    found: list[str] = []
    asked = 0
    for described in schema.get_all_operations():
        assert isinstance(described, Ok), described
        operation = described.ok()
        if not operation.path.endswith(LEFT_OUT) and "/second-factor" not in operation.path:
            asked += ask(operation, headers, found)
    assert asked > 300
    assert not found, "\n\n".join(found[:10])
