"""Lifecycles: which event may happen in which state, written as a table.

The table is the specification. docs/machines/ is drawn from it, the API's list of
allowed acts is read off it, and a table with a hole or a trap fails at import.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tocsin.domain.errors import EventRefused

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[State, Event]):
    """A noun's states and moves. An event that a row leaves out is refused there.

    A row that leads to itself records an event without moving: a late or repeated
    report, say. Refusing is for what is wrong; evidence of danger never is.
    """

    noun: str
    initial: State
    moves: Mapping[State, Mapping[Event, State]]

    def __post_init__(self) -> None:
        states = set(type(self.initial))
        assert set(self.moves) == states, f"{self.noun}: one row for every state"
        assert self._reachable({self.initial}) == states, f"{self.noun}: unreachable state"
        for state in states:
            assert self._reachable({state}) & self.final, f"{self.noun}: {state} is a trap"

    @property
    def final(self) -> frozenset[State]:
        """States that nothing leads out of."""
        return frozenset(s for s, row in self.moves.items() if set(row.values()) <= {s})

    def after(self, state: State, event: Event) -> State:
        """Name the state that follows, or refuse the event."""
        try:
            return self.moves[state][event]
        except KeyError:
            raise EventRefused(self.noun, state=state, event=event) from None

    def allowed(self, state: State) -> list[Event]:
        """List the events that can happen now, in the table's own order."""
        return list(self.moves[state])

    def _reachable(self, start: Iterable[State]) -> set[State]:
        seen: set[State] = set()
        ahead = set(start)
        while ahead:
            seen |= ahead
            ahead = {after for state in ahead for after in self.moves[state].values()} - seen
        return seen
