"""Files by their content: a folder in which each file's name is the hash of what is in it.

What is stored is on disk when `put` returns, and storing the same bytes twice is storing them once.
Nobody chooses a name, and none names a file that is half written.
"""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

from tocsin.gateways.key_file import flush_folder


class FileStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        """Store bytes and give their SHA-256, 64 hexadecimal digits. OSError when it cannot be."""
        return await asyncio.to_thread(self._put, content)

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists() or path.read_bytes() != content:
            _write(path, content)
        # Also when it was there: whoever wrote it may not have come so far.
        for folder in (path.parent, self._folder, self._folder.parent):
            flush_folder(folder)
        return digest

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    """Write it aside and move it into place. A disk that is full keeps nothing of it."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with open(descriptor, "wb") as draft:  # noqa: PTH123  # a descriptor is no path
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink()
        raise
