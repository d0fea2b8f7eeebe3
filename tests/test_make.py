"""What stands before the first line of Tocsin runs: the Makefile, CI's script, the Chromium."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tidy import ROOT
from tools.chromium import find_chromium

# What `make test` may say and end with, then how CI's script ends and what it says last.
RUNS = [
    ("12 passed in 3.45s", 0, 0, "12 passed in 3.45s"),
    ("12 passed, 1 skipped in 63.45s (0:01:03)", 0, 0, "12 passed, 1 skipped in 63.45s (0:01:03)"),
    ("== 12 passed in 3.45s ==", 0, 0, "== 12 passed in 3.45s =="),
    ("1 failed, 11 passed in 3s", 2, 2, "make test failed: 1 failed, 11 passed in 3s"),
    ("no tests ran in 0.01s", 2, 2, "make test failed: it never came to the tests"),
    ("no tests ran in 0.01s", 0, 1, "no test ran"),
    ("3 skipped in 0.01s", 0, 1, "no test ran"),
    ("not formatted: make format", 2, 2, "make test failed: it never came to the tests"),
]


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(("said", "code", "ends", "closing"), RUNS)
def test_ci_passes_only_when_a_test_has_run_and_all_have_passed(
    tmp_path: Path, said: str, code: int, ends: int, closing: str
) -> None:
    program(tmp_path / "make", f"echo '{said}'; echo 'and more'; exit {code}")
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", ROOT / ".ci" / "run"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == ends
    assert ran.stdout.splitlines()[-1] == closing


def make_with(python: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Let make look for a Python in an empty folder, where it finds only this one."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    program(tmp_path / "python", python)
    return subprocess.run(
        ["make", f"PYTHONS={tmp_path / 'python'} no-such-python", ".venv/pyvenv.cfg"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_a_new_enough_python_is_told_so_in_one_line(tmp_path: Path) -> None:
    ran = make_with("exit 1", tmp_path)
    assert ran.returncode != 0
    assert ran.stderr.splitlines()[0].startswith("Tocsin needs Python 3.11 or newer")


def test_a_python_that_cannot_make_environments_is_told_which_package_it_lacks(
    tmp_path: Path,
) -> None:
    ran = make_with('case "$2" in *ensurepip*) exit 1;; esac', tmp_path)
    assert ran.returncode != 0
    assert "apt-get install python3-venv" in ran.stderr.splitlines()[0]


def test_a_chromium_that_is_set_is_taken_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "browser", "")
    monkeypatch.setenv("TOCSIN_CHROMIUM", str(tmp_path / "browser"))
    assert find_chromium() == str(tmp_path / "browser")
    monkeypatch.setenv("TOCSIN_CHROMIUM", str(tmp_path / "missing"))
    assert find_chromium() is None


def test_a_chromium_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "chromium-browser", "")
    monkeypatch.delenv("TOCSIN_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() == str(tmp_path / "chromium-browser")


def test_every_target_that_the_guide_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {
        word.split("`")[0]
        for page in ("CONTRIBUTING.md", "README.md")
        for word in (ROOT / page).read_text("utf-8").split("`make ")[1:]
    }
    assert named
    assert [target for target in named if f"\n{target}:" not in makefile] == []
