"""Draws the list of all units of work: each transaction that changes something has a name.

The names are read off the source, where a unit of work is opened or a command is carried out. There
is no register to be kept beside it: a name that is not written there as plain text is a fault.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tocsin.draw.page import page, table

SOURCE = Path(__file__).parent.parent
OPENERS = {
    "open_work": "",
    "_open_work": "",
    "once": "command",
    "carry_out": "command",
    "reading": "read only",
}
NAMED_AT = {
    "reading": 2,
    "carry_out": 3,
    "settle": 2,
}  # which argument is the name; the first, unless it says otherwise here
INTRODUCTION = (
    "Each transaction carries the name of its use case: in `tocsin.work` while it runs, beside each"
    " lateness and each outside effect afterwards. A *command* may be sent again with the same"
    " `Idempotency-Key`, and has the effect of once."
)
# These pass a name on that somebody else gave.
UNNAMED = frozenset({"self.open_work(name, self.asker.organisation)", "command.once(name, do)"})


@dataclass(frozen=True, slots=True)
class Opening:
    """One place where a unit of work is opened."""

    name: str
    kind: str
    path: str
    said: str  # the first sentence about the function that it stands in


def draw() -> str:
    """Draw docs/machines/units_of_work.md."""
    found = [opening for path in sorted(SOURCE.rglob("*.py")) for opening in _openings(path)]
    use_cases = _use_cases()
    by_name: dict[str, list[Opening]] = defaultdict(list)
    for opening in found:
        by_name[opening.name].append(opening)
    rows = []
    for name, openings in sorted(by_name.items()):
        use_case, said = use_cases.get(name, ("", openings[0].said))
        where = ", ".join(sorted({f"`{opening.path}`" for opening in openings}))
        rows.append([f"**{name}**", openings[0].kind, said, use_case, where])
    return page(
        "Units of work",
        INTRODUCTION,
        table(["name", "", "what it does", "use case", "opened in"], rows),
    )


def _use_cases() -> dict[str, tuple[str, str]]:
    """Give every use case by its name: where it is, and what it says that it does."""
    return {
        node.name: (f"`app/{path.name}`", _first_sentence(node))
        for path in sorted((SOURCE / "app").glob("*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    }


def _openings(path: Path) -> Iterator[Opening]:
    module = ast.parse(path.read_text("utf-8"))
    for function in ast.walk(module):
        if not isinstance(function, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or ast.unparse(call) in UNNAMED:
                continue
            opener = _called(call)
            if opener in OPENERS and (name := _name_in(call, opener)):
                where = path.relative_to(SOURCE).as_posix()
                said = _first_sentence(function) or _first_sentence(module)
                yield Opening(name, OPENERS[opener], where, said)


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _name_in(call: ast.Call, opener: str) -> str | None:
    """Give the name; None where `reading` keeps its own."""
    position = NAMED_AT.get(opener, 0)
    if len(call.args) <= position:
        assert opener == "reading", f"a unit of work without a name: {ast.unparse(call)}"
        return None
    name = call.args[position]
    assert isinstance(name, ast.Constant), f"not a plain name: {ast.unparse(call)}"
    assert isinstance(name.value, str), f"not a plain name: {ast.unparse(call)}"
    return name.value


def _first_sentence(node: ast.AsyncFunctionDef | ast.FunctionDef | ast.Module) -> str:
    said = ast.get_docstring(node) or ""
    return " ".join(said.split("\n\n")[0].split())
