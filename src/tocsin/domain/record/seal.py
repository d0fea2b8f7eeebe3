"""Seals: what is signed so that nobody can rewrite the record, and how a signature is checked.

Every entry has a seal of its own. Who changes one and recomputes every later hash still cannot make
the seals, so it stays visible where the change begins. Signing needs the private key and lives in
the gateways; here is only arithmetic.
"""

import hashlib
import re
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tocsin.domain.record.journal import Subject, canonical

ENTRY_PURPOSE = "tocsin journal entry v1"
SIGNATURE_BYTES = 64

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_BETWEEN_GROUPS = re.compile(r"[\s:-]+")


class Sealer(Protocol):
    """Something that holds a private key."""

    @property
    def public_key(self) -> bytes: ...  # the raw 32 bytes

    def seal(self, text: str) -> bytes: ...  # the Ed25519 signature, 64 bytes


def entry_seal_text(subject: Subject, number: int, digest: bytes) -> str:
    """Return the text whose signature is an entry's seal."""
    return canonical(
        {
            "purpose": ENTRY_PURPOSE,
            "subject": {"kind": subject.kind, "id": subject.id},
            "number": number,
            "digest": digest.hex(),
        }
    )


def is_sealed(text: str, signature: bytes, public_key: bytes) -> bool:
    """Tell whether the holder of this key signed exactly this text."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """Return the key's id: the SHA-256 of its raw bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(public_key).hexdigest()


def grouped(key_id: str) -> str:
    """Write a fingerprint for reading aloud and for pasting into a shell: 16 groups of four."""
    return "-".join(key_id[start : start + 4] for start in range(0, len(key_id), 4))


def read_fingerprint(written: str) -> str | None:
    """Read a fingerprint however its groups are parted; None when it is not a whole one."""
    key_id = _BETWEEN_GROUPS.sub("", written).lower()
    return key_id if _FINGERPRINT.fullmatch(key_id) else None


def read_hex(written: object, length: int) -> bytes | None:
    """Read exactly so many bytes in lower-case hexadecimal: one value, one way to write it."""
    if not isinstance(written, str) or re.fullmatch(r"[0-9a-f]*", written) is None:
        return None
    return bytes.fromhex(written) if len(written) == 2 * length else None
