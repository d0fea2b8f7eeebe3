"""Journals in PostgreSQL: appended to under the subject's lock, sealed at once, never changed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.app.ports import Entry, Journalled
from tocsin.db.ledger import Ledger
from tocsin.db.rows import write_rows
from tocsin.domain.record import journal
from tocsin.domain.record.seal import Sealer, entry_seal_text, fingerprint

HEAD = """
    select number, at, digest from journal_entry
    where subject_kind = %(kind)s and subject_id = %(id)s
    order by number desc limit 1
"""
# All entries of a transaction with their words, by one statement.
WRITE = """
    with entry as (
        insert into journal_entry (
            subject_kind, subject_id, number, organisation_id, customer_id, centre_id, at, kind,
            text, digest, previous, body_digest, signature, key_id)
        select subject_kind, subject_id, number, organisation_id, customer_id, centre_id, at, kind,
            text, decode(digest, 'hex'), decode(previous, 'hex'), decode(body_digest, 'hex'),
            decode(signature, 'hex'), key_id
        from json_to_recordset(%(entries)s::json) as written (
            subject_kind text, subject_id uuid, number integer, organisation_id uuid,
            customer_id uuid, centre_id uuid, at timestamptz, kind text, text text, digest text,
            previous text, body_digest text, signature text, key_id text))
    insert into journal_body (
        subject_kind, subject_id, number, organisation_id, customer_id, centre_id, salt, text)
    select subject_kind, subject_id, number, organisation_id, customer_id, centre_id,
        decode(salt, 'hex'), body
    from json_to_recordset(%(entries)s::json) as written (
        subject_kind text, subject_id uuid, number integer, organisation_id uuid,
        customer_id uuid, centre_id uuid, salt text, body text)
"""


class PostgresJournal:
    def __init__(
        self,
        connection: AsyncConnection,
        ledger: Ledger,
        *,
        new_salt: Callable[[], bytes],
        sealer: Sealer,
    ) -> None:
        self._connection, self._ledger = connection, ledger
        self._new_salt, self._sealer = new_salt, sealer
        self._unwritten: list[dict[str, Any]] = []

    async def append(self, about: Journalled, entry: Entry) -> None:
        """Write an entry behind the journal's last one. Its subject is locked by then."""
        page = about.page
        subject, subject_id = page.subject, page.subject_id
        head = await self._head(page, subject_id)
        draft = entry.draft(subject)
        written = journal.append(head, draft, at=self._ledger.now, salt=self._new_salt())
        assert written.body is not None
        seal = self._sealer.seal(entry_seal_text(subject, written.number, written.digest))
        self._unwritten.append(
            {
                "subject_kind": subject.kind,
                "subject_id": subject.id,
                "number": written.number,
                "organisation_id": page.organisation_id,
                "customer_id": page.customer_id,
                "centre_id": page.centre_id,
                "at": written.at,
                "kind": written.kind,
                "text": written.text,
                "digest": written.digest,
                "previous": written.previous,
                "body_digest": written.body_digest,
                "signature": seal,
                "key_id": fingerprint(self._sealer.public_key),
                "salt": written.body.salt,
                "body": written.body.text,
            }
        )
        self._ledger.heads[subject_id] = written.head
        if subject.kind == "incident" and entry.actor.kind == "operator":
            self._ledger.seen_to.add(subject_id)
        self._ledger.journalled(subject_id, (entry.references or {}).get("about"))

    async def head_of(self, about: Journalled) -> str:
        """Give the digest of a journal's last entry: it goes out with whatever leaves."""
        head = await self._head(about.page, about.page.subject_id)
        assert head is not None, "whoever sends something has written down why"
        return head.digest.hex()

    async def write_out(self) -> None:
        """Write what was appended, before anything else is read and before the commit."""
        if self._unwritten:
            await self._connection.execute(WRITE, {"entries": write_rows(self._unwritten)})
            self._unwritten.clear()

    async def _head(self, page: journal.Page, subject_id: UUID) -> journal.Head | None:
        if subject_id in self._ledger.heads:
            return self._ledger.heads[subject_id]
        values = {"kind": page.subject.kind, "id": subject_id}
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            row = await (await cursor.execute(HEAD, values)).fetchone()
        return None if row is None else journal.Head(subject=page.subject, **row)
