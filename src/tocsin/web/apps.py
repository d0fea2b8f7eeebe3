"""Serves the built browser apps, and the headers that keep strangers' scripts out of them."""

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
NOT_BUILT = (
    "<!doctype html><title>Tocsin</title><p>The browser apps are not built. "
    "Run <code>make setup</code> and start again."
)
HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        b"frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}

Message = MutableMapping[str, Any]


class SecurityHeaders:
    """Puts the headers on every answer, streams too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _with_headers(send, is_api=_is_api(scope["path"])))


def _is_api(path: str) -> bool:
    return path.startswith("/api/")


def _with_headers(send: Send, *, is_api: bool) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *HEADERS.items()]
            if is_api and not any(name == b"cache-control" for name, _ in message["headers"]):
                message["headers"].append((b"cache-control", b"no-store"))
        await send(message)

    return sending


def add_apps(api: FastAPI) -> None:
    """Serve what was built; each app under its own path with a slash."""
    api.add_middleware(SecurityHeaders)
    if not (STATIC / "index.html").exists():
        api.add_api_route("/", lambda: HTMLResponse(NOT_BUILT), include_in_schema=False)
        return
    for app in ("console",):
        address = f"/{app}/"
        api.add_api_route(
            f"/{app}", lambda to=address: RedirectResponse(to), include_in_schema=False
        )
    api.mount("/", StaticFiles(directory=STATIC, html=True), name="apps")
