"""Whom or what an incident is about, and who is asked about it: never shaped like a site alone."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class SubjectKind(StrEnum):
    SITE = "site"
    LONE_WORKER = "lone_worker"
    RECEIVER_LINE = "receiver_line"  # the door at which a sender knocked whom nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRef:
    """Which site, lone worker or line. Sorts by kind, then id: the order of the locks."""

    kind: SubjectKind
    id: UUID


@dataclass(frozen=True, slots=True)
class UnknownAccount:
    """An account that somebody sends with, and that no panel of the line has."""

    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody whom the customer named, in the order in which they are asked."""

    id: UUID
    position: int
    name: str
    relation: str
    phone: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A site, a lone worker or a receiver line, as far as the rules need to know them."""

    ref: SubjectRef
    customer_id: UUID
    centre_id: UUID
    name: str
    phone: str | None
    time_zone: str
    contacts: tuple[Contact, ...]


ACCOUNT_DIGITS = "0123456789ABCDEF"
LONGEST_ACCOUNT = 16


def about_account(line: Subject, account: str | None) -> Subject:
    """Name whoever knocked at a line by the account, where there is one of its own."""
    return line if account is None else replace(line, name=f"{line.name} {account}")


def accounts_like(account: str) -> list[str]:
    """List the accounts that this one may have been meant to be: itself, and all one digit off."""
    if len(account) > LONGEST_ACCOUNT:
        return []
    return [account] + [
        account[:at] + digit + account[at + 1 :]
        for at, known in enumerate(account)
        for digit in ACCOUNT_DIGITS
        if digit != known
    ]
