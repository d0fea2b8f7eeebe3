"""Encrypts the secrets of second factors: the database alone, or its backup, opens none of them.

The key is a file beside the journal's. Each secret is bound to whose it is: moved to another
person's row, it does not open.
"""

import hmac
import secrets
from pathlib import Path
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.gateways.key_file import KeyFileUnusable, make_once, read_private

KEY_BYTES, NONCE_BYTES = 32, 12
WHAT = "The second factors' key"


class SecretUnreadable(Exception):
    """What is kept was not encrypted with this key, or not for this person."""


class SecretBox:
    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._pin_key = hmac.digest(key, b"tocsin pins", "sha256")

    @classmethod
    def load_or_make(cls, path: Path) -> Self:
        """Take the key at this path, making it first if there is none. Raises KeyFileUnusable."""
        try:
            if not path.exists():
                make_once(path, secrets.token_bytes(KEY_BYTES))
            key = read_private(path, WHAT)
        except OSError as error:
            raise KeyFileUnusable(f"{WHAT} {path}: {error.strerror}.") from error
        if len(key) != KEY_BYTES:
            raise KeyFileUnusable(f"{WHAT} {path} is damaged: restore it.")
        return cls(key)

    def seal_pin(self, pin: str, whose: UUID) -> bytes:
        """Give a PIN as it is kept: told by nobody without the key, and another for each person.

        A slow hash would add nothing: there are ten thousand of four digits (RFC 2104).
        """
        return hmac.digest(self._pin_key, whose.bytes + pin.encode(), "sha256")

    def close(self, secret: str, whose: UUID) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), whose.bytes)

    def open(self, closed: bytes, whose: UUID) -> str:
        """Give back what was closed for this person. Raises SecretUnreadable."""
        nonce, text = closed[:NONCE_BYTES], closed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, text, whose.bytes).decode()
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable("not this key, or not this person's secret") from error
