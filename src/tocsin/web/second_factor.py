"""The second factor: a code of one's telephone beside the password, and codes on paper.

A code counts once. The secret is kept encrypted, and is told once, when it is begun.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from psycopg import AsyncConnection
from pydantic import BaseModel, Field

from tocsin.app.person import lose_second_factor, note_second_factor
from tocsin.db.ledger import database_clock
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.errors import NotAllowed, NotNow
from tocsin.gateways.one_time_code import (
    PAPER_CODES,
    enrolment_uri,
    new_paper_code,
    new_secret,
    paper_form,
    step_of,
)
from tocsin.gateways.secret_box import SecretBox
from tocsin.web.asker import Asker, digest_of
from tocsin.web.attempts import Guess, TooManyAttempts
from tocsin.web.depends import AskerDep, Parts, RowsDep, demand, parts_of
from tocsin.web.errors import problem
from tocsin.web.set_up import settler

router = APIRouter(prefix="/second-factor", tags=["people"])

GET = "select secret, last_step, confirmed_at from second_factor where person_id = %(id)s"
BEGIN = """
    insert into second_factor (person_id, organisation_id, secret, begun_at)
    values (%(id)s, %(organisation_id)s, %(secret)s, %(now)s)
    on conflict (person_id) do update set secret = excluded.secret, begun_at = excluded.begun_at,
        last_step = 0 where second_factor.confirmed_at is null
"""
CONFIRM = "update second_factor set confirmed_at = %(now)s where person_id = %(id)s"
# Two who show the same code at the same moment wait here for one another, and one is refused.
USE_STEP = """
    update second_factor set last_step = %(step)s where person_id = %(id)s and last_step < %(step)s
"""
USE_PAPER = """
    update backup_code set used_at = %(now)s
    where person_id = %(id)s and digest = %(digest)s and used_at is null
"""
ADD_PAPER = """
    insert into backup_code (person_id, organisation_id, digest)
    values (%(id)s, %(organisation_id)s, %(digest)s)
"""
REMOVE = "delete from second_factor where person_id = %(id)s"
REMOVE_PAPER = "delete from backup_code where person_id = %(id)s"
COUNT_PAPER = "select count(*) from backup_code where person_id = %(id)s and used_at is null"
EMAIL = "select email from person where id = %(id)s"


class CodeNeeded(Exception):
    """The password is right, and a code of the second factor is needed beside it."""


class WrongCode(Exception):
    """The code is wrong, or was used already."""


class SecondFactorState(BaseModel):
    is_on: bool
    paper_codes_left: int


class SecondFactorBegun(BaseModel):
    """Told once: what the telephone's app needs."""

    secret: str
    uri: str


class CodeGiven(BaseModel):
    code: Annotated[str, Field(min_length=1, max_length=40, repr=False)]


class PaperCodes(BaseModel):
    """Told once: to be printed or written down."""

    paper_codes: list[str]


async def refuse_without_code(_request: Request, _error: Exception) -> Response:
    return problem(401, "code-needed", "Give the code of your second factor too.")


async def refuse_wrong_code(_request: Request, _error: Exception) -> Response:
    return problem(401, "wrong-code", "The code is wrong, or was used already. Take the next one.")


async def demand_code(
    connection: AsyncConnection, box: SecretBox | None, person_id: UUID, code: str | None
) -> None:
    """See that whoever has a second factor shows it. Raises CodeNeeded or WrongCode."""
    row = await (await connection.execute(GET, {"id": person_id})).fetchone()
    if row is None or row[2] is None:
        return
    if not code:
        raise CodeNeeded
    assert box is not None, "who has a second factor was given it by a box"
    if not await _use(connection, box, person_id, code):
        raise WrongCode


async def _use(connection: AsyncConnection, box: SecretBox, person_id: UUID, code: str) -> bool:
    """Use a code up, from the telephone or from paper; False when it cannot be."""
    row = await (await connection.execute(GET, {"id": person_id})).fetchone()
    now = await database_clock(connection)
    values = {"id": person_id, "now": now, "digest": digest_of(paper_form(code))}
    if row is not None:
        step = step_of(box.open(row[0], person_id), code, now, after=row[1])
        if step is not None:
            used = await connection.execute(USE_STEP, {"id": person_id, "step": step})
            return used.rowcount == 1
    return (await connection.execute(USE_PAPER, values)).rowcount == 1


@router.get("")
async def get_second_factor(asker: AskerDep, rows: RowsDep) -> SecondFactorState:
    """Say whether one's sign-in asks for a code."""
    person_id = _person_of(asker)
    row = await (await rows.execute(GET, {"id": person_id})).fetchone()
    left = await (await rows.execute(COUNT_PAPER, {"id": person_id})).fetchone()
    assert left is not None
    return SecondFactorState(is_on=bool(row and row[2]), paper_codes_left=left[0])


