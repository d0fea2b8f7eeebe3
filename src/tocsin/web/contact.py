"""Contacts over HTTP: who is asked about a site or a lone worker, in their order."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from tocsin.app.set_up import set_contacts
from tocsin.db.subject import get_subject
from tocsin.db.work import PostgresWork
from tocsin.domain.access import Right
from tocsin.domain.people.subject import Contact, SubjectKind, SubjectRef
from tocsin.web.depends import AskerDep, Command, CommandDep, RowsDep, demand
from tocsin.web.given import Email, Name, Telephone
from tocsin.web.set_up import settler

router = APIRouter(tags=["set-up"])

UNKNOWN = UUID(int=0)


class ContactGiven(BaseModel):
    id: UUID | None = None  # of one who is there already
    name: Name
    relation: Name
    phone: Telephone
    email: Email | None = None


class ContactsGiven(BaseModel):
    """All contacts, in the order in which they are asked."""

    items: Annotated[list[ContactGiven], Field(max_length=100)]


class ContactShape(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    position: int
    name: str
    relation: str
    phone: str
    email: str | None


class ContactList(BaseModel):
    items: list[ContactShape]
    next: str | None = None


@router.get("/sites/{site_id}/contacts")
async def get_site_contacts(site_id: UUID, asker: AskerDep, rows: RowsDep) -> ContactList:
    """List whom to ask about a site."""
    demand(asker, "contact", Right.SEE)
    subject = await get_subject(rows, SubjectRef(kind=SubjectKind.SITE, id=site_id))
    return _listed(subject.contacts)


@router.get("/lone-workers/{lone_worker_id}/contacts")
async def get_lone_worker_contacts(
    lone_worker_id: UUID, asker: AskerDep, rows: RowsDep
) -> ContactList:
    """List whom to ask about a lone worker."""
    demand(asker, "contact", Right.SEE)
    ref = SubjectRef(kind=SubjectKind.LONE_WORKER, id=lone_worker_id)
    return _listed((await get_subject(rows, ref)).contacts)


@router.put("/sites/{site_id}/contacts", response_model=ContactList)
async def put_site_contacts(site_id: UUID, given: ContactsGiven, command: CommandDep) -> Response:
    """Say whom to ask about a site, in which order. Whoever is left out is forgotten."""
    return await _put(command, SubjectRef(kind=SubjectKind.SITE, id=site_id), given)


@router.put("/lone-workers/{lone_worker_id}/contacts", response_model=ContactList)
async def put_lone_worker_contacts(
    lone_worker_id: UUID, given: ContactsGiven, command: CommandDep
) -> Response:
    """Say whom to ask about a lone worker, in which order. Whoever is left out is forgotten."""
    ref = SubjectRef(kind=SubjectKind.LONE_WORKER, id=lone_worker_id)
    return await _put(command, ref, given)


async def _put(command: Command, ref: SubjectRef, given: ContactsGiven) -> Response:
    contacts = [
        Contact(position=n, **(item.model_dump() | {"id": item.id or UNKNOWN}))
        for n, item in enumerate(given.items, start=1)
    ]

    async def act(work: PostgresWork) -> str:
        kept = await set_contacts(work, settler(command.asker), ref, contacts)
        return _listed(kept).model_dump_json()

    demand(command.asker, "contact", Right.ADD)
    return await command.once("set_contacts", act)


def _listed(contacts: object) -> ContactList:
    return ContactList.model_validate({"items": contacts, "next": None})
