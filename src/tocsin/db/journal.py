"""Journals in PostgreSQL: appended to under the subject's lock, sealed at once, never changed."""

from collections.abc import Callable
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from tocsin.app.ports import Entry, Journalled
from tocsin.db.ledger import Ledger
from tocsin.domain.record import journal
from tocsin.domain.record.seal import Sealer, entry_seal_text, fingerprint

HEAD = """
    select number, at, digest from journal_entry
    where subject_kind = %(kind)s and subject_id = %(id)s
    order by number desc limit 1
"""
ADD_ENTRY = """
    insert into journal_entry (
        subject_kind, subject_id, number, organisation_id, customer_id, centre_id, at, kind,
        text, digest, previous, body_digest, signature, key_id)
    values (
        %(subject_kind)s, %(id)s, %(number)s, %(organisation_id)s, %(customer_id)s, %(centre_id)s,
        %(at)s, %(kind)s, %(text)s, %(digest)s, %(previous)s, %(body_digest)s, %(signature)s,
        %(key_id)s)
"""
ADD_BODY = """
    insert into journal_body (
        subject_kind, subject_id, number, organisation_id, customer_id, centre_id, salt, text)
    values (
        %(subject_kind)s, %(id)s, %(number)s, %(organisation_id)s, %(customer_id)s, %(centre_id)s,
        %(salt)s, %(body)s)
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

    async def append(self, about: Journalled, entry: Entry) -> None:
        """Write an entry behind the journal's last one. Its subject is locked by then."""
        page = about.page
        subject = page.subject
        head = await self._head(page)
        draft = entry.draft(subject)
        written = journal.append(head, draft, at=self._ledger.now, salt=self._new_salt())
        values: dict[str, Any] = {
            "subject_kind": subject.kind,
            "id": page.subject_id,
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
            "signature": self._sealer.seal(
                entry_seal_text(subject, written.number, written.digest)
            ),
            "key_id": fingerprint(self._sealer.public_key),
        }
        await self._connection.execute(ADD_ENTRY, values)
        assert written.body is not None
        body = {"salt": written.body.salt, "body": written.body.text}
        await self._connection.execute(ADD_BODY, values | body)
        self._ledger.journalled(page.subject_id, (entry.references or {}).get("about"))

    async def _head(self, page: journal.Page) -> journal.Head | None:
        values = {"kind": page.subject.kind, "id": page.subject_id}
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            row = await (await cursor.execute(HEAD, values)).fetchone()
        return None if row is None else journal.Head(subject=page.subject, **row)
