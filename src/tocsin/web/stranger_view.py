"""Whom an unknown account may belong to, as the accounts are now: looked up when it is shown."""

from itertools import islice

from psycopg import AsyncConnection

from tocsin.db import view
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.people.subject import SubjectKind, accounts_like
from tocsin.web.shapes import KnownAccount

MOST_LOOKED_UP = 20  # accounts of one incident
MOST_SHOWN = 20

KNOWN = """
    select panel.account, site.name as site from panel join site on site.id = panel.site_id
    where panel.line_id = %(line_id)s and panel.account = any(%(accounts)s)
      and panel.withdrawn_at is null
    order by panel.account
"""


async def known_like(connection: AsyncConnection, incident: Incident) -> list[KnownAccount]:
    """List the known accounts that are one digit off what was sent, or are it by now."""
    if incident.subject.ref.kind is not SubjectKind.RECEIVER_LINE:
        return []
    areas = dict.fromkeys(alert.area for alert in incident.alerts if alert.area)
    sent_by = {sent: accounts_like(sent) for sent in islice(areas, MOST_LOOKED_UP)}
    wanted = sorted({one for like in sent_by.values() for one in like})
    values = {"line_id": incident.subject.ref.id, "accounts": wanted}
    rows = await view.fetch_all(connection, KNOWN, values)
    found = [
        KnownAccount(sent=sent, account=row["account"], site=row["site"])
        for sent, like in sent_by.items()
        for row in rows
        if row["account"] in like
    ]
    return found[:MOST_SHOWN]
