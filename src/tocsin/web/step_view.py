"""The next step as a card: one button, lesser ways, the number to ring, the words to read out."""

from collections.abc import Mapping
from typing import Any

from tocsin.domain.alarm.incident import Incident
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.response.phone_call import DANGER, EmergencyService, PhoneCall
from tocsin.domain.response.verification import Step, StepKind
from tocsin.web import words
from tocsin.web.shapes import Button, DoneBefore, StepShape

Row = Mapping[str, Any]


def step_shape(
    incident: Incident, step: Step, row: Row, before: DoneBefore | None = None
) -> StepShape:
    """Write the step with what to press and what to say."""
    call = next((call for call in incident.calls if call.id == step.call_id), None)
    number = _number(incident, step, call)
    return StepShape(
        kind=step.kind,
        statement=words.statement(incident, step),
        reason=words.reason(incident, step),
        look_at=step.look_at,
        button=_button(incident, step),
        also=_also(incident, step),
        number=number,
        tel=None if number is None else words.tel(number),
        read_out=_read_out(incident, step, call, row),
        call_id=step.call_id,
        done_before=before,
    )


def _button(incident: Incident, step: Step) -> Button | None:
    match step.kind:
        case StepKind.CLAIM:
            label = "I have seen it" if incident.rings_since else "Take it"
            return Button(label=label, act="claim", body={})
        case StepKind.CALL_PERSON:
            assert step.callee is not None
            body = {"callee_id": str(step.callee.id or incident.subject.ref.id)}
            return Button(label=words.call_label(step.callee), act="call", body=body)
        case StepKind.CALL_EMERGENCY:
            assert step.service is not None
            return _emergency_button(incident, step.service)
        case StepKind.RESOLVE:
            return Button(label="Resolve…", act="resolve", body={})
        case StepKind.CLOSE:
            return Button(label="Close it", act="close", body={})
        case (
            StepKind.NOTE_OUTCOME
            | StepKind.NOTE_REFERENCE
            | StepKind.WAIT
            | StepKind.DECIDE
            | StepKind.NOTHING
        ):
            return None


def _emergency_button(incident: Incident, service: EmergencyService) -> Button:
    label = words.emergency_label(incident, service)
    return Button(label=label, act="call_emergency", body={"service": service})


def _also(incident: Incident, step: Step) -> list[Button]:
    match step.kind:
        case StepKind.CALL_EMERGENCY:
            body = {"service": step.service}
            return [Button(label="Cannot be done…", act="emergency_not_possible", body=body)]
        case StepKind.DECIDE:
            services = incident.plan.services_for(incident.response_kind)
            resolve = Button(label="Resolve…", act="resolve", body={})
            return [*(_emergency_button(incident, service) for service in services), resolve]
        case StepKind.CLOSE:
            return [Button(label="Back", act="go_back", body={})]
        case _:
            return []


def _number(incident: Incident, step: Step, call: PhoneCall | None) -> str | None:
    if words.is_drill_call(incident, step):
        return None
    if call is not None and step.kind is not StepKind.WAIT:
        return None if words.is_to_hang_up(incident, step) else call.number
    if step.callee is not None:
        return step.callee.number
    if step.service is not None:
        return incident.plan.emergency_number
    return None


UNDER_THREAT = (
    "**Somebody may be under threat there.** Do not ring there, and come without a sound."
)


def _read_out(incident: Incident, step: Step, call: PhoneCall | None, row: Row) -> list[str] | None:
    """Say what to read to an emergency service: what, where, who. Read aloud as it stands."""
    service = step.service or (call.service if call else None)
    if service is None:
        return None
    worst = min(incident.alerts, key=lambda alert: (not alert.silent, alert.priority))
    subject = incident.subject
    if subject.ref.kind is SubjectKind.LONE_WORKER:
        lines = [f"Lone worker in danger: **{subject.name}**. {worst.words}."]
    else:
        lines = [f"{worst.words} at **{subject.name}**."]
    if incident.silent:
        lines.insert(0, UNDER_THREAT)
    if incident.drill:
        lines.insert(0, "**This is a drill.**")
    if row["address"]:
        lines.append(f"**{row['address']}**")
    elif row["fix_latitude"] is not None:
        lines.append(f"Position **{row['fix_latitude']:.5f}, {row['fix_longitude']:.5f}**.")
    lines += [f"We were told: {said}." for said in _heard_of_danger(incident)]
    return lines + _about(incident, row)


def _about(incident: Incident, row: Row) -> list[str]:
    """Say who and where more closely; of a lone worker also what they do, and how to reach them."""
    lines = []
    if row["doing"]:
        place = f", {row['doing_at']}" if row["doing_at"] else ""
        lines.append(f"What they were doing: {row['doing']}{place}.")
    facts = [row["description"], row["entrance"]]
    lines += [f"{fact.rstrip('.')}." for fact in facts if fact]
    if row["medical"]:
        lines.append(f"Medical: {row['medical'].rstrip('.')}.")
    if incident.subject.ref.kind is SubjectKind.LONE_WORKER and incident.subject.phone:
        is_quiet = incident.silent or incident.hushed
        whose = "Their telephone, not to be rung:" if is_quiet else "Their telephone:"
        lines.append(f"{whose} **{incident.subject.phone}**.")
    return lines


def _heard_of_danger(incident: Incident) -> list[str]:
    """Give what people said when they told of danger, the latest first."""
    return [
        heard.note.rstrip(".")
        for call in reversed(incident.calls)
        for heard in reversed(call.outcomes)
        if heard.outcome in DANGER and heard.note
    ]
