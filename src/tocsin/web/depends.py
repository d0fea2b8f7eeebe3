"""What endpoints ask for: who is asking, rows to read, and a command that happens once."""

import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from tocsin.app.ports import Actor
from tocsin.db import command as commands
from tocsin.db.work import INTRODUCE, OpenWork, PostgresWork
from tocsin.domain.access import Relation, Right, Role, may
from tocsin.domain.errors import NotAllowed
from tocsin.domain.record.seal import Sealer
from tocsin.gateways.secret_box import SecretBox
from tocsin.web.asker import Asker
from tocsin.web.attempts import Attempts
from tocsin.web.auth import identify
from tocsin.web.demo_sheet import DemoSheet


@dataclass(slots=True)
class Parts:
    """What the composition root gives to the endpoints."""

    pool: AsyncConnectionPool
    open_work: OpenWork
    sealer: Sealer
    ring: Callable[[], None]
    attempts: Attempts
    demo: DemoSheet | None
    secret_box: SecretBox | None = None  # None: nobody can have a second factor here
    public_url: str | None = None  # None: the address by which whoever asks came
    map_style: str | None = None  # None: the map that Tocsin was built with
    started_s: float = field(default_factory=time.monotonic)


def parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


async def get_asker(request: Request) -> Asker:
    async with parts_of(request).pool.connection() as connection:
        return await identify(connection, request)


AskerDep = Annotated[Asker, Depends(get_asker)]


@asynccontextmanager
async def reading(
    pool: AsyncConnectionPool, organisation: UUID, name: str = "read"
) -> AsyncIterator[AsyncConnection]:
    """Open a connection that sees one organisation's rows, all as of one moment."""
    async with pool.connection() as connection:
        await connection.execute("set transaction isolation level repeatable read read only")
        values = {"organisation": str(organisation), "work": name}
        await connection.execute(INTRODUCE, values)
        yield connection


async def get_rows(request: Request, asker: AskerDep) -> AsyncIterator[AsyncConnection]:
    async with reading(parts_of(request).pool, asker.organisation) as connection:
        yield connection


RowsDep = Annotated[AsyncConnection, Depends(get_rows, scope="function")]


def demand(asker: Asker, noun: str, right: Right) -> None:
    """Refuse what the asker's roles do not include, whatever the row. Raises NotAllowed."""
    if not any(may(asker.roles, noun, right, relation) for relation in Relation):
        raise NotAllowed(f"Your role does not include this ({right} {noun.replace('_', ' ')}).")


Act = Callable[[PostgresWork], Awaitable[str]]


@dataclass(slots=True)
class Command:
    """One command of one asker. With an Idempotency-Key, twice has the effect of once."""

    asker: Asker
    open_work: OpenWork
    id: UUID | None
    request_hash: bytes

    @property
    def actor(self) -> Actor:
        return self.asker.actor

    @property
    def roles(self) -> frozenset[Role]:
        return self.asker.roles

    async def once(self, name: str, act: Act, *, answers: int = 200) -> Response:
        """Do it in one transaction, and answer only when that is committed.

        `act` returns the answer as JSON text; it is stored with what it did, so a repeat gets the
        same answer and changes nothing. Raises AnotherCommand.
        """
        async with self.open_work(name, self.asker.organisation) as work:
            answer = None
            if self.id is not None:
                answer = await commands.find_or_begin(work.connection, self._record(self.id))
            if answer is None:
                answer = await act(work)
                if self.id is not None:
                    await commands.finish(work.connection, self._record(self.id), answer)
        return Response(answer, answers, media_type="application/json")

    def _record(self, command_id: UUID) -> commands.CommandRecord:
        return commands.CommandRecord(
            actor=self.asker.key,
            id=command_id,
            organisation_id=self.asker.organisation,
            request_hash=self.request_hash,
        )


async def get_command(
    request: Request,
    asker: AskerDep,
    idempotency_key: Annotated[UUID | None, Header()] = None,
) -> Command:
    said = [request.method.encode(), request.url.path.encode(), await request.body()]
    return Command(
        asker=asker,
        open_work=parts_of(request).open_work,
        id=idempotency_key,
        request_hash=hashlib.sha256(b"\n".join(said)).digest(),
    )


CommandDep = Annotated[Command, Depends(get_command)]
