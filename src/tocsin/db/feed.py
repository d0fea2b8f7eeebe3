"""The feed: what changed, in an order in which a screen can follow it."""

from datetime import datetime

from psycopg import AsyncConnection

from tocsin.domain.alarm.incident import Incident

PUT = """
    insert into feed (at, subject_kind, subject_id, customer_id, centre_id, silent)
    values (%(at)s, 'incident', %(incident_id)s, %(customer_id)s, %(centre_id)s, %(silent)s)
"""


async def put_on_feed(connection: AsyncConnection, incident: Incident, now: datetime) -> None:
    """Tell the screens of both parties that an incident changed."""
    values = {
        "at": now,
        "incident_id": incident.id,
        "customer_id": incident.subject.customer_id,
        "centre_id": incident.subject.centre_id,
        "silent": incident.silent,
    }
    await connection.execute(PUT, values)
