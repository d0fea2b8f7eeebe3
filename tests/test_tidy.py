"""The rules of docs/style.md that ruff cannot read. Each finding names its place."""

import ast
import re
from collections import Counter, defaultdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePosixPath

import pytest

from tests.tidy import (
    ROOT,
    Function,
    comments,
    expect_none,
    hides,
    modules,
    project_files,
    spoken_sql,
    texts,
    variables,
)

FUNCTION_LINES, DOMAIN_FUNCTION_LINES, FILE_LINES, SAME_TYPE = 50, 30, 300, 2
NOT_OURS_TO_SHORTEN = re.compile(r"browser/contract/|/migrations/|package-lock\.json")

# They hide what a thing is. In the phrases beside them they have a meaning of their own.
HIDING = {
    *("manager", "service", "handler", "helper", "util", "common", "data", "info"),
    *("task", "job", "user", "worker"),
}
HIDING_ALONE = {"event", "status", "type"}
PHRASES = {
    *("lone worker", "service worker", "service level", "emergency service"),
    *("data received", "eof received", "personal data"),
}
HIDING_VARIABLES = {
    *("manager", "handler", "helper", "util", "utils", "common", "data", "info"),
    *("task", "tasks", "job", "jobs", "user", "users", "worker", "workers", "status", "type"),
}
WIRE_WORDS = {"status", "type"}  # RFC 9457 names these fields of a problem


def test_no_function_is_longer_than_a_reader_can_hold() -> None:
    def limit(path: str) -> int:
        return DOMAIN_FUNCTION_LINES if "/domain/" in path else FUNCTION_LINES

    def length(function: Function) -> int:
        return (function.end_lineno or function.lineno) - function.lineno + 1

    found = [
        module.at(function.lineno, f"{function.name} has {length(function)} lines")
        for module in modules()
        if not NOT_OURS_TO_SHORTEN.search(module.path)
        for function in module.functions
        if length(function) > limit(module.path)
    ]
    expect_none(found)


def test_no_file_is_longer_than_300_lines() -> None:
    found = [
        f"{path} has {len(text.splitlines())} lines"
        for path, text in texts()
        if path.endswith((".py", ".ts", ".tsx")) and not NOT_OURS_TO_SHORTEN.search(path)
        if len(text.splitlines()) > FILE_LINES
    ]
    expect_none(found)


def test_arguments_of_one_type_are_named_by_the_caller() -> None:
    """Three identifiers in a row get swapped; a keyword cannot be."""

    def same_typed(function: Function) -> int:
        given = [*function.args.posonlyargs, *function.args.args]
        kinds = Counter(ast.unparse(arg.annotation) for arg in given if arg.annotation)
        return max(kinds.values(), default=0)

    found = [
        module.at(function.lineno, f"{function.name}: put a * before arguments of one type")
        for module in modules("src/")
        for function in module.functions
        if same_typed(function) > SAME_TYPE
    ]
    expect_none(found)


# Names by which a library calls what it is given.
PRESCRIBED = {"handle_DATA"}


def test_no_class_hides_behind_a_word_that_means_nothing() -> None:
    expect_none(
        module.at(node.lineno, node.name)
        for module in modules()
        for node in module.classes
        if hides(node.name, HIDING, PHRASES) or node.name.lower() in HIDING_ALONE
    )


def test_no_function_hides_behind_a_word_that_means_nothing() -> None:
    """The police are a service, so a verb may speak of them; a class must say which one it is."""
    expect_none(
        module.at(node.lineno, node.name)
        for module in modules()
        for node in module.functions
        if not node.name.startswith("test_") and node.name not in PRESCRIBED
        if hides(node.name, HIDING - {"service"}, PHRASES) or node.name in HIDING_ALONE
    )


def test_no_module_hides_behind_a_word_that_means_nothing() -> None:
    found = [
        path
        for path in project_files()
        if path.endswith((".py", ".ts", ".tsx"))
        for part in PurePosixPath(path).with_suffix("").parts
        if hides(part, HIDING, PHRASES) or part in HIDING_ALONE
        if not path.startswith("browser/worker/")
    ]
    expect_none(found)


