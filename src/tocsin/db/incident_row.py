"""Incidents, alerts and calls: between rows and values."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tocsin.db.notice import notice_from
from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import IncidentState
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.people.subject import Subject, SubjectKind, SubjectRef, about_account
from tocsin.domain.response.escalation import Rung
from tocsin.domain.response.phone_call import (
    CalleeKind,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
)
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import stored_plan

Row = dict[str, Any]
PIN_COLUMNS = ("pin_at", "pin_said_at", "pin_undated")


def subject_ref(row: Row) -> SubjectRef:
    kind = SubjectKind(row["subject_kind"])
    return SubjectRef(kind=kind, id=row["site_id"] or row["lone_worker_id"] or row["line_id"])


def incident_from(
    row: Row,
    subject: Subject,
    alerts: Sequence[Row],
    calls: Sequence[PhoneCall],
    notices: Sequence[Row],
) -> Incident:
    return Incident(
        id=row["id"],
        number=row["number"],
        subject=about_account(subject, row["account"]),
        account=row["account"],
        response_kind=ResponseKind(row["response_kind"]),
        state=IncidentState(row["state"]),
        priority=row["priority"],
        silent=row["silent"],
        silent_at=row["silent_at"],
        hushed=row["hushed"],
        drill=row["drill"],
        plan=stored_plan(row["plan"]),
        opened_at=row["opened_at"],
        alerts=tuple(alert_from(alert) for alert in alerts),
        calls=tuple(calls),
        operator_id=row["operator_id"],
        operator_name=row["operator_name"],
        claimed_at=row["claimed_at"],
        first_claimed_at=row["first_claimed_at"],
        aide_ids=tuple(row["aide_ids"]),
        worse_at=row["worse_at"],
        returned_at=row["returned_at"],
        unattended_since=row["unattended_since"],
        supervisor_asked_at=row["supervisor_asked_at"],
        real_at=row["real_at"],
        parked_until=row["parked_until"],
        parked_because=row["parked_because"],
        confirmed_at=row["confirmed_at"],
        confirmed_by=row["confirmed_by"],
        verified_at=row["verified_at"],
        cause=Cause(row["cause"]) if row["cause"] else None,
        resolution_note=row["resolution_note"],
        resolved_at=row["resolved_at"],
        resolved_by=row["resolved_by"],
        closed_at=row["closed_at"],
        **{name: row[name] for name in PIN_COLUMNS},
        waiting_since=row["waiting_since"],
        notices=tuple(notice_from(notice) for notice in notices),
        rungs=frozenset(Rung(rung) for rung in row["rungs"]),
        rungs_since=row["rungs_since"],
        alone=row["alone"],
    )


def incident_values(incident: Incident, now: datetime) -> Row:
    """Give every column that an incident's own row may change, and those it opens with."""
    subject = incident.subject
    ids = {subject.ref.kind: subject.ref.id}
    return {
        "id": incident.id,
        "customer_id": subject.customer_id,
        "centre_id": subject.centre_id,
        "subject_kind": subject.ref.kind,
        "site_id": ids.get(SubjectKind.SITE),
        "lone_worker_id": ids.get(SubjectKind.LONE_WORKER),
        "line_id": ids.get(SubjectKind.RECEIVER_LINE),
        "account": incident.account,
        "response_kind": incident.response_kind,
        "state": incident.state,
        "priority": incident.priority,
        "silent": incident.silent,
        "silent_at": incident.silent_at,
        "drill": incident.drill,
        "opened_at": incident.opened_at,
        "changed_at": now,
        "operator_id": incident.operator_id,
        "claimed_at": incident.claimed_at,
        "first_claimed_at": incident.first_claimed_at,
        "aide_ids": list(incident.aide_ids),
        "worse_at": incident.worse_at,
        "returned_at": incident.returned_at,
        "unattended_since": incident.unattended_since,
        "supervisor_asked_at": incident.supervisor_asked_at,
        "real_at": incident.real_at,
        "parked_until": incident.parked_until,
        "parked_because": incident.parked_because,
        "confirmed_at": incident.confirmed_at,
        "confirmed_by": incident.confirmed_by,
        "verified_at": incident.verified_at,
        "cause": incident.cause,
        "resolution_note": incident.resolution_note,
        "resolved_at": incident.resolved_at,
        "resolved_by": incident.resolved_by,
        "closed_at": incident.closed_at,
        **{name: getattr(incident, name) for name in PIN_COLUMNS},
        "waiting_since": incident.waiting_since,
        "rungs": sorted(incident.rungs),
        "rungs_since": incident.rungs_since,
        "alone": incident.alone,
    }


def numbered(incident: Incident, number: int) -> Incident:
    return replace(incident, number=number)


def alert_values(incident: Incident, alert: Alert) -> Row:
    return {
        "id": alert.id,
        "incident_id": incident.id,
        "customer_id": incident.subject.customer_id,
        "centre_id": incident.subject.centre_id,
        "silent": alert.silent,
        "hidden": alert.hidden,
        "scheme": alert.scheme,
        "code": alert.code,
        "words": alert.words,
        "zone": alert.zone,
        "zone_text": alert.zone_text,
        "zone_name": alert.zone_name,
        "area": alert.area,
        "response_kind": alert.response_kind,
        "priority": alert.priority,
        "unmapped": alert.unmapped,
        "count": alert.count,
        "first_at": alert.first_at,
        "last_at": alert.last_at,
        "occurred_at": alert.occurred_at,
        "restored_at": alert.restored_at,
    }


ALERT_FIELDS = (
    "id", "scheme", "code", "words", "zone", "zone_text", "zone_name", "area", "priority",
    "silent", "hidden", "unmapped", "count", "first_at", "last_at", "occurred_at", "restored_at",
)  # fmt: skip


def alert_from(row: Row) -> Alert:
    fields = {name: row[name] for name in ALERT_FIELDS}
    return Alert(response_kind=ResponseKind(row["response_kind"]), **fields)


def phone_calls_from(calls: Sequence[Row], outcomes: Sequence[Row]) -> list[PhoneCall]:
    heard: dict[object, list[HeardOutcome]] = defaultdict(list)
    for row in outcomes:
        heard[row["phone_call_id"]].append(
            HeardOutcome(
                at=row["at"],
                outcome=CallOutcome(row["outcome"]),
                note=row["note"],
                reference=row["reference"],
                attending_by=row["attending_by"],
            )
        )
    return [
        PhoneCall(
            id=row["id"],
            callee=CalleeKind(row["callee_kind"]),
            callee_id=row["callee_id"],
            service=EmergencyService(row["service"]) if row["service"] else None,
            name=row["callee_name"],
            number=row["number"],
            placed_at=row["placed_at"],
            outcomes=tuple(heard[row["id"]]),
        )
        for row in calls
    ]
