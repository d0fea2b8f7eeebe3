"""Signing in and out. Passwords are argon2; a token is known by its digest; guessing is slowed."""

from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from psycopg import AsyncConnection
from pydantic import AfterValidator, BaseModel, Field, model_validator
from starlette.concurrency import run_in_threadpool

from tocsin.db import view
from tocsin.db.ledger import database_clock
from tocsin.db.work import INTRODUCE
from tocsin.gateways.password import NOBODYS, is_password
from tocsin.web import second_factor as factors
from tocsin.web.asker import digest_of, new_token
from tocsin.web.attempts import TooManyAttempts, sign_in_guess
from tocsin.web.auth import COOKIE, SIGNED_IN_FOR, person
from tocsin.web.depends import AskerDep, parts_of, reading
from tocsin.web.errors import SignedOut, problem
from tocsin.web.given import storable

router = APIRouter(prefix="/sign-in", tags=["sign-in"])

FIND_PASSWORD = "select * from find_password(%(email)s)"  # noqa: S105  a query
BEGIN = """
    insert into sign_in (
        token_digest, person_id, organisation_id, app, started_at, heard_at, ends_at)
    values (
        %(digest)s, %(person_id)s, %(organisation_id)s, 'console', %(now)s, %(now)s, %(ends_at)s)
"""
# What ended is kept until they sign in again: it says when they were last there.
END = """
    update sign_in set heard_at = clock_timestamp(), ends_at = least(ends_at, clock_timestamp())
    where token_digest = %(digest)s
"""
FORGET_ENDED = "delete from sign_in where person_id = %(person_id)s and ends_at <= %(now)s"
ORGANISATION = "select id, name, time_zone from organisation where id = %(id)s"


TOGETHER = "the code goes beside the e-mail and the password, in the same request"


class Credentials(BaseModel):
    """The code is looked at only where the password is right: alone it tells nobody anything."""

    email: Annotated[str, Field(min_length=3, max_length=320), AfterValidator(storable)]
    password: str = Field(min_length=1, max_length=1_000, repr=False)
    code: str | None = Field(None, max_length=40, repr=False)  # of the second factor

    @model_validator(mode="before")
    @classmethod
    def _together(cls, given: object) -> object:
        if isinstance(given, dict) and given.get("code") and not given.get("password"):
            raise ValueError(TOGETHER)
        return given


class Known(NamedTuple):
    """Whose an address is, and what their password is checked against."""

    id: UUID
    organisation_id: UUID
    password_hash: str


class NamedShape(BaseModel):
    id: UUID
    name: str


class OrganisationShape(NamedShape):
    time_zone: str


class Me(BaseModel):
    person: NamedShape
    organisation: OrganisationShape
    roles: list[str]
    demo: bool


@router.get("")
async def get_me(request: Request, asker: AskerDep) -> Me:
    """Say who is signed in. 401 when nobody is."""
    async with reading(parts_of(request).pool, asker.organisation) as rows:
        organisation = await view.fetch_one(rows, ORGANISATION, {"id": asker.organisation})
    assert organisation is not None, "everybody sees their own organisation"
    return Me(
        person=NamedShape(id=asker.actor.id or asker.organisation, name=asker.actor.name),
        organisation=OrganisationShape(**organisation),
        roles=sorted(asker.roles),
        demo=parts_of(request).demo is not None,
    )


@router.post("")
async def post_sign_in(
    credentials: Credentials,
    request: Request,
    response: Response,
    x_tocsin_app: Annotated[str | None, Header()] = None,
) -> Me:
    """Sign in with e-mail and password; the answer sets the cookie."""
    if x_tocsin_app is None:
        raise SignedOut("A browser's request must carry the header X-Tocsin-App.")
    parts = parts_of(request)
    place = request.client.host if request.client else "unknown"
    guess = sign_in_guess(credentials.email, place)
    async with parts.pool.connection() as connection:
        now = await database_clock(connection)
        if parts.attempts.are_too_many(guess, now):
            raise TooManyAttempts
        known = await _find_known(connection, credentials.email)
    # No connection is held while this takes its time: guessing must not stop anybody's work.
    if not await run_in_threadpool(is_password, known.password_hash, credentials.password):
        parts.attempts.was_wrong(guess, now)
        raise SignedOut("E-mail or password is wrong.")
    async with parts.pool.connection() as connection:
        await connection.execute(
            INTRODUCE, {"organisation": str(known.organisation_id), "work": "sign_in"}
        )
        try:
            await factors.demand_code(connection, parts.secret_box, known.id, credentials.code)
        except factors.WrongCode:
            parts.attempts.was_wrong(guess, now)
            raise
        token = await _begin(connection, known, now)
        asker = await person(connection, digest_of(token))
    parts.attempts.was_right(guess, now)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SIGNED_IN_FOR.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    return await get_me(request, asker)


@router.delete("/everywhere", status_code=204)
async def delete_all_sign_ins(request: Request, asker: AskerDep) -> Response:
    """Sign out in every browser: whoever has one of the tokens is out within seconds."""
    if asker.actor.id is None:
        raise SignedOut("A program has no browsers.")
    async with parts_of(request).open_work("sign_out_everywhere", asker.organisation) as work:
        await work.people.end_sign_ins(asker.actor.id)
    return _forgotten()


@router.delete("", status_code=204)
async def delete_sign_in(request: Request, asker: AskerDep) -> Response:
    """Sign out: the token is worth nothing from here on."""
    async with parts_of(request).open_work("sign_out", asker.organisation) as work:
        await work.connection.execute(END, {"digest": asker.token_digest})
    return _forgotten()


def _forgotten() -> Response:
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", samesite="strict", httponly=True)
    return response


async def refuse_guessing(_request: Request, _error: Exception) -> Response:
    words = "Too many wrong passwords or codes. Try again in five minutes."
    return problem(429, "too-many-attempts", words)


async def _find_known(connection: AsyncConnection, email: str) -> Known:
    """Find whose address this is; of an unknown one, a hash that no password has."""
    row = await (await connection.execute(FIND_PASSWORD, {"email": email})).fetchone()
    if row is None or not row[2]:
        return Known(UUID(int=0), UUID(int=0), NOBODYS)
    return Known(*row)


async def _begin(connection: AsyncConnection, known: Known, now: datetime) -> str:
    """Begin a sign-in, and give its token: it is told once, and only its digest is kept."""
    token = new_token()
    values = {
        "digest": digest_of(token),
        "person_id": known.id,
        "organisation_id": known.organisation_id,
        "now": now,
        "ends_at": now + SIGNED_IN_FOR,
    }
    await connection.execute(FORGET_ENDED, values)
    await connection.execute(BEGIN, values)
    return token
