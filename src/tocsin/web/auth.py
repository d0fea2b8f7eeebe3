"""Who is asking: somebody signed in with a cookie, or a program with an API key."""

from datetime import timedelta

from psycopg import AsyncConnection
from starlette.requests import Request

from tocsin.app.ports import Actor
from tocsin.db.ledger import ASK_CLOCK
from tocsin.db.work import INTRODUCE
from tocsin.domain.access import Role
from tocsin.web.asker import Asker, digest_of
from tocsin.web.errors import SignedOut

COOKIE = "tocsin_console"
APP_HEADER = "x-tocsin-app"  # a form on another site cannot set it
SIGNED_IN_FOR = timedelta(hours=12)  # a shift
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

FIND_SIGN_IN = "select * from find_sign_in(%(digest)s)"
HEARD = """
    update sign_in set heard_at = clock_timestamp() where token_digest = %(digest)s
"""
FIND_API_KEY = "select * from find_api_key(%(digest)s)"


async def identify(connection: AsyncConnection, request: Request) -> Asker:
    """Say who asks. Raises SignedOut."""
    authorization = request.headers.get("authorization", "")
    if authorization.lower().startswith("bearer "):
        return await program(connection, digest_of(authorization[7:].strip()))
    token = request.cookies.get(COOKIE)
    if token is None:
        raise SignedOut("Sign in first, or send an API key: Authorization: Bearer KEY.")
    if request.method in UNSAFE and APP_HEADER not in request.headers:
        raise SignedOut(f"A browser's request must carry the header {APP_HEADER}.")
    return await person(connection, digest_of(token))


async def person(connection: AsyncConnection, digest: bytes) -> Asker:
    """Say who is signed in with this token. Raises SignedOut."""
    row = await (await connection.execute(FIND_SIGN_IN, {"digest": digest})).fetchone()
    now = await (await connection.execute(ASK_CLOCK)).fetchone()
    assert now is not None
    if row is None or row[3] <= now[0]:
        raise SignedOut("You are signed out.")
    person_id, organisation, _app, _ends_at, name, roles = row
    return Asker(
        kind="operator",
        organisation=organisation,
        roles=frozenset(Role(role) for role in roles),
        actor=Actor(kind="operator", id=person_id, name=name),
        token_digest=digest,
    )


async def ask_again(connection: AsyncConnection, asker: Asker, *, is_noted: bool) -> Asker:
    """See that whoever asked still may, and note now and then that they are there.

    Gives them as they are now, with the roles that they have left. Raises SignedOut.
    """
    if asker.kind == "integrator":
        return await program(connection, asker.token_digest)
    still = await person(connection, asker.token_digest)
    if is_noted:
        await keep_on_shift(connection, asker)
    return still


async def program(connection: AsyncConnection, digest: bytes) -> Asker:
    """Say which program has this key. Raises SignedOut."""
    row = await (await connection.execute(FIND_API_KEY, {"digest": digest})).fetchone()
    if row is None:
        raise SignedOut("No such API key.")
    organisation, label = row
    return Asker(
        kind="integrator",
        organisation=organisation,
        roles=frozenset({Role.INTEGRATOR}),
        actor=Actor(kind="integrator", name=label),
        token_digest=digest,
    )


async def keep_on_shift(connection: AsyncConnection, asker: Asker) -> None:
    """Write down that somebody's screen is open: who is on shift is who was heard of late."""
    introduced = {"organisation": str(asker.organisation), "work": "keep_on_shift"}
    await connection.execute(INTRODUCE, introduced)
    await connection.execute(HEARD, {"digest": asker.token_digest})
