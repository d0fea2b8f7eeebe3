"""A phone is enrolled over HTTP, by a code that is good once."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field

from tocsin.app.device import NO_SUCH_CODE, NewPhone, enrol_phone
from tocsin.db.ledger import database_clock
from tocsin.domain.errors import NotAllowed
from tocsin.gateways.one_time_code import paper_form
from tocsin.web.asker import digest_of, new_token
from tocsin.web.attempts import Guess, TooManyAttempts
from tocsin.web.depends import parts_of
from tocsin.web.given import Name
from tocsin.web.phone_asker import device_before, find_phone, keep_cookie
from tocsin.web.phone_shape import PhoneShape, show_phone

router = APIRouter(prefix="/worker", tags=["worker"])

FIND_ENROLMENT = "select id, customer_id from find_enrolment(%(digest)s)"


class EnrolmentTyped(BaseModel):
    code: Annotated[str, Field(min_length=1, max_length=40, repr=False)]
    device: Name = Field(description="what its owner calls the phone")


@router.post("/enrolment", status_code=201)
async def post_phone(
    given: EnrolmentTyped,
    request: Request,
    response: Response,
    idempotency_key: Annotated[UUID | None, Header()] = None,
) -> PhoneShape:
    """Enrol the phone in somebody's hand by its one-time code. The answer sets its cookie.

    Without an answer it may ask again for some minutes, with the key that nobody else knows: then
    it has a token of its own again, and that of the answer that was lost is good for nothing.
    """
    parts = parts_of(request)
    place = request.client.host if request.client else "unknown"
    guess = Guess(f"enrolment:{place}")
    digest = digest_of(paper_form(given.code))
    async with parts.pool.connection() as connection:
        now = await database_clock(connection)
        if parts.attempts.are_too_many(guess, now):
            raise TooManyAttempts
        found = await (await connection.execute(FIND_ENROLMENT, {"digest": digest})).fetchone()
    if found is None:
        parts.attempts.was_wrong(guess, now)
        raise NotAllowed(NO_SUCH_CODE)
    token = new_token()
    before = await device_before(request, customer=found[1])
    new = NewPhone(
        label=given.device,
        token_digest=digest_of(token),
        before=before,
        key_digest=None if idempotency_key is None else digest_of(str(idempotency_key)),
    )
    async with parts.open_work("enrol_phone", found[1]) as work:
        await enrol_phone(work, found[0], new)
    async with parts.pool.connection() as connection:
        phone = await find_phone(connection, new.token_digest)
    keep_cookie(request, response, token)
    return await show_phone(parts, phone)
