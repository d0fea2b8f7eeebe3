"""The only places where the outside world's time, chance and new ids come in."""

import secrets
from uuid import UUID

import uuid_utils.compat

from tocsin.domain.record.journal import SALT_BYTES


def new_id() -> UUID:
    """Make a UUIDv7: unique everywhere, and near its neighbours in an index."""
    return uuid_utils.compat.uuid7()


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)
