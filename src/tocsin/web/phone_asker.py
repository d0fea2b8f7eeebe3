"""Which lone worker's phone asks: known by a cookie of its own, and for nobody else."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from psycopg import AsyncConnection

from tocsin.app.ports import Actor
from tocsin.domain.access import Role
from tocsin.web.asker import Asker, digest_of
from tocsin.web.auth import APP_HEADER, UNSAFE
from tocsin.web.depends import Command, parts_of
from tocsin.web.errors import SignedOut

COOKIE = "tocsin_worker"
KEPT_FOR_S = 400 * 24 * 3600  # as long as browsers keep a cookie at most

FIND_DEVICE = "select * from find_device(%(digest)s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone that is enrolled, and for whom it speaks."""

    asker: Asker
    device_id: UUID
    lone_worker_id: UUID
    customer: str
    centre: str
    centre_phone: str | None
    enrolled_at: datetime


async def get_phone(request: Request) -> Phone:
    """Say which phone asks. Raises SignedOut."""
    token = request.cookies.get(COOKIE)
    if token is None:
        raise SignedOut("This phone is not enrolled.")
    if request.method in UNSAFE and APP_HEADER not in request.headers:
        raise SignedOut(f"A browser's request must carry the header {APP_HEADER}.")
    async with parts_of(request).pool.connection() as connection:
        return await find_phone(connection, digest_of(token))


async def find_phone(connection: AsyncConnection, digest: bytes) -> Phone:
    """Find the phone that has this token. Raises SignedOut."""
    row = await (await connection.execute(FIND_DEVICE, {"digest": digest})).fetchone()
    if row is None:
        raise SignedOut("This phone is not enrolled any more. Ask for a new code.")
    device_id, lone_worker_id, customer_id, name, customer, centre, number, enrolled_at = row
    asker = Asker(
        kind="lone_worker",
        organisation=customer_id,
        roles=frozenset({Role.LONE_WORKER}),
        actor=Actor(kind="lone_worker", id=lone_worker_id, name=name),
        token_digest=digest,
    )
    return Phone(
        asker=asker,
        device_id=device_id,
        lone_worker_id=lone_worker_id,
        customer=customer,
        centre=centre,
        centre_phone=number,
        enrolled_at=enrolled_at,
    )


async def device_before(request: Request, customer: UUID) -> UUID | None:
    """Name the device that this very phone was until now, at the same customer."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    async with parts_of(request).pool.connection() as connection:
        try:
            known = await find_phone(connection, digest_of(token))
        except SignedOut:
            return None
    return known.device_id if known.asker.organisation == customer else None


def keep_cookie(request: Request, response: Response, token: str) -> None:
    """Let the browser keep who it is, counted from now on: a phone in use is never forgotten."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=KEPT_FOR_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


def renew_cookie(request: Request, response: Response) -> None:
    """Let a phone that was known by its cookie keep it as long again."""
    keep_cookie(request, response, request.cookies[COOKIE])


PhoneDep = Annotated[Phone, Depends(get_phone)]


async def get_phone_command(
    request: Request,
    phone: PhoneDep,
    idempotency_key: Annotated[UUID | None, Header()] = None,
) -> Command:
    """Give one command of a phone. Sent again it is the same, whatever it carries then.

    What it says is in no digest: of a PIN, that would tell which it was.
    """
    said = [request.method.encode(), request.url.path.encode()]
    return Command(
        asker=phone.asker,
        open_work=parts_of(request).open_work,
        id=idempotency_key,
        request_hash=hashlib.sha256(b"\n".join(said)).digest(),
    )


PhoneCommandDep = Annotated[Command, Depends(get_phone_command)]
