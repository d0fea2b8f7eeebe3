"""What a browser gets around the API: the built apps, the headers, and a description of it all."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tests.conftest import Addresses
from tests.domain.specimen import KEY
from tests.web.browser import Browser
from tocsin.main import make_api
from tocsin.web import apps
from tocsin.web.problem_page import page_of

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def addresses(unwritten: Addresses) -> Addresses:
    return unwritten


@pytest.fixture
async def built(
    addresses: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Browser]:
    """Serve apps that were built."""
    (tmp_path / "console").mkdir()
    (tmp_path / "index.html").write_text("<title>Start</title>")
    (tmp_path / "console/index.html").write_text("<title>Console</title>")
    (tmp_path / "console/app.js").write_text("void 0")
    (tmp_path / "worker").mkdir()
    (tmp_path / "worker/index.html").write_text("<title>Phone</title>")
    monkeypatch.setattr(apps, "STATIC", tmp_path)
    api = make_api(addresses.web, KEY)
    transport = httpx.ASGITransport(app=api, raise_app_exceptions=False)
    async with (
        api.router.lifespan_context(api),
        Browser(transport=transport, base_url="http://127.0.0.1:8600") as browser,
    ):
        yield browser


async def test_the_apps_are_served_each_below_its_own_path(built: Browser) -> None:
    assert "Start" in (await built.get("/")).text
    assert "Console" in (await built.get("/console/")).text
    script = await built.get("/console/app.js")
    assert script.headers["content-type"].startswith("text/javascript")


async def test_only_the_lone_workers_phone_may_say_where_it_is(built: Browser) -> None:
    phone, console = await built.get("/worker/"), await built.get("/console/")
    assert "geolocation=(self)" in phone.headers["permissions-policy"]
    assert "microphone=()" in phone.headers["permissions-policy"]
    assert "geolocation=()" in console.headers["permissions-policy"]


async def test_a_place_inside_the_console_opens_the_console(built: Browser) -> None:
    for path in ("/console/set-up/", "/console/set-up/sites/0190", "/console/account"):
        assert "Console" in (await built.get(path)).text


async def test_a_bare_path_leads_to_the_one_with_the_slash(built: Browser) -> None:
    for app in ("console", "handsets", "begin", "worker"):
        answer = await built.get(f"/{app}")
        assert (answer.status_code, answer.headers["location"]) == (307, f"/{app}/")


@pytest.mark.parametrize(
    "path", ["/nothing", "/console/../../pyproject.toml", "/console/%2e%2e/%2e%2e/x", "/api/v1/x"]
)
async def test_what_is_not_there_is_a_404(built: Browser, path: str) -> None:
    assert (await built.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "leads nowhere"),
        ("/console/nothing", 404, "leads nowhere"),
        ("/begin/nothing", 404, "leads nowhere"),
        ("/problem/", 404, "leads nowhere"),
        ("/api/v1/nothing", 404, "leads nowhere"),
        ("/api/v1/incidents", 401, "Sign in at the console"),
    ],
)
async def test_a_browser_that_opens_what_is_not_there_gets_a_page(
    built: Browser, path: str, status: int, words: str
) -> None:
    """And a program that asks for the same gets problem details."""
    page = await built.get(path, headers={"accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    told = await built.get(path, headers={"accept": "application/json"})
    assert told.status_code == status
    assert told.headers["content-type"] == "application/problem+json"


async def test_a_page_says_what_the_rules_say_and_writes_no_marks_of_its_own(
    olive: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "problem").mkdir()
    (tmp_path / "problem/index.html").write_text("<h1>%TITLE%</h1><p>%DETAIL%</p>")
    monkeypatch.setattr(apps, "STATIC", tmp_path)
    gone = await olive.get(f"/api/v1/incidents/{UUID(int=1)}", headers={"accept": "text/html"})
    assert gone.text.startswith("<h1>There is nothing here</h1><p>")
    assert "%" not in gone.text
    assert page_of(403, "<b>No</b>").body == b"<h1>This is refused</h1><p>&lt;b&gt;No&lt;/b&gt;</p>"


async def test_outside_the_demo_there_is_no_sheet_with_passwords(built: Browser) -> None:
    assert (await built.get("/api/v1/demo")).status_code == 404


async def test_the_demo_says_how_to_sign_in(stranger: Browser) -> None:
    sheet = await stranger.see("/demo")
    roles = [login["role"] for login in sheet["logins"]]
    assert roles == ["operator", "operator", "supervisor", "centre administrator"]


async def test_without_built_apps_the_page_says_what_to_do(
    api: FastAPI, addresses: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apps, "STATIC", tmp_path)
    bare = make_api(addresses.web, KEY)
    async with Browser(
        transport=httpx.ASGITransport(app=bare), base_url="http://127.0.0.1:8600"
    ) as browser:
        assert "make setup" in (await browser.get("/")).text


@pytest.mark.parametrize(
    "path",
    ["/", "/console/", "/console", "/nothing", "/api/v1/incidents", "/api/v1/demo", "/health/live"],
)
async def test_every_answer_keeps_strangers_scripts_out(built: Browser, path: str) -> None:
    answer = await built.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src" not in policy or "'unsafe-inline'" not in policy.split("script-src")[1]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "DENY"


async def test_no_answer_of_the_api_stays_in_a_cache(built: Browser) -> None:
    for path in ("/api/v1/incidents", "/api/v1/demo", "/api/v1/sign-in"):
        assert (await built.get(path)).headers["cache-control"] == "no-store"


async def test_pages_that_run_strangers_scripts_are_off(built: Browser) -> None:
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect", "/openapi.json"):
        assert (await built.get(path)).status_code == 404


def operations(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, item in described["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


async def test_every_operation_is_described_with_what_it_answers(api: FastAPI) -> None:
    found = operations(api.openapi())
    assert len(found) >= 20
    undescribed = [name for name, operation in found if not operation.get("description")]
    assert undescribed == []
    shapeless = []
    for name, operation in found:
        for status, answer in operation["responses"].items():
            contents = answer.get("content", {}).values()
            is_empty = not contents or any(not content.get("schema") for content in contents)
            if status.startswith("2") and status != "204" and is_empty:
                shapeless.append(f"{name} {status}")
    assert shapeless == []


async def test_the_description_is_where_integrators_look_for_it(built: Browser) -> None:
    described = await built.see("/openapi.json")
    assert described["openapi"].startswith("3.")
    names = [operation["operationId"] for _, operation in operations(described)]
    assert len(names) == len(set(names))
