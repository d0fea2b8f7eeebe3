"""One line of the bench's table: what was measured, what it should be, and whether it is."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    measured: str
    goal: str
    is_met: bool


def share_line(what: str, took_s: Sequence[float], within_ms: float) -> Line:
    """Say how long things took: the half of them, all but a hundredth, and the longest."""
    ordered = sorted(max(0.0, took) * 1000 for took in took_s)
    p50, p99 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    measured = f"p50 {p50:.0f}, p99 {p99:.0f}, most {ordered[-1]:.0f} ms"
    return Line(what, measured, f"p99 < {within_ms:g} ms", p99 < within_ms)


def print_table(lines: Sequence[Line]) -> bool:
    """Print the table; say whether every goal is met."""
    width = [max(len(line.what) for line in lines), max(len(line.measured) for line in lines)]
    for line in lines:
        verdict = "met" if line.is_met else "MISSED"
        print(f"{line.what:{width[0]}}  {line.measured:{width[1]}}  {line.goal:14}  {verdict}")
    return all(line.is_met for line in lines)
