"""What may be a password."""

import pytest

from tocsin.domain.people.password import why_not_password

EMAIL, NAME = "olive.brandt@northgate.example", "Olive Brandt of Northgate"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven-char", "at least 12"),
        ("x" * 1_001, "at most 1000"),
        (EMAIL, "e-mail"),
        (EMAIL.upper(), "e-mail"),
        ("olive.brandt", "e-mail"),
        (NAME, "name"),
        ("aaaabbbbccccdddd", "repeats"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, why: str) -> None:
    assert why in (why_not_password(password, email=EMAIL, name=NAME) or "")


@pytest.mark.parametrize("password", ["twelve-chars", "correct horse battery staple"])
def test_length_is_what_counts(password: str) -> None:
    assert why_not_password(password, email=EMAIL, name=NAME) is None
