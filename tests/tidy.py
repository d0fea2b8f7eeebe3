"""Reads the project's own files for test_tidy: each parsed once, each finding with its place."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


def expect_none(found: Iterable[str]) -> None:
    """Fail with one line for each finding, and nothing else."""
    lines = list(found)
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


@dataclass(frozen=True)
class Module:
    """One Python file, read and parsed."""

    path: str
    text: str
    tree: ast.Module

    @property
    def functions(self) -> list[Function]:
        return [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]

    @property
    def classes(self) -> list[ast.ClassDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]

    def at(self, line: int, what: str) -> str:
        return f"{self.path}:{line} {what}"


@cache
def project_files() -> tuple[str, ...]:
    """Name every file that git keeps or would keep, so that a new one is read before its commit."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(path for path in listed.splitlines() if (ROOT / path).is_file()))


@cache
def modules(under: str = "") -> tuple[Module, ...]:
    paths = [path for path in project_files() if path.endswith(".py") and path.startswith(under)]
    texts = [(path, (ROOT / path).read_text(encoding="utf-8")) for path in paths]
    return tuple(Module(path, text, ast.parse(text, path)) for path, text in texts)


def texts() -> Iterator[tuple[str, str]]:
    """Give every file that is text, with its path."""
    for path in project_files():
        raw = (ROOT / path).read_bytes()
        if b"\0" not in raw:
            yield path, raw.decode("utf-8")


def comments(text: str, pattern: str) -> Iterator[tuple[int, str]]:
    """Find the lines that carry a comment of this pattern; give what follows the match."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = re.search(pattern, line)
        if found:
            yield number, line[found.end() :]


def docstrings(tree: ast.Module) -> set[int]:
    """Give the identity of every docstring's node, so that prose is not read as code."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    firsts = [node.body[0] for node in ast.walk(tree) if isinstance(node, documented) and node.body]
    return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}


def spoken_sql(module: Module) -> Iterator[tuple[int, str]]:
    """Give every string in the code that is not a docstring; a query is one of them."""
    prose = docstrings(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def words_of(name: str) -> list[str]:
    """Split an identifier into its words, in small letters and without a plural's s."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]", " ", name)
    return [re.sub(r"(?<=[a-z]{3})s$", "", word) for word in spaced.lower().split()]


def hides(name: str, banned: set[str], allowed: set[str]) -> bool:
    """Tell whether a name holds a banned word outside the phrases in which it has a meaning."""
    words = words_of(name)
    spoken_for = {
        word
        for first, second in pairwise(words)
        if f"{first} {second}" in allowed
        for word in (first, second)
    }
    return any(word in banned and word not in spoken_for for word in words)


def variables(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give every name that the module binds by assignment or as an argument."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
