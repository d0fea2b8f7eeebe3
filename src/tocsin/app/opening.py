"""Open an incident: with its plan, its first look and its journal, whoever told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tocsin.app.confirmation import confirm, unconfirmed
from tocsin.app.drill import end_drill
from tocsin.app.incident import carry_on, reopened, worsened, write_down
from tocsin.app.ports import PLAN, Actor, Entry, Work
from tocsin.domain.alarm.alert import Alert, is_worse
from tocsin.domain.alarm.handling import is_no_longer_safe, is_pressed_again
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.incident_state import INCIDENT, IncidentEvent, IncidentState
from tocsin.domain.alarm.told import Told, alert_told
from tocsin.domain.people.subject import Subject, about_account
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.response_plan import (
    STANDARD_PLAN,
    PlanScope,
    ResponsePlan,
    plan_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What an incident opens with, and what its journal says of that."""

    response_kind: ResponseKind
    account: str | None = None  # of the sender whom nobody knows
    alerts: Sequence[Alert]
    said: Sequence[Entry]
    drill: bool = False


async def open_incident(work: Work, subject: Subject, opening: Opening) -> Incident:
    """Open an incident of a subject that is held. The plan is copied into it (P11)."""
    plan = await _plan_now(work, subject, opening.response_kind)
    alerts = tuple(opening.alerts)
    incident = await work.incidents.add(
        Incident(
            id=work.new_id(),
            number=0,
            subject=about_account(subject, opening.account),
            account=opening.account,
            response_kind=opening.response_kind,
            state=IncidentState.WAITING,
            priority=min(alert.priority for alert in alerts),
            silent=any(alert.silent for alert in alerts),
            drill=opening.drill,
            plan=plan or STANDARD_PLAN,
            opened_at=work.now,
            alerts=alerts,
            waiting_since=work.now,
        )
    )
    await work.incidents.save_alerts(incident, alerts)
    incident, confirmed = confirm(incident, alerts)
    for entry in (*opening.said, *confirmed):
        await write_down(work, incident, entry)
    if plan is None:
        text = "found no plan for this: the centre's standard procedure applies"
        await write_down(work, incident, Entry(kind="plan.missing", actor=PLAN, text=text))
    elif plan.hours is not None:
        text = f"chosen for this hour: {plan.title}"
        await write_down(work, incident, Entry(kind="plan.chosen", actor=PLAN, text=text))
    return await carry_on(work, incident, None)


async def _plan_now(work: Work, subject: Subject, kind: ResponseKind) -> ResponsePlan | None:
    scope = PlanScope(
        customer_id=subject.customer_id,
        centre_id=subject.centre_id,
        subject=subject.ref,
        response_kind=kind,
    )
    return plan_at(await work.plans.that_may_hold(scope), work.now, subject.time_zone)


async def open_by_hand(work: Work, operator: Actor, told: Told) -> Incident:
    """Open an incident on what somebody told an operator; it joins the one that is open."""
    subject = await work.subjects.lock(told.about)
    alert = alert_told(work.new_id(), told, work.now)
    known = await work.incidents.open_of(subject)
    incident = next((one for one in known if one.matter is told.response_kind), None)
    by = f" ({told.by})" if told.by else ""
    if incident is not None:
        entry = _entry("alert.joined", operator, f"was told{by}: {alert.words}", told)
        return await _join(work, incident, alert, entry)
    entry = _entry("incident.opened", operator, f"opened it by hand{by}: {alert.words}", told)
    opening = Opening(response_kind=told.response_kind, alerts=(alert,), said=(entry,))
    return await open_incident(work, subject, opening)


async def _join(work: Work, incident: Incident, fresh: Alert, entry: Entry) -> Incident:
    """Let what was told join: another time of the same, or something new."""
    known = next((alert for alert in incident.alerts if alert.mark == fresh.mark), None)
    alert = fresh if known is None else replace(known, count=known.count + 1, last_at=work.now)
    if known is None and incident.silent:
        alert = replace(alert, hidden=True)  # whoever told of it is not to be given away
    alerts = (*(one for one in incident.alerts if one is not known), alert)
    after = replace(incident, alerts=alerts, pin_at=None)
    rings = (
        incident.drill
        or (known is None and is_worse(list(incident.alerts), fresh))
        or incident.state is IncidentState.RESOLVED
        or is_no_longer_safe(incident, after, work.now)
        or is_pressed_again(incident, after)
    )
    event = IncidentEvent.JOIN_WORSE if rings else IncidentEvent.JOIN
    state = INCIDENT.after(incident.state, event)
    joined = replace(
        reopened(after, state, work),
        priority=min(incident.priority, fresh.priority),
        silent=incident.silent or fresh.silent,
    )
    joined = worsened(joined, work) if rings else joined
    joined, said = await end_drill(work, unconfirmed(joined)) if incident.drill else (joined, [])
    await work.incidents.save_alerts(incident, (alert,))
    return await carry_on(work, joined, entry, also=said)


def _entry(kind: str, operator: Actor, text: str, told: Told) -> Entry:
    references = {"response_kind": told.response_kind}
    return Entry(kind=kind, actor=operator, text=text, said=told.words, references=references)
