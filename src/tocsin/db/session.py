"""Lone workers' sessions in PostgreSQL, each with the time of its next look in its own row."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from tocsin.db.ledger import Ledger
from tocsin.db.subject import get_subjects
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef
from tocsin.domain.session.session import Session, SessionState, Terms, look_at

COLUMNS = """
    select id, lone_worker_id, state, doing, place, notes, check_in_every_s, remind_before_s,
        grace_s, started_at, ends_at, heard_at, check_in_at, reminded_of, missed, ended_at
    from session
"""
RUNNING_OF = COLUMNS + " where lone_worker_id = %(lone_worker_id)s and state <> 'ended'"
LOCK = "select clock_timestamp() from session where id = %(id)s for no key update"
GET = COLUMNS + " where id = any(%(ids)s::uuid[]) order by look_at, id"
CLAIM_DUE = """
    select id from session where look_at <= %(now)s
    order by look_at limit %(at_most)s
    for no key update skip locked
"""
# Lateness is data: how long after its time each look was taken.
MEASURE = """
    insert into lateness (met_at, due_at, subject_kind, subject_id, kind, work)
    select %(met_at)s, look_at, 'session', id, 'look', 'look_at_session' from session
    where id = any(%(ids)s::uuid[]) and look_at <= %(met_at)s
    returning subject_id
"""
ADD = """
    insert into session (
        id, lone_worker_id, customer_id, centre_id, state, doing, place, notes, check_in_every_s,
        remind_before_s, grace_s, started_at, ends_at, heard_at, check_in_at, reminded_of, missed,
        ended_at, look_at)
    values (
        %(id)s, %(lone_worker_id)s, %(customer_id)s, %(centre_id)s, %(state)s, %(doing)s,
        %(place)s, %(notes)s, %(check_in_every_s)s, %(remind_before_s)s, %(grace_s)s,
        %(started_at)s, %(ends_at)s, %(heard_at)s, %(check_in_at)s, %(reminded_of)s, %(missed)s,
        %(ended_at)s, %(look_at)s)
"""
SAVE = """
    update session set
        state = %(state)s, ends_at = %(ends_at)s, heard_at = %(heard_at)s,
        check_in_at = %(check_in_at)s, reminded_of = %(reminded_of)s, missed = %(missed)s,
        ended_at = %(ended_at)s, look_at = %(look_at)s
    where id = %(id)s
"""
# A look that failed is taken again later: it must not stop the others.
PUT_OFF = """
    update session set look_at = clock_timestamp() + interval '30 seconds'
    where id = %(id)s and look_at is not null
"""
UNTIL_NEXT = """
    select greatest(0, least(3600, coalesce(
        extract(epoch from min(look_at) - clock_timestamp()), 3600)))::float
    from session where look_at is not null
"""


class PostgresSessions:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def running_of(self, subject: Subject) -> Session | None:
        """Get the session of a lone worker, who is held, that is not ended."""
        rows = await self._fetch(RUNNING_OF, {"lone_worker_id": subject.ref.id})
        return _session(rows[0], subject) if rows else None

    async def get_for_update(self, session_id: UUID) -> Session:
        """Get a session and hold it until the transaction ends. Raises NotFound."""
        row = await (await self._connection.execute(LOCK, {"id": session_id})).fetchone()
        if row is None:
            raise NotFound(f"no session {session_id}")
        await self._ledger.start_clock(row[0])
        (session,) = await self._load([session_id])
        return session

    async def claim_due(self, at_most: int) -> Sequence[Session]:
        """Hold sessions whose look has come and that nobody has in hand, the most overdue first.

        How late each look is, is written down. Of one that somebody met between the search for it
        and its lock, nothing is due any more.
        """
        asked = {"now": await self._ledger.ask_clock(), "at_most": at_most}
        claimed = await self._connection.execute(CLAIM_DUE, asked)
        ids = [row[0] for row in await claimed.fetchall()]
        if not ids:
            return []
        await self._ledger.start_clock()
        values = {"ids": ids, "met_at": self._ledger.now}
        measured = await self._connection.execute(MEASURE, values)
        return await self._load([row[0] for row in await measured.fetchall()])

    async def add(self, session: Session) -> None:
        subject = session.subject
        whose = {
            "lone_worker_id": subject.ref.id,
            "customer_id": subject.customer_id,
            "centre_id": subject.centre_id,
        }
        await self._connection.execute(ADD, self._values(session) | whose)
        self._ledger.moved(session.id)

    async def save(self, session: Session) -> None:
        """Save a session that is held, with its next look."""
        await self._connection.execute(SAVE, self._values(session))
        self._ledger.moved(session.id)

    async def _load(self, ids: Sequence[UUID]) -> Sequence[Session]:
        rows = await self._fetch(GET, {"ids": list(ids)})
        refs = list({_ref(row) for row in rows})
        subjects = {one.ref: one for one in await get_subjects(self._connection, refs)}
        return [_session(row, subjects[_ref(row)]) for row in rows]

    async def _fetch(self, query: LiteralString, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            return await (await cursor.execute(query, values)).fetchall()

    def _values(self, session: Session) -> dict[str, Any]:
        every = session.terms.check_in_every
        return {
            "id": session.id,
            "state": session.state,
            "doing": session.doing,
            "place": session.place,
            "notes": session.notes,
            "check_in_every_s": None if every is None else round(every.total_seconds()),
            "remind_before_s": round(session.terms.remind_before.total_seconds()),
            "grace_s": round(session.terms.grace.total_seconds()),
            "started_at": session.started_at,
            "ends_at": session.ends_at,
            "heard_at": session.heard_at,
            "check_in_at": session.check_in_at,
            "reminded_of": session.reminded_of,
            "missed": session.missed,
            "ended_at": session.ended_at,
            "look_at": look_at(session, self._ledger.now),
        }


async def until_next(pool: AsyncConnectionPool) -> float:
    """Say for how many seconds nobody need look, an hour at most."""
    async with pool.connection() as connection:
        row = await (await connection.execute(UNTIL_NEXT)).fetchone()
    assert row is not None
    return float(row[0])


async def put_off(pool: AsyncConnectionPool, session_id: UUID) -> None:
    async with pool.connection() as connection:
        await connection.execute(PUT_OFF, {"id": session_id})


def _ref(row: Mapping[str, Any]) -> SubjectRef:
    return SubjectRef(kind=SubjectKind.LONE_WORKER, id=row["lone_worker_id"])


def _session(row: Mapping[str, Any], subject: Subject) -> Session:
    every_s = row["check_in_every_s"]
    return Session(
        id=row["id"],
        subject=subject,
        state=SessionState(row["state"]),
        doing=row["doing"],
        place=row["place"],
        notes=row["notes"],
        terms=Terms(
            check_in_every=None if every_s is None else timedelta(seconds=every_s),
            remind_before=timedelta(seconds=row["remind_before_s"]),
            grace=timedelta(seconds=row["grace_s"]),
        ),
        started_at=row["started_at"],
        ends_at=row["ends_at"],
        heard_at=row["heard_at"],
        check_in_at=row["check_in_at"],
        reminded_of=row["reminded_of"],
        missed=row["missed"],
        ended_at=row["ended_at"],
    )
