"""Sessions in the unit of work in memory."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from tests.tables import SessionRow, Tables
from tocsin.db.ledger import Ledger
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Subject
from tocsin.domain.session.session import Session, SessionState, look_at


class FakeSessions:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def running_of(self, subject: Subject) -> Session | None:
        rows = (row.session for row in self._tables.sessions.values())
        return next((one for one in rows if _is_running(one, subject)), None)

    async def get_for_update(self, session_id: UUID) -> Session:
        if session_id not in self._tables.sessions:
            raise NotFound(f"no session {session_id}")
        await self._ledger.start_clock()
        return self._load(session_id)

    async def claim_due(self, at_most: int) -> Sequence[Session]:
        limit = await self._ledger.ask_clock()
        rows = self._tables.sessions.items()
        due = sorted((row.look_at, one) for one, row in rows if row.look_at is not None)
        ids = [one for at, one in due if at <= limit][:at_most]
        if ids:
            await self._ledger.start_clock()
        return [self._load(one) for one in ids]

    async def add(self, session: Session) -> None:
        assert session.id not in self._tables.sessions
        assert await self.running_of(session.subject) is None, "the database has an index for it"
        await self.save(session)

    async def save(self, session: Session) -> None:
        row = SessionRow(session=session, look_at=look_at(session, self._ledger.now))
        self._tables.sessions[session.id] = row
        self._ledger.moved(session.id)

    def _load(self, session_id: UUID) -> Session:
        session = self._tables.sessions[session_id].session
        return replace(session, subject=self._tables.subjects[session.subject.ref])


def _is_running(session: Session, subject: Subject) -> bool:
    return session.subject.ref == subject.ref and session.state is not SessionState.ENDED
