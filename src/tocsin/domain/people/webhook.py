"""A webhook: where a program of an organisation is told of what happens to its incidents."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from tocsin.domain.people.set_up import Thing, page_of
from tocsin.domain.record.journal import Page

SCHEMES = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Thing):
    """Its secret goes in, is shown once, and signs what is sent."""

    NOUN = "webhook"

    organisation_id: UUID
    centre_id: UUID | None
    url: str
    created_at: datetime

    @property
    def page(self) -> Page:
        customer_id = None if self.organisation_id == self.centre_id else self.organisation_id
        return page_of(self.organisation_id, customer_id=customer_id, centre_id=self.centre_id)


def why_not_to(url: str) -> str | None:
    """Say why nothing can be sent to an address; None when it can be tried."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "This is no address."
    if parts.scheme not in SCHEMES or not named:
        return "A webhook's address begins with https:// and names a server."
    if parts.username is not None or parts.password is not None:
        return "A webhook's address holds no name and no password: what is sent is signed."
    return None
