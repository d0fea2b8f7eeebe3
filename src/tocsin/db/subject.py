"""Sites, lone workers and their contacts in PostgreSQL."""

from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Contact, Subject, SubjectKind, SubjectRef

LOCK_SITE = "select id from site where id = %(id)s for no key update"
LOCK_LONE_WORKER = "select id from lone_worker where id = %(id)s for no key update"

GET_SITE = """
    select id, customer_id, centre_id, name, phone, time_zone from site where id = %(id)s
"""
GET_LONE_WORKER = """
    select id, customer_id, centre_id, name, phone, time_zone from lone_worker where id = %(id)s
"""
SITE_CONTACTS = """
    select id, position, name, relation, phone, email from contact
    where site_id = %(id)s order by position
"""
LONE_WORKER_CONTACTS = """
    select id, position, name, relation, phone, email from contact
    where lone_worker_id = %(id)s order by position
"""

LOCK: dict[SubjectKind, LiteralString] = {
    SubjectKind.SITE: LOCK_SITE,
    SubjectKind.LONE_WORKER: LOCK_LONE_WORKER,
}
GET: dict[SubjectKind, LiteralString] = {
    SubjectKind.SITE: GET_SITE,
    SubjectKind.LONE_WORKER: GET_LONE_WORKER,
}
CONTACTS: dict[SubjectKind, LiteralString] = {
    SubjectKind.SITE: SITE_CONTACTS,
    SubjectKind.LONE_WORKER: LONE_WORKER_CONTACTS,
}


async def lock_subject(connection: AsyncConnection, ref: SubjectRef) -> None:
    """Hold a site or lone worker until the transaction ends: the first lock of all."""
    await connection.execute(LOCK[ref.kind], {"id": ref.id})


async def get_subject(connection: AsyncConnection, ref: SubjectRef) -> Subject:
    """Get a subject with its contacts as they are now. Raises NotFound."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(GET[ref.kind], {"id": ref.id})
        row = await cursor.fetchone()
        if row is None:
            raise NotFound(f"no {ref.kind} {ref.id}")
        await cursor.execute(CONTACTS[ref.kind], {"id": ref.id})
        contacts = tuple(Contact(**contact) for contact in await cursor.fetchall())
    return _subject(ref, row, contacts)


def _subject(ref: SubjectRef, row: dict[str, Any], contacts: tuple[Contact, ...]) -> Subject:
    return Subject(
        ref=ref,
        customer_id=row["customer_id"],
        centre_id=row["centre_id"],
        name=row["name"],
        phone=row["phone"],
        time_zone=row["time_zone"],
        contacts=contacts,
    )
