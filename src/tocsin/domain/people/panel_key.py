"""An AES key as people have it: in hexadecimal digits, or as the characters themselves.

Sixteen characters that are all hexadecimal digits look like a key of sixteen characters, and like
half of one in hexadecimal. Taken wrongly, no alarm of that panel would be understood: so the
question is put back. Thirty-two such digits are a key of 128 bits, as every maker writes it.
"""

import re
from enum import StrEnum

from tocsin.domain.errors import Malformed

_HEX = re.compile(r"[0-9A-Fa-f]+")
BYTES = frozenset({16, 24, 32})


class KeyForm(StrEnum):
    HEX = "hex"  # two digits for each byte
    TEXT = "text"  # the characters are the bytes


def read_panel_key(text: str, form: KeyForm | None = None) -> bytes:
    """Read a key of 128, 192 or 256 bits. Raises Malformed: also when it could be two things."""
    is_hex = _HEX.fullmatch(text) is not None and len(text) % 2 == 0
    as_hex = bytes.fromhex(text) if is_hex and len(text) // 2 in BYTES else None
    as_text = text.encode() if text.isascii() and text.isprintable() else b""
    fits_text = len(as_text) in BYTES
    if form is KeyForm.HEX:
        return _demand(as_hex, "The key in hexadecimal has 32, 48 or 64 digits.")
    if form is KeyForm.TEXT:
        return _demand(
            as_text if fits_text else None, "The key as text has 16, 24 or 32 plain characters."
        )
    if as_hex is None and fits_text and _HEX.fullmatch(text):
        raise Malformed(
            f"These {len(text)} characters are all hexadecimal digits. Is the key these characters"
            " themselves (key_form: text), or hexadecimal (key_form: hex)?"
        )
    return _demand(
        as_hex or (as_text if fits_text else None),
        "A key is 32, 48 or 64 hexadecimal digits, or 16, 24 or 32 plain characters.",
    )


def _demand(key: bytes | None, otherwise: str) -> bytes:
    if key is None:
        raise Malformed(otherwise)
    return key
