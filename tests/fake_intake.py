"""Subjects, signals and plans of the unit of work in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tests.fake_set_up import FakeAgreements
from tests.fake_zone import named_by
from tests.tables import PositionRow, Tables
from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.grouping import Settled
from tocsin.domain.alarm.signal import Settlement, Signal, Waiting
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Subject, SubjectRef
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import AgreedPlan, PlanScope


class FakeSubjects:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def lock(self, ref: SubjectRef) -> Subject:
        await self._ledger.start_clock()
        if ref not in self._tables.subjects:
            raise NotFound(f"no {ref.kind} {ref.id}")
        return self._tables.subjects[ref]


class FakeSignals:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def waiting(self, ref: SubjectRef, seen_since: datetime, at_most: int) -> Waiting:
        rows = (row for row in self._tables.signals.values() if row.raised_at is None)
        waiting = (row.signal for row in rows if row.signal.subject == ref)
        oldest = sorted(waiting, key=lambda signal: (signal.received_at, signal.id))[:at_most]
        latest = self._latest(ref, oldest, seen_since)
        return Waiting(oldest, latest, named_by(self._tables, oldest))

    def _latest(
        self, ref: SubjectRef, oldest: Sequence[Signal], since: datetime
    ) -> Mapping[str | None, bytes]:
        first_at = {signal.account: signal.received_at for signal in reversed(oldest)}
        raised = sorted(
            (
                row.signal
                for row in self._tables.signals.values()
                if row.signal.subject == ref
                and row.raised_at is not None
                and row.settlement is not Settlement.DUPLICATE
                and since <= row.signal.received_at
                and row.signal.received_at <= first_at.get(row.signal.account, since)
            ),
            key=lambda signal: (signal.received_at, signal.id),
        )
        accounts = {signal.account for signal in oldest}
        return {
            signal.account: signal.fingerprint
            for signal in raised
            if signal.account in accounts and signal.fingerprint is not None
        }

    async def settle(
        self,
        subject: Subject,
        settled: Sequence[Settled],
        incident_of: Mapping[ResponseKind, UUID],
    ) -> None:
        for one in settled:
            row = self._tables.signals[one.signal.id]
            assert row.raised_at is None, "a signal was settled twice"
            self._tables.signals[one.signal.id] = replace(
                row,
                raised_at=self._ledger.now,
                settlement=one.settlement,
                incident_id=incident_of[one.response_kind] if one.response_kind else None,
                alert_id=one.alert_id,
            )
            if one.signal.position is not None:
                row_of = PositionRow(subject=subject.ref, position=one.signal.position)
                self._tables.positions[one.signal.id] = row_of


class FakePlans(FakeAgreements):
    """Plans as they are found when an incident opens."""

    async def that_may_hold(self, about: PlanScope) -> list[AgreedPlan]:
        return sorted(
            (
                agreed
                for agreed in self._newest()
                if agreed.scope.customer_id == about.customer_id
                and agreed.scope.subject in {None, about.subject}
                and agreed.scope.response_kind in {None, about.response_kind}
            ),
            key=lambda agreed: agreed.id,
        )
