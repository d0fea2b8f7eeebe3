"""Lone workers' PINs, and what their phones may show, in the unit of work in memory."""

from dataclasses import replace

from psycopg.errors import UniqueViolation

from tests.tables import Tables
from tocsin.db.ledger import Ledger
from tocsin.domain.people.subject import Subject
from tocsin.domain.session.phone_alert import PhoneAlert
from tocsin.domain.session.pin import Pins


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


class FakePhoneAlerts:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def hold(self, subject: Subject) -> PhoneAlert | None:
        await self._ledger.start_clock()
        return self._tables.phone_alerts.get(subject.ref)

    async def put(self, subject: Subject, alert: PhoneAlert) -> None:
        self._tables.phone_alerts[subject.ref] = alert
