"""The pictures of the pages: small, and silent about the machine that made them."""

from pathlib import Path

BROWSER = Path(__file__).parent / "browser"
PICTURES = sorted((BROWSER / "pictures").iterdir())
MOST_BYTES = 4_500_000
# The parts of a WebP file that hold a picture and its colours; all others hold words about it.
DRAWN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}


def parts(picture: bytes) -> set[bytes]:
    """Name the parts of a WebP file."""
    assert (picture[:4], picture[8:12]) == (b"RIFF", b"WEBP")
    found, at = set(), 12
    while at < len(picture):
        size = int.from_bytes(picture[at + 4 : at + 8], "little")
        found.add(picture[at : at + 4])
        at += 8 + size + size % 2
    return found


def test_all_pictures_together_are_small() -> None:
    assert PICTURES
    assert sum(path.stat().st_size for path in PICTURES) < MOST_BYTES


def test_a_picture_holds_nothing_but_what_is_seen() -> None:
    for path in PICTURES:
        assert path.suffix == ".webp"
        assert parts(path.read_bytes()) <= DRAWN, path.name
