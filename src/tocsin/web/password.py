"""One's own password, over HTTP."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from tocsin.app.person import change_password
from tocsin.db.ledger import database_clock
from tocsin.db.set_up import get_thing
from tocsin.domain.errors import NotAllowed
from tocsin.domain.people.set_up import Person
from tocsin.gateways.password import is_password
from tocsin.web.attempts import Guess, TooManyAttempts
from tocsin.web.depends import AskerDep, parts_of, reading
from tocsin.web.person import Password, hash_new
from tocsin.web.set_up import settler

router = APIRouter(prefix="/password", tags=["people"])

FIND = "select password_hash from find_password(%(email)s)"


class PasswordChange(BaseModel):
    current: Password
    new: Password


@router.post("", status_code=204)
async def post_password(given: PasswordChange, request: Request, asker: AskerDep) -> Response:
    """Change one's own password: one's other browsers are signed out."""
    if asker.actor.id is None:
        raise NotAllowed("Only a person has a password.")
    parts = parts_of(request)
    async with reading(parts.pool, asker.organisation) as rows:
        person = await get_thing(rows, Person, asker.actor.id)
        now = await database_clock(rows)
        row = await (await rows.execute(FIND, {"email": person.email})).fetchone()
    # Who is signed in has a count of their own: guesses at the sign-in do not stop this.
    guess = Guess(f"password:{person.id}")
    if parts.attempts.are_too_many(guess, now):
        raise TooManyAttempts
    if not await run_in_threadpool(is_password, row[0] if row else "", given.current):
        parts.attempts.was_wrong(guess, now)
        raise NotAllowed("The current password is wrong.")
    password_hash = await hash_new(given.new, email=person.email, name=person.name)
    async with parts.open_work("change_password", asker.organisation) as work:
        await change_password(work, settler(asker), password_hash, asker.token_digest)
    return Response(status_code=204)
