"""An incident's report: everything that happened, sealed, to be checked by anybody alone."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from tocsin.db.ledger import database_clock
from tocsin.db.report import read_report_contents
from tocsin.domain.access import Right
from tocsin.domain.record.report import make_report
from tocsin.web.depends import AskerDep, RowsDep, demand, parts_of

router = APIRouter(tags=["reports"])


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
    report: dict[str, Any] = make_report(contents, parts_of(request).sealer)
    number = contents.facts["number"]
    return Response(
        json.dumps(report, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="incident-{number}.json"'},
    )
