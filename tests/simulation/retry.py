"""Which messages are retries of their sender: those, and no others, count for nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tests.simulation.world import World
from tests.tables import SignalRow
from tocsin.domain.alarm.retry import REMEMBERED, RETRY_WINDOW
from tocsin.domain.alarm.signal import Settlement


@dataclass(slots=True)
class Retries:
    """Looks at the signals after every turn, and remembers in which turn each was raised."""

    world: World
    raised_in: dict[UUID, int] = field(default_factory=dict)
    turn: int = 0

    def check(self) -> None:
        """P6: a retry counts once, and an alarm that is none is counted; P15: settled, or due."""
        self.turn += 1
        by_sender: dict[object, list[SignalRow]] = {}
        for row in self.world.store.tables.signals.values():
            assert (row.raised_at is None) == (row.settlement is None), "P15: settled, or due"
            if row.raised_at is not None:
                self.raised_in.setdefault(row.signal.id, self.turn)
                by_sender.setdefault((row.signal.subject, row.signal.account), []).append(row)
        for rows in by_sender.values():
            self._compare(sorted(rows, key=self._place))

    def _compare(self, rows: Sequence[SignalRow]) -> None:
        """Compare each message with what its sender had said before it."""
        said: list[SignalRow] = []
        for row in rows:
            if row.signal.fingerprint is None:
                continue
            if row.signal.is_stamped:
                is_retry = self._is_said(row, said)
                assert (row.settlement is Settlement.DUPLICATE) is is_retry, "P6: a retry"
            elif said and self._is_in_order(said, row, rows):
                is_retry = self._is_retry(row, of=said[-1])
                assert (row.settlement is Settlement.DUPLICATE) is is_retry, "P6: a retry"
            if row.settlement is not Settlement.DUPLICATE:
                said.append(row)

    def _is_said(self, row: SignalRow, said: Sequence[SignalRow]) -> bool:
        """Say whether an equal message came lately that carries its own time, as this one does."""
        turn = self.raised_in[row.signal.id]
        stamped = [one for one in said if one.signal.is_stamped]
        before = [one for one in stamped if self.raised_in[one.signal.id] < turn][-REMEMBERED:]
        together = [one for one in stamped if self.raised_in[one.signal.id] == turn]
        return any(
            one.signal.fingerprint == row.signal.fingerprint
            and abs(one.signal.received_at - row.signal.received_at) <= RETRY_WINDOW
            for one in (*before, *together)
        )

    def _place(self, row: SignalRow) -> tuple[int, datetime, UUID]:
        """Name a message's place in the order in which all were raised."""
        return self.raised_in[row.signal.id], *_came(row)

    def _is_in_order(
        self, said: Sequence[SignalRow], row: SignalRow, rows: Sequence[SignalRow]
    ) -> bool:
        """Say whether no clock that was set back has turned these messages around."""
        turn = self.raised_in[row.signal.id]
        before = [one for one in said if self.raised_in[one.signal.id] < turn]
        if not before:
            return True
        together = [one for one in rows if self.raised_in[one.signal.id] == turn]
        first_at = min(one.signal.received_at for one in together)
        last = max(before, key=_came)
        return last is before[-1] and last.signal.received_at <= first_at

    def _is_retry(self, row: SignalRow, *, of: SignalRow) -> bool:
        """Say whether a message is the last one again, raised with it or while that was fresh."""
        assert row.raised_at is not None
        lies_apart = row.signal.received_at - of.signal.received_at
        is_in_one = self.raised_in[row.signal.id] == self.raised_in[of.signal.id]
        is_together = is_in_one and lies_apart <= RETRY_WINDOW
        is_fresh = of.signal.received_at >= row.raised_at - RETRY_WINDOW
        return row.signal.fingerprint == of.signal.fingerprint and (is_fresh or is_together)


def _came(row: SignalRow) -> tuple[datetime, UUID]:
    return row.signal.received_at, row.signal.id
