"""Serves the built browser apps, and the headers that keep strangers' scripts out of them."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
NOT_BUILT = (
    "<!doctype html><title>Tocsin</title><p>The browser apps are not built. "
    "Run <code>make setup</code> and start again."
)
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self'; "
    "connect-src 'self'{map}; img-src 'self' data: blob:{map}; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
# The lone worker's phone says where it is; no other page ever asks.
PHONE = b"camera=(), microphone=(), geolocation=(self)"

Message = MutableMapping[str, Any]


class SecurityHeaders:
    """Puts the headers on every answer, streams too."""

    def __init__(self, app: ASGIApp, map_sources: Sequence[str] = ()) -> None:
        self._app = app
        policy = POLICY.format(map="".join(f" {origin}" for origin in map_sources))
        self._headers = {b"content-security-policy": policy.encode(), **HEADERS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, self._with_headers(send, scope["path"]))

    def _with_headers(self, send: Send, path: str) -> Callable[[Message], Awaitable[None]]:
        is_api, is_phone = path.startswith("/api/"), path.startswith("/worker/")
        more = {**self._headers, b"permissions-policy": PHONE} if is_phone else self._headers

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), *more.items()]
                if is_api and not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        return sending


def add_apps(api: FastAPI, map_sources: Sequence[str] = ()) -> None:
    """Serve what was built; each app under its own path with a slash."""
    api.add_middleware(SecurityHeaders, map_sources=map_sources)
    if not (STATIC / "index.html").exists():
        api.add_api_route("/", lambda: HTMLResponse(NOT_BUILT), include_in_schema=False)
        return
    for app in ("console", "handsets", "begin", "worker"):
        address = f"/{app}/"
        api.add_api_route(
            f"/{app}", lambda to=address: RedirectResponse(to), include_in_schema=False
        )
    # The console knows its own places below this one: a link to any of them opens it there.
    console = STATIC / "console" / "index.html"
    for place in ("/console/set-up/{place:path}", "/console/account"):
        api.add_api_route(place, lambda: FileResponse(console), include_in_schema=False)
    for place in ("/problem", "/problem/", "/problem/index.html"):  # a form, and no page
        api.add_api_route(place, _leads_nowhere, include_in_schema=False)
    api.mount("/", StaticFiles(directory=STATIC, html=True), name="apps")


def _leads_nowhere() -> None:
    raise HTTPException(404)
