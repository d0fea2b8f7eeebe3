"""Passwords: what is known of one takes as long to check as what is not."""

from argon2 import PasswordHasher

from tocsin.gateways.password import NOBODYS, hash_password, is_password


def test_a_password_is_known_by_its_hash_alone() -> None:
    known = hash_password("correct horse")
    assert is_password(known, "correct horse")
    assert not is_password(known, "wrong horse")
    assert not is_password("no hash at all", "correct horse")


def test_nobodys_password_takes_as_long_as_anybodys() -> None:
    assert not PasswordHasher().check_needs_rehash(NOBODYS)
    assert not is_password(NOBODYS, "")
