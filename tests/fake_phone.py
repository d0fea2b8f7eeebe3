"""Lone workers' PINs, and what their phones may show, in the unit of work in memory."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from psycopg.errors import UniqueViolation

from tests.tables import PositionRow, Tables
from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.signal import Position
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Subject
from tocsin.domain.session.heartbeat import Phone, is_lost
from tocsin.domain.session.phone_alert import PhoneAlert
from tocsin.domain.session.pin import Pins
from tocsin.domain.session.session import SessionState


class FakePins:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def hold(self, subject: Subject) -> Pins | None:
        await self._ledger.start_clock()
        return self._tables.pins.get(subject.ref)

    async def add(self, subject: Subject, pins: Pins) -> None:
        if subject.ref in self._tables.pins:
            raise UniqueViolation("there are PINs already")
        self._tables.pins[subject.ref] = pins

    async def save(self, subject: Subject, pins: Pins) -> None:
        kept = self._tables.pins[subject.ref]
        changed = replace(kept, wrong=pins.wrong, locked_until=pins.locked_until)
        self._tables.pins[subject.ref] = changed

    async def forget(self, subject: Subject) -> None:
        self._tables.pins.pop(subject.ref, None)


class FakePhones:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def hold(self, device_id: UUID) -> Phone:
        await self._ledger.start_clock()
        if device_id not in self._tables.phones:
            raise NotFound(f"no device {device_id}")
        return self._tables.phones[device_id]

    async def claim_unheard(self, at_most: int, but: Collection[UUID] = ()) -> Sequence[Phone]:
        await self._ledger.start_clock()
        phones = sorted(self._tables.phones.values(), key=lambda phone: phone.heard_at)
        now = self._ledger.now
        lost = [one for one in phones if is_lost(one, now) and self._is_on(one)]
        return [one for one in lost if one.id not in but][:at_most]

    async def save(self, phone: Phone) -> None:
        self._tables.phones[phone.id] = phone

    async def keep_position(self, phone: Phone, position: Position, occurred_at: datetime) -> None:
        assert occurred_at <= self._ledger.now
        alert = self._tables.phone_alerts.get(phone.whose)
        stands = alert is not None and alert.over_at is None
        sessions = (row.session for row in self._tables.sessions.values())
        hers = (one for one in sessions if one.subject.ref == phone.whose)
        incidents = self._tables.incidents.values()
        is_about_her = any(i.is_open and i.subject.ref == phone.whose for i in incidents)
        if stands or is_about_her or any(one.state is not SessionState.ENDED for one in hers):
            row = PositionRow(subject=phone.whose, position=position)
            self._tables.positions[UUID(int=len(self._tables.positions))] = row

    def _is_on(self, phone: Phone) -> bool:
        sessions = (row.session for row in self._tables.sessions.values())
        return any(
            one.subject.ref == phone.whose
            and one.state is SessionState.RUNNING
            and one.started_at <= phone.heard_at
            for one in sessions
        )


class FakePhoneAlerts:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def hold(self, subject: Subject) -> PhoneAlert | None:
        await self._ledger.start_clock()
        return self._tables.phone_alerts.get(subject.ref)

    async def put(self, subject: Subject, alert: PhoneAlert) -> None:
        self._tables.phone_alerts[subject.ref] = alert
