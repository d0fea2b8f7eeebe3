"""An incident needs a person: it says so on the board, and its journal says when and why.

For faults of ours: it loads nothing of the incident, since just that may be what fails.
"""

from dataclasses import dataclass
from uuid import UUID

from tocsin.app.ports import TOCSIN, Entry
from tocsin.db.deadline import POSTPONE
from tocsin.db.incident_query import ASK_FOR_PERSON
from tocsin.db.work import PostgresWork
from tocsin.domain.record import journal

HOLD = "select customer_id, centre_id from incident where id = %(id)s for no key update"


@dataclass(frozen=True, slots=True)
class _Journalled:
    page: journal.Page


async def tell_operators(work: PostgresWork, incident_id: UUID, reason: str) -> None:
    """Say on the board that an incident needs a person, until somebody sees to it."""
    values = {"id": incident_id, "reason": reason}
    parties = await (await work.connection.execute(HOLD, values)).fetchone()
    assert parties is not None, f"no incident {incident_id}"
    await work.ledger.start_clock()
    told = await work.connection.execute(ASK_FOR_PERSON, values)
    if told.rowcount == 0:
        return
    subject = journal.Subject(kind="incident", id=str(incident_id))
    page = journal.Page(subject=subject, customer_id=parties[0], centre_id=parties[1])
    entry = Entry(kind="incident.needs_human", actor=TOCSIN, text="asks for a person", said=reason)
    await work.journal.append(_Journalled(page), entry)


async def postpone(work: PostgresWork, incident_id: UUID, reason: str) -> None:
    """Put a look off that failed through a fault of ours, and tell the operators on the board."""
    await tell_operators(work, incident_id, reason)
    await work.connection.execute(POSTPONE, {"incident_id": incident_id})
