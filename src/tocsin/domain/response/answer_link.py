"""The word in the address of an answer's page: which notice it answers, sealed by Tocsin's key.

Nothing of it is stored, it cannot be guessed, and whoever has it may answer that one notice.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from tocsin.domain.record.journal import canonical
from tocsin.domain.record.seal import SIGNATURE_BYTES, Sealer, is_sealed

PURPOSE = "tocsin answer v1"
ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLink:
    notice_id: UUID
    centre_id: UUID  # in whose name the answer is written down

    @property
    def sealed_text(self) -> str:
        ids = {"notice": str(self.notice_id), "centre": str(self.centre_id)}
        return canonical({"purpose": PURPOSE, **ids})

    def write(self, sealer: Sealer) -> str:
        seal = sealer.seal(self.sealed_text)
        sealed = self.notice_id.bytes + self.centre_id.bytes + seal
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read_link(word: str, public_keys: Iterable[bytes]) -> AnswerLink | None:
    """Read a link's word; None when none of these keys sealed it."""
    try:
        octets = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(octets) != 2 * ID_BYTES + SIGNATURE_BYTES:
        return None
    notice, centre = octets[:ID_BYTES], octets[ID_BYTES : 2 * ID_BYTES]
    link = AnswerLink(notice_id=UUID(bytes=notice), centre_id=UUID(bytes=centre))
    seal = octets[2 * ID_BYTES :]
    return link if any(is_sealed(link.sealed_text, seal, key) for key in public_keys) else None
