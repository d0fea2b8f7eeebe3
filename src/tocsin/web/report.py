"""An incident's report: everything that happened, sealed, to be checked by anybody alone."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from tocsin.db import view
from tocsin.db.ledger import database_clock
from tocsin.db.report import read_report_contents
from tocsin.domain.access import Right
from tocsin.domain.errors import NotAllowed
from tocsin.domain.record.report import make_report
from tocsin.gateways.report_pdf import typeset
from tocsin.web.depends import AskerDep, RowsDep, demand, parts_of
from tocsin.web.incident_view import EVERY_ENTRY, show_incident
from tocsin.web.journal_view import journal_line
from tocsin.web.report_view import paper_values

router = APIRouter(tags=["reports"])

ONLY_THE_CENTRE = "Only the centre gives out this report."
CENTRE = (
    "select name from organisation where id = (select centre_id from incident where id = %(id)s)"
)


@router.get(
    "/incidents/{incident_id}/report.json",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
    response_class=Response,
)
async def get_report(
    incident_id: UUID, request: Request, asker: AskerDep, rows: RowsDep
) -> Response:
    """Give the report. `tocsin verify report.json --key FINGERPRINT` checks it by itself."""
    demand(asker, "journal_entry", Right.SEE)
    contents = await read_report_contents(rows, incident_id, await database_clock(rows))
    if not contents.entries:  # every incident has some: a seal on none would swear to nothing
        raise NotAllowed(ONLY_THE_CENTRE)
    report: dict[str, Any] = make_report(contents, parts_of(request).sealer)
    number = contents.facts["number"]
    return Response(
        json.dumps(report, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="incident-{number}.json"'},
    )


@router.get(
    "/incidents/{incident_id}/report.pdf",
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def get_paper(incident_id: UUID, asker: AskerDep, rows: RowsDep) -> Response:
    """Give the report on paper: A4, in the site's time zone, every entry of the journal."""
    demand(asker, "journal_entry", Right.SEE)
    incident = await show_incident(rows, incident_id, asker, await database_clock(rows))
    entries = await view.get_journal(rows, incident_id, before=EVERY_ENTRY, limit=EVERY_ENTRY)
    if not entries:
        raise NotAllowed(ONLY_THE_CENTRE)
    centre = await view.fetch_one(rows, CENTRE, {"id": incident_id})
    values = paper_values(
        incident,
        [journal_line(entry) for entry in reversed(entries)],
        centre=centre["name"] if centre else "",
        digest=entries[0]["digest"].hex(),
    )
    return Response(
        await run_in_threadpool(typeset, values),
        media_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="incident-{incident.number}.pdf"'},
    )
