"""What a centre sets up before an alarm can come in: whom it watches, and what reports to it.

Each is changed and withdrawn, never deleted: incidents, reports and journals go on naming it.
`shown` is what the journal may hold of it: of a field that is private, only that it is there.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from tocsin.domain.access import ROLES_IN_CENTRE, ROLES_IN_CUSTOMER, Role
from tocsin.domain.record.journal import Page, Subject

PRIVATE: Mapping[str, bool] = {"private": True}
WITHHELD = "kept, and not shown here"

Shown = dict[str, Any]

DC09 = "dc09"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing(ABC):
    """One thing that is set up. Its noun is also the name of its table."""

    NOUN: ClassVar[str]

    id: UUID
    withdrawn_at: datetime | None = None

    @property
    @abstractmethod
    def page(self) -> Page:
        """The journal in which its changes stand, and who is party to it."""

    def shown(self) -> Shown:
        """Give what may be written down of it: neither keys nor what is private."""
        shown = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "id"}
        private = {f.name for f in fields(self) if f.metadata.get("private")}
        return {
            name: WITHHELD if name in private and value is not None else plain(value)
            for name, value in shown.items()
        }


def plain(value: object) -> object:
    """Give a value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def page_of(organisation_id: UUID, *, customer_id: UUID | None, centre_id: UUID | None) -> Page:
    """Name the journal of an organisation's set-up."""
    return Page(
        subject=Subject(kind="organisation", id=str(organisation_id)),
        organisation_id=organisation_id,
        customer_id=customer_id,
        centre_id=centre_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation(Thing):
    """A monitoring centre, or a customer of one."""

    NOUN = "organisation"

    name: str
    time_zone: str
    phone: str | None = None  # a centre's: what a lone worker's phone shows to ring
    is_centre: bool = False
    is_customer: bool = False
    centre_id: UUID | None = None

    @property
    def page(self) -> Page:
        customer = self.id if self.is_customer else None
        centre = self.id if self.is_centre else self.centre_id
        return page_of(self.id, customer_id=customer, centre_id=centre)

    @property
    def possible_roles(self) -> frozenset[Role]:
        """What its people may be."""
        in_centre = ROLES_IN_CENTRE if self.is_centre else frozenset()
        return in_centre | (ROLES_IN_CUSTOMER if self.is_customer else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(Thing):
    """Something of a customer's that a centre watches, or that reports to it."""

    customer_id: UUID
    centre_id: UUID

    @property
    def page(self) -> Page:
        return page_of(self.customer_id, customer_id=self.customer_id, centre_id=self.centre_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site(Watched):
    NOUN = "site"

    name: str
    address: str
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str
    phone: str | None = None
    description: str | None = None
    entrance: str | None = None
    keys: str | None = field(default=None, metadata=PRIVATE)  # where they are, and how to get them


@dataclass(frozen=True, slots=True, kw_only=True)
class LoneWorker(Watched):
    NOUN = "lone_worker"

    name: str
    time_zone: str
    phone: str | None = None
    description: str | None = None
    medical: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverLine(Thing):
    """One door at which panels knock, or trackers: those of a protocol over HTTP have no port."""

    NOUN = "receiver_line"

    centre_id: UUID
    name: str
    protocol: str = DC09
    port: int | None = None
    unknown_account: str = "duh"
    mapping: Mapping[str, Any] | None = None  # where a program of its own puts what it says

    @property
    def page(self) -> Page:
        return page_of(self.centre_id, customer_id=None, centre_id=self.centre_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Watched):
    """A site's alarm transmitter. Its key goes in, and never comes out again."""

    NOUN = "panel"

    line_id: UUID
    site_id: UUID
    account: str
    has_key: bool = False
    profile: Mapping[str, Any]
    report_every_s: int | None = None  # how often it lets itself be heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Thing):
    """Somebody who signs in."""

    NOUN = "person"

    organisation_id: UUID
    centre_id: UUID | None
    name: str
    email: str
    roles: tuple[str, ...]

    @property
    def page(self) -> Page:
        return _page_in(self.organisation_id, self.centre_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey(Thing):
    """A program's way in. The key itself is shown once, and only its digest is kept."""

    NOUN = "api_key"

    organisation_id: UUID
    centre_id: UUID | None
    label: str
    created_at: datetime

    @property
    def page(self) -> Page:
        return _page_in(self.organisation_id, self.centre_id)


def _page_in(organisation_id: UUID, centre_id: UUID | None) -> Page:
    customer_id = None if organisation_id == centre_id else organisation_id
    return page_of(organisation_id, customer_id=customer_id, centre_id=centre_id)
