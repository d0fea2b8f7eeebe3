"""Notices in PostgreSQL: who is told what, and how that went."""

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.db.rows import write_rows
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.errors import NotFound
from tocsin.domain.response.notice import Addressee, Notice, NoticeChannel, NoticeKind, NoticeState

NOTICES = "select * from notice where incident_id = any(%(ids)s) order by written_at, id"
INCIDENT_OF = "select incident_id from notice where id = %(id)s"
# All that a transaction wrote, by one statement.
WRITE = """
    insert into notice (
        id, incident_id, customer_id, centre_id, kind, contact_id, person_id, name, title, text,
        written_at, state)
    select id, incident_id, customer_id, centre_id, kind, contact_id, person_id, name, title, text,
        written_at, state
    from json_populate_recordset(null::notice, %(written)s::json)
"""
SAVE = """
    update notice set
        state = %(state)s, channel = %(channel)s, address = %(address)s, sent_at = %(sent_at)s,
        why = %(why)s, has_it = %(has_it)s, answered_at = %(answered_at)s
    where id = %(id)s
"""
# Names are looked up afresh: where somebody is reached now, not when the incident opened.
WHERE_CONTACT = "select email, phone from contact where id = %(id)s"
WHERE_PERSON = "select email, null as phone from person where id = %(id)s and withdrawn_at is null"

Row = dict[str, Any]


class PostgresNotices:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._unwritten: list[Row] = []

    async def incident_of(self, notice_id: UUID) -> UUID:
        """Name the incident that a notice is about. Raises NotFound."""
        await self.write_out()
        cursor = await self._connection.execute(INCIDENT_OF, {"id": notice_id})
        row = await cursor.fetchone()
        if row is None:
            raise NotFound(f"no notice {notice_id}")
        incident_id: UUID = row[0]
        return incident_id

    async def add(self, incident: Incident, notice: Notice) -> None:
        """Store a new notice, at the end of the transaction."""
        values = {
            "id": notice.id,
            "incident_id": incident.id,
            "customer_id": incident.subject.customer_id,
            "centre_id": incident.subject.centre_id,
            "kind": notice.kind,
            "contact_id": notice.to.contact_id,
            "person_id": notice.to.person_id,
            "name": notice.to.name,
            "title": notice.title,
            "text": notice.text,
            "written_at": notice.written_at,
            "state": notice.state,
        }
        self._unwritten.append(values)

    async def write_out(self) -> None:
        """Write what was added, before anything else is read and before the commit."""
        if self._unwritten:
            await self._connection.execute(WRITE, {"written": write_rows(self._unwritten)})
            self._unwritten.clear()

    async def save(self, incident: Incident, notice: Notice) -> None:
        """Store how it went with a notice; its words and addressee never change."""
        await self.write_out()
        values = {
            "id": notice.id,
            "state": notice.state,
            "channel": notice.channel,
            "address": notice.address,
            "sent_at": notice.sent_at,
            "why": notice.why,
            "has_it": notice.has_it,
            "answered_at": notice.answered_at,
        }
        cursor = await self._connection.execute(SAVE, values)
        assert cursor.rowcount == 1, f"notice {notice.id} of {incident.id} is not there"

    async def where_is(self, to: Addressee) -> tuple[str | None, str | None]:
        """Look up somebody's e-mail address and telephone number as they are now."""
        query, who = (WHERE_CONTACT, to.contact_id)
        if to.contact_id is None:
            query, who = (WHERE_PERSON, to.person_id)
        row = await (await self._connection.execute(query, {"id": who})).fetchone()
        return (None, None) if row is None else (row[0], row[1])


def notice_from(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        kind=NoticeKind(row["kind"]),
        to=Addressee(name=row["name"], contact_id=row["contact_id"], person_id=row["person_id"]),
        title=row["title"],
        text=row["text"],
        written_at=row["written_at"],
        state=NoticeState(row["state"]),
        channel=NoticeChannel(row["channel"]) if row["channel"] else None,
        address=row["address"],
        sent_at=row["sent_at"],
        why=row["why"],
        has_it=row["has_it"],
        answered_at=row["answered_at"],
    )
