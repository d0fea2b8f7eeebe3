"""What an operator may call it in the end: silence is never a false alarm (P4).

That all is well counts from the person, by the spoken password, or from somebody who is with
them. Without such a word it is "unexplained", unless a supervisor answers for more in writing.
"""

from collections.abc import Mapping
from datetime import datetime

from tocsin.domain.access import Role
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.judgement import Cause, Judgement
from tocsin.domain.response.notice import Ending
from tocsin.domain.response.phone_call import DANGER
from tocsin.domain.response.response_kind import ResponseKind
from tocsin.domain.response.verification import Verdict, is_endangered, verdict

FALSE_ALARM = frozenset(
    {Cause.FALSE_ACCIDENT, Cause.FALSE_EQUIPMENT, Cause.FALSE_ENVIRONMENT, Cause.TEST}
)
_FALSE = Ending(
    title="All clear.", lines=("It is over: it was a false alarm.", "Nothing is left to do.")
)
# What whoever was told of it is told at the end. Only where somebody said so is all well.
ENDING_OF: Mapping[Cause, Ending] = {
    Cause.GENUINE_SAFE: Ending(
        title="All clear.",
        lines=("It is over: it was real, and everybody is safe.", "Nothing is left to do."),
    ),
    Cause.GENUINE_HANDED_OVER: Ending(
        title="Handed over.",
        lines=(
            "It was real, and the emergency service has it now.",
            "This does not say that everybody is safe. The monitoring centre has ended its part.",
        ),
    ),
    Cause.FALSE_ACCIDENT: _FALSE,
    Cause.FALSE_EQUIPMENT: _FALSE,
    Cause.FALSE_ENVIRONMENT: _FALSE,
    Cause.TEST: Ending(
        title="All clear.", lines=("It is over: it was a test.", "Nothing is left to do.")
    ),
    Cause.CALLED_OFF: Ending(
        title="All clear.",
        lines=("It was called off by their own PIN.", "Nothing is left to do."),
    ),
    Cause.UNEXPLAINED: Ending(
        title="Ended, unexplained.",
        lines=(
            "Nobody could say what it was, or that all is well.",
            "The monitoring centre has ended its part.",
        ),
    ),
}
NOBODY_SAID = (
    "Nobody who can know has said that all is well: the person by the spoken password, "
    "or somebody who is there."
)
DANGER_WAS_HEARD = "Somebody told of danger: this was no false alarm."
NO_PIN = "No safe PIN was entered."


def lacks_word(incident: Incident, cause: Cause, now: datetime) -> str | None:
    """Say which word a cause would need that nobody has spoken; None when it needs none."""
    known = verdict(incident.standing, now)
    if cause in FALSE_ALARM:
        if known is Verdict.SAFE or _is_nobodys_danger(incident, cause, known):
            return None
        return DANGER_WAS_HEARD if is_endangered(incident.standing) else NOBODY_SAID
    if cause is Cause.GENUINE_SAFE:
        is_fine = _is_nobodys_danger(incident, cause, known) or _is_said_safe(incident)
        return None if is_fine else NOBODY_SAID
    if cause is Cause.CALLED_OFF:
        if incident.pin_at is None:
            return NO_PIN
        return DANGER_WAS_HEARD if is_endangered(incident.standing) else None
    return None  # handed over, or unexplained: neither says that all is well


def possible_causes(incident: Incident) -> list[Cause]:
    """Name what it may be called at all: called off only where a safe PIN was entered."""
    return [one for one in Cause if one is not Cause.CALLED_OFF or incident.pin_at is not None]


def why_not_conclude(
    incident: Incident, judgement: Judgement, roles: frozenset[Role], now: datetime
) -> str | None:
    """Say why it cannot be called so; a supervisor may, with a reason that is written down."""
    lacking = lacks_word(incident, judgement.cause, now)
    if lacking is None:
        return None
    if Role.SUPERVISOR not in roles:
        return f"{lacking} Call it unexplained, or ask a supervisor."
    return None if judgement.note else f"{lacking} Write down why you call it so all the same."


def _is_nobodys_danger(incident: Incident, cause: Cause, known: Verdict) -> bool:
    """Say whether nobody need be asked: a device's fault, or the end of an announced drill.

    That a technical plan answers says nothing yet: so it does for a code that nobody knows, and
    for a fire that an unknown sender reports.
    """
    if is_endangered(incident.standing):
        return False
    is_drill = incident.drill and cause is Cause.TEST
    is_technical = incident.response_kind is ResponseKind.TECHNICAL
    is_fault = is_technical and incident.standing.is_fault
    return is_drill or (is_fault and known is not Verdict.CONFIRMED)


def _is_said_safe(incident: Incident) -> bool:
    """Say whether the last word is that all is well, also after danger."""
    standing = incident.standing
    if incident.silent or not standing.is_reassured or standing.reassured_at is None:
        return False
    heard = [heard for call in incident.calls for heard in call.outcomes]
    danger = max((h.at for h in heard if h.outcome in DANGER), default=None)
    return danger is None or danger < standing.reassured_at
