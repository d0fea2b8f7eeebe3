"""A unit of work: one transaction, one name, one moment in time, everything that is stored."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from tocsin.db.deadline import PostgresDeadlines
from tocsin.db.hushed import tell_hushed
from tocsin.db.incident import PostgresIncidents
from tocsin.db.journal import PostgresJournal
from tocsin.db.ledger import Clock, Ledger, database_clock
from tocsin.db.notice import PostgresNotices
from tocsin.db.outbox import PostgresOutbox
from tocsin.db.person import PostgresPeople
from tocsin.db.phone import PostgresPhones
from tocsin.db.phone_alert import PostgresPhoneAlerts
from tocsin.db.pin import PostgresPins
from tocsin.db.response_plan import PostgresPlans
from tocsin.db.seen_to import note_seen_to
from tocsin.db.session import PostgresSessions
from tocsin.db.set_up import PostgresSetUp
from tocsin.db.signal import PostgresSignals
from tocsin.db.subject import get_subject, hold_subject
from tocsin.db.zone import PostgresZones
from tocsin.domain.people.subject import Subject, SubjectRef
from tocsin.domain.record.seal import Sealer

# Both last as long as the transaction: whose rows it may see, and what it is called.
INTRODUCE = """
    select set_config('tocsin.organisation', %(organisation)s, true),
           set_config('tocsin.work', %(work)s, true)
"""


@dataclass(frozen=True, slots=True)
class Means:
    """What a transaction takes from outside the database: new ids, salts, and the journal's key."""

    new_id: Callable[[], UUID]
    new_salt: Callable[[], bytes]
    sealer: Sealer


class PostgresSubjects:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def lock(self, ref: SubjectRef) -> Subject:
        """Hold a site or lone worker until the transaction ends, and get it."""
        subject, held_at = await hold_subject(self._connection, ref)
        await self._ledger.start_clock(held_at)
        return subject

    async def get(self, ref: SubjectRef) -> Subject:
        """Get one as it is now; nobody is kept from it. Raises NotFound."""
        return await get_subject(self._connection, ref)


class PostgresWork:
    def __init__(
        self, connection: AsyncConnection, ledger: Ledger, means: Means, name: str
    ) -> None:
        self.connection, self.ledger, self.name = connection, ledger, name
        self.new_id = means.new_id
        self.subjects = PostgresSubjects(connection, ledger)
        self.signals = PostgresSignals(connection, ledger, new_id=means.new_id)
        self.plans = PostgresPlans(connection, ledger)
        self.notices = PostgresNotices(connection)
        self.incidents = PostgresIncidents(
            connection, ledger, notices=self.notices, new_id=means.new_id
        )
        self.sessions = PostgresSessions(connection, ledger)
        self.pins = PostgresPins(connection, ledger)
        self.phones = PostgresPhones(connection, ledger)
        self.phone_alerts = PostgresPhoneAlerts(connection, ledger)
        self.people = PostgresPeople(connection)
        self.set_up = PostgresSetUp(connection, ledger)
        self.zones = PostgresZones(connection, ledger)
        self.deadlines = PostgresDeadlines(connection, ledger)
        self.journal = PostgresJournal(
            connection, ledger, new_salt=means.new_salt, sealer=means.sealer
        )
        self.outbox = PostgresOutbox(connection, ledger, work=name, new_id=means.new_id)

    @property
    def now(self) -> datetime:
        return self.ledger.now

    async def write_out(self) -> None:
        """Write what was put off until the end, so that it takes few statements."""
        await self.journal.write_out()
        await self.incidents.write_out()
        await self.notices.write_out()
        await tell_hushed(self.connection, self.ledger)
        await note_seen_to(self.connection, self.ledger)
        await self.outbox.write_out()


class OpenWork(Protocol):
    """Opens a unit of work under its use case's name, seeing one organisation's rows or all."""

    def __call__(
        self, name: str, organisation: UUID | None = None
    ) -> AbstractAsyncContextManager[PostgresWork]: ...


@dataclass(frozen=True, slots=True)
class WorkOpener:
    pool: AsyncConnectionPool
    means: Means
    clock: Clock = database_clock
    ring: Callable[[], None] = lambda: None  # called after a commit that others should know of

    @asynccontextmanager
    async def __call__(
        self, name: str, organisation: UUID | None = None
    ) -> AsyncIterator[PostgresWork]:
        async with self.pool.connection() as connection:  # commits at the end, or rolls back
            organisation_text = "" if organisation is None else str(organisation)
            await connection.execute(INTRODUCE, {"organisation": organisation_text, "work": name})
            ledger = Ledger(connection, self.clock)
            work = PostgresWork(connection, ledger, self.means, name)
            yield work
            await work.write_out()
            ledger.check()
        if ledger.is_dirty:
            self.ring()
