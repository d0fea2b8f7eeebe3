"""The key that seals the journal: an Ed25519 private key in a file that its owner alone may read.

It is made once, whole or not at all, also when two processes start at the same moment. A key file
that is there but cannot be used stops the start: a new key over an old one would orphan every seal.
"""

from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tocsin.domain.record.seal import fingerprint
from tocsin.gateways.key_file import KeyFileUnusable, make_once, read_private


class JournalKeyUnusable(Exception):
    """The key cannot be read or made; the message is one line for whoever starts Tocsin."""


class JournalKey:
    """Signs what the journal says; never lets go of the private half."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public_key = private.public_key().public_bytes_raw()  # the raw 32 bytes
        self.key_id = fingerprint(self.public_key)

    @classmethod
    def load_or_make(cls, path: Path) -> Self:
        """Take the key at this path, making it first if there is none."""
        try:
            if not path.exists():
                _make(path)
            return cls(_load(path))
        except OSError as error:
            raise JournalKeyUnusable(f"The journal's key {path}: {error.strerror}.") from error

    def seal(self, text: str) -> bytes:
        return self._private.sign(text.encode())


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    make_once(path, pem)


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(read_private(path, "The journal's key"), password=None)
    except KeyFileUnusable as error:
        raise JournalKeyUnusable(str(error)) from error
    except (ValueError, TypeError) as error:
        raise JournalKeyUnusable(f"The journal's key {path} is damaged: restore it.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise JournalKeyUnusable(f"The journal's key {path} is not an Ed25519 key.")
    return private
