"""API keys over HTTP: a program's way in, shown once and never again."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from tocsin.app.person import register_api_key
from tocsin.app.set_up import withdraw
from tocsin.db import set_up_query
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.set_up import ApiKey
from tocsin.web.asker import digest_of, new_token
from tocsin.web.depends import AskerDep, CommandDep, RowsDep, demand
from tocsin.web.given import Name
from tocsin.web.set_up import SetUpShape, Turn, list_of, settler, write
from tocsin.web.time_shape import Time

router = APIRouter(prefix="/api-keys", tags=["people"])


class ApiKeyGiven(BaseModel):
    organisation_id: UUID | None = None  # one's own, when it is left out
    label: Name


class ApiKeyShape(SetUpShape):
    organisation_id: UUID
    label: str
    created_at: Time


class NewApiKey(ApiKeyShape):
    """The only answer that holds the key. Null when the same command comes again."""

    key: str | None


class ApiKeyList(BaseModel):
    items: list[ApiKeyShape]
    next: str | None


@router.get("")
async def get_api_keys(
    asker: AskerDep, rows: RowsDep, turn: Annotated[Turn, Query()]
) -> ApiKeyList:
    """List the programs that may in; their keys are not kept."""
    demand(asker, "api_key", Right.SEE)
    items, more = await list_of(rows, set_up_query.LIST_API_KEYS, turn, "api-keys")
    return ApiKeyList(items=[ApiKeyShape(**item) for item in items], next=more)


@router.post("", response_model=NewApiKey, status_code=201)
async def post_api_key(given: ApiKeyGiven, command: CommandDep) -> Response:
    """Let a program in. The key is in this answer alone: a repeat of the command has it no more."""
    demand(command.asker, "api_key", Right.ADD)
    key = f"tocsin_{new_token()}"

    is_new = False

    async def act(work: PostgresWork) -> str:
        nonlocal is_new
        is_new = True
        api_key = ApiKey(
            id=work.new_id(),
            organisation_id=given.organisation_id or command.asker.organisation,
            centre_id=None,
            label=given.label,
            created_at=await work.ledger.ask_clock(),
        )
        registered = await register_api_key(work, settler(command.asker), api_key, digest_of(key))
        return write(ApiKeyShape, registered)

    response = await command.once("register_api_key", act, answers=201)
    shown = ApiKeyShape.model_validate_json(bytes(response.body))
    answer = NewApiKey(**shown.model_dump(), key=key if is_new else None)
    return Response(answer.model_dump_json(), 201, media_type="application/json")


@router.post("/{api_key_id}/withdraw", response_model=ApiKeyShape)
async def post_api_key_withdrawal(api_key_id: UUID, command: CommandDep) -> Response:
    """Let a program in no longer."""

    async def act(work: PostgresWork) -> str:
        return write(ApiKeyShape, await withdraw(work, settler(command.asker), ApiKey, api_key_id))

    demand(command.asker, "api_key", Right.CHANGE)
    return await command.once("withdraw_api_key", act)
