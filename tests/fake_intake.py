"""Subjects, signals and plans of the unit of work in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from tests.fake_set_up import FakeAgreements
from tests.fake_zone import named_by
from tests.tables import PositionRow, SignalRow, Tables
from tocsin.app.ports import ToldHere
from tocsin.db.ledger import Ledger
from tocsin.domain.alarm.grouping import Settled
from tocsin.domain.alarm.incident import Matter
from tocsin.domain.alarm.retry import REMEMBERED
from tocsin.domain.alarm.signal import Said, Settlement, Signal, Waiting
from tocsin.domain.errors import NotFound
from tocsin.domain.people.subject import Subject, SubjectRef
from tocsin.domain.response.response_plan import AgreedPlan, PlanScope


class FakeSubjects:
    def __init__(self, tables: Tables, ledger: Ledger) -> None:
        self._tables, self._ledger = tables, ledger

    async def lock(self, ref: SubjectRef) -> Subject:
        await self._ledger.start_clock()
        if ref not in self._tables.subjects:
            raise NotFound(f"no {ref.kind} {ref.id}")
        return self._tables.subjects[ref]

    async def get(self, ref: SubjectRef) -> Subject:
        if ref not in self._tables.subjects:
            raise NotFound(f"no {ref.kind} {ref.id}")
        return self._tables.subjects[ref]


class FakeSignals:
    def __init__(self, tables: Tables, ledger: Ledger, next_id: Callable[[], UUID]) -> None:
        self._tables, self._ledger, self._next_id = tables, ledger, next_id

    async def tell(self, subject: Subject, told: ToldHere) -> None:
        signal = Signal(
            id=self._next_id(),
            received_at=self._ledger.now,
            channel=told.channel,
            subject=subject.ref,
            account=None,
            occurred_at=told.occurred_at,
            fingerprint=None,
            reports=(told.report,),
            position=told.position,
        )
        self._tables.signals[signal.id] = SignalRow(signal=signal)

    async def waiting(self, ref: SubjectRef, seen_since: datetime, at_most: int) -> Waiting:
        rows = (row for row in self._tables.signals.values() if row.raised_at is None)
        waiting = (row.signal for row in rows if row.signal.subject == ref)
        oldest = sorted(waiting, key=lambda signal: (signal.received_at, signal.id))[:at_most]
        accounts = {signal.account for signal in oldest}
        found = {account: self._said(ref, account, oldest, seen_since) for account in accounts}
        said = {account: one for account, one in found.items() if one is not None}
        return Waiting(oldest, said, named_by(self._tables, oldest))

    def _said(
        self, ref: SubjectRef, account: str | None, oldest: Sequence[Signal], since: datetime
    ) -> Said | None:
        raised = [
            signal
            for signal in self._tables.raised
            if (signal.subject, signal.account) == (ref, account)
        ]
        if not raised:
            return None
        stamped = [signal for signal in raised if signal.is_stamped][-REMEMBERED:]
        first = next(signal for signal in oldest if signal.account == account)
        is_fresh = since <= raised[-1].received_at <= first.received_at
        return Said(
            last=raised[-1].fingerprint if is_fresh else None,
            stamped={s.fingerprint: s.received_at for s in stamped if s.fingerprint is not None},
        )

    async def settle(
        self,
        subject: Subject,
        settled: Sequence[Settled],
        incident_of: Mapping[Matter, UUID],
    ) -> None:
        for one in settled:
            row = self._tables.signals[one.signal.id]
            assert row.raised_at is None, "a signal was settled twice"
            is_repeat = one.settlement is Settlement.DUPLICATE
            if one.signal.fingerprint is not None and not is_repeat:
                self._tables.raised.append(one.signal)
            self._tables.signals[one.signal.id] = replace(
                row,
                raised_at=self._ledger.now,
                settlement=one.settlement,
                incident_id=None if one.matter is None else incident_of[one.matter],
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