def test_no_variable_hides_behind_a_word_that_means_nothing() -> None:
    found = [
        module.at(line, name)
        for module in modules()
        for line, name in variables(module.tree)
        if name.strip("_") in HIDING_VARIABLES
        if not (name in WIRE_WORDS and "/web/" in module.path)
    ]
    expect_none(found)


def test_one_noun_has_one_spelling_in_every_layer() -> None:
    """Find ``call_out`` beside ``callout`` or ``call_outs``: a search for one misses the other."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for path in project_files():
        pure = PurePosixPath(path)
        is_named = pure.suffix == ".py" and not pure.stem.startswith("__")
        if is_named and pure.parts[0] in ("src", "tests"):
            noun = pure.stem.removeprefix("test_")
            spellings[noun.replace("_", "").removesuffix("s")].add(noun)
    expect_none(" and ".join(sorted(names)) for names in spellings.values() if len(names) > 1)


def test_nothing_is_imported_for_the_type_checker_alone() -> None:
    """An ``if TYPE_CHECKING`` hides a cycle."""
    found = [
        module.at(node.lineno, "TYPE_CHECKING")
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    expect_none(found)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"#\s*noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?", id="noqa"),
        pytest.param(r"#\s*type:\s*ignore(\[[\w, -]+\])?", id="type-ignore"),
        pytest.param(r"#\s*pragma:\s*no\s*(cover|branch)", id="no-cover"),
        pytest.param(r"(//|/\*)\s*@ts-[\w-]+", id="typescript"),
        pytest.param(r"eslint-disable(-next-line|-line)?\s+[\w@/, -]*?(?=--|\*/|$)", id="eslint"),
    ],
)
def test_no_check_is_silenced_without_a_reason_after_it(pattern: str) -> None:
    found = [
        f"{path}:{number} gives no reason"
        for path, text in texts()
        if path.endswith((".py", ".ts", ".tsx")) and path != "tests/test_tidy.py"
        for number, rest in comments(text, pattern)
        if not re.search(r"[A-Za-z]{3,}", rest)
    ]
    expect_none(found)


def test_use_cases_do_no_arithmetic_on_time() -> None:
    """The pure rule names the next moment; a sum in the shell would step past its limit."""
    found = [
        module.at(number, "timedelta")
        for module in modules("src/tocsin/app/")
        for number, _ in comments(module.text, r"\btimedelta\b")
    ]
    expect_none(found)


def test_no_query_asks_for_the_time_by_itself() -> None:
    """One transaction has one moment, which the unit of work has read."""
    asks = re.compile(
        r"\b(now|transaction_timestamp|statement_timestamp)\s*\(\s*\)"
        r"|\b(current_timestamp|current_date|current_time|localtime(stamp)?)\b",
        re.IGNORECASE,
    )
    in_python = [
        module.at(line, text.strip()[:60])
        for module in modules("src/tocsin/db/")
        for line, text in spoken_sql(module)
        if asks.search(re.sub(r"--.*", "", text))
    ]
    in_sql = [
        path
        for path, text in texts()
        if path.endswith(".sql") and asks.search(re.sub(r"--.*", "", text))
    ]
    expect_none(in_python + in_sql)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(
            r"https?://[a-z0-9.-]*(pypi|pythonhosted|npmjs|debian)[a-z]*\.", id="registry"
        ),
        pytest.param(r"(^|[^\w.])/(w[o]rk|f[a]rm|r[o]ot|h[o]me)/[a-z.]", id="path"),
    ],
)
def test_no_file_names_a_registry_or_a_folder_of_one_machine(pattern: str) -> None:
    found = [
        f"{path}:{number}"
        for path, text in texts()
        for number, _ in comments(text, pattern)
        if path != "LICENSE"
    ]
    expect_none(found)


def test_the_drawn_pages_are_fresh() -> None:
    """A change of rules must be seen in the page that an operator reads: run ``make draw``."""
    if find_spec("tocsin.draw") is None:
        return
    pages = import_module("tocsin.draw").pages()
    stale = [str(path) for path, text in pages.items() if (ROOT / path).read_text("utf-8") != text]
    expect_none(stale)
