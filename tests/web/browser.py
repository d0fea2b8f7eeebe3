"""What the tests do with the API: a browser signs in and sends commands as the console does."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx

from tocsin.demo import story

PANIC = {"lone_worker": str(story.MARGUERITE), "code": "panic"}
DURESS = {"lone_worker": str(story.MARGUERITE), "code": "duress"}
BURGLARY = {
    "site": str(story.CANALSIDE),
    "scheme": "SIA",
    "code": "BA",
    "zone": "3",
    "zone_text": "Goods-in shutter",
}
Json = dict[str, Any]


class Browser(httpx.AsyncClient):
    async def command(
        self, path: str, body: Mapping[str, object] | None = None, *, key: UUID | None = None
    ) -> httpx.Response:
        """Send a command as the console does, with an id that the browser made."""
        headers = {"X-Tocsin-App": "console", "Idempotency-Key": str(key or uuid4())}
        content = None if body is None else json.dumps(body)  # half characters as their escapes
        headers["Content-Type"] = "application/json"
        return await self.post(f"/api/v1{path}", content=content, headers=headers)

    async def do(self, incident_id: str, act: str, body: Json | None = None) -> Json:
        """Send a command about an incident that has to succeed, and give the incident."""
        answer = await self.command(f"/incidents/{incident_id}/{act}", body)
        assert answer.status_code == 200, answer.text
        return as_json(answer)

    async def see(self, path: str, **query: str | int) -> Json:
        """Get something that must be there; a path from an answer's `next` as it stands."""
        answer = await self.get(
            path if path.startswith("/api") else f"/api/v1{path}", params=query or None
        )
        assert answer.status_code == 200, answer.text
        return as_json(answer)

    async def queue(self) -> list[Json]:
        listed = await self.see("/incidents", open="true", limit="1000")
        items: list[Json] = listed["items"]
        return items


def as_json(answer: httpx.Response) -> Json:
    body: Json = answer.json()
    return body


async def sign_in(browser: Browser, email: str) -> Browser:
    answer = await browser.post(
        "/api/v1/sign-in",
        json={"email": email, "password": story.PASSWORD},
        headers={"X-Tocsin-App": "console"},
    )
    assert answer.status_code == 200, answer.text
    return browser


async def send(program: Browser, signal: Json) -> Json:
    """Raise an alarm by API key; it is stored when this returns."""
    answer = await program.command("/signals", signal)
    assert answer.status_code == 202, answer.text
    return as_json(answer)


def problem_of(answer: httpx.Response) -> Json:
    """Read a refusal, and see that it is one that programs and people can read."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = as_json(answer)
    assert body["status"] == answer.status_code
    assert body["type"].startswith("https://tocsin.example/problems/")
    assert body["title"]
    assert body["detail"]
    return body
