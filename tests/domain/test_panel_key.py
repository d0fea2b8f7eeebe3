"""How an AES key may be given, and when the question is put back."""

import pytest

from tocsin.domain.errors import Malformed
from tocsin.domain.people.panel_key import KeyForm, read_panel_key

HEX = "0123456789abcdefABCDEF0123456789"


@pytest.mark.parametrize("digits", [32, 48, 64])
def test_a_key_in_hexadecimal_is_read(digits: int) -> None:
    text = (HEX * 2)[:digits]
    assert read_panel_key(text) == read_panel_key(text, KeyForm.HEX) == bytes.fromhex(text)


@pytest.mark.parametrize("length", [16, 24, 32])
def test_a_key_of_plain_characters_is_itself(length: int) -> None:
    text = "correct-horse-battery-staple-zzzz"[:length]
    assert read_panel_key(text) == read_panel_key(text, KeyForm.TEXT) == text.encode()


@pytest.mark.parametrize("text", ["3A1F6B8C9D4E7F20", "1234567890123456", "a" * 24])
def test_characters_that_could_be_half_a_key_are_asked_about(text: str) -> None:
    with pytest.raises(Malformed, match="key_form"):
        read_panel_key(text)
    assert read_panel_key(text, KeyForm.TEXT) == text.encode()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", None),
        ("too short", None),
        ("0" * 40, None),
        ("é" * 16, None),
        ("tab\tis-no-sign-1", None),
        ("3A1F6B8C9D4E7F20", KeyForm.HEX),
        ("0" * 48, KeyForm.TEXT),
        ("zz" * 16, KeyForm.HEX),
    ],
)
def test_whatever_is_no_key_is_refused(text: str, form: KeyForm | None) -> None:
    with pytest.raises(Malformed, match=r"has|is"):
        read_panel_key(text, form)
