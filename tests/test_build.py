"""The browser apps are built in silence, and a build that fails says all that it said."""

import subprocess
from pathlib import Path

import pytest

import hatch_build

pytestmark = pytest.mark.slow

VITE = "node_modules/vite/bin/vite.js"


def test_what_succeeds_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    hatch_build.run_npm("ls", "--depth=0")
    assert capfd.readouterr() == ("", "")


def test_what_fails_prints_all_that_it_said(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="what it said stands above"):
        hatch_build.run_npm("run", "nothing-of-that-name")
    assert 'Missing script: "nothing-of-that-name"' in capfd.readouterr().out


def test_the_build_has_nothing_to_warn_of(tmp_path: Path) -> None:
    node = hatch_build.NODE_BIN / "node"
    built = subprocess.run(
        [node, VITE, "build", "--logLevel", "warn", "--outDir", tmp_path / "static"],
        cwd=hatch_build.BROWSER,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    assert (tmp_path / "static" / "console" / "index.html").exists()
