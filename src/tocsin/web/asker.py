"""Somebody, or a program, that asks; and the secrets by which they are known."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tocsin.app.ports import Actor
from tocsin.domain.access import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody, or a program, that asks; and the one organisation in whose name."""

    kind: Literal["operator", "integrator", "lone_worker"]
    organisation: UUID
    roles: frozenset[Role]
    actor: Actor
    token_digest: bytes

    @property
    def key(self) -> str:
        """What command ids are unique within."""
        return f"{self.kind}:{self.actor.id or self.token_digest.hex()[:32]}"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """Hash a token of 256 random bits; only the hash is stored."""
    return hashlib.sha256(token.encode()).digest()
