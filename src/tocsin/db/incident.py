"""Incidents in PostgreSQL, each with its alerts and calls."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tocsin.app.ports import Actor
from tocsin.db.deadline import MEASURE, SET_LOOK
from tocsin.db.incident_row import (
    ALERTS,
    CALLS,
    GET,
    OUTCOMES,
    alert_values,
    incident_from,
    incident_values,
    numbered,
    phone_calls_from,
)
from tocsin.db.incident_shown import PostgresShown
from tocsin.db.ledger import Ledger
from tocsin.db.notice import NOTICES
from tocsin.db.rows import write_rows
from tocsin.db.subject import get_subject
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef
from tocsin.domain.record.journal import Head
from tocsin.domain.response.phone_call import HeardOutcome, PhoneCall
from tocsin.domain.response.response_plan import plan_as_body

# The clock is asked after the lock: the row leaves `held` only when it is held.
LOCK = """
    with held as materialized (
        select subject_kind, coalesce(site_id, lone_worker_id, line_id) as subject_id
        from incident where id = %(id)s
        for no key update)
    select subject_kind, subject_id, clock_timestamp() from held
"""

OPEN_OF = """
    select id from incident
    where (site_id = %(id)s or lone_worker_id = %(id)s or line_id = %(id)s)
      and state in ('waiting', 'handling', 'parked', 'resolved')
    order by id
    for no key update
"""

# Locks the incident, as every use case does first: one lock order, so no deadlock. A process
# that dies gives the lock back; SKIP LOCKED passes over whoever is being seen to. Priority by
# priority along the index: with thousands due at once, nothing is sorted anew for each.
CLAIM_DUE = """
    select found.subject_id
    from generate_series(1, 4) as pressing (priority), lateral (
        select deadline.subject_id
        from deadline join incident on incident.id = deadline.subject_id
        where deadline.subject_kind = 'incident' and deadline.priority = pressing.priority
          and deadline.due_at <= %(now)s
        order by deadline.due_at
        limit 1
        for no key update of incident skip locked) as found
    limit 1
"""

# Whatever changes an incident tells the screens of both parties, by the same statement.
ADD = """
    with added as (
        insert into incident (
            id, customer_id, centre_id, subject_kind, site_id, lone_worker_id, line_id,
            response_kind,
            state, priority, silent, drill, plan, opened_at, changed_at, waiting_since)
        values (
            %(id)s, %(customer_id)s, %(centre_id)s, %(subject_kind)s, %(site_id)s,
            %(lone_worker_id)s, %(line_id)s, %(response_kind)s, %(state)s, %(priority)s,
            %(silent)s, %(drill)s, %(plan)s, %(opened_at)s, %(changed_at)s, %(waiting_since)s)
        returning number),
    fed as (
        insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
        values (
            %(changed_at)s, 'incident', %(id)s, %(customer_id)s, %(centre_id)s, %(silent)s))
    select number from added
"""

SAVE = """
    with fed as (
        insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
        values (
            %(changed_at)s, 'incident', %(id)s, %(customer_id)s, %(centre_id)s, %(untold)s))
    update incident set
        state = %(state)s, priority = %(priority)s, silent = %(silent)s,
        silent_at = %(silent_at)s, drill = %(drill)s,
        changed_at = %(changed_at)s, version = version + 1, operator_id = %(operator_id)s,
        claimed_at = %(claimed_at)s, aide_ids = %(aide_ids)s::uuid[], worse_at = %(worse_at)s,
        returned_at = %(returned_at)s, unattended_since = %(unattended_since)s,
        parked_until = %(parked_until)s, parked_because = %(parked_because)s,
        real_at = %(real_at)s,
        confirmed_at = %(confirmed_at)s, confirmed_by = %(confirmed_by)s,
        verified_at = %(verified_at)s, cause = %(cause)s, resolution_note = %(resolution_note)s,
        resolved_at = %(resolved_at)s, resolved_by = %(resolved_by)s, closed_at = %(closed_at)s,
        waiting_since = %(waiting_since)s, rungs = %(rungs)s, rungs_since = %(rungs_since)s,
        alone = %(alone)s
    where id = %(id)s
