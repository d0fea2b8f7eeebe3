"""Sites, lone workers and their contacts in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Contact, Subject, SubjectKind, SubjectRef

# The contacts come with their subject, in one row.
GET_SITE = """
    select id, customer_id, centre_id, name, phone, time_zone, (
        select json_agg(json_build_object(
            'id', id, 'position', position, 'name', name, 'relation', relation, 'phone', phone,
            'email', email) order by position)
        from contact where contact.site_id = site.id) as contacts
    from site where id = any(%(ids)s)
"""
GET_LONE_WORKER = """
    select id, customer_id, centre_id, name, phone, time_zone, (
        select json_agg(json_build_object(
            'id', id, 'position', position, 'name', name, 'relation', relation, 'phone', phone,
            'email', email) order by position)
        from contact where contact.lone_worker_id = lone_worker.id) as contacts
    from lone_worker where id = any(%(ids)s)
"""
# A centre is its own customer for what comes to its doors from nobody knows whom.
GET_LINE = """
    select id, centre_id as customer_id, centre_id, name || ', unknown sender' as name,
        null::text as phone, (
        select time_zone from organisation
        where organisation.id = receiver_line.centre_id) as time_zone, null::json as contacts
    from receiver_line where id = any(%(ids)s)
"""
# The clock is asked after the lock: a row leaves `held` only when it is held.
HELD = " for no key update) select held.*, clock_timestamp() as held_at from held"
HOLD_SITE = "with held as materialized (" + GET_SITE + HELD
HOLD_LONE_WORKER = "with held as materialized (" + GET_LONE_WORKER + HELD
HOLD_LINE = "with held as materialized (" + GET_LINE + HELD

GET: dict[SubjectKind, LiteralString] = {
    SubjectKind.SITE: GET_SITE,
    SubjectKind.LONE_WORKER: GET_LONE_WORKER,
    SubjectKind.RECEIVER_LINE: GET_LINE,
}
HOLD: dict[SubjectKind, LiteralString] = {
    SubjectKind.SITE: HOLD_SITE,
    SubjectKind.LONE_WORKER: HOLD_LONE_WORKER,
    SubjectKind.RECEIVER_LINE: HOLD_LINE,
}


async def hold_subject(connection: AsyncConnection, ref: SubjectRef) -> tuple[Subject, datetime]:
    """Hold a site or lone worker until the transaction ends: the first lock of all.

    Gives it with its contacts, and the time at which it was held. Raises NotFound.
    """
    (row,) = await _rows(connection, [ref], HOLD[ref.kind])
    return _subject(ref, row), row["held_at"]


async def get_subject(connection: AsyncConnection, ref: SubjectRef) -> Subject:
    """Get a subject with its contacts as they are now. Raises NotFound."""
    (subject,) = await get_subjects(connection, [ref])
    return subject


async def get_subjects(
    connection: AsyncConnection, refs: Sequence[SubjectRef]
) -> Sequence[Subject]:
    """Get subjects with their contacts as they are now. Raises NotFound where one is not there."""
    subjects = []
    for kind in sorted({ref.kind for ref in refs}):
        of_kind = {ref.id: ref for ref in refs if ref.kind is kind}
        rows = await _rows(connection, list(of_kind.values()), GET[kind])
        subjects += [_subject(of_kind[row["id"]], row) for row in rows]
    return subjects


async def _rows(
    connection: AsyncConnection, refs: Sequence[SubjectRef], query: LiteralString
) -> list[dict[str, Any]]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, {"ids": [ref.id for ref in refs]})
        rows = await cursor.fetchall()
    if missing := {ref.id for ref in refs} - {row["id"] for row in rows}:
        raise NotFound(f"no {refs[0].kind} {min(missing)}")
    return rows


def _subject(ref: SubjectRef, row: dict[str, Any]) -> Subject:
    return Subject(
        ref=ref,
        customer_id=row["customer_id"],
        centre_id=row["centre_id"],
        name=row["name"],
        phone=row["phone"],
        time_zone=row["time_zone"],
        contacts=tuple(
            Contact(**fields | {"id": UUID(fields["id"])}) for fields in row["contacts"] or ()
        ),
    )
