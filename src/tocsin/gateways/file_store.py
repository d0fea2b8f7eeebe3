"""Files by their content: a folder in which each file's name is the hash of what is in it.

What is stored is on disk when `put` returns, and storing the same bytes twice is storing them once.
"""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path


class FileStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes) -> str:
        """Store bytes and give their SHA-256, 64 hexadecimal digits. OSError when it cannot be."""
        return await asyncio.to_thread(self._put, content)

    def _put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(path)
        return digest

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest
