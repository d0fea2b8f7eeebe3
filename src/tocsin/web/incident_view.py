"""An incident as the console shows it: rows and rules put together into one shape."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from tocsin.app.incident import CAUSE_WORDS
from tocsin.app.notice import everyone_to_ring, everyone_told
from tocsin.db import view
from tocsin.domain.access import Role
from tocsin.domain.alarm.alert import Alert, place_words
from tocsin.domain.alarm.conclusion import possible_causes, why_not_conclude
from tocsin.domain.alarm.handling import next_step
from tocsin.domain.alarm.incident import Incident, claim_clock
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.escalation import Rung
from tocsin.domain.response.notice import Notice
from tocsin.domain.response.plan_hours import hours_words
from tocsin.domain.response.response_company import response_company
from tocsin.domain.response.verification import StepKind, left_to_tell
from tocsin.web.allowed import allowed_acts
from tocsin.web.asker import Asker
from tocsin.web.call_view import callee_shapes, emergency_shapes, phone_call_shapes
from tocsin.web.clock_view import clock_of_row, clocks_of
from tocsin.web.journal_view import journal_line
from tocsin.web.notice_shape import NoticeShape, ToRing, Undelivered
from tocsin.web.place_view import place_of
from tocsin.web.plan_shape import InstructionShape, PlanShape
from tocsin.web.progress import done_before, progress_of
from tocsin.web.shapes import (
    AlertShape,
    CauseShape,
    History,
    IncidentRow,
    IncidentShape,
    Named,
    Resolution,
    SafePin,
    StepShape,
    SubjectShape,
)
from tocsin.web.step_view import step_shape
from tocsin.web.stranger_view import known_like
from tocsin.web.words import tel

JOURNAL_SHOWN = 200
EVERY_ENTRY = 2**31 - 1

Row = Mapping[str, Any]


def row_shape(row: Row) -> IncidentRow:
    """Write an incident as a line of the queue."""
    operator = row["operator_id"] and Named(
        id=row["operator_id"], name=row["operator_name"] or "Somebody"
    )
    return IncidentRow(
        **{name: row[name] for name in _SAME},
        operator=operator,
        title=row["title"] or "Alarm",
        organisation=row["organisation"] or "",
        line=place_words(row["zone"], row["zone_text"], name=row["zone_name"]),
        activity="",
        alarm_count=row["alarm_count"] or 0,
        aides=[Named(**aide) for aide in row["aides"] or []],
        clock=clock_of_row(row),
        cause_words=row["cause"] and CAUSE_WORDS[Cause(row["cause"])],
        alone=row["alone"] and _is_on_its_clock(row),
        rung=_rung(row),
    )


_SAME = (
    "id", "number", "state", "response_kind", "priority", "silent", "drill", "who",
    "subject_kind", "opened_at", "changed_at", "version", "claimed_at", "worse_at", "returned_at",
    "parked_until", "parked_because", "operator_heard_at", "needs_human", "supervisor_asked_at",
    "has_it", "cause", "closed_at",
)  # fmt: skip


async def show_incident(
    connection: AsyncConnection, incident_id: UUID, asker: Asker, now: datetime
) -> IncidentShape:
    """Read an incident and everything that stands around it. Raises NotFound."""
    incident, row = await view.get_incident(connection, incident_id)
    lines = await view.get_journal(connection, incident.id, before=EVERY_ENTRY, limit=JOURNAL_SHOWN)
    history = await view.get_history(connection, incident, now)
    callers = {
        caller["id"]: caller["name"]
        for caller in await view.fetch_all(connection, view.CALLERS, {"id": incident.id})
    }
    undelivered = await view.fetch_all(connection, view.UNDELIVERED, {"id": incident.id})
    listed = await view.fetch_one(connection, view.THESE_ROWS, {"ids": [incident.id]})
    assert listed is not None
    if incident.subject.centre_id == asker.organisation:
        worked = _work_shown(incident, row, callers, asker, now)
    else:
        worked = _work_left_out(incident)
    return IncidentShape(
        **row_shape(listed).model_dump(),
        now=now,
        hushed=incident.is_hushed,
        subject=_subject(incident, row),
        place=place_of(row),
        clocks=clocks_of(incident),
        plan=_plan(incident),
        confirmed_by=incident.confirmed_by if incident.standing.is_confirmed else None,
        alerts=[_alert(alert) for alert in incident.alerts],
        known_accounts=await known_like(connection, incident),
        journal=[journal_line(line) for line in lines],
        history=History(incidents_12_months=history[0], false_12_months=history[1]),
        allowed=allowed_acts(incident, asker, listed["operator_heard_at"], now),
        resolution=_resolution(incident, row),
        undelivered=[Undelivered(**one) for one in undelivered],
        **worked,
    )


def _work_shown(
    incident: Incident, row: Row, callers: Mapping[UUID, str], asker: Asker, now: datetime
) -> dict[str, Any]:
    """Write what the centre does about it, and what it should do next."""
    step = next_step(incident, now)
    progress = progress_of(incident, step, now)
    company = response_company(incident.subject.contacts)
    return {
        "progress": progress,
        "step": step_shape(incident, step, row, done_before(incident, progress)),
        "callees": callee_shapes(incident),
        "calls": phone_call_shapes(incident, callers),
        "emergency": emergency_shapes(incident, callers),
        "causes": [_cause(incident, cause, asker, now) for cause in possible_causes(incident)],
        "safe_pin": _safe_pin(incident),
        "response_company": company.id if company else None,
        "untold": [callee.name for callee in left_to_tell(incident.standing, now)],
        "all_clear": len(everyone_told(incident)),
        "to_ring": [
            ToRing(name=call.name, number=call.number, tel=tel(call.number))
            for call in everyone_to_ring(incident)
        ],
        "notices": [_notice(notice) for notice in incident.notices],
    }


def _work_left_out(incident: Incident) -> dict[str, Any]:
    """Say nothing of the work to who does not see the calls, nor of what follows from them.

    Reckoned without the calls, the next step of a burglary to which the police are on their way
    would be to call the police.
    """
    is_over = incident.closed_at is not None
    step = StepShape(
        kind=StepKind.NOTHING,
        statement="It is over" if is_over else "The monitoring centre works on it",
        reason="",
        look_at=None,
        button=None,
        also=[],
        number=None,
        tel=None,
        read_out=None,
        call_id=None,
    )
    lists = ("progress", "callees", "calls", "emergency", "causes", "notices")
    return dict.fromkeys(lists, ()) | {"step": step, "all_clear": 0}


def _safe_pin(incident: Incident) -> SafePin | None:
    if incident.pin_at is None or incident.pin_said_at is None:
        return None
    entered_at = None if incident.pin_undated else incident.pin_said_at
    return SafePin(entered_at=entered_at, received_at=incident.pin_at)


def _is_on_its_clock(row: Row) -> bool:
    since = claim_clock(
        IncidentState(row["state"]),
        rings_since=row["worse_at"] or row["returned_at"],
        waiting_since=row["waiting_since"],
        unattended_since=row["unattended_since"],
    )
    return since is not None and since == row["rungs_since"]


def _rung(row: Row) -> Rung | None:
    if not _is_on_its_clock(row):
        return None
    return max((Rung(rung) for rung in row["rungs"]), key=list(Rung).index, default=None)


def _notice(notice: Notice) -> NoticeShape:
    return NoticeShape(
        id=notice.id,
        kind=notice.kind,
        to=notice.to.name,
        state=notice.state,
        written_at=notice.written_at,
        sent_at=notice.sent_at,
        channel=notice.channel,
        why=notice.why,
        has_it=notice.has_it,
        answered_at=notice.answered_at,
    )


def _subject(incident: Incident, row: Row) -> SubjectShape:
    subject = incident.subject
    return SubjectShape(
        kind=subject.ref.kind,
        id=subject.ref.id,
        name=subject.name,
        organisation=row["organisation"] or "",
        time_zone=subject.time_zone,
        phone=subject.phone,
        description=row["description"],
        medical=row["medical"],
        entrance=row["entrance"],
        keys=row["keys"],
    )


def _plan(incident: Incident) -> PlanShape:
    plan = incident.plan
    return PlanShape(
        version=plan.version,
        name=plan.name,
        hours=None if plan.hours is None else hours_words(plan.hours),
        instructions=[InstructionShape(weight=i.weight, text=i.text) for i in plan.instructions],
    )


def _alert(alert: Alert) -> AlertShape:
    return AlertShape(
        id=alert.id,
        title=alert.words,
        scheme=alert.scheme,
        code=alert.code,
        zone=alert.zone,
        zone_text=alert.zone_text,
        zone_name=alert.zone_name,
        place=alert.place,
        area=alert.area,
        priority=alert.priority,
        response_kind=alert.response_kind,
        count=alert.count,
        first_at=alert.first_at,
        last_at=alert.last_at,
        occurred_at=alert.occurred_at,
        unmapped=alert.unmapped,
        restored_at=alert.restored_at,
    )


def _cause(incident: Incident, cause: Cause, asker: Asker, now: datetime) -> CauseShape:
    because = why_not_conclude(incident, Judgement(cause=cause), asker.roles, now)
    is_theirs_to_say = because is not None and Role.SUPERVISOR in asker.roles
    words = CAUSE_WORDS[cause]
    return CauseShape(cause=cause, words=words, because=because, needs_note=is_theirs_to_say)


def _resolution(incident: Incident, row: Row) -> Resolution | None:
    if incident.cause is None or incident.resolved_at is None:
        return None
    return Resolution(
        cause=incident.cause,
        words=CAUSE_WORDS[incident.cause],
        note=incident.resolution_note,
        at=incident.resolved_at,
        by=row["resolver_name"],
    )


def rows_shape(rows: Sequence[Row]) -> list[IncidentRow]:
    return [row_shape(row) for row in rows]
