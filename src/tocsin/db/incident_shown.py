"""What customers go on being shown of silent incidents, in PostgreSQL."""

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_shown import Shown, becomes_silent, next_shown
from tocsin.domain.alarm.incident_state import IncidentState

# As it stood: the row is not yet saved. Once is for good.
KEEP = """
    insert into incident_shown select * from incident where id = %(id)s on conflict (id) do nothing
"""
FIND = """
    select state, priority, closed_at, operator_id, claimed_at from incident_shown
    where id = %(id)s
"""

# Where the state moves, what was said of the one before goes: at the end no cause is told.
MOVE = """
    update incident_shown set
        priority = %(priority)s, changed_at = %(now)s, version = version + 1,
        state = %(state)s, closed_at = %(closed_at)s,
        operator_id = %(operator_id)s, claimed_at = %(claimed_at)s
    where id = %(id)s
"""
FORGET = """
    update incident_shown set cause = null, resolution_note = null, resolved_at = null,
        resolved_by = null, parked_until = null, parked_because = null, worse_at = null,
        returned_at = null, unattended_since = null, supervisor_asked_at = null
    where id = %(id)s
"""


class PostgresShown:
    def __init__(self, connection: AsyncConnection, ledger: Ledger) -> None:
        self._connection, self._ledger = connection, ledger

    async def is_untold(self, incident: Incident) -> bool:
        """Keep what its customer is shown, before it is saved; say if nothing may tell them."""
        before = self._ledger.before(incident)
        if not incident.silent or before is None:
            return incident.silent
        if becomes_silent(before, incident) and incident.id not in self._ledger.opened:
            await self._connection.execute(KEEP, {"id": incident.id})
        shown = await self._find(incident)
        if shown is None:
            return True  # they have never seen it
        then = next_shown(shown, before, incident)
        if then.happened is None:
            return True
        await self._move(incident, shown, then)
        self._ledger.shown[incident.id] = (incident, then.happened)
        return False

    async def _find(self, incident: Incident) -> Shown | None:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            row = await (await cursor.execute(FIND, {"id": incident.id})).fetchone()
        if row is None:
            return None
        return Shown(**row | {"state": IncidentState(row["state"])})

    async def _move(self, incident: Incident, shown: Shown, then: Shown) -> None:
        values = {
            "id": incident.id,
            "now": self._ledger.now,
            "state": then.state,
            "priority": then.priority,
            "closed_at": then.closed_at,
            "operator_id": then.operator_id,
            "claimed_at": then.claimed_at,
        }
        await self._connection.execute(MOVE, values)
        if then.state not in {shown.state, IncidentState.FILED}:
            await self._connection.execute(FORGET, {"id": incident.id})
