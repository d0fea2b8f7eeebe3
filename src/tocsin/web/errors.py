"""How each kind of refusal looks over HTTP: RFC 9457. A domain error without a row fails a test."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from tocsin.domain.errors import (
    AnotherCommand,
    DomainError,
    EventRefused,
    InOtherHands,
    Malformed,
    NobodySaidSafe,
    NotAllowed,
    NotFound,
    NotNow,
    Taken,
)
from tocsin.web.apps import HEADERS
from tocsin.web.fault import content_type_words, fault_words, place_of, sentence_of
from tocsin.web.problem_page import NO_PLACE, SIGN_IN, is_opened, page_of

STATUS_OF: dict[type[DomainError], int] = {
    AnotherCommand: 409,
    EventRefused: 409,
    InOtherHands: 409,
    Malformed: 422,
    NobodySaidSafe: 409,
    NotAllowed: 403,
    NotFound: 404,
    NotNow: 409,
    Taken: 409,
}
TRACKERS_SEND_TO = "/in/"  # and a key, which no log may hold
PROBLEMS = "https://tocsin.example/problems/"
# A connection may be lost after the commit was asked for and before its answer came.
DATABASE_GONE = (
    "The database does not answer. We cannot say whether this was stored. "
    "Send it again with the same key: it is done once."
)

DESCRIPTION = "/api/v1/openapi.json"
METHODS = ("GET", "POST", "PUT", "DELETE")
NO_PATH = (
    "The API has no such path. See whether it is mistyped: every path begins with /api/v1/, and "
    f"{DESCRIPTION} lists them all."
)

logger = logging.getLogger("tocsin.web")


class SignedOut(Exception):
    """Nobody is signed in, or the key is not known."""


def problem(status: int, name: str, detail: str, **more: object) -> JSONResponse:
    """Write problem details: a type for programs to tell apart, a sentence for people to read."""
    body = {
        "type": PROBLEMS + name,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse(body | more, status, media_type="application/problem+json")


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


async def refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    status = STATUS_OF[type(error)]
    if is_opened(request):
        return page_of(status, str(error))
    faults = error.faults if isinstance(error, Malformed) else {}
    if faults:
        where = [{"where": field, "detail": words} for field, words in faults.items()]
        return problem(status, "malformed", str(error), faults=where)
    return problem(status, _kebab(type(error).__name__), str(error))


async def refuse_stranger(request: Request, error: Exception) -> Response:
    if is_opened(request):
        return page_of(401, SIGN_IN)
    return problem(401, "signed-out", str(error))


async def refuse_shape(request: Request, error: Exception) -> JSONResponse:
    """Name every fault at once; one of the Content-Type comes alone, for nothing else was read."""
    assert isinstance(error, RequestValidationError)
    if error.body is not None and (told := content_type_words(request.headers)):
        return problem(415, "content-type", told)
    faults = [{"where": place_of(one), "detail": fault_words(one)} for one in error.errors()]
    return problem(422, "malformed", sentence_of(faults), faults=faults)


async def refuse_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND and is_opened(request):
        return page_of(error.status_code, NO_PLACE)
    # What no path of the API takes is looked for among the pages, which are only read.
    nowhere = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
    if error.status_code in nowhere and request.url.path.startswith("/api/"):
        return _refuse_path(request)
    return problem(error.status_code, "http", str(error.detail))


def _refuse_path(request: Request) -> Response:
    """Say that the API has no such path, or which methods it takes there."""
    places = [route for route in request.app.routes if not isinstance(route, Mount)]
    asked = {"type": "http", "path": request.url.path, "headers": [], "root_path": ""}
    takes = ", ".join(
        method
        for method in METHODS
        if any(place.matches(asked | {"method": method})[0] is Match.FULL for place in places)
    )
    if not takes:
        return problem(404, "no-such-path", NO_PATH)
    detail = f"This path does not take {request.method}. It takes {takes}: see {DESCRIPTION}."
    answer = problem(405, "no-such-method", detail)
    answer.headers["allow"] = takes
    return answer


async def report_database_gone(_request: Request, _error: Exception) -> JSONResponse:
    return problem(503, "database-gone", DATABASE_GONE)


async def report_fault(request: Request, error: Exception) -> JSONResponse:
    path = request.url.path
    place = f"{TRACKERS_SEND_TO}…" if path.startswith(TRACKERS_SEND_TO) else path
    logger.error("%s %s failed", request.method, place, exc_info=error)
    answer = problem(500, "fault", "A fault of ours: nothing was stored. It is in the log.")
    answer.raw_headers += HEADERS.items()  # it is made outside all that would add them
    answer.headers["cache-control"] = "no-store"
    return answer


def answer_errors(api: FastAPI) -> None:
    api.add_exception_handler(DomainError, refuse)
    api.add_exception_handler(SignedOut, refuse_stranger)
    api.add_exception_handler(RequestValidationError, refuse_shape)
    api.add_exception_handler(HTTPException, refuse_route)
    api.add_exception_handler(PoolTimeout, report_database_gone)
    api.add_exception_handler(OperationalError, report_database_gone)
    api.add_exception_handler(Exception, report_fault)
