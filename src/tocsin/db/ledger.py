"""What a unit of work has done so far, and what it still owes before it may commit.

No write without a journal entry; no write without a next look. A use case that forgets either
must not commit: it would be a thing that happened without a trace, or an incident that nobody
will ever look at again.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.domain.alarm.incident import Incident
from tocsin.domain.record.journal import Head

Clock = Callable[[AsyncConnection], Awaitable[datetime]]

ASK_CLOCK = "select clock_timestamp()"


async def database_clock(connection: AsyncConnection) -> datetime:
    """Ask the database's clock: the one that all machines share."""
    row = await (await connection.execute(ASK_CLOCK)).fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


class Ledger:
    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock
        self.heads: dict[UUID, Head | None] = {}  # of the journals that were read or written here
        self.looks: dict[UUID, dict[str, object]] = {}  # next looks that are not yet written
        self.opened: set[UUID] = set()  # incidents that nobody has seen before
        self.shown: dict[UUID, tuple[Incident, str]] = {}  # what customers know of silent ones
        self.hushing: set[UUID] = set()  # subjects of which a silent alarm began or ended
        self.seen_to: set[UUID] = set()  # incidents with which an operator did something
        self._now: datetime | None = None
        self._known: dict[UUID, Incident] = {}
        self._written: set[UUID] = set()
        self._journalled: set[UUID] = set()
        self._looked: set[UUID] = set()
        self._set_up: set[str] = set()
        self._told: set[str] = set()

    @property
    def now(self) -> datetime:
        """The one moment of this transaction, asked after its first lock."""
        assert self._now is not None, "the clock is asked after the first lock"
        return self._now

    async def start_clock(self, moment: datetime | None = None) -> None:
        """Start this transaction's moment: the one that the locking statement read, if it did."""
        if self._now is None:
            is_known = moment is not None and self._clock is database_clock
            self._now = moment if is_known else await self._clock(self._connection)

    async def ask_clock(self) -> datetime:
        """Ask what time it is without starting this transaction's moment."""
        return await self._clock(self._connection)

    def loaded(self, incident: Incident) -> None:
        self._known[incident.id] = incident

    def before(self, incident: Incident) -> Incident | None:
        """Give the incident as it is stored; None for one that nobody has read."""
        return self._known.get(incident.id)

    def is_changed(self, incident: Incident) -> bool:
        return self._known.get(incident.id) != incident

    def wrote(self, incident: Incident) -> None:
        before = self._known.get(incident.id)
        if incident.hushes != (before is not None and before.hushes):
            self.hushing.add(incident.subject.ref.id)
        self._known[incident.id] = incident
        self._written.add(incident.id)

    def journalled(self, subject_id: UUID, about: str | int | None = None) -> None:
        """Note an entry in a journal: about its subject, or about something that is set up."""
        self._journalled.add(subject_id)
        self._told.add(str(about))

    def set_up(self, thing_id: UUID) -> None:
        """Note that something of the set-up was written."""
        self._set_up.add(str(thing_id))

    def moved(self, session_id: UUID) -> None:
        """Note that a session was written, with the look that follows from it."""
        self._written.add(session_id)
        self._looked.add(session_id)

    def looked(self, incident_id: UUID) -> None:
        self._looked.add(incident_id)

    @property
    def is_dirty(self) -> bool:
        """Whether somebody else should be woken by what was written here."""
        return bool(self._written or self._looked)

    def check(self) -> None:
        """Refuse to commit a write that left no trace or set no next look."""
        assert self._written <= self._journalled, "a write without a journal entry"
        assert self._written <= self._looked, "a move without its next look"
        assert self._set_up <= self._told, "a change of the set-up without a journal entry"
