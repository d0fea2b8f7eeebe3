"""DC-09's encryption: AES in CBC mode with a zero start, sent as hex, no proof of who wrote it.

It hides; it does not vouch. Any key turns any blocks into bytes, so that only a well-formed closing
time tells a right key from a wrong one.
"""

from binascii import Error as NotHex
from binascii import unhexlify

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_LENGTHS = (16, 24, 32)
BLOCK = 16
LONGEST_PAD = 31
_ZEROS = bytes(BLOCK)
# Any drawn byte becomes one of 64 harmless characters: a pad may hold neither [ nor ] nor |.
_PAD = bytes(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"[b % 64] for b in range(256)
)


def decrypt(body: bytes, key: bytes) -> bytes | None:
    """Undo the encryption of a frame's body; None when it is not whole blocks in hex."""
    try:
        blocks = unhexlify(body.rstrip(b"] "))
    except NotHex:
        return None
    if not blocks or len(blocks) % BLOCK:
        return None
    opened = _cipher(key).decryptor()
    return opened.update(blocks) + opened.finalize()


def encrypt(message: bytes, *, key: bytes, drawn: bytes) -> bytes:
    """Put 16 to 31 pad bytes made of `drawn` before the message, and encrypt both, as hex.

    `drawn` is at least 31 random bytes. The pad is never shorter than one block, so that two equal
    messages differ from their first block on.
    """
    assert len(drawn) >= LONGEST_PAD, "a pad needs 31 drawn bytes"
    pad = drawn[: BLOCK + -len(message) % BLOCK].translate(_PAD)
    sealed = _cipher(key).encryptor()
    return (sealed.update(pad + message) + sealed.finalize()).hex().upper().encode("ascii")


def without_pad(opened: bytes) -> bytes:
    """Take the pad off; some senders leave out the bar before an empty message, some do not."""
    bar, bracket = opened.find(b"|"), opened.find(b"]")
    if bar >= 0 and (bracket < 0 or bar < bracket):
        return opened[bar + 1 :]
    return opened[max(bracket, 0) :]


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    assert len(key) in KEY_LENGTHS, "an AES key has 16, 24 or 32 bytes"
    return Cipher(algorithms.AES(key), modes.CBC(_ZEROS))