"""

# What is written beside an incident changes nothing of it; the screens shall show it all the same.
SHOW = """
    with fed as (
        insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
        select %(now)s, 'incident', id, customer_id, centre_id, silent from incident
        where id = %(id)s)
    update incident set changed_at = %(now)s, version = version + 1 where id = %(id)s
"""

# With its next look, as nearly every change has: one statement less.
SAVE_WITH_LOOK = f"with look as ({SET_LOOK}), {SAVE.lstrip().removeprefix('with ')}"

SAVE_ALERTS = """
    insert into alert (
        id, incident_id, customer_id, centre_id, silent, hidden, scheme, code, words, zone,
        zone_text, zone_name, area, response_kind, priority, unmapped, count, first_at, last_at,
        occurred_at, restored_at)
    select
        id, incident_id, customer_id, centre_id, silent, hidden, scheme, code, words, zone,
        zone_text, zone_name, area, response_kind, priority, unmapped, count, first_at, last_at,
        occurred_at, restored_at
    from json_populate_recordset(null::alert, %(alerts)s::json)
    on conflict (id) do update set
        count = excluded.count, last_at = excluded.last_at, restored_at = excluded.restored_at
"""

ADD_CALL = """
    insert into phone_call (
        id, incident_id, customer_id, centre_id, callee_kind, callee_id, service, callee_name,
        number, placed_at, placed_by)
    values (
        %(id)s, %(incident_id)s, %(customer_id)s, %(centre_id)s, %(callee_kind)s, %(callee_id)s,
        %(service)s, %(callee_name)s, %(number)s, %(placed_at)s, %(placed_by)s)
"""

ADD_OUTCOME = """
    insert into phone_call_outcome (
        id, phone_call_id, incident_id, customer_id, centre_id, at, outcome, note, reference,
        attending_by, written_by)
    values (
        %(id)s, %(phone_call_id)s, %(incident_id)s, %(customer_id)s, %(centre_id)s, %(at)s,
        %(outcome)s, %(note)s, %(reference)s, %(attending_by)s, %(written_by)s)
