"""Passwords as argon2 hashes. Both ways take long on purpose: call them off the loop."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# A password that nobody kept: checked when nobody has the address, so that an unknown one takes as
# long as a wrong password. Made beforehand, for making it takes as long as well.
NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$7dC4/am2t9IaC+lizy3YHQ"
    "$+QJZ2CLNe+24PZN3Z5Z1H6N9wC2uquba+g8JHGhqDyg"
)

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def is_password(known_hash: str, password: str) -> bool:
    """Say whether this is the password; one that cannot be compared is not."""
    try:
        return _hasher.verify(known_hash, password)
    except (VerificationError, InvalidHashError):
        return False
