"""What is installed is what was agreed: every package pinned, and by a hash."""

import re
import tomllib
from functools import cache
from typing import Any

import pytest

from tests.tidy import ROOT

LOCKS = ("build", "runtime", "dev")
PINNED = (*LOCKS, "streets")  # what is only looked into stands apart from what is installed


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def read(name: str) -> str:
    return (ROOT / "requirements" / name).read_text("utf-8")


def blocks(lock: str) -> list[str]:
    """Give each locked requirement with the indented lines that belong to it."""
    return re.findall(r"^[a-z0-9-]+==.*\n(?:    .*\n)*", read(f"{lock}.lock"), re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", read(f"{lock}.lock"), re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    spelled = [re.split(r"[<>=~!\[; ]", requirement)[0] for requirement in requirements]
    return {re.sub(r"[-_.]+", "-", name).lower() for name in spelled}


@pytest.mark.parametrize("lock", PINNED)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    assert blocks(lock)
    assert [block for block in blocks(lock) if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", PINNED)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    """No address, no option: where packages come from is each machine's own affair."""
    lines = [
        line for line in read(f"{lock}.lock").splitlines() if not line.lstrip().startswith("#")
    ]
    alien = [
        line for line in lines if not re.match(r"[a-z0-9-]+==|    --hash=sha256:[0-9a-f]{64}", line)
    ]
    assert alien == []


def test_every_dependency_is_locked() -> None:
    assert names(project()["project"]["dependencies"]) - pins("runtime").keys() == set()
    assert names(project()["dependency-groups"]["dev"]) - pins("dev").keys() == set()


def test_what_builds_the_wheel_is_locked() -> None:
    asked = [line.partition("#")[0].strip() for line in read("build.in").splitlines()]
    wanted = project()["build-system"]["requires"]
    assert [line for line in wanted if line not in asked] == []
    assert names([line for line in asked if line]) - pins("build").keys() == set()


def test_the_locks_agree_on_every_version() -> None:
    both = [(first, second) for first in LOCKS for second in LOCKS if first < second]
    differing = [
        name
        for first, second in both
        for name, version in pins(first).items()
        if pins(second).get(name, version) != version
    ]
    assert differing == []
