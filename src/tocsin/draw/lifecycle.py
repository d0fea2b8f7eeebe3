"""Draws a lifecycle: the diagram of what moves, and the whole table of states and events."""

from collections import defaultdict
from enum import StrEnum
from typing import TypeVar

from tocsin.domain.lifecycle import Lifecycle

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


def diagram(lifecycle: Lifecycle[State, Event]) -> str:
    """Draw what moves a thing from one state to another."""
    arrows: dict[tuple[State, State], list[str]] = defaultdict(list)
    for state, row in lifecycle.moves.items():
        for event, after in row.items():
            if after is not state:
                arrows[state, after].append(event)
    lines = [
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {lifecycle.initial}",
        *(f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in arrows.items()),
        *(f"    {state} --> [*]" for state in lifecycle.moves if state in lifecycle.final),
        "```",
    ]
    return "\n".join(lines)


def matrix(lifecycle: Lifecycle[State, Event], events: type[Event]) -> list[list[str]]:
    """Write a row for each event: where it leads from each state."""
    return [
        [f"**{event}**", *(_after(lifecycle, state, event) for state in lifecycle.moves)]
        for event in events
    ]


def _after(lifecycle: Lifecycle[State, Event], state: State, event: Event) -> str:
    after = lifecycle.moves[state].get(event)
    if after is None:
        return ""
    return "*stays*" if after is state else after
