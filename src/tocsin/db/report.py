"""What goes into an incident's report, read as of one moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.db.view import PUBLIC_KEYS, fetch_all, get_incident, get_journal
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.record.journal import Body, Subject, write_at
from tocsin.domain.record.report import Contents, SealedEntry
from tocsin.domain.response.plan_hours import hours_words

EVERY_ENTRY = 2**31 - 1


async def read_report_contents(
    connection: AsyncConnection, incident_id: UUID, now: datetime
) -> Contents:
    """Read an incident's facts and its whole journal. Raises NotFound."""
    incident, row = await get_incident(connection, incident_id)
    entries = await get_journal(connection, incident_id, before=EVERY_ENTRY, limit=EVERY_ENTRY)
    keys = await fetch_all(connection, PUBLIC_KEYS, {})
    return Contents(
        subject=Subject(kind="incident", id=str(incident_id)),
        facts=_facts(incident, row),
        time_zone=incident.subject.time_zone,
        made_at=now,
        entries=[_sealed(entry) for entry in reversed(entries)],
        public_keys=[key["public_key"] for key in keys],
    )


def _facts(incident: Incident, row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "number": incident.number,
        "subject": {"kind": incident.subject.ref.kind.value, "name": incident.subject.name},
        "organisation": row["organisation"],
        "address": row["address"],
        "alarms": [
            {
                "words": alert.words,
                "code": f"{alert.scheme} {alert.code}",
                "zone": alert.zone,
                "zone_text": alert.zone_text,
                "zone_name": alert.zone_name,
                "count": alert.count,
                "first_at": write_at(alert.first_at),
                "last_at": write_at(alert.last_at),
            }
            for alert in incident.alerts
        ],
        "plan": {
            "name": incident.plan.name,
            "version": incident.plan.version,
            "hours": hours_words(incident.plan.hours) if incident.plan.hours else None,
        },
        "opened_at": write_at(incident.opened_at),
        "claimed_at": _moment(incident.claimed_at),
        "verified_at": _moment(incident.verified_at),
        "resolved_at": _moment(incident.resolved_at),
        "closed_at": _moment(incident.closed_at),
        "state": incident.state.value,
        "cause": incident.cause.value if incident.cause else None,
        "note": incident.resolution_note,
        "drill": incident.drill,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else write_at(at)


def _sealed(row: Mapping[str, Any]) -> SealedEntry:
    body = None
    if row["body"] is not None:
        body = Body(salt=row["salt"], text=row["body"])
    return SealedEntry(
        number=row["number"],
        text=row["text"],
        digest=row["digest"],
        body_digest=row["body_digest"],
        signature=row["signature"],
        key_id=row["key_id"],
        body=body,
    )
