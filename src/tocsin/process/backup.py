"""Backs a whole installation up into one file, and brings it back: database, files, keys.

The file is a tar: a manifest, the database's dump, the kept reports, and the keys. Whoever has it
has everything, so it is readable by its owner alone, and a line says so.
"""

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tocsin import __version__
from tocsin.db.epoch import is_empty, renew_epoch
from tocsin.db.migrate import migrate
from tocsin.db.schema import NEWEST, check_schema
from tocsin.gateways.clock import new_id
from tocsin.gateways.postgres_dump import dump, restore, running_address
from tocsin.gateways.postgres_server import PostgresServer
from tocsin.settings import Settings, WrongSetting

MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
KEYS = ("journal.key", "second-factor.key")
FORMAT = 1


class BackupRefused(Exception):
    """A backup cannot be made or used. The message is one line that says what to do."""


def back_up(settings: Settings, path: Path, made_at: datetime) -> str:
    """Write everything into a new file, while Tocsin runs or not; give what to say about it."""
    if path.exists():
        raise BackupRefused(f"{path} is there already: name another file")
    with _database(settings) as address, tempfile.TemporaryDirectory(dir=path.parent) as folder:
        check_schema(address)
        staged = Path(folder)
        dump(address, staged / DUMP, home=settings.home, bin_directory=settings.postgres_bin)
        manifest = {
            "format": FORMAT,
            "version": __version__,
            "schema": NEWEST,
            "made_at": made_at.astimezone(UTC).isoformat(timespec="seconds"),
        }
        (staged / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        _pack(path, home=settings.home, staged=staged)
    return f"{path} holds the keys of the journal and of the second factors: keep it as they are."


def bring_back(settings: Settings, path: Path) -> str:
    """Put a backup into an installation that is empty; give what to say about it."""
    kept = [name for name in (*KEYS, FILES) if (settings.home / name).exists()]
    if kept:
        raise BackupRefused(
            f"{settings.home} has {', '.join(kept)} already: restore into an empty TOCSIN_HOME"
        )
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.home, prefix="restore.") as folder:
        staged = Path(folder)
        manifest = _unpack(path, staged)
        with _database(settings) as address:
            if not is_empty(address):
                raise BackupRefused("the database is not empty: restore into a new one")
            restore(address, staged / DUMP, home=settings.home, bin_directory=settings.postgres_bin)
            migrate(address, epoch=new_id())
            renew_epoch(address, new_id())
        for name in (*KEYS, FILES):
            if (staged / name).exists():
                shutil.move(staged / name, settings.home / name)
    return f"Restored what was backed up at {manifest['made_at']}. Everybody signs in again."


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    """Reach the database as its owner: outside, running, or started for this alone."""
    if settings.is_outside:
        if settings.owner_database_url is None:
            raise WrongSetting(
                "TOCSIN_OWNER_DATABASE_URL is not set: the owner's rights are needed"
            )
        yield settings.owner_database_url
        return
    address = running_address(settings.home)
    if address is not None:
        yield address
        return
    with PostgresServer(settings.home, bin_directory=settings.postgres_bin) as server:
        yield server.address()


def _pack(path: Path, *, home: Path, staged: Path) -> None:
    """Write the file beside its place, and give it its name when it is whole."""
    aside = staged / "backup.tar"
    with tarfile.open(aside, "w") as archive:
        for name in (MANIFEST, DUMP):
            archive.add(staged / name, name)
        for name in (*KEYS, FILES):
            if (home / name).exists():
                archive.add(home / name, name)
    aside.chmod(0o600)
    with aside.open("rb") as written:
        os.fsync(written.fileno())
    aside.rename(path)


def _unpack(path: Path, staged: Path) -> dict[str, Any]:
    try:
        with tarfile.open(path, "r:") as archive:
            archive.extractall(staged, filter="data")  # no name leads out of the folder
        manifest: dict[str, Any] = json.loads((staged / MANIFEST).read_text("utf-8"))
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BackupRefused(f"{path} is no backup of Tocsin, or it is damaged") from error
    if manifest.get("format") != FORMAT or not (staged / DUMP).exists():
        raise BackupRefused(f"{path} was made by another release: restore it with that one")
    return manifest