"""


class PostgresIncidents:
    def __init__(
        self,
        connection: AsyncConnection,
        ledger: Ledger,
        *,
        new_id: Callable[[], UUID],
    ) -> None:
        self._connection, self._ledger, self._new_id = connection, ledger, new_id
        self._shown = PostgresShown(connection, ledger)

    async def get_for_update(self, incident_id: UUID) -> Incident:
        """Get an incident and hold it until the transaction ends. Raises NotFound."""
        cursor = await self._connection.execute(LOCK, {"id": incident_id})
        row = await cursor.fetchone()
        if row is None:
            raise NotFound(f"no incident {incident_id}")
        kind, subject_id, held_at = row
        await self._ledger.start_clock(held_at)
        ref = SubjectRef(kind=SubjectKind(kind), id=subject_id)
        return await self._load(incident_id, await get_subject(self._connection, ref))

    async def open_of(self, subject: Subject) -> Sequence[Incident]:
        """Get a subject's open incidents and hold them, in the order of their ids."""
        cursor = await self._connection.execute(OPEN_OF, {"id": subject.ref.id})
        return [await self._load(row[0], subject) for row in await cursor.fetchall()]

    async def claim_due(self) -> Incident | None:
        """Hold the most pressing incident whose deadline has come and that nobody else holds.

        The limit is the clock's before any lock; the moment of the work is asked after it.
        """
        limit = await self._ledger.ask_clock()
        cursor = await self._connection.execute(CLAIM_DUE, {"now": limit})
        row = await cursor.fetchone()
        if row is None:
            return None
        incident = await self.get_for_update(row[0])
        values = {"incident_id": incident.id, "met_at": self._ledger.now, "work": "look"}
        measured = await self._connection.execute(MEASURE, values)
        # None is left when somebody met it between the search for it and the lock.
        return incident if measured.rowcount else None

    async def add(self, incident: Incident) -> Incident:
        """Store a new incident; the one that comes back has its number."""
        values = incident_values(incident, self._ledger.now)
        values["plan"] = Jsonb(plan_as_body(incident.plan))
        cursor = await self._connection.execute(ADD, values)
        row = await cursor.fetchone()
        assert row is not None
        stored = numbered(incident, row[0])
        self._ledger.wrote(stored)
        self._ledger.opened.add(stored.id)
        self._ledger.heads[stored.id] = None
        return stored

    async def save(self, incident: Incident) -> None:
        """Store what changed. Nothing changed, nothing is written."""
        if not self._ledger.is_changed(incident):
            return
        values = incident_values(incident, self._ledger.now)
        values["untold"] = await self._shown.is_untold(incident)
        look = self._ledger.looks.pop(incident.id, None)
        if look is None:
            cursor = await self._connection.execute(SAVE, values)
        else:
            cursor = await self._connection.execute(SAVE_WITH_LOOK, values | look)
        assert cursor.rowcount == 1, f"incident {incident.id} vanished under its own lock"
        self._ledger.wrote(incident)

    async def show(self, incident: Incident) -> None:
        """Show on every screen that something was written about it."""
        values = {"id": incident.id, "now": self._ledger.now}
        await self._connection.execute(SHOW, values)
        self._ledger.wrote(incident)

    async def save_alerts(self, incident: Incident, alerts: Sequence[Alert]) -> None:
        """Store new alerts, and how often known ones were repeated."""
        if alerts:
            rows = write_rows([alert_values(incident, alert) for alert in alerts])
            await self._connection.execute(SAVE_ALERTS, {"alerts": rows})

    async def add_call(self, incident: Incident, call: PhoneCall, by: Actor) -> None:
        values = _under(incident) | {
            "id": call.id,
            "callee_kind": call.callee,
            "callee_id": call.callee_id,
            "service": call.service,
            "callee_name": call.name,
            "number": call.number,
            "placed_at": call.placed_at,
            "placed_by": by.id,
        }
        await self._connection.execute(ADD_CALL, values)

    async def add_outcome(
        self, incident: Incident, call_id: UUID, heard: HeardOutcome, by: Actor
    ) -> None:
        values = _under(incident) | {
            "id": self._new_id(),
            "phone_call_id": call_id,
            "at": heard.at,
            "outcome": heard.outcome,
            "note": heard.note,
            "reference": heard.reference,
            "attending_by": heard.attending_by,
            "written_by": by.id,
        }
        await self._connection.execute(ADD_OUTCOME, values)

    async def _load(self, incident_id: UUID, subject: Subject) -> Incident:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            row = await (await cursor.execute(GET, {"id": incident_id})).fetchone()
            assert row is not None, f"incident {incident_id} vanished under its own lock"
            alerts = await (await cursor.execute(ALERTS, {"id": incident_id})).fetchall()
            calls, outcomes, notices = [], [], []
            if row["has_calls"]:
                calls = await (await cursor.execute(CALLS, {"id": incident_id})).fetchall()
                outcomes = await (await cursor.execute(OUTCOMES, {"id": incident_id})).fetchall()
            if row["has_notices"]:
                notices = await (await cursor.execute(NOTICES, {"id": incident_id})).fetchall()
        incident = incident_from(row, subject, alerts, phone_calls_from(calls, outcomes), notices)
        self._ledger.heads.setdefault(incident_id, _head(incident, row))
        self._ledger.loaded(incident)
        return incident


def _head(incident: Incident, row: Mapping[str, Any]) -> Head | None:
    if row["head_number"] is None:
        return None
    return Head(
        subject=incident.page.subject,
        number=row["head_number"],
        at=row["head_at"],
        digest=row["head_digest"],
    )


def _under(incident: Incident) -> dict[str, object]:
    """Give the columns that every row under an incident carries."""
    return {
        "incident_id": incident.id,
        "customer_id": incident.subject.customer_id,
        "centre_id": incident.subject.centre_id,
    }
