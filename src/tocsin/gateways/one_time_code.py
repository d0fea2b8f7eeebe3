"""One-time codes: those of a telephone's app (RFC 6238), and those on paper for its loss."""

import hmac
import secrets
from datetime import datetime

import pyotp

STEP_S = 30
SLACK = 1  # steps by which a telephone's clock may be wrong, either way
PAPER_CODES = 10
PAPER_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another


def new_secret() -> str:
    return pyotp.random_base32()


def enrolment_uri(secret: str, email: str) -> str:
    """Give what a telephone's app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Tocsin")


def step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """Say of which step this code is; None when of none that may still be used.

    A step counts once, and none before it: whoever looks over a shoulder comes too late.
    """
    told = "".join(code.split())
    current = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret, interval=STEP_S)
    for step in range(max(current - SLACK, after + 1), current + SLACK + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), told.encode()):
            return step
    return None


def new_paper_code() -> str:
    """Make a code of 60 random bits, as people can read it."""
    signs = "".join(secrets.choice(PAPER_SIGNS) for _ in range(12))
    return "-".join(signs[i : i + 4] for i in range(0, 12, 4))


def paper_form(code: str) -> str:
    """Give a code as it is kept, however it was typed."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
