"""What is set up in the demo's story, as values."""

from uuid import UUID

from tocsin.demo import story
from tocsin.domain.people.set_up import (
    LoneWorker,
    Organisation,
    Panel,
    Person,
    ReceiverLine,
    Site,
    Thing,
)

ZONE = "Europe/London"


def _organisation(row: story.Row) -> Organisation:
    return Organisation(
        id=row["id"],
        name=row["name"],
        time_zone=ZONE,
        phone=row.get("phone"),
        is_centre=row["is_centre"],
        is_customer=not row["is_centre"],
        centre_id=row["centre_id"],
    )


def _person(login: story.Login) -> Person:
    return Person(
        id=story.id_of(login.email),
        organisation_id=story.NORTHGATE,
        centre_id=story.NORTHGATE,
        name=login.name,
        email=login.email,
        roles=(login.role,),
    )


def _panel(row: story.Row) -> Panel:
    return Panel(
        id=story.id_of(f"panel {row['account']}"),
        customer_id=row["customer_id"],
        centre_id=story.NORTHGATE,
        line_id=story.LINE,
        site_id=row["site_id"],
        account=row["account"],
        has_key=row["aes_key"] is not None,
        profile={},
    )


def story_things() -> dict[UUID, Thing]:
    """Give all that the demo sets up, by its id."""
    things: list[Thing] = [_organisation(row) for row in story.ORGANISATIONS]
    watched: story.Row = {"centre_id": story.NORTHGATE, "time_zone": ZONE}
    things += [Site(**row, **watched) for row in story.SITES]
    things += [LoneWorker(**row, **watched) for row in story.LONE_WORKERS]
    things += [_person(login) for login in story.LOGINS]
    line = ReceiverLine(
        id=story.LINE, centre_id=story.NORTHGATE, name="Northgate line 1", port=8609
    )
    return {thing.id: thing for thing in [*things, line, *map(_panel, story.PANELS)]}