@router.post("", status_code=201)
async def post_second_factor(request: Request, asker: AskerDep) -> SecondFactorBegun:
    """Begin: put the secret into the telephone. It is asked for once a code has confirmed it."""
    parts, person_id, secret = parts_of(request), _person_of(asker), new_secret()
    box = _box(parts)
    async with parts.open_work("begin_second_factor", asker.organisation) as work:
        values = {
            "id": person_id,
            "organisation_id": asker.organisation,
            "secret": box.close(secret, person_id),
            "now": await work.ledger.ask_clock(),
        }
        if (await work.connection.execute(BEGIN, values)).rowcount != 1:
            raise NotNow("Your second factor is on already. Turn it off first.")
        row = await (await work.connection.execute(EMAIL, {"id": person_id})).fetchone()
        assert row is not None
    return SecondFactorBegun(secret=secret, uri=enrolment_uri(secret, row[0]))


@router.post("/confirm")
async def post_confirmation(given: CodeGiven, request: Request, asker: AskerDep) -> PaperCodes:
    """Turn it on with a first code. The answer holds codes on paper, for a lost telephone."""
    parts, person_id = parts_of(request), _person_of(asker)
    codes = [new_paper_code() for _ in range(PAPER_CODES)]
    async with parts.open_work("confirm_second_factor", asker.organisation) as work:
        row = await (await work.connection.execute(GET, {"id": person_id})).fetchone()
        if row is None:
            raise NotNow("Begin a second factor first.")
        if row[2] is not None:
            raise NotNow("Your second factor is on already.")
        await _demand_use(parts, work, person_id, given.code)
        now = await work.ledger.ask_clock()
        await work.connection.execute(CONFIRM, {"id": person_id, "now": now})
        await work.connection.execute(REMOVE_PAPER, {"id": person_id})
        for code in codes:
            digest = digest_of(paper_form(code))
            values = {"id": person_id, "organisation_id": asker.organisation, "digest": digest}
            await work.connection.execute(ADD_PAPER, values)
        kind = "person.second_factor_on"
        await note_second_factor(work, settler(asker), kind, "turned the second factor on for")
    return PaperCodes(paper_codes=codes)


@router.post("/off", status_code=204)
async def post_second_factor_off(given: CodeGiven, request: Request, asker: AskerDep) -> Response:
    """Turn it off, with a last code."""
    parts, person_id = parts_of(request), _person_of(asker)
    async with parts.open_work("remove_second_factor", asker.organisation) as work:
        row = await (await work.connection.execute(GET, {"id": person_id})).fetchone()
        if row is None or row[2] is None:
            raise NotNow("Your second factor is not on.")
        await _demand_use(parts, work, person_id, given.code)
        await _remove(work, person_id)
        kind = "person.second_factor_off"
        await note_second_factor(work, settler(asker), kind, "turned the second factor off for")
    return Response(status_code=204)


@router.post("/off/{person_id}", status_code=204)
async def post_lost_second_factor(person_id: UUID, request: Request, asker: AskerDep) -> Response:
    """Turn somebody else's off, who lost telephone and paper: an administrator answers for it."""
    demand(asker, "person", Right.CHANGE)
    async with parts_of(request).open_work("lose_second_factor", asker.organisation) as work:
        await lose_second_factor(work, settler(asker), person_id)
        await _remove(work, person_id)
    return Response(status_code=204)


async def _demand_use(parts: Parts, work: PostgresWork, person_id: UUID, code: str) -> None:
    """Use a code up. Raises WrongCode, or TooManyAttempts: an open screen is no place to guess."""
    guess, now = Guess(f"code:{person_id}"), await work.ledger.ask_clock()
    if parts.attempts.are_too_many(guess, now):
        raise TooManyAttempts
    if not await _use(work.connection, _box(parts), person_id, code):
        parts.attempts.was_wrong(guess, now)
        raise WrongCode


async def _remove(work: PostgresWork, person_id: UUID) -> None:
    await work.connection.execute(REMOVE, {"id": person_id})
    await work.connection.execute(REMOVE_PAPER, {"id": person_id})


def _person_of(asker: Asker) -> UUID:
    if asker.actor.id is None:
        raise NotAllowed("Only a person has a second factor.")
    return asker.actor.id


def _box(parts: Parts) -> SecretBox:
    assert parts.secret_box is not None, "the web process has its key"
    return parts.secret_box
