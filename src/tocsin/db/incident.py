"""Incidents in PostgreSQL, each with its alerts and calls."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, LiteralString
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tocsin.app.ports import Actor
from tocsin.db import incident_query as query
from tocsin.db.deadline import MEASURE
from tocsin.db.incident_row import (
    Row,
    alert_values,
    incident_from,
    incident_values,
    numbered,
    phone_calls_from,
    subject_ref,
)
from tocsin.db.incident_shown import PostgresShown
from tocsin.db.ledger import Ledger
from tocsin.db.notice import NOTICES, PostgresNotices
from tocsin.db.rows import write_rows
from tocsin.db.subject import get_subjects
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Subject
from tocsin.domain.record.journal import Head
from tocsin.domain.response.phone_call import HeardOutcome, PhoneCall
from tocsin.domain.response.response_plan import plan_as_body


class PostgresIncidents:
    def __init__(
        self,
        connection: AsyncConnection,
        ledger: Ledger,
        *,
        notices: PostgresNotices,
        new_id: Callable[[], UUID],
    ) -> None:
        self._connection, self._ledger, self._new_id = connection, ledger, new_id
        self._notices = notices
        self._shown = PostgresShown(connection, ledger)
        self._changed: dict[UUID, Row] = {}  # that are not yet written

    async def get_for_update(self, incident_id: UUID) -> Incident:
        """Get an incident and hold it until the transaction ends. Raises NotFound."""
        cursor = await self._connection.execute(query.LOCK, {"id": incident_id})
        row = await cursor.fetchone()
        if row is None:
            raise NotFound(f"no incident {incident_id}")
        await self._ledger.start_clock(row[0])
        (incident,) = await self._load([incident_id])
        return incident

    async def open_of(self, subject: Subject) -> Sequence[Incident]:
        """Get a subject's open incidents and hold them, in the order of their ids."""
        await self.write_out()
        cursor = await self._connection.execute(query.OPEN_OF, {"id": subject.ref.id})
        ids = [row[0] for row in await cursor.fetchall()]
        return await self._load(ids, subject)

    async def closed_last(self, subject: Subject) -> Incident | None:
        """Get what was closed last of a subject that is held, if nothing came after; hold it."""
        await self.write_out()
        cursor = await self._connection.execute(query.CLOSED_LAST, {"id": subject.ref.id})
        ids = [row[0] for row in await cursor.fetchall()]
        return next(iter(await self._load(ids, subject)), None)

    async def beside(self, incident: Incident) -> Sequence[Incident]:
        """Read what else is open of its subject, in the order of the ids; none of it is held.

        Those who do it at one moment do it in turn, each once the one before is through.
        """
        await self.write_out()
        values = {"subject": incident.subject.ref.id, "id": incident.id}
        await self._connection.execute(query.BESIDE_IN_TURN, {"subject": incident.subject.ref.id})
        cursor = await self._connection.execute(query.BESIDE, values)
        ids = [row[0] for row in await cursor.fetchall()]
        return await self._load(ids, incident.subject, held=False)

    async def claim_due(self, at_most: int) -> Sequence[UUID]:
        """Hold the most pressing incidents whose deadlines have come and that nobody else holds.

        The limit is the clock's before any lock; the moment of the work is asked after it.
        """
        values = {"now": await self._ledger.ask_clock(), "at_most": at_most}
        cursor = await self._connection.execute(query.CLAIM_DUE, values)
        ids = [row[0] for row in await cursor.fetchall()]
        if ids:
            await self._ledger.start_clock()
        return ids

    async def get_claimed(self, ids: Sequence[UUID]) -> Sequence[Incident]:
        """Get what was claimed, in that order, and write down how late each look is.

        Of one that somebody met between the search for it and its lock, nothing is due any more.
        """
        values = {"ids": list(ids), "met_at": self._ledger.now, "work": "look"}
        measured = await self._connection.execute(MEASURE, values)
        are_due = {row[0] for row in await measured.fetchall()}
        return await self._load([one for one in ids if one in are_due])

    async def add(self, incident: Incident) -> Incident:
        """Store a new incident; the one that comes back has its number."""
        await self.write_out()  # what makes room for it
        values = incident_values(incident, self._ledger.now)
        values["plan"] = Jsonb(plan_as_body(incident.plan))
        cursor = await self._connection.execute(query.ADD, values)
        row = await cursor.fetchone()
        assert row is not None
        stored = numbered(incident, row[0])
        self._ledger.wrote(stored)
        self._ledger.opened.add(stored.id)
        self._ledger.heads[stored.id] = None
        return stored

    async def save(self, incident: Incident) -> None:
        """Store what changed, at the end of the transaction. Nothing changed, nothing is written.

        What its customer is shown of a silent one is read from its row: that is written first.
        """
        if not self._ledger.is_changed(incident):
            return
        if incident.id in self._changed:
            await self.write_out()
        values = incident_values(incident, self._ledger.now)
        values["untold"] = await self._shown.is_untold(incident)
        self._changed[incident.id] = values
        self._ledger.wrote(incident)

    async def show(self, incident: Incident) -> None:
        """Show on every screen that something was written about it."""
        values = {"id": incident.id, "now": self._ledger.now}
        await self._connection.execute(query.SHOW, values)
        self._ledger.wrote(incident)

    async def ask_for_person(self, incident: Incident, why: str) -> None:
        """Say on the board that it needs a person, until an operator does something with it."""
        values = {"id": incident.id, "reason": why}
        await self._connection.execute(query.ASK_FOR_PERSON, values)

    async def save_alerts(self, incident: Incident, alerts: Sequence[Alert]) -> None:
        """Store new alerts, and how often known ones were repeated."""
        if alerts:
            rows = write_rows([alert_values(incident, alert) for alert in alerts])
            await self._connection.execute(query.SAVE_ALERTS, {"alerts": rows})

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
        await self._connection.execute(query.ADD_CALL, values)

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
        await self._connection.execute(query.ADD_OUTCOME, values)

    async def write_out(self) -> None:
        """Write all that was changed, and the next looks, before anything else is read."""
        looks, changed = self._ledger.looks, self._changed
        if not (looks or changed):
            return
        values = {
            "looks": write_rows(list(looks.values())),
            "changed": write_rows(list(changed.values())),
            "ids": list(changed),
        }
        cursor = await self._connection.execute(query.WRITE, values)
        assert cursor.rowcount == len(changed), "an incident vanished under its own lock"
        looks.clear()
        changed.clear()

    async def _load(
        self, ids: Sequence[UUID], of: Subject | None = None, *, held: bool = True
    ) -> list[Incident]:
        """Read incidents in the order of these ids; all of one subject, if known.

        Of those that are held the ledger keeps how they stand.
        """
        if not ids:
            return []
        await self.write_out()
        await self._notices.write_out()
        rows = {row["id"]: row for row in await self._rows(query.GET, ids)}
        refs = {one: subject_ref(row) for one, row in rows.items()}
        found = [of] if of else await get_subjects(self._connection, list(set(refs.values())))
        subjects = {subject.ref: subject for subject in found}
        alerts = _under_each(await self._rows(query.ALERTS, ids))
        with_calls = [one for one in ids if rows[one]["has_calls"]]
        calls = _under_each(await self._rows(query.CALLS, with_calls))
        outcomes = _under_each(await self._rows(query.OUTCOMES, with_calls))
        with_notices = [one for one in ids if rows[one]["has_notices"]]
        notices = _under_each(await self._rows(NOTICES, with_notices))
        loaded = []
        for one in ids:
            heard = phone_calls_from(calls[one], outcomes[one])
            row, subject = rows[one], subjects[refs[one]]
            incident = incident_from(row, subject, alerts[one], heard, notices[one])
            if held:
                self._ledger.heads.setdefault(one, _head(incident, row))
                self._ledger.loaded(incident)
            loaded.append(incident)
        return loaded

    async def _rows(self, statement: LiteralString, ids: Sequence[UUID]) -> list[Row]:
        if not ids:
            return []
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            return await (await cursor.execute(statement, {"ids": list(ids)})).fetchall()


def _under_each(rows: Sequence[Row]) -> Mapping[UUID, list[Row]]:
    """Give the rows of each incident, in their order."""
    under: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        under[row["incident_id"]].append(row)
    return under


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
