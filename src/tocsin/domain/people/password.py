"""What a password must be. Length is what counts; no signs are asked for."""

LEAST = 12
MOST = 1_000


def why_not_password(password: str, *, email: str, name: str) -> str | None:
    """Say why this cannot be somebody's password; None when it can."""
    if len(password) < LEAST:
        return f"A password has at least {LEAST} characters. Four words that you know are good."
    if len(password) > MOST:
        return f"A password has at most {MOST} characters."
    said = password.strip().casefold()
    if said in {email.casefold(), email.casefold().partition("@")[0], name.casefold()}:
        return "The password must not be the e-mail address or the name."
    if len(set(said)) < LEAST // 2:
        return "The password repeats too few characters."
    return None
