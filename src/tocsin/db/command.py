"""Commands in PostgreSQL: a repeat gets the stored answer; one id stands for one content."""

from dataclasses import asdict, dataclass
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.domain.errors import AnotherCommand

# Waits for whoever is carrying out the same command; then one of the two finds the answer.
BEGIN = """
    insert into command (actor, id, organisation_id, request_hash, at)
    values (%(actor)s, %(id)s, %(organisation_id)s, %(request_hash)s, clock_timestamp())
    on conflict do nothing
"""
FIND = "select request_hash, answer from command where actor = %(actor)s and id = %(id)s"
FINISH = "update command set answer = %(answer)s where actor = %(actor)s and id = %(id)s"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRecord:
    actor: str
    id: UUID
    organisation_id: UUID
    request_hash: bytes


async def find_or_begin(connection: AsyncConnection, record: CommandRecord) -> str | None:
    """Find the answer to the same command; None when it is new and begun here.

    Raises AnotherCommand when the id was used for something else.
    """
    begun = await connection.execute(BEGIN, asdict(record))
    if begun.rowcount == 1:
        return None
    row = await (await connection.execute(FIND, asdict(record))).fetchone()
    assert row is not None, "a command that conflicts is visible"
    request_hash, answer = row
    if request_hash != record.request_hash:
        raise AnotherCommand("This command id was used before, for something else.")
    assert isinstance(answer, str), "a command that committed has its answer"
    return answer


async def finish(connection: AsyncConnection, record: CommandRecord, answer: str) -> None:
    """Keep the answer, in the transaction that did what it tells."""
    await connection.execute(FINISH, asdict(record) | {"answer": answer})
