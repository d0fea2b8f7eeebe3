"""A refusal as a page: whoever opens an address in a browser reads sentences, and never JSON.

The page is built with the others. It holds two marks, and what is said takes their place.
"""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tocsin.web import apps

TITLE, DETAIL = "%TITLE%", "%DETAIL%"
TITLES = {401: "Sign in first", 404: "There is nothing here"}
OTHERWISE = "This is refused"
SIGN_IN = (
    "This is shown to people who are signed in. Sign in at the console, then open it again there."
)
NO_PLACE = "This address leads nowhere. It may be mistyped, or whatever stood here is gone."


def is_opened(request: Request) -> bool:
    """Say whether a browser opens this address to show it, and no program asks for data."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")


def page_of(status: int, detail: str) -> Response:
    """Write the page that says why, and where to go on."""
    built = apps.STATIC / "problem" / "index.html"
    text = built.read_text(encoding="utf-8") if built.exists() else f"<h1>{TITLE}</h1>{DETAIL}"
    text = text.replace(TITLE, escape(TITLES.get(status, OTHERWISE)))
    text = text.replace(DETAIL, escape(detail))
    return HTMLResponse(text, status, headers={"cache-control": "no-store"})
