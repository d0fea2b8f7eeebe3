"""Notices and what is owed outside, in memory."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.tables import OutboxRow, Tables
from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.errors import NotFound
from tocsin.domain.response.notice import Notice


class FakeNotices:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def incident_of(self, notice_id: UUID) -> UUID:
        for incident_id, notices in self._tables.notices.items():
            if any(notice.id == notice_id for notice in notices):
                return incident_id
        raise NotFound(f"no notice {notice_id}")

    async def add(self, incident: Incident, notice: Notice) -> None:
        self._tables.notices[incident.id] = (*self._tables.notices.get(incident.id, ()), notice)

    async def save(self, incident: Incident, notice: Notice) -> None:
        known = self._tables.notices[incident.id]
        assert notice.id in {one.id for one in known}
        self._tables.notices[incident.id] = tuple(
            _went(one, notice) if one.id == notice.id else one for one in known
        )


def _went(known: Notice, notice: Notice) -> Notice:
    """Take over how it went: its words and addressee never change."""
    return replace(
        known,
        state=notice.state,
        channel=notice.channel,
        address=notice.address,
        sent_at=notice.sent_at,
        why=notice.why,
        has_it=notice.has_it,
        answered_at=notice.answered_at,
    )


class FakeOutbox:
    def __init__(self, tables: Tables, ledger: Ledger, work: str) -> None:
        self._tables, self._ledger, self._work = tables, ledger, work

    async def owe(self, kind: str, incident: Incident, body: Mapping[str, Any]) -> None:
        row = OutboxRow(
            kind=kind,
            incident_id=incident.id,
            body=dict(body),
            work=self._work,
            added_at=self._ledger.now,
        )
        self._tables.outbox.append(row)

    async def announce(self, incident: Incident, happened: str) -> None:
        parties = {incident.subject.centre_id}
        if not incident.silent:
            parties.add(incident.subject.customer_id)
        head = self._tables.heads[incident.id]
        for webhook_id, organisation_id in self._tables.webhooks.items():
            if organisation_id in parties:
                body = {
                    "webhook": str(webhook_id),
                    "happened": happened,
                    "number": head.number,
                    "digest": head.digest.hex(),
                }
                await self.owe("webhook", incident, body)
