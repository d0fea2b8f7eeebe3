"""Passwords as argon2 hashes. Both ways take long on purpose: call them off the loop."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(known_hash: str, password: str) -> bool:
    """Say whether this is the password; one that cannot be compared is not."""
    try:
        return _hasher.verify(known_hash, password)
    except (VerificationError, InvalidHashError):
        return False
