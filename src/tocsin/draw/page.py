"""What every drawn page is made of: a table, a list of meanings, a heading that says whence."""

import inspect
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

Kind = TypeVar("Kind", bound=StrEnum)

DRAWN = "*Drawn from the code by `make draw`; a test fails while this page is stale.*"
MEMBER = re.compile(r'\s+\w+ = "(?P<value>\w+)"\s+#\s+(?P<words>\S.*)')


def page(title: str, *parts: str) -> str:
    """Write a whole page."""
    return "\n\n".join([f"# {title}", DRAWN, *parts]) + "\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a Markdown table."""
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def meanings(kind: type[Kind], plainly: Mapping[Kind, str] | None = None) -> dict[Kind, str]:
    """Give what each member means: what is given here, else the comment on its line.

    A member without either stops the drawing: a page with a hole in it explains nothing.
    """
    lines = inspect.getsource(kind).splitlines()
    found = [match for line in lines if (match := MEMBER.fullmatch(line))]
    said = {kind(match["value"]): match["words"] for match in found} | dict(plainly or {})
    unsaid = [member for member in kind if member not in said]
    assert not unsaid, f"{kind.__name__}: say what {', '.join(unsaid)} means"
    return {member: said[member] for member in kind}
