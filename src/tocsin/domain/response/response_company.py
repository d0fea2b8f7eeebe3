"""Who is called out: a company that sends somebody to the place, found among the contacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.domain.people.subject import Contact

# What a contact's relation says when it is one. The words are the customers' own.
SAYS_SO = (
    "response company",
    "response service",
    "keyholding",
    "key holding",
    "guarding",
    "security company",
    "patrol",
    "alarm response",
)
NO_COMPANY = (
    "The contacts name no response company. "
    "Dial one by hand, and say which company and which number it was."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialled:
    """A company that was rung by hand."""

    name: str
    number: str


def response_company(contacts: Sequence[Contact]) -> Contact | None:
    """Find the first contact that is a company which sends somebody; None when none is."""
    return next((one for one in contacts if _is_company(one)), None)


def _is_company(contact: Contact) -> bool:
    relation = contact.relation.casefold()
    return any(words in relation for words in SAYS_SO)
